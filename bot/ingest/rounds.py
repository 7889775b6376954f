"""Who is polled when: hosts side by side, the sources of one host one after the other, none waiting for a slow other.

Fetches nothing; `poll` (the poller's) does. What is due is asked of the store, so nothing is lost by stopping.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.domain.model import Source
from bot.errors import StoreError
from bot.trouble import Trouble
from storage import Storage, Transaction

Poll = Callable[[Source], Awaitable[bool]]
"""Polls one source. True: its host asks to be left alone for a while."""

BATCH: Final = 200
"""Sources taken from the store at a time."""
SHARE: Final = 20
"""Of those, sources of one host at most: what is read ahead is bounded, and others come in between."""
PARALLEL: Final = 24
"""Sources that are polled at the same time; one host is never asked twice at once."""
DOUBTFUL: Final = 8
"""The same beside those, for sources that failed last time: however many hang, they hold up nobody who does not."""
HOSTS: Final = 200
"""Hosts whose sources may stand in line here; more wait in the store."""
TICK: Final = 15.0
"""Seconds between two looks at what is due."""
HOST_GAP: Final = 1.0
"""Seconds between two requests to one host."""
STEP: Final = timedelta(minutes=1)
"""A clock that goes back by more was set; by less, a source waits so much longer, and nobody notices."""

log = logging.getLogger(__name__)


class Rounds:
    """Goes round the sources of the store for ever, or once."""

    def __init__(self, storage: Storage, clock: Clock, poll: Poll) -> None:
        self._storage = storage
        self._clock = clock
        self._poll = poll
        self._stop = asyncio.Event()
        self._lanes = {False: asyncio.Semaphore(PARALLEL), True: asyncio.Semaphore(DOUBTFUL)}
        """By whether a source failed last time."""
        self._hosts: dict[str, bool] = {}
        """Hosts in line or being asked, and whether they stand in the doubtful lane."""
        self._more = {False: False, True: False}
        """By lane: whether the store may hold more that is due."""
        self._roomy = asyncio.Event()
        """There is room in the line for more of it."""
        self._asked: dict[str, datetime] = {}
        """When each host was last done with a request of ours, as far as that still matters."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Of the hosts that somebody waits for."""
        self.looked_at: datetime | None = None
        self.trouble = Trouble()

    async def run(self, stop: asyncio.Event) -> None:
        """Polls what is due until told to stop; then what is in line is left for the next start."""
        self._stop = stop
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                if not await self._has_looked(group) or not any(self._more.values()):
                    await self._clock.wait(stop, TICK)
                elif not self._has_room():
                    self._roomy.clear()
                    await self._clock.wait(self._roomy, TICK)  # a stop empties the line, which makes room

    async def _has_looked(self, group: asyncio.TaskGroup) -> bool:
        try:
            await self._look(group)
        except StoreError as error:
            log.warning("nothing is polled while the store fails: %s", error)
            self.trouble.note(self._clock.now(), str(error))
            return False
        self.trouble.end()
        return True

    async def once(self) -> int:
        """Polls what is due now. Returns how many that were."""
        async with asyncio.TaskGroup() as group:
            return await self._look(group)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """The time for one request to a host: begins HOST_GAP after the last one ended. A clock that was set back
        delays nobody."""
        async with self._turns.setdefault(host, asyncio.Lock()):
            asked = self._asked.get(host)
            since = (self._clock.now() - asked).total_seconds() if asked else HOST_GAP
            if 0 <= since < HOST_GAP:
                await self._clock.wait(self._stop, HOST_GAP - since)
            try:
                yield
            finally:
                self._asked[host] = self._clock.now()

    async def _look(self, group: asyncio.TaskGroup) -> int:
        """Put what is due in line. Returns how much was found."""
        now = self._clock.now()
        await self._heed_the_clock(now)
        self.looked_at = now
        self._asked = {host: at for host, at in self._asked.items() if at > now - timedelta(seconds=HOST_GAP)}
        room, busy = max(0, 2 * DOUBTFUL - sum(self._hosts.values())), tuple(self._hosts)
        well, doubtful = await self._storage.read(lambda tx: _due(tx, now, busy, room))
        self._more = {False: len(well) == BATCH, True: len(doubtful) == room}
        lines: dict[str, list[Source]] = defaultdict(list)
        for source in (*well, *doubtful):
            lines[source.host].append(source)
        for host, line in lines.items():
            self._hosts[host] = line[0].failures > 0
            group.create_task(self._poll_host(host, line[:SHARE]))
        return len(well) + len(doubtful)

    async def _heed_the_clock(self, now: datetime) -> None:
        """Where the clock was set back, while this process ran or before it started, no source waits for a moment of
        the old time. Whether that was so before the start is told by what was read last."""
        last = self.looked_at or (await self._storage.read(lambda tx: tx.sources.standing())).last_ok_at
        if last is not None and last - now > STEP:
            log.warning("the clock was set back: the sources are polled as if it had always been so")
            await self._storage.write(lambda tx: tx.sources.set_back(now, last - now))

    async def _poll_host(self, host: str, line: Sequence[Source]) -> None:
        """One after the other; a host that asks for patience is asked nothing more in this round."""
        try:
            for source in line:
                async with self.turn(host), self._lanes[source.failures > 0]:
                    if self._stop.is_set() or await self._poll(source):
                        return
        except StoreError as error:
            log.warning("the sources at %s wait for the store: %s", host, error)
        finally:
            del self._hosts[host]
            if self._has_room():
                self._roomy.set()

    def _has_room(self) -> bool:
        """Whether half of the line is free for something that may be due."""
        doubtful = sum(self._hosts.values())
        well = len(self._hosts) - doubtful
        return (self._more[False] and 2 * well <= HOSTS) or (self._more[True] and doubtful <= DOUBTFUL)


def _due(
    tx: Transaction, now: datetime, busy: Collection[str], doubtful: int
) -> tuple[list[Source], list[Source]]:
    """What is due at hosts that are not busy, longest overdue first: those that did well last time, and some others."""
    return (
        tx.sources.list_due(now, BATCH, but=busy, failing=False),
        tx.sources.list_due(now, doubtful, but=busy, failing=True),
    )
