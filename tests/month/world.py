"""The three seams of a simulated month, and a store whose process can die at the border of any transaction.

All of it runs in one thread, so that the same seed gives the same trace.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot import outcome
from bot.outcome import Outcome, Post
from storage import Storage, Transaction

T = TypeVar("T")


class CrashError(Exception):
    """The process is no more."""


@dataclass
class SteppedClock:
    """A wall clock that can be set; `true` is the time that really passed."""

    true: datetime
    wrong_by: timedelta = timedelta()
    shortest_wait: float = 0.0

    def now(self) -> datetime:
        return self.true + self.wrong_by

    def advance(self, by: timedelta) -> None:
        self.true += by

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.shortest_wait = min(self.shortest_wait, seconds)
        if not event.is_set():
            self.true += timedelta(seconds=max(0.0, seconds))
        await asyncio.sleep(0)


@dataclass
class Process:
    """Whether the process lives, and after how many transactions it dies, and where in that one."""

    left: int
    where: str = "before"
    is_dead: bool = False

    def die(self) -> None:
        self.is_dead = True
        raise CrashError(self.where)


class DoomedStorage(Storage):
    """A store as one process sees it: work runs at once and in the caller's thread, until the process dies."""

    def __init__(self, storage: Storage, process: Process) -> None:
        super().__init__(storage._database)
        self._process = process

    async def read(self, work: Callable[[Transaction], T]) -> T:
        self._ensure_alive()
        return self._database._read(lambda connection: work(Transaction(connection)))

    async def write(self, work: Callable[[Transaction], T]) -> T:
        self._ensure_alive()
        self._process.left -= 1
        where = self._process.where if self._process.left <= 0 else ""

        def doomed(tx: Transaction) -> T:
            result = work(tx)
            if where == "inside":
                self._process.die()
            return result

        if where == "before":
            self._process.die()
        result = self._database._write(lambda connection: doomed(Transaction(connection)))
        if where == "after":
            self._process.die()
        return result

    def _ensure_alive(self) -> None:
        if self._process.is_dead:
            raise CrashError(self._process.where)


@dataclass
class Telegram:
    """What Telegram got, and how it answers: mostly well."""

    clock: SteppedClock
    dice: random.Random
    trouble: float
    got: Callable[[datetime, Post], None]
    uncertain: int = 0
    """Messages that arrived while the answer was lost."""
    _number: int = field(default=100)

    def at(self, process: Process) -> "Line":
        """The connection of one process."""
        return Line(self, process)

    def answer(self, post: Post) -> Outcome:
        if self.dice.random() < self.trouble:
            return self._trouble(post)
        self.got(self.clock.now(), post)
        self._number += 1
        return outcome.Sent(post.edits or self._number)

    def _trouble(self, post: Post) -> Outcome:
        match self.dice.randrange(4):
            case 0:
                return outcome.RetryAfter(self.dice.randrange(1, 60))
            case 1:
                return outcome.Unsure("ReadTimeout")
            case 2:
                self.got(self.clock.now(), post)
                self.uncertain += 1
                return outcome.Unsure("ReadTimeout")
            case _:
                return outcome.NotSent("ConnectError")


@dataclass
class Line:
    """A sender that dies with its process."""

    telegram: Telegram
    process: Process

    async def send(self, post: Post) -> Outcome:
        await self.telegram.clock.wait(asyncio.Event(), 0.0)
        if self.process.is_dead:
            raise CrashError(self.process.where)
        return self.telegram.answer(post)
