"""Keeps the archive in order: files what came in before there was an index, keeps the index in few pieces, and lets old
articles go.

Works in small transactions with a pause between them, so that articles and messages never wait for it. What a followed
issue's timeline quotes of an article that goes is kept: the line, its date, source and link. Messages that ended as
long ago go too, and alerts once no article of their story is left.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain import status
from bot.domain.archive import Filer
from bot.domain.model import Issue, IssueId, StoredArticle
from bot.domain.standing import Report
from bot.errors import StoreError
from bot.lookup import report
from storage import Storage, Stretch, Transaction

log = logging.getLogger(__name__)

BATCH: Final = 50
"""Articles a transaction."""
ENDED: Final = 200
"""Messages, and alerts, that are looked at in a transaction."""
PAUSE: Final = 0.2
"""Seconds between batches, and ..."""
REST: Final = 60.0
"""... when nothing is left to do."""


class Keeper:
    """Goes round while the bot runs. An article stays for `retention` after it came in, a message after it ended."""

    def __init__(self, storage: Storage, clock: Clock, *, retention: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._retention = retention
        self._filer = Filer()
        self._kind, self._after = _MESSAGES, 0
        """What is let go just now, and up to which id it was looked at."""
        self.working_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Go round until `stop` is set."""
        while not stop.is_set():
            self.working_at = self._clock.now()
            try:
                done = await self.round()
            except StoreError as error:
                log.warning("the archive is not kept while the store fails: %s", error)
                done = 0
            await self._clock.wait(stop, PAUSE if done else REST)

    async def round(self) -> int:
        """One batch of each kind; returns how many rows it handled."""
        return await self._file() + await self._let_go() + await self._end() or await self._merge()

    async def _file(self) -> int:
        unfiled = await self._storage.read(lambda tx: tx.archive.list_unfiled(BATCH))
        if not unfiled:
            return 0
        entries = await asyncio.to_thread(lambda: [self._filer.entry(one.article) for one in unfiled])

        def file(tx: Transaction) -> None:
            for one, entry in zip(unfiled, entries, strict=True):
                tx.archive.file(one.id, one.at, entry)

        await self._storage.write(file)
        self._filer.note(entries)
        return len(unfiled)

    async def _merge(self) -> int:
        """What was filed piece by piece becomes one, when nothing else is to be done."""
        return int(await self._storage.write(lambda tx: tx.archive.merge()))

    async def _let_go(self) -> int:
        before = self._clock.now() - self._retention
        gone = await self._storage.write(lambda tx: _let_go(tx, before))
        if gone:
            log.info("%d articles that came in before %s have gone", gone, before.date())
        return gone

    async def _end(self) -> int:
        """Let go of a portion of what has ended, messages before the alerts that they brought; 0 once all was looked
        at."""
        before = self._clock.now() - self._retention
        while True:
            kind, after = self._kind, self._after
            found = await self._storage.read(lambda tx: kind.list(tx, before, after, ENDED))  # noqa: B023
            if found.last is not None:
                break
            self._kind, self._after = (_ALERTS if kind is _MESSAGES else _MESSAGES), 0
            if kind is _ALERTS:
                return 0
        if found.ids:
            # Asked again in the transaction that removes them: what changed meanwhile stays.
            await self._storage.write(lambda tx: kind.remove(tx, kind.list(tx, before, after, ENDED).ids))
        self._after = found.last
        return len(found.ids) or 1


@dataclass(frozen=True, slots=True)
class _Kind:
    """What ends, and how it is let go."""

    list: Callable[[Transaction, datetime, int, int], Stretch]
    remove: Callable[[Transaction, Sequence[int]], None]


_MESSAGES: Final = _Kind(
    lambda tx, *asked: tx.ended.list_deliveries(*asked), lambda tx, ids: tx.ended.remove_deliveries(ids)
)
_ALERTS: Final = _Kind(
    lambda tx, *asked: tx.ended.list_alerts(*asked), lambda tx, ids: tx.ended.remove_alerts(ids)
)


def _let_go(tx: Transaction, before: datetime) -> int:
    gone = tx.past.list_articles(before, BATCH)
    if gone:
        for issue, reports in _reports(tx, gone).items():
            for story, line, score in status.lines(reports):
                tx.past.keep(issue.id, story, line, score)
        tx.past.remove(gone)
    return len(gone)


def _reports(tx: Transaction, gone: Sequence[StoredArticle]) -> dict[Issue, list[Report]]:
    """What these articles say of issues that somebody follows."""
    found: dict[IssueId, list[Report]] = defaultdict(list)
    for one in gone:
        for match in tx.matches.list_of(one.id):
            found[match.issue].append(report(one, match))
    return {
        tx.issues.get(issue): reports
        for issue, reports in found.items()
        if tx.subscriptions.count_followers(issue)
    }
