"""What goes in and comes out by the command line: articles, sources, keys."""

import json
from pathlib import Path
from typing import Any

from bot.ingest.opml import read_opml
from tests.cli.calling import ARTICLES, jsonl, lines, program


def test_a_file_that_is_named_as_json_and_is_none_is_refused(run: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("not json at all\n")
    done = run("ingest", str(tmp_path / "bad.jsonl"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "JSON" in done.stderr


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
