"""Keeps the archive in order: files what came in before there was an index, and lets old articles go.

Works in small transactions with a pause between them, so that articles and messages never wait for it. What a followed
issue's timeline quotes of an article that goes is kept: the line, its date, source and link.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain import status
from bot.domain.archive import Filer
from bot.domain.model import Issue, IssueId, StoredArticle
from bot.domain.standing import Report
from bot.errors import StoreError
from bot.lookup import report
from storage import Storage, Transaction

log = logging.getLogger(__name__)

BATCH: Final = 50
"""Articles a transaction."""
PAUSE: Final = 0.2
"""Seconds between batches, and ..."""
REST: Final = 60.0
"""... when nothing is left to do."""


class Keeper:
    """Goes round while the bot runs. An article stays for `retention` after it came in."""

    def __init__(self, storage: Storage, clock: Clock, *, retention: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._retention = retention
        self._filer = Filer()
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
        """One batch of each kind; returns how many articles it handled."""
        return await self._file() + await self._let_go()

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

    async def _let_go(self) -> int:
        before = self._clock.now() - self._retention
        gone = await self._storage.write(lambda tx: _let_go(tx, before))
        if gone:
            log.info("%d articles that came in before %s have gone", gone, before.date())
        return gone


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
