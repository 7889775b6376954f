"""Hand-written fakes for the three seams: Clock, Source, Sender."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.outcome import Outcome, Post, Sent


class FakeClock:
    """Time that only moves when told to; waiting ends at once when the event is set, and lets others run."""

    def __init__(self, now: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Time passes at once, unless the event is set already."""
        if not event.is_set():
            self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class FakeSender:
    """Keeps what it is asked to send, and answers as it is told: `Sent` with the next number by default."""

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.posts: list[Post] = []
        self._outcomes = list(outcomes)
        self._number = 100

    def answer(self, *outcomes: Outcome) -> None:
        self._outcomes += outcomes

    def recover(self) -> None:
        """From now on all is well again."""
        self._outcomes.clear()

    async def send(self, post: Post) -> Outcome:
        self.posts.append(post)
        if self._outcomes:
            return self._outcomes.pop(0)
        if post.edits is not None:
            return Sent(post.edits)
        self._number += 1
        return Sent(self._number)
