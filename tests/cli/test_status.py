"""`status`: answers from the store and from files."""

from pathlib import Path
from typing import Any

from tests.cli.calling import ARTICLES, jsonl, lines


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


def test_what_nobody_wrote_about_is_said_plainly(run: Any, tmp_path: Path) -> None:
    run("ingest", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    done = run("status", "interest rates")
    assert done.returncode == 0
    assert "nothing is known" in done.stdout


def test_what_has_most_words_of_a_name_answers_where_nothing_has_all_and_it_is_said(
    run: Any, tmp_path: Path
) -> None:
    run("ingest", jsonl(tmp_path / "a.jsonl", *ARTICLES))
    done = run("status", "Marnice pumping investiture")
    assert done.stdout.startswith("Marnice pumping investiture\n"), (
        "and no state word, which is of another thing"
    )
    assert "https://wire.example/2" in done.stdout
    assert "No article has all of “Marnice pumping investiture”; these have most of its words." in done.stderr
