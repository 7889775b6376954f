"""News by push (WebSub): asks the hubs that feeds name, keeps what they agreed to alive, and lets in what they send.

Polling goes on as the net: a hub may fall silent without a word. Addresses of hubs pass the same guard as feeds'.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain.model import SourceId
from bot.domain.pushes import Push
from bot.errors import FetchError, StoreError
from bot.ingest import fetch, urls, websub
from bot.ingest.polling import Poller
from storage import Storage

log = logging.getLogger(__name__)

TICK: Final = 15.0
"""Seconds between two looks at which hub is to be asked."""
BATCH: Final = 200
PARALLEL: Final = 8
"""Hubs that are asked at the same time, each one thing at a time."""
PATIENCE: Final = timedelta(minutes=5)
"""How long a hub may take to call back before it is asked again; doubles each time, up to a day."""
REFUSED: Final = timedelta(days=7)
"""A hub that said no is asked again after so long: its mind or its feeds may change."""
TRIES_TO_END: Final = 3
"""A hub that is to stop and does not call back lets its lease run out."""
SHORTEST: Final = timedelta(minutes=10)
"""No lease is taken to be shorter, so that no hub is asked all the time."""
LONGEST: Final = timedelta(days=90)
RENEWED: Final = 0.8
"""The share of a lease after which more time is asked for."""
GAP: Final = timedelta(seconds=1)
"""What a hub sends sooner after the last is not read, but polled for: reading costs, and whoever owns a feed may own
its hub."""
WORD: Final = 250_000
"""Bytes that a push without news counts as: it brings a poll, which costs too."""
_WORDS: Final = 10_000
"""Bytes of a hub's answer that are read."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one source may send by push in a day; beyond it the source is polled as if it had no hub. The busiest wires
    send a thousand articles, each in a body of its own."""

    bytes: int = 100_000_000
    articles: int = 10_000
    """All that are looked at, new or not."""


@dataclass(slots=True)
class _Spent:
    """What a source has sent since a moment, within a day."""

    since: datetime
    bytes: int = 0
    articles: int = 0


BUDGET: Final = Budget()


class Hubs:
    """Talks to hubs. `public` is the address that leads to our callbacks, "https://…/websub/"."""

    def __init__(
        self,
        storage: Storage,
        source: fetch.Source,
        clock: Clock,
        poller: Poller,
        *,
        public: str,
        budget: Budget = BUDGET,
    ) -> None:
        self._storage = storage
        self._web = source
        self._clock = clock
        self._poller = poller
        self.public = public
        self._budget = budget
        self._spent: dict[SourceId, _Spent] = {}
        self.working_at: datetime | None = None

    # -- asking ------------------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event) -> None:
        """Ask whom it is time to ask, until told to stop."""
        while not stop.is_set():
            try:
                await self.ask_due()
            except StoreError as error:
                log.warning("hubs wait for the store: %s", error)
            await self._clock.wait(stop, TICK)

    async def ask_due(self) -> int:
        """One round; returns how many times a hub was asked."""
        now = self.working_at = self._clock.now()
        due = await self._storage.read(lambda tx: tx.pushes.list_due(now, BATCH))
        hosts: dict[str, list[Push]] = defaultdict(list)
        for push in due:
            hosts[urls.site(push.hub)].append(push)
        free = asyncio.Semaphore(PARALLEL)
        await asyncio.gather(*(self._ask_host(pushes, free) for pushes in hosts.values()))
        return len(due)

    async def _ask_host(self, pushes: Sequence[Push], free: asyncio.Semaphore) -> None:
        async with free:
            for push in pushes:
                await self._ask(push)

    async def _ask(self, push: Push) -> None:
        """What is to be done when no word comes is written down first: the hub may call back before it answers."""
        now = self.working_at = self._clock.now()
        if push.ending and push.attempts >= TRIES_TO_END:
            await self._storage.write(lambda tx: tx.pushes.remove(push.id))
            return
        again = now + min(PATIENCE * (1 << min(push.attempts, 12)), timedelta(days=1))
        await self._storage.write(lambda tx: tx.pushes.set_asked(push.id, again))
        form = websub.request(push, self.public + push.token)
        try:
            await self._web.fetch(fetch.Request(push.hub, max_bytes=_WORDS, form=form))
        except FetchError as error:
            log.info("hub of source %s: %s", push.source, error)
        except StoreError:
            raise
        except Exception:  # one hub never ends the loop; it is asked again as if it had not answered
            log.exception("the hub of source %s broke the work off", push.source)

    # -- being called ------------------------------------------------------------------------------

    async def knows(self, token: str) -> bool:
        """Whether anything is agreed, or asked for, under this address."""
        push = await self._storage.read(lambda tx: tx.pushes.find(token))
        return push is not None and not push.ending

    async def verify(self, token: str, asked: Mapping[str, str]) -> str | None:
        """A hub asks whether we meant what we asked, or says no: the words to answer with; None for what we did not."""
        push = await self._storage.read(lambda tx: tx.pushes.find(token))
        mode = asked.get("hub.mode", "")
        if push is None or asked.get("hub.topic") != push.topic:
            return None
        now = self._clock.now()
        if mode == "denied":
            log.info("hub of source %s says no: %.200s", push.source, asked.get("hub.reason", ""))
            await self._storage.write(lambda tx: tx.pushes.set_agreed(push.id, None, now + REFUSED))
            return ""
        if mode == "unsubscribe" and push.ending:
            await self._storage.write(lambda tx: tx.pushes.remove(push.id))
        elif mode == "subscribe" and not push.ending:
            lease = _lease(asked.get("hub.lease_seconds", ""))
            agreed, renew = now + lease, now + lease * RENEWED
            await self._storage.write(lambda tx: tx.pushes.set_agreed(push.id, agreed, renew))
        else:
            return None
        return asked.get("hub.challenge", "")

    async def push(self, token: str, body: bytes, content_type: str, signatures: Sequence[str]) -> None:
        """A hub sends what a feed has new, or only word that it has. What is not signed as agreed is let fall without
        a word, so that nobody learns from it."""
        push = await self._storage.read(lambda tx: tx.pushes.find(token))
        algorithm = None if push is None else websub.signed_by(push, body, signatures)
        if push is None or push.ending or algorithm is None:
            log.warning("something came to a hub's address that the hub did not sign")
            return
        now = self._clock.now()
        source = await self._storage.read(lambda tx: tx.sources.get(push.source))
        spent = self._spent_by(push.source, now)
        if source is None or source.paused_at is not None:
            return
        if spent.bytes + len(body) > self._budget.bytes or spent.articles >= self._budget.articles:
            log.info("source %s has sent by push what a day may bring: it is polled instead", source.id)
            await self._poller.poll_soon(source, self._poller.recorder.interval)
            return
        await self._storage.write(lambda tx: tx.pushes.set_pinged(push.id, algorithm, now))
        articles = 0
        if push.pinged_at is not None and timedelta() <= now - push.pinged_at < GAP:
            await self._poller.poll_soon(source)
        else:
            articles = await self._poller.take_pushed(source, body, content_type)
        spent.articles += articles
        spent.bytes += len(body) if articles else max(len(body), WORD)

    def _spent_by(self, source: SourceId, now: datetime) -> _Spent:
        """What it has sent within a day; what is older is forgotten."""
        self._spent = {
            id: one for id, one in self._spent.items() if timedelta() <= now - one.since < timedelta(days=1)
        }
        return self._spent.setdefault(source, _Spent(now))


def _lease(written: str) -> timedelta:
    """What a hub grants; what it does not say is what was asked for."""
    seconds = int(written[:9]) if written.isascii() and written.isdigit() else websub.LEASE.total_seconds()
    return max(SHORTEST, min(timedelta(seconds=seconds), LONGEST))
