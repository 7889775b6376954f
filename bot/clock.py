"""The one clock: every reading of the wall clock and every wait in the process goes through here.

Rules never ask the time; they are handed `now`. Tests move a hand-written clock instead of waiting.
"""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from, and how a loop waits for it to pass."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when `event` is set, or after `seconds`, whichever comes first; never clears the event."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when `event` is set, or after `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):  # wait_for would make a task for each
                await event.wait()


async def wait_until(clock: Clock, moment: datetime) -> None:
    """Wait for a moment that is near; a clock that is set back meanwhile makes the wait no longer."""
    ahead = (moment - clock.now()).total_seconds()
    while ahead > 0:
        await clock.wait(asyncio.Event(), ahead)
        left = (moment - clock.now()).total_seconds()
        ahead = left if left < ahead else 0
