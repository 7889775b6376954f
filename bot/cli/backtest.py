"""stories, status: which articles tell the same story, and where an issue stands."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import offline
from bot.cli.lines import DONE, FAILED, dumps, json_lines, output, progress, say
from bot.cli.match import named
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import core
from bot.domain.model import Article
from bot.domain.standing import Development, Status
from bot.errors import InputError
from bot.ingest.dates import moment
from bot.ingest.jsonin import article_from_json
from bot.messages.status import QUIET


@dataclass
class _Reader:
    """Articles of a JSON Lines file; a line that is none is said, and the rest go on."""

    path: Path
    bad: int = 0
    ids: dict[str, object] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Article]:
        for number, value in progress(json_lines(self.path), "articles", unit="articles"):
            try:
                if isinstance(value, InputError):
                    raise value
                yield article_from_json(value, as_is=True)
            except InputError as error:
                self.bad += 1
                where = "" if isinstance(value, InputError) else f"{self.path}, line {number}: "
                say(f"{where}{error}")

    @property
    def exit_status(self) -> int:
        return FAILED if self.bad else DONE


def stories(arguments: argparse.Namespace, settings: Settings) -> int:
    """One line an article, in order of time."""
    articles = _Reader(arguments.articles)
    with output(arguments.output) as out:
        for article, story in offline.tell(articles):
            print(dumps({"article": article.guid, "story": f"s{story}"}), file=out)
    return articles.exit_status


async def status(arguments: argparse.Namespace, settings: Settings) -> int:
    """One answer for a person or as JSON, or one line a query."""
    queries = _queries(arguments)
    now = SystemClock().now()
    reader = None if arguments.articles is None else _Reader(arguments.articles)
    articles = await _stored(settings) if reader is None else list(reader)
    if arguments.issue is not None:
        queries = [(key, _meant(query, articles)) for key, query in queries]
    found = list(offline.answers([query for _, query in queries], articles, now))
    with output(arguments.output) as out:
        for (key, _), answer in zip(queries, found, strict=True):
            if arguments.queries is not None or arguments.json:
                print(dumps({**({"id": key} if key is not None else {}), **_status_line(answer)}), file=out)
            else:
                print(_status_text(answer), file=out)
    return DONE if reader is None else reader.exit_status


async def _stored(settings: Settings) -> list[Article]:
    """The newest articles of the store."""
    async with core(settings) as built:
        stored = await built.storage.read(lambda tx: tx.articles.newest(offline.NEWEST))
    return [replace(one.article, published_at=one.at) for one in stored]


def _meant(query: offline.Query, articles: Sequence[Article]) -> offline.Query:
    """The question about the name that a misspelt one is surely meant for, saying so."""
    name = offline.meant(query.name, articles)
    if name is None:
        return query
    print(f"Taking “{query.name}” as {name}.", file=sys.stderr)
    return replace(query, name=name)


def _queries(arguments: argparse.Namespace) -> list[tuple[object, offline.Query]]:
    if arguments.queries is None:
        return [(None, offline.Query(arguments.issue, as_of=arguments.as_of))]
    queries: list[tuple[object, offline.Query]] = []
    for number, value in json_lines(arguments.queries):
        where = f"{arguments.queries}, line {number}"
        name, aliases = named(value, "issue", where)
        assert isinstance(value, Mapping)
        as_of = value.get("as_of")
        at = arguments.as_of if as_of is None else moment(as_of) if isinstance(as_of, str) else None
        if as_of is not None and at is None:
            raise InputError(f'{where}: "as_of" must be a time like 2025-12-27T12:00:00Z.')
        queries.append((value.get("id"), offline.Query(name, aliases, at)))
    return queries


def _status_line(answer: Status) -> dict[str, object]:
    newest = answer.newest
    return {
        "issue": answer.issue,
        "state": answer.state,
        "as_of": answer.as_of.isoformat(),
        "sentence": newest.sentence if newest else None,
        "url": newest.url if newest else None,
        "source": newest.source if newest else None,
        "published_at": newest.at.isoformat() if newest else None,
        "timeline": [
            {"date": one.at.isoformat(), "sentence": one.sentence, "url": one.url, "sources": one.sources}
            for one in answer.timeline
        ],
    }


def _status_text(answer: Status) -> str:
    """The answer for a person at a terminal."""
    newest = answer.newest
    if newest is None:
        return f"{answer.issue}: nothing is known up to {answer.as_of:%d %b %Y %H:%M %Z}."
    lines = [
        f"{answer.issue}: {answer.state}" if answer.state else answer.issue,
        newest.sentence,
        _origin(newest),
    ]
    if answer.silence is not None and answer.silence >= QUIET:
        lines.append(f"Nothing new for {answer.silence.days} days.")
    told = [newest]
    if answer.contrary is not None:
        other = answer.contrary.development
        told.append(other)
        lines += ["", f"Reports differ: {answer.contrary.state}", other.sentence, _origin(other)]
    before = [one for one in answer.timeline if one not in told]
    if before:
        lines += ["", "Before that"]
    for one in before:
        sources = f" ({one.sources} sources)" if one.sources > 1 else ""
        lines.append(f" {one.at:%d %b %Y}  {one.sentence}{sources}")
    return "\n".join(lines)


def _origin(one: Development) -> str:
    """Who said it, when and where."""
    return " · ".join(part for part in (one.source, f"{one.at:%d %b %Y %H:%M %Z}", one.url) if part)
