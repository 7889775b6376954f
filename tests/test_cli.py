"""The command line: lines out, one clear line an error, exit status by the contract."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config import Settings
from bot.ingest.opml import read_opml

ROOT = Path(__file__).resolve().parent.parent
Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Calls the command line in this process, with a store of its own and no setting of anybody's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    root = logging.getLogger()
    before = (root.handlers[:], root.level)

    def call(*words: str, given: str = "", **settings: str) -> Done:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        try:
            status = main(words)
        except SystemExit as usage:
            status = int(usage.code or 0)
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    yield call
    root.handlers[:], root.level = before[0], before[1]


def program(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `python -m bot …` as a person does, without a token."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", *words],
        cwd=ROOT,
        env={**bare, "TELEGRAM_BOT_TOKEN": ""},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()]


def jsonl(path: Path, *values: object) -> str:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))
    return str(path)


ARTICLES = (
    {
        "id": "a1",
        "url": "https://wire.example/1",
        "title": "Marnice pumping station flooded",
        "text": "The pumping station of Marnice was flooded on Monday. Talks on repairs continue.",
        "published_at": "2026-03-01T08:00:00Z",
        "source": "Wire",
    },
    {
        "id": "a2",
        "url": "https://wire.example/2",
        "title": "Marnice pumping station agreed",
        "text": "The council agreed on Thursday to rebuild the Marnice pumping station on higher ground.",
        "published_at": "2026-03-05T08:00:00Z",
        "source": "Wire",
    },
    {
        "id": "a3",
        "title": "Ferries in summer",
        "text": "Boats run daily from June.",
        "published_at": "2026-03-06T08:00:00Z",
        "source": "Wire",
    },
)


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


def test_a_file_that_is_named_as_json_and_is_none_is_refused(run: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("not json at all\n")
    done = run("ingest", str(tmp_path / "bad.jsonl"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "JSON" in done.stderr


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


def test_ingest_prints_a_line_an_article_and_knows_it_again(run: Any, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    first, again = lines(run("ingest", path).stdout), lines(run("ingest", path).stdout)
    assert [line["new"] for line in first] == [True] * 3
    assert [line["new"] for line in again] == [False] * 3
    assert [line["article"] for line in again] == [line["article"] for line in first]
    assert first[0]["title"] == "Marnice pumping station flooded"
    assert first[0]["published_at"].startswith("2026-03-01T08:00:00")


def test_ingest_reads_standard_input(run: Any) -> None:
    [line] = lines(run("ingest", "-", given=json.dumps(ARTICLES[0])).stdout)
    assert line["new"] is True


def test_a_broken_line_is_named_and_the_others_are_taken(run: Any) -> None:
    good = json.dumps(ARTICLES[0])
    done = run("ingest", "-", given=f'{good}\n{{"title": \n{json.dumps(ARTICLES[1])}\n')
    assert done.returncode == 1
    assert len(lines(done.stdout)) == 2
    assert "ine 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_input_that_fails_is_said_and_the_rest_go_on(run: Any, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", ARTICLES[0])
    missing = str(tmp_path / "missing.txt")
    done = run("extract", missing, path)
    assert done.returncode == 1
    failed, found = lines(done.stdout)
    assert failed["path"] == missing
    assert "no such file" in failed["error"]
    assert found["path"] == path
    assert found["title"] == ARTICLES[0]["title"]
    assert missing in done.stderr


def test_lines_are_utf8_whatever_the_locale() -> None:
    done = program("extract", "-", given="Запоріжжя лишилося без світла, повідомив мер.")
    assert done.returncode == 0
    assert "Запоріжжя" in json.loads(done.stdout)["text"]


def test_extract_stores_nothing(run: Any, tmp_path: Path) -> None:
    run("extract", jsonl(tmp_path / "a.jsonl", ARTICLES[0]))
    assert not (tmp_path / "data").exists()


def test_a_feed_without_entries_says_so(run: Any) -> None:
    empty = "<?xml version='1.0'?><rss version='2.0'><channel><title>Quiet</title></channel></rss>"
    [line] = lines(run("extract", "-", given=empty).stdout)
    assert line == {"path": "-", "entries": 0}


def test_match_quotes_the_text_at_its_offsets(run: Any, tmp_path: Path) -> None:
    issues = jsonl(
        tmp_path / "i.jsonl", {"id": "i1", "name": "Marnice"}, {"id": "i2", "name": "interest rates"}
    )
    done = run("match", "--issues", issues, "--articles", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    assert done.returncode == 0
    found = lines(done.stdout)
    assert {(line["article"], line["issue"]) for line in found} == {("a1", "i1"), ("a2", "i1")}
    texts = {article["id"]: article for article in ARTICLES}
    for line in found:
        assert 0 <= line["score"] <= 1
        article = texts[line["article"]]
        whole = article["title"] if line["start"] is None else article["text"][line["start"] : line["end"]]
        assert line["passage"] == whole
        assert line["matched"] == "Marnice"


def test_a_lower_score_lists_at_least_as_much(run: Any, tmp_path: Path) -> None:
    issues = jsonl(tmp_path / "i.jsonl", {"id": "i1", "name": "Marnice"}, {"id": "i2", "name": "council"})
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    usual = run("match", "--issues", issues, "--articles", articles).stdout
    loose = run("match", "--issues", issues, "--articles", articles, "--min-score", "0").stdout
    assert set(usual.splitlines()) <= set(loose.splitlines())


def test_match_leaves_a_text_as_it_is_given(run: Any, tmp_path: Path) -> None:
    text = (
        "Last Updated: 5 March 2026\n\nMarnice\u00a0 The mayor of Marnice spoke. (Photo: Wire)\n\nMore of it."
    )
    issues = jsonl(tmp_path / "i.jsonl", {"id": "i1", "name": "mayor of Marnice"})
    [line] = lines(
        run(
            "match", "--issues", issues, "--articles", jsonl(tmp_path / "a.jsonl", {"id": "a", "text": text})
        ).stdout
    )
    assert line["passage"] == text[line["start"] : line["end"]]


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


def test_status_answers_from_a_file_as_of_a_moment(run: Any, tmp_path: Path) -> None:
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    [now] = lines(run("status", "Marnice", "--articles", articles, "--json").stdout)
    assert now["url"] == "https://wire.example/2"
    assert now["state"] == "agreed"
    assert now["sentence"] in ARTICLES[1]["text"]
    [then] = lines(
        run("status", "Marnice", "--articles", articles, "--json", "--as-of", "2026-03-01T08:00:00Z").stdout
    )
    assert then["url"] == "https://wire.example/1"
    [before] = lines(
        run("status", "Marnice", "--articles", articles, "--json", "--as-of", "2026-03-01T07:59:59Z").stdout
    )
    assert (before["sentence"], before["timeline"]) == (None, [])


def test_old_news_says_how_old_it_is_and_contradictions_stand_together(run: Any, tmp_path: Path) -> None:
    agreed = "Velmark and Osland agreed on the Marnice dam on Monday."
    contrary = "Velmark and Osland have not agreed on the Marnice dam, Osland said."
    articles = jsonl(
        tmp_path / "a.jsonl",
        {"url": "https://a.example/1", "text": agreed, "published_at": "2026-03-02T08:00:00Z", "source": "A"},
        {
            "url": "https://b.example/1",
            "text": contrary,
            "published_at": "2026-03-02T07:00:00Z",
            "source": "B",
        },
    )
    done = run("status", "Marnice", "--articles", articles, "--as-of", "2026-03-08T09:00:00Z")
    assert "Marnice: agreed\n" in done.stdout
    assert "Nothing new for 6 days.\n" in done.stdout
    assert f"Reports differ: unresolved\n{contrary}\nB · " in done.stdout


def test_many_questions_are_answered_in_their_order(run: Any, tmp_path: Path) -> None:
    queries = jsonl(
        tmp_path / "q.jsonl",
        {"id": "q2", "issue": "Tisava"},
        {"id": "q1", "issue": "Marnice", "as_of": "2026-03-02T00:00:00Z"},
    )
    done = run("status", "--queries", queries, "--articles", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    unknown, known = lines(done.stdout)
    assert (unknown["id"], unknown["sentence"]) == ("q2", None)
    assert (known["id"], known["url"]) == ("q1", "https://wire.example/1")


def test_status_answers_from_the_store(run: Any, tmp_path: Path) -> None:
    run("ingest", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    done = run("status", "Marnice")
    assert done.returncode == 0
    assert done.stdout.startswith("Marnice: agreed\n")
    assert "https://wire.example/2" in done.stdout


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


def test_a_misspelt_name_is_found_and_said(run: Any, tmp_path: Path) -> None:
    given = {
        "id": "z",
        "title": "Zaporizhzhia plant talks",
        "text": "Talks on the Zaporizhzhia plant were agreed.",
    }
    run("ingest", jsonl(tmp_path / "a.jsonl", given))
    done = run("status", "zaporizia")
    assert done.stdout.startswith("Zaporizhzhia: agreed\n")
    assert "Taking “zaporizia” as Zaporizhzhia" in done.stderr


def test_an_article_with_a_date_that_cannot_be_is_told_as_undated(run: Any, tmp_path: Path) -> None:
    articles = jsonl(tmp_path / "a.jsonl", {**ARTICLES[0], "published_at": "2013-03-46"}, ARTICLES[1])
    done = run("stories", "--articles", articles)
    assert done.returncode == 0
    assert len(lines(done.stdout)) == 2


def test_what_nobody_wrote_about_is_said_plainly(run: Any, tmp_path: Path) -> None:
    run("ingest", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    done = run("status", "interest rates")
    assert done.returncode == 0
    assert "nothing is known" in done.stdout


# -- match: many lines, in little memory -----------------------------------------------------------


@contextmanager
def matching(tmp_path: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`match` reading its articles from a pipe: the process, and the end of the pipe to write them to."""
    issues = jsonl(tmp_path / "i.jsonl", {"id": "i1", "name": "Marnice"})
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bot",
            "match",
            "--issues",
            issues,
            "--articles",
            f"/dev/fd/{reading}",
            *options,
        ],
        cwd=ROOT,
        pass_fds=[reading],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(reading)
    try:
        yield process, writing
    finally:
        with suppress(OSError):
            os.close(writing)
        process.kill()
        process.communicate()


def article_line(number: int) -> bytes:
    return (
        json.dumps({"id": number, "title": "Marnice", "text": f"Marnice has {number} bridges."}).encode()
        + b"\n"
    )


def test_what_an_article_gave_is_there_before_the_next_one_and_an_interrupt_leaves_whole_lines(
    tmp_path: Path,
) -> None:
    with matching(tmp_path) as (process, articles):
        assert process.stdout is not None
        for number in range(3):
            os.write(articles, article_line(number))
            assert json.loads(process.stdout.readline())["article"] == str(number)
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)
        assert process.returncode == 130
    assert rest == b""
    assert "Traceback" not in said.decode()
    assert "stopped" in said.decode()


def test_an_interrupted_match_leaves_the_file_named_as_output_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("earlier\n")
    with matching(tmp_path, "--output", str(out)) as (process, articles):
        assert process.stderr is not None
        os.write(articles, article_line(1) + b"no json\n")
        assert b"line 2" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert out.read_text() == "earlier\n"
    assert [path.name for path in tmp_path.iterdir() if "o.jsonl" in path.name] == ["o.jsonl"]


def test_a_bad_line_is_named_and_nothing_else_is_lost_by_one_process_or_two(run: Any, tmp_path: Path) -> None:
    issues = tmp_path / "i.jsonl"
    issues.write_text('{"id": "i1", "name": "Marnice"}\n{"id": "i2"}\n{"id": "i3", "name": "bridges"}\n')
    articles = tmp_path / "a.jsonl"
    given = [article_line(number) for number in range(300)]
    given[70:70] = [b"{\n", b"[1]\n", b"\n", b'{"id": "empty"}\n']
    articles.write_bytes(b"".join(given))
    usual = ("match", "--issues", str(issues), "--articles", str(articles), "--jobs")
    done = run(*usual, "2")
    assert done == run(*usual, "1")
    assert done.returncode == 1
    found = [(line["article"], line["issue"]) for line in lines(done.stdout)]
    assert [int(article) for article, issue in found if issue == "i1"] == list(range(300))
    assert {issue for _, issue in found} == {"i1", "i3"}
    for where in ("i.jsonl, line 2", "a.jsonl, line 71", "a.jsonl, line 72", "a.jsonl, line 74"):
        assert where in done.stderr
    assert done.stderr.count("\n") == 4


def test_an_output_that_is_no_plain_file_is_written_to(run: Any, tmp_path: Path) -> None:
    usual = (
        "--issues",
        jsonl(tmp_path / "i.jsonl", {"name": "Marnice"}),
        "--articles",
        jsonl(tmp_path / "a", *ARTICLES),
    )
    assert run("match", *usual, "--output", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_an_output_that_is_a_link_stays_one(run: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES)
    assert run("stories", "--articles", articles, "--output", str(tmp_path / "link")).returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert len(lines((tmp_path / "real.jsonl").read_text())) == 3


def test_a_bar_moves_on_a_terminal_and_errors_stand_above_it(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    issues = jsonl(tmp_path / "i.jsonl", {"name": "Marnice"})
    articles = tmp_path / "a.jsonl"
    articles.write_bytes(b"no json\n" + b"".join(article_line(number) for number in range(50)))
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with open(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        done = run("match", "--issues", issues, "--articles", str(articles))
    shown = ""
    with suppress(OSError):  # the end, as Linux tells it
        while part := os.read(ours, 4096):
            shown += part.decode()
    os.close(ours)
    assert done.returncode == 1
    assert "articles:" in shown
    assert "tocsin: " in shown
    assert "line 1: no valid JSON" in shown


def test_sources_come_out_as_they_went_in(run: Any, tmp_path: Path) -> None:
    listed = tmp_path / "feeds.opml"
    listed.write_text(
        '<opml version="1.0"><body><outline text="Coast &amp; Hills" xmlUrl="https://coast.example/feed"/></body></opml>'
    )
    assert "1 new sources of 1" in run("import", str(listed)).stderr
    assert "0 new sources of 1" in run("import", str(listed)).stderr
    out = tmp_path / "out.opml"
    assert run("export", str(out)).returncode == 0
    assert read_opml(out.read_bytes()) == [("https://coast.example/feed", "Coast & Hills")]
    listed.write_text("no list")
    failed = run("import", str(listed))
    assert (failed.returncode, "not an OPML file" in failed.stderr) == (1, True)


def test_a_clients_key_is_made_listed_and_revoked(run: Any) -> None:
    made = run("key", "add", "newsroom")
    assert made.stdout.startswith("tocsin_")
    listed = run("key", "list").stdout
    assert listed.startswith("newsroom\t")
    assert made.stdout.strip() not in listed
    assert run("key", "add", "newsroom").returncode == 1
    assert run("key", "revoke", "newsroom").returncode == 0
    assert run("key", "revoke", "newsroom").returncode == 1
    assert run("key", "add").returncode == 2
