"""Looking an issue up in the archive, whether anybody follows it or not.

The archive's index gives the articles that may speak of it, the newest first; matching judges each as it would have
judged it on arrival. A store without an index (PostgreSQL) is gone through from its newest article on, LOOK_BACK at
most. Matching runs in the Matcher's own thread, so a big archive holds up nobody. No rules inside.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from bot.domain import archive, status
from bot.domain.archive import Wanted
from bot.domain.model import Article, ArticleId, Issue, IssueId, Match, StoredArticle, StoryId
from bot.domain.standing import Report, unnamed
from bot.matcher import Matcher
from storage import Storage, Transaction

LOOK_BACK: Final = 3_000
"""Articles that a back-test takes at most, newest first."""
SLICE: Final = 300
"""Of them held in memory at a time."""
ROUND: Final = 16
"""Articles judged at a time for a status, and ..."""
ENOUGH: Final = 4
"""... from so many stories about it on no more of them: the newest development and what came before it."""
MOST_JUDGED: Final = 32
"""Articles judged for a status at most, where most only mention the issue."""
TIMELINE: Final = 300
"""Articles judged for a timeline."""
COUNTED: Final = 3_000
"""Articles counted for the bars of a status, without judging them, and ..."""
ALL_COUNTED: Final = 30_000
"""... for the picture of a timeline."""
WHOLE: Final = 8
"""Stories, the newest of an answer, of which the other articles are read, ..."""
ALL_WHOLE: Final = 40
"""... for a timeline, and ..."""
OTHERS: Final = 100
"""... such articles at most."""

_ANY: Final = Issue(id=IssueId(0), name="Egypt")

Found = list[tuple[StoredArticle, Match]]
_Judge = Callable[[Issue, Sequence[Article]], Awaitable[list[list[Match]]]]
"""What articles say of an issue: a list an article, in their order."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the archive says of an issue."""

    reports: list[Report]
    coverage: Mapping[str, int] | None = None
    """What `bot.domain.coverage` says of all articles, where more speak of it than were judged; else None."""


class Lookup:
    """Looks things up in a store."""

    def __init__(self, storage: Storage, matcher: Matcher) -> None:
        self._storage = storage
        self._matcher = matcher

    async def warm(self) -> None:
        """Have the newest articles read once, so that the first questions meet no more words for the first time than
        later ones: that takes most of a question's time."""
        newest = await self._storage.read(partial(_newest, skip=0))
        await self._matcher.backtest(_ANY, [one.article for one in newest])

    async def look(self, issue: Issue, now: datetime, *, whole: bool = False) -> Looked:
        """What the newest articles up to `now` say of an issue: of no more of them than an answer needs. `whole`: for
        a timeline, which goes farther back."""
        wanted = await self.wanted(issue)
        if wanted is None:
            return Looked(_reports(await self._gone_through(issue, now, None, self._matcher.backtest)))
        count, most, enough = (SLICE, TIMELINE, status.TIMELINE) if whole else (ROUND, MOST_JUDGED, ENOUGH)
        counted = ALL_COUNTED if whole else COUNTED
        there, days = await self._storage.read(_surveying(wanted, now, most + 1, counted))
        found, judged = list[tuple[StoredArticle, Match]](), 0
        while judged < min(most, len(there)):
            articles = await self._storage.read(_reading(there[judged : judged + count], now))
            found += await _judged(self._matcher.backtest, issue, articles)
            judged += count
            if len({stored.story for stored, match in found if match.score >= status.ABOUT}) >= enough:
                break
        return Looked(_reports(found), days if judged < len(there) else None)

    async def in_part(self, issue: Issue, now: datetime, *, whole: bool = False) -> list[Report]:
        """What the newest articles up to `now` say that have most words of a name, where none has the whole of it.
        `whole`: for a timeline, which goes farther back."""
        wanted, most = await self.wanted(issue), TIMELINE if whole else MOST_JUDGED
        if wanted is None:
            return _reports(await self._gone_through(issue, now, None, self._matcher.in_part))
        for some in archive.parts(wanted):
            there = await self._storage.read(partial(_finding, wanted=some, now=now, limit=most))
            found: Found = []
            for start in range(0, len(there), ROUND):
                articles = await self._storage.read(_reading(there[start : start + ROUND], now))
                found += await _judged(self._matcher.in_part, issue, articles)
            if found:
                return _reports(found)
        return []

    async def with_others(
        self, reports: Sequence[Report], until: datetime, *, whole: bool = False
    ) -> list[Report]:
        """Reports of an issue, newest first, and the other articles of their newest stories, which do not name it or
        only in passing: those count among the sources, and may tell how it reads by now. `whole`: for a timeline."""
        stories = list(dict.fromkeys(one.story for one in reports))[: ALL_WHOLE if whole else WHOLE]
        known = {one.article for one in reports if one.article is not None}
        read = partial(_telling, stories=stories, besides=known, until=until)
        others = await self._storage.read(read) if stories else []
        return [*reports, *(report(one, unnamed(reports[0].match.issue)) for one in others)]

    async def known(self, issue: Issue, now: datetime, limit: int) -> list[str]:
        """The telling words of its name that the archive has, for whoever finds nothing of all of them."""
        words: list[str] = []
        for word in archive.telling(issue.name):
            if len(words) == limit:
                break
            wanted = await self.wanted(Issue(id=IssueId(0), name=word))
            if wanted is None:
                break
            if await self._storage.read(partial(_finding, wanted=wanted, now=now, limit=1)):
                words.append(word)
        return words

    async def backtest(self, issue: Issue, now: datetime) -> Found:
        """All that the archive says of an issue, of LOOK_BACK articles at most."""
        return await self._gone_through(issue, now, await self.wanted(issue), self._matcher.backtest)

    async def wanted(self, issue: Issue) -> Wanted | None:
        """The words of the archive to look for; None where it has no index."""
        asked = await asyncio.to_thread(archive.question, issue)
        filed = await self._storage.read(
            lambda tx: tx.archive.words(asked.keys) if tx.archive.is_indexed() else None
        )
        return None if filed is None else await self._matcher.wanted(issue, asked, filed)

    async def nearest(self, issue: Issue, limit: int) -> list[str]:
        """The names of the archive that sound most like this one."""
        asked = await asyncio.to_thread(archive.question, issue)
        filed = await self._storage.read(lambda tx: tx.archive.words(asked.keys))
        return await asyncio.to_thread(archive.nearest, asked, filed, limit)

    async def _gone_through(self, issue: Issue, now: datetime, wanted: Wanted | None, judge: _Judge) -> Found:
        """What the articles that have the wanted words say of an issue, or all of them, a slice at a time."""
        there = (
            None
            if wanted is None
            else await self._storage.read(partial(_finding, wanted=wanted, now=now, limit=LOOK_BACK))
        )
        found: Found = []
        for skip in range(0, LOOK_BACK if there is None else len(there), SLICE):
            read = partial(_newest, skip=skip) if there is None else _reading(there[skip : skip + SLICE], now)
            articles = await self._storage.read(read)
            found += await _judged(judge, issue, articles)
            if there is None and len(articles) < SLICE:
                break
        return found


async def _judged(judge: _Judge, issue: Issue, articles: Sequence[StoredArticle]) -> Found:
    lists = await judge(issue, [one.article for one in articles])
    return [(stored, match) for stored, matches in zip(articles, lists, strict=True) for match in matches]


def _surveying(
    wanted: Wanted, now: datetime, limit: int, counted: int
) -> Callable[[Transaction], tuple[list[ArticleId], dict[str, int]]]:
    return lambda tx: tx.archive.survey(wanted, until=now, limit=limit, counted=counted)


def _finding(tx: Transaction, wanted: Wanted, now: datetime, limit: int) -> list[ArticleId]:
    return tx.archive.find(wanted, until=now, limit=limit)


def _newest(tx: Transaction, skip: int) -> list[StoredArticle]:
    return tx.articles.newest(SLICE, skip=skip)


def _telling(
    tx: Transaction, stories: Sequence[StoryId], besides: Collection[ArticleId], until: datetime
) -> list[StoredArticle]:
    return tx.articles.of_stories(stories, besides=besides, until=until, limit=OTHERS)


def _reading(articles: Sequence[ArticleId], until: datetime) -> "partial[list[StoredArticle]]":
    return partial(_read, articles=articles, until=until)


def _read(tx: Transaction, articles: Sequence[ArticleId], until: datetime) -> list[StoredArticle]:
    return tx.archive.read(articles, until=until)


def _reports(found: Found) -> list[Report]:
    return [report(stored, match) for stored, match in found]


def report(stored: StoredArticle, match: Match) -> Report:
    """A matched article as status sees it."""
    article = stored.article
    return Report(
        story=stored.story,
        match=match,
        title=article.title,
        text=article.text,
        url=article.url,
        source=article.source,
        published_at=stored.at,
        language=article.language,
        article=stored.id,
    )
