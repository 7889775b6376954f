"""Usage, settings and outputs of the command line: one clear line an error, exit status by the contract."""

from pathlib import Path
from typing import Any

from tests.cli.calling import ARTICLES, jsonl, lines, program


def test_wrong_usage_exits_with_two_and_says_how(run: Any) -> None:
    for words in (
        (),
        ("nope",),
        ("status",),
        ("match",),
        ("sandbox", "--port", "seventy"),
        ("match", "--min-score", "7"),
    ):
        done = run(*words)
        assert done.returncode == 2
        assert "usage:" in done.stderr


def test_help_of_every_verb_exits_with_zero(run: Any) -> None:
    for verb in ("run", "sandbox", "ingest", "extract", "match", "stories", "status", "doctor"):
        done = run(verb, "--help")
        assert done.returncode == 0
        assert "usage:" in done.stdout


def test_run_without_a_token_makes_no_store(run: Any, tmp_path: Path) -> None:
    assert run("run").returncode == 1
    assert not (tmp_path / "data").exists()


def test_run_without_a_token_says_how_to_get_one_and_offers_the_sandbox() -> None:
    done = program("run")
    assert done.returncode == 1
    assert "@BotFather" in done.stderr
    assert "sandbox" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_line(run: Any) -> None:
    done = run("doctor", HTTP_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("tocsin: HTTP_PORT is wrong")
    assert done.stderr.count("\n") == 1


def test_output_goes_to_a_file_when_one_is_named(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    done = run("stories", "--articles", jsonl(tmp_path / "a.jsonl", *ARTICLES), "--output", str(out))
    assert done.returncode == 0
    assert done.stdout == ""
    assert [line["article"] for line in lines(out.read_text())] == ["a1", "a2", "a3"]


def test_an_output_that_cannot_be_written_is_said(run: Any, tmp_path: Path) -> None:
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    done = run("stories", "--articles", articles, "--output", str(tmp_path / "no" / "o.jsonl"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_said(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("ingest", "-", given="Some text.", DATA_DIR=str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert "DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_store_is_left_alone_and_said(run: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("not a database, but dear to somebody" * 100)
    done = run("ingest", "-", given="Some text.", DATABASE_URL=f"sqlite:///{wrong}")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert wrong.read_text().startswith("not a database")


def test_doctor_says_what_to_mend(run: Any) -> None:
    done = run("doctor")
    assert done.returncode == 1
    assert "TELEGRAM_BOT_TOKEN is not set" in done.stdout
    assert "the store can be written" in done.stdout
    assert "issues followed: 0" in done.stdout


def test_an_article_with_a_date_that_cannot_be_is_told_as_undated(run: Any, tmp_path: Path) -> None:
    articles = jsonl(tmp_path / "a.jsonl", {**ARTICLES[0], "published_at": "2013-03-46"}, ARTICLES[1])
    done = run("stories", "--articles", articles)
    assert done.returncode == 0
    assert len(lines(done.stdout)) == 2


def test_an_output_that_is_a_link_stays_one(run: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    assert run("stories", "--articles", articles, "--output", str(tmp_path / "link")).returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert len(lines((tmp_path / "real.jsonl").read_text())) == 3
