"""The queue of updates that the bot fetches, with the Bot API's rules of confirming and of conflict.

Holds updates, never sends them: `webhook` does where one is set.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.sandbox.refusal import Json, conflict

KEPT_UPDATES = 10_000
LIFETIME = 24 * 3600.0
"""Seconds that an update waits to be fetched."""
CALLBACK_LIFETIME = 150.0
"""Seconds that a pressed button can be fetched and answered."""
LONGEST_POLL = 50
NUMBERED_SINCE = 1_700_000_000
OFFSET_SLACK = 10
"""An offset further than this beyond the end is taken for a mistake and ignored."""
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True)
class _Poll:
    """One waiting getUpdates; `ended_by` is the reason when another request ended it."""

    woken: asyncio.Event
    ended_by: str = ""


def first_id(now: float) -> int:
    """A number to begin with that no earlier run has reached, at up to eight updates a second: the bot knows
    by their numbers which updates it has handled."""
    return 1 + 8 * max(0, int(now) - NUMBERED_SINCE)


class UpdateQueue:
    """Updates in order of their ids, kept until confirmed by a higher offset or too old."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._updates: deque[tuple[float, Json]] = deque(maxlen=KEPT_UPDATES)
        self._next_id = first_id(clock())
        self._poll: _Poll | None = None
        self.allowed: tuple[str, ...] | None = None
        """None: all but those that must be asked for by name."""
        self.polling = asyncio.Event()
        """Set while a getUpdates waits."""
        self.revision = 0
        """Another number after every change of what waits."""
        self.arrived = asyncio.Event()
        """Set whenever something was added; whoever waits on it clears it."""

    def add(self, kind: str, value: Json) -> int | None:
        """Queue an update; its id, or None where the bot did not ask for this kind."""
        if kind in NOT_BY_DEFAULT if self.allowed is None else kind not in self.allowed:
            return None
        update_id = self._next_id
        self._next_id += 1
        self.revision += 1
        self._updates.append((self._clock(), {"update_id": update_id, kind: value}))
        self.arrived.set()
        if self._poll:
            self._poll.woken.set()
        return update_id

    def allow(self, kinds: list[str]) -> None:
        """Choose the kinds queued from now on; an empty list brings the default back."""
        self.allowed = tuple(kinds) or None

    def pending(self) -> list[Json]:
        """What waits to be fetched, oldest first; what became too old is dropped."""
        now = self._clock()
        fresh = [
            (at, update)
            for at, update in self._updates
            if now - at < (CALLBACK_LIFETIME if "callback_query" in update else LIFETIME)
        ]
        if len(fresh) != len(self._updates):
            self._updates = deque(fresh, maxlen=KEPT_UPDATES)
        return [update for _, update in fresh]

    def confirm(self, offset: int) -> None:
        """Forget all updates below the offset; a negative one keeps that many of the newest."""
        before = len(self._updates)
        if offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
        elif offset <= self._next_id + OFFSET_SLACK:
            while self._updates and self._updates[0][1]["update_id"] < offset:
                self._updates.popleft()
        self.revision += len(self._updates) != before

    def dump(self) -> Json:
        """What must outlive a restart, as JSON."""
        return {"next_id": self._next_id, "allowed": self.allowed, "waiting": list(self._updates)}

    def restore(self, saved: Json) -> None:
        """Go on from what `dump` gave."""
        self._next_id = max(self._next_id, int(saved["next_id"]))
        self.allowed = None if saved["allowed"] is None else tuple(saved["allowed"])
        self._updates.extend((float(at), dict(update)) for at, update in saved["waiting"])

    def drop(self) -> None:
        """Forget everything that waits."""
        self._updates.clear()
        self.revision += 1

    async def fetch(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """getUpdates: confirm, then answer at once or when something comes; ends an older waiting poll."""
        self.end_poll(TERMINATED)
        self.confirm(offset)
        if not self.pending() and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL))
        return self.pending()[:limit]

    def end_poll(self, why: str) -> None:
        """Make the waiting getUpdates, if there is one, answer 409 with this reason (or nothing new)."""
        if self._poll:
            self._poll.ended_by = why
            self._poll.woken.set()

    async def _wait(self, timeout: float) -> None:
        poll = self._poll = _Poll(asyncio.Event())
        self.polling.set()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(poll.woken.wait(), timeout)
        finally:
            if self._poll is poll:
                self._poll = None
                self.polling.clear()
        if poll.ended_by:
            raise conflict(poll.ended_by)
