"""match: articles past issues, line by line, in the order given; memory is the issues' and no more.

A big file is shared out among processes. They are asked in turn and answer in turn, a few articles each, so the
order stays and nothing piles up. Holds no rule of matching.
"""

import argparse
import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

from bot import offline
from bot.cli.lines import (
    DONE,
    FAILED,
    WholeLines,
    dumps,
    json_lines,
    meter,
    output,
    parsed,
    raw_lines,
    say,
    size_of,
)
from bot.config import Settings
from bot.domain.model import Article, Issue, IssueId, Match
from bot.errors import InputError, TocsinError
from bot.ingest.jsonin import article_from_json

CHUNK = 64
"""Articles that a process takes at a time."""
SMALL = 20_000_000
"""Bytes of articles that are matched sooner than a second process has started and read the issues."""

Lines = Sequence[tuple[int, bytes | None]]
"""Numbers and bytes of lines, as `raw_lines` gives them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What some lines gave: lines to print, and what was wrong with them."""

    matches: Sequence[str]
    errors: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What each process needs to know."""

    issues: Sequence[Issue]
    names: Sequence[object]
    """What each issue is called in its file; the first one has the id 1."""
    path: Path
    """Of the articles, for errors."""
    min_score: float | None


def match(arguments: argparse.Namespace, settings: Settings) -> int:
    """Stream every article past every issue; one line a match."""
    bad_issues, names, issues = _issues(arguments.issues)
    task = Task(issues=issues, names=names, path=arguments.articles, min_score=arguments.min_score)
    jobs = arguments.jobs or (1 if size_of(arguments.articles) < SMALL else _cores())
    failed = bad_issues
    with output(arguments.output) as out, WholeLines(out) as lines, _saying_how_far(arguments):
        for found in _found(task, jobs):
            for error in found.errors:
                failed = True
                say(error)
            lines.write(found.matches)
    return FAILED if failed else DONE


@contextlib.contextmanager
def _saying_how_far(arguments: argparse.Namespace) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        kept = "; nothing was changed in " + str(arguments.output) if arguments.output else ""
        say(f"stopped before the end of {arguments.articles}{kept}")
        raise


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _issues(path: Path) -> tuple[bool, list[object], list[Issue]]:
    """Whether a line was wrong, what each issue is called in its file, and the issues, numbered from 1. A line that
    is no issue is said, and the others are followed."""
    failed, names, issues = False, list[object](), list[Issue]()
    for number, value in json_lines(path):
        try:
            name, aliases = named(value, "name", f"{path}, line {number}")
        except InputError as error:
            failed = True
            say(str(error))
            continue
        assert isinstance(value, Mapping)
        names.append(value.get("id", name))
        issues.append(Issue(id=IssueId(len(names)), name=name, aliases=aliases))
    return failed, names, issues


def named(value: object, key: str, where: str) -> tuple[str, tuple[str, ...]]:
    """Name and aliases of an issue or a query. InputError says `where` it is wrong."""
    if isinstance(value, InputError):
        raise value
    if not isinstance(value, Mapping):
        raise InputError(f"{where}: this is no object.")
    name, aliases = value.get(key), value.get("aliases") or []
    if not isinstance(name, str) or not name.strip():
        raise InputError(f'{where}: "{key}" must be a name.')
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise InputError(f'{where}: "aliases" must be an array of names.')
    return name, tuple(aliases)


def _read(path: Path, moved: Callable[[float], object]) -> Iterator[tuple[int, bytes | None]]:
    for number, line in raw_lines(path):
        yield number, line
        moved(len(line or b""))


# -- the work --------------------------------------------------------------------------------------


def _found(task: Task, jobs: int) -> Iterator[Found]:
    """What the articles give, in their order."""
    with meter(task.path, "articles") as bar:
        lines = _read(task.path, bar.update)
        if jobs > 1:
            yield from _shared(task, lines, jobs)
            return
        work = _worker(task)
        for line in lines:
            yield work([line])


def _worker(task: Task) -> Callable[[Lines], Found]:
    index = offline.index_of(task.issues)

    def work(lines: Lines) -> Found:
        matches: list[str] = []
        errors: list[str] = []
        for number, line in lines:
            try:
                article = _article(task.path, number, line)
            except InputError as error:
                errors.append(str(error))
                continue
            matches += [
                dumps(_line(article, task.names[one.issue - 1], one))
                for one in offline.match(index, article, task.min_score)
            ]
        return Found(matches, errors)

    return work


def _article(path: Path, number: int, line: bytes | None) -> Article:
    value = parsed(path, number, line)
    if isinstance(value, InputError):
        raise value
    try:
        return article_from_json(value, as_is=True)
    except InputError as error:
        raise InputError(f"{path}, line {number}: {error}") from error


def _line(article: Article, issue: object, found: Match) -> dict[str, object]:
    passage = found.passage
    return {
        "article": article.guid,
        "issue": issue,
        "score": round(found.score, 4),
        "passage": passage.text,
        "start": passage.start,
        "end": passage.end,
        "matched": found.matched,
    }


# -- several processes -----------------------------------------------------------------------------


def _shared(task: Task, lines: Iterable[tuple[int, bytes | None]], jobs: int) -> Iterator[Found]:
    """The same by several processes. One is asked again only when its answer was taken, so no more than a chunk each
    is under way."""
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as stack:
        ends: list[Connection] = []
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            stack.callback(process.terminate)
            ends.append(stack.enter_context(ours))
        with _one_less():
            for end in ends:
                end.send(task)
            yield from _in_turn(ends, _chunks(lines))


def _chunks(lines: Iterable[tuple[int, bytes | None]]) -> Iterator[Lines]:
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _in_turn(ends: Sequence[Connection], chunks: Iterator[Lines]) -> Iterator[Found]:
    waiting: list[Connection] = []
    for end, chunk in zip(cycle(ends), chunks, strict=False):
        if len(waiting) == len(ends):
            yield waiting.pop(0).recv()
        end.send(chunk)
        waiting.append(end)
    for end in waiting:
        yield end.recv()


@contextlib.contextmanager
def _one_less() -> Iterator[None]:
    """Words for a process that has gone."""
    try:
        yield
    except (EOFError, ConnectionError) as error:
        raise TocsinError(
            "One of the processes that match was ended, perhaps for want of memory. Try again with --jobs 1."
        ) from error


def _serve(end: Connection) -> None:
    """A process of its own: told the task, then lines after lines, until nobody asks any more."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches every process; the first one ends the others
    with contextlib.suppress(EOFError, ConnectionError):
        work = _worker(end.recv())
        while True:
            end.send(work(end.recv()))
