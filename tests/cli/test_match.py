"""`match`: its lines, many of them in little memory, and what an interrupt leaves."""

import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import ARTICLES, ROOT, jsonl, lines


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
