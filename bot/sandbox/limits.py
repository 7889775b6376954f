"""Flood limits as Telegram describes them: overall, in a private chat, in a group.

Telegram keeps its own in the dark and changes them; these are the published figures (core.telegram.org/bots/faq,
"My bot is hitting limits"), so a bot that holds them here is no flood there. Edits count as messages do.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusal import flood

KEPT_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is allowed. Zero turns a limit off."""

    per_second: int = 30
    """Messages a second to all chats together."""
    burst: int = 4
    """Messages at once in a private chat; after them one a second."""
    group_per_minute: int = 20


UNLIMITED = Limits(per_second=0, burst=0, group_per_minute=0)
"""For measuring the bot rather than its obedience."""


class _Window:
    """At most `count` within any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until another is allowed, 0 for now."""
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        full = 0 < self._count <= len(self._taken)
        return self._taken[0] + self._seconds - now if full else 0.0

    def take(self, now: float) -> None:
        if self._count:
            self._taken.append(now)


class _Bucket:
    """A burst of `size`, refilled by one a second."""

    def __init__(self, size: int, now: float) -> None:
        self._size = size
        self._left = float(size)
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until another is allowed, 0 for now."""
        self._left = min(self._size, self._left + max(0.0, now - self._at))
        self._at = now
        return 1 - self._left if self._size and self._left < 1 else 0.0

    def take(self, now: float) -> None:
        self._left -= 1


class FloodGate:
    """Counts what is sent and refuses what is too much."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._all = _Window(limits.per_second, 1.0)
        self._chats: OrderedDict[int, _Window | _Bucket] = OrderedDict()

    def take(self, chat_id: int) -> None:
        """Count one message or edit to the chat, or refuse with 429; what is refused does not count."""
        now = self._clock()
        gates = (self._all, self._chat(chat_id, now))
        wait = max(gate.wait(now) for gate in gates)
        if wait > 0:
            raise flood(max(1, math.ceil(wait)))
        for gate in gates:
            gate.take(now)

    def _chat(self, chat_id: int, now: float) -> _Window | _Bucket:
        if chat_id not in self._chats:
            limits = self._limits
            group = chat_id < 0
            gate = _Window(limits.group_per_minute, 60.0) if group else _Bucket(limits.burst, now)
            self._chats[chat_id] = gate
            while len(self._chats) > KEPT_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return self._chats[chat_id]
