"""What happened in the sandbox, numbered, for those who watch: the page and the tests.

Bounded: who asks for more than is kept is told to read the state anew, and loses nothing else.
"""

import asyncio
from collections import deque

from bot.sandbox.refusal import Json

KEPT_EVENTS = 2000


class EventLog:
    """An append-only list of events with a way to wait for the next."""

    def __init__(self) -> None:
        self.cursor = 0
        self.closed = False
        self._events: deque[Json] = deque(maxlen=KEPT_EVENTS)
        self._grew = asyncio.Event()

    def add(self, kind: str, *, chat_id: int | None = None, thread_id: int = 0, **rest: object) -> None:
        """Note an event and wake everybody who waits."""
        self.cursor += 1
        self._events.append(
            {"n": self.cursor, "type": kind, "chat_id": chat_id, "thread_id": thread_id, **rest}
        )
        self._wake()

    def since(self, n: int) -> list[Json]:
        """The events after number n, oldest first; a `state` event stands for what is no longer kept."""
        oldest = self._events[0]["n"] if self._events else self.cursor + 1
        if n > self.cursor or n < oldest - 1:
            return [{"n": self.cursor, "type": "state", "chat_id": None, "thread_id": 0}]
        return [event for event in self._events if event["n"] > n]

    async def more(self, n: int) -> list[Json]:
        """The events after number n, as soon as there is one; none once the log is closed."""
        while not self.closed:
            grew = self._grew
            if events := self.since(n):
                return events
            await grew.wait()
        return []

    def close(self) -> None:
        """Let go of everybody who waits."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._grew.set()
        self._grew = asyncio.Event()
