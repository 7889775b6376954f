"""Whether the bot does its work: what is wrong, in words, for /readyz, /health and the owners, who are told once.

Looks only; mends nothing. A loop that ends takes the process with it (bot.app): here are those that stand still, or go
round in vain.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from bot.clock import Clock
from bot.domain.model import Destination
from bot.domain.owed import DeliveryKind
from bot.errors import StoreError
from bot.messages import Message, alarms
from bot.messages.rich import span
from bot.messages.tongue import DEFAULT, speaking
from bot.trouble import Trouble
from storage import Storage, Transaction, steps

log = logging.getLogger(__name__)

ROUND: Final = 20.0
"""Seconds between looks."""
STALLED: Final = timedelta(minutes=3)
"""A loop that has not gone round for so long is dead; longer than a long poll and its retries."""
IN_VAIN: Final = timedelta(minutes=2)
"""Work that fails for so long is more than a hiccup."""
LATE: Final = timedelta(minutes=2)
"""What is due for so long is late, unless the rate is used up."""
USED: Final = 0.5
"""Of the rate: who sends this much is not stalled, only busy."""
NO_NEWS: Final = timedelta(hours=1)
"""Sources that all fail for so long are no hiccup of one paper."""
WAITING: Final = timedelta(minutes=30)
"""A source whose turn passed so long ago was forgotten, not delayed by others of its host."""
CALM: Final = timedelta(minutes=5)
"""What is well for so long is well again: longer than it takes to be found out after a restart."""
SLEPT: Final = timedelta(seconds=5 * ROUND)
"""No look for so long: the machine slept, and everything is to be given its time again."""
_SCHEMA = "schema "
TURN: Final = timedelta(seconds=3 * ROUND)


class Beat(Protocol):
    """A loop that says when it last went round."""

    @property
    def working_at(self) -> datetime | None:
        """None before its first round."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that is watched."""

    alarm: str
    """What stalls when it does: "sending", "ingest", "updates"; "" for nothing that owners need to be told."""
    does: str
    """In words: what it does."""
    beat: Beat


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that is wrong."""

    alarm: str
    words: str


@dataclass(kw_only=True)
class Health:
    """Of one bot."""

    storage: Storage
    clock: Clock
    wake: asyncio.Event
    bot: int
    owner: str
    """This process's name: of several, one tells the owners."""
    owners: Sequence[Destination]
    loops: Sequence[Loop]
    share: Callable[[datetime], float]
    """How much of the allowed rate was used lately."""
    started_at: datetime
    trouble: Trouble = field(default_factory=Trouble)
    """With writing to the store."""
    _looked_at: datetime | None = None
    _well_since: dict[str, datetime] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Look, and tell the owners, until `stop` is set."""
        while not stop.is_set():
            await self.look()
            await self.clock.wait(stop, ROUND)

    async def look(self) -> None:
        """One round. Writing it down is also the test that the store can be written."""
        now = self.clock.now()
        if now - (self._looked_at or now) > SLEPT:
            self.started_at = now
        self._looked_at = now
        ailing = {one.alarm: one for one in reversed(await self.ailments()) if one.alarm in alarms.WHAT}
        try:
            told = await self.storage.write(lambda tx: self._tell(tx, ailing, now))
        except StoreError as error:
            self.trouble.note(now, str(error))
            return
        self.trouble.end()
        if told:
            self.wake.set()

    async def note(self, name: str, words: str) -> None:
        """Something ends the process: the owners are told, once, however often it is started again."""
        now, ailment = self.clock.now(), Ailment(name, words)
        try:
            await self.storage.write(lambda tx: self._begin(tx, ailment, now))
        except StoreError as error:
            log.warning("the owners are not told: %s", error)

    async def ailments(self) -> list[Ailment]:
        """What is wrong just now, the gravest first; empty when all is well. In English, whoever asks: it is said in
        other languages by those who tell it."""
        with speaking(DEFAULT):
            return await self._ailments()

    async def _ailments(self) -> list[Ailment]:
        now = self.clock.now()
        found = [*self._store(now), *(one for loop in self.loops for one in self._of_loop(loop, now))]
        try:
            return found + await self.storage.read(
                lambda tx: [*self._queue(tx, now), *self._sources(tx, now)]
            )
        except StoreError as error:
            return [Ailment("store", str(error)), *found]

    async def words(self) -> list[str]:
        """The same, only in words."""
        return [one.words for one in await self.ailments()]

    def _store(self, now: datetime) -> list[Ailment]:
        return [Ailment("store", self.trouble.words)] if self._age(self.trouble.since, now) >= IN_VAIN else []

    def _queue(self, tx: Transaction, now: datetime) -> list[Ailment]:
        """What is due longer than the rate limit explains."""
        late, share = self._age(tx.deliveries.oldest_due(self.bot, now), now), self.share(now)
        if late < LATE or share >= USED:
            return []
        waits = f"the oldest message has been due for {span(late)}"
        return [Ailment("sending", f"{waits}, and only {share:.0%} of the allowed rate was used")]

    def _sources(self, tx: Transaction, now: datetime) -> list[Ailment]:
        """Sources that all fail, or that nobody asks."""
        standing = tx.sources.standing()
        read = standing.last_ok_at
        failing = standing.failing == standing.active and now - self.started_at >= CALM
        if failing and read is not None and now - read >= NO_NEWS:
            whose = f"{standing.active:,} source{'s' if standing.active != 1 else ''}"
            return [Ailment("ingest", f"none of {whose} could be read for {span(now - read)}")]
        forgotten = self._age(standing.next_poll_at, now)
        if forgotten >= WAITING:
            return [Ailment("ingest", f"sources have waited for {span(forgotten)} to be read")]
        return []

    def _of_loop(self, loop: Loop, now: datetime) -> list[Ailment]:
        """A loop that works in vain, or stands still."""
        trouble = getattr(loop.beat, "trouble", None)
        if isinstance(trouble, Trouble) and (failing := self._age(trouble.since, now)) >= IN_VAIN:
            return [Ailment(loop.alarm, f"{loop.does} has failed for {span(failing)}: {trouble.words}")]
        still = self._age(loop.beat.working_at or self.started_at, now)
        return (
            [Ailment(loop.alarm, f"{loop.does} has stood still for {span(still)}")]
            if still >= STALLED
            else []
        )

    def _age(self, since: datetime | None, now: datetime) -> timedelta:
        """How long that has been so, as far as the process was awake: what happened while it was not started, or the
        machine slept, is no ailment."""
        return now - max(since, self.started_at) if since else timedelta()

    def _tell(self, tx: Transaction, ailing: Mapping[str, Ailment], now: datetime) -> bool:
        """Tell what is new and what is over, once each; whether there was anything."""
        if tx.leases.acquire(f"health:{self.bot}", self.owner, now, TURN) is None:
            return False
        told = False
        for name, ailment in ailing.items():
            self._well_since.pop(name, None)
            told |= self._begin(tx, ailment, now)
        for name, since in tx.alarms.list_of(self.bot).items():
            if (
                name in alarms.WHAT
                and name not in ailing
                and now - self._well_since.setdefault(name, now) >= CALM
            ):
                tx.alarms.end(self.bot, name)
                log.info("%s: well again", name)
                told |= tell(tx, self.owners, partial(alarms.well_again, name, since, now), now)
        return told

    def _begin(self, tx: Transaction, ailment: Ailment, now: datetime) -> bool:
        if not tx.alarms.begin(self.bot, ailment.alarm, now):
            return False
        log.error("%s: %s", ailment.alarm, ailment.words)
        return tell(tx, self.owners, partial(alarms.stalled, ailment.alarm, ailment.words), now)


def tell(tx: Transaction, owners: Sequence[Destination], words: Callable[[], Message], now: datetime) -> bool:
    """Owe the owners a notice, each in the language of their chat; those who never wrote to the bot cannot be told.
    Whether anybody is."""
    known = [chat for owner in owners if (chat := tx.chats.find(owner))]
    for chat in known:
        with speaking(chat.tongue):
            text = words().html
        tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=text, due_at=now)
    return bool(known)


def tell_version(tx: Transaction, bot: int, owners: Sequence[Destination], now: datetime) -> bool:
    """Tell the owners, once, that a new version changed the store, whoever it was that opened it first."""
    titles = steps()
    name, *_ = reversed(titles)
    known = sorted(one.removeprefix(_SCHEMA) for one in tx.alarms.list_of(bot) if one.startswith(_SCHEMA))
    if not tx.alarms.begin(bot, _SCHEMA + name, now):
        return False
    for one in known:
        tx.alarms.end(bot, _SCHEMA + one)
    fresh = [title for step, title in titles.items() if known and step > known[-1]]
    return tell(tx, owners, partial(alarms.upgraded, fresh), now)
