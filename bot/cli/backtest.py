"""stories, status: which articles tell the same story, and where an issue stands."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot import offline
from bot.cli.lines import DONE, FAILED, dumps, json_lines, output, progress, say
from bot.cli.match import named
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import core
from bot.domain.model import Article, Issue, IssueId
from bot.domain.standing import Development, Status
from bot.domain.status import answer, stateless
from bot.errors import InputError
from bot.ingest.dates import moment
from bot.ingest.jsonin import article_from_json
from bot.lookup import LOOK_BACK, Lookup
from bot.messages.status import QUIET

NEAR = 20
"""Names of the archive that a name is held against which nothing speaks of."""


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

    def texts(self) -> Iterator[str]:
        """Their words once more, without saying what is no article."""
        for _, value in json_lines(self.path):
            with suppress(InputError):
                if not isinstance(value, InputError):
                    article = article_from_json(value, as_is=True)
                    yield f"{article.title}\n{article.text}"

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
    if reader is None:
        found = await _from_store([query for _, query in queries], settings, now)
    else:
        if arguments.issue is not None:
            queries = [(key, _meant(query, reader.texts)) for key, query in queries]
        found = list(offline.answers([query for _, query in queries], reader, now))
    with output(arguments.output) as out:
        for (key, _), answer in zip(queries, found, strict=True):
            if arguments.queries is not None or arguments.json:
                print(dumps({**({"id": key} if key is not None else {}), **_status_line(answer)}), file=out)
            else:
                print(_status_text(answer), file=out)
    return DONE if reader is None else reader.exit_status


async def _from_store(queries: Sequence[offline.Query], settings: Settings, now: datetime) -> list[Status]:
    """As the bot would answer, from the archive's index."""
    async with core(settings) as built:
        lookup = Lookup(built.storage, built.matcher)
        if not await built.storage.read(lambda tx: tx.archive.is_indexed()):
            say(f"This store has no index of its archive: the newest {LOOK_BACK:,} articles were read.")
        return [await _looked_up(lookup, query, query.as_of or now) for query in queries]


async def _looked_up(lookup: Lookup, query: offline.Query, as_of: datetime) -> Status:
    issue = Issue(id=IssueId(0), name=query.name, aliases=query.aliases)
    looked = await lookup.look(issue, as_of, whole=True)
    like = [] if looked.reports else await lookup.nearest(issue, NEAR)
    renamed = _meant(query, lambda: like or [f"{one.title}\n{one.text}" for one in looked.reports])
    if renamed.name != query.name:
        issue = replace(issue, name=renamed.name)
        looked = await lookup.look(issue, as_of, whole=True)
    if not looked.reports and (reports := await lookup.in_part(issue, as_of, whole=True)):
        say(f"No article has all of “{issue.name}”; these have most of its words.")
        return stateless(answer(renamed.name, reports, as_of))
    told = await lookup.with_others(looked.reports, as_of, whole=True)
    return answer(renamed.name, told, as_of)


def _meant(query: offline.Query, texts: Callable[[], Iterable[str]]) -> offline.Query:
    """The question about the name that a misspelt one is surely meant for, saying so."""
    name = offline.meant(query.name, texts)
    if name is None:
        return query
    say(f"Taking “{query.name}” as {name}.")
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
