"""When the next message may leave: Telegram's limits as moments, not sleeps.

In memory and for one bot; what is not yet allowed goes back to its row with a later `due_at`. Figures from
Telegram's FAQ for bots: about 30 messages a second overall, one a second a chat, 20 a minute a group.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GROUP_A_MINUTE = 20
NEAR = timedelta(seconds=1)
"""A turn in the overall rate that comes no later is worth waiting for."""
TOGETHER = timedelta(seconds=3)
"""Refusals of two chats this close have one cause."""
CHATS_KEPT = 50_000


class Pace:
    """Tells when a chat may be sent to, and remembers that it was."""

    def __init__(self, rate: float) -> None:
        self._gap = timedelta(seconds=1 / rate)
        self._next: datetime | None = None
        self._held: datetime | None = None
        self._sent: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._blocked: dict[int, datetime] = {}
        self._refusals: list[tuple[datetime, int]] = []

    def ready_at(self, chat: int, now: datetime) -> datetime:
        """The first moment from `now` on at which a message to this chat may be let out; its turn in the overall
        rate may come NEAR later."""
        ready = max(now, self._blocked.get(chat, now), self._held or now)
        if self._next is not None and self._next - now > NEAR:
            ready = max(ready, self._next)
        recent = self._sent.get(chat)
        if not recent:
            return ready
        ready = max(ready, recent[-1] + SECOND)
        if chat < 0 and len(recent) >= GROUP_A_MINUTE:
            ready = max(ready, recent[-GROUP_A_MINUTE] + MINUTE)
        return ready

    def reserve(self, chat: int, now: datetime) -> datetime:
        """Take the next free turn of the bot as a whole for a message to this chat; returns its moment."""
        turn = max(now, self._next or now)
        self._next = turn + self._gap
        recent = self._sent.setdefault(chat, deque(maxlen=GROUP_A_MINUTE))
        recent.append(turn)
        self._sent.move_to_end(chat)
        if len(self._sent) > CHATS_KEPT:
            self._sent.popitem(last=False)
        if len(self._blocked) > CHATS_KEPT:
            self._blocked = {one: until for one, until in self._blocked.items() if until > now}
        return turn

    def refused(self, chat: int, now: datetime, seconds: float) -> datetime:
        """Flood control answered; returns until when. It is the chat's own limit, until a second chat is refused
        within seconds: then it is the bot's, and everything waits."""
        until = now + timedelta(seconds=seconds)
        self._blocked[chat] = until
        self._refusals = [(at, one) for at, one in self._refusals if now - at < TOGETHER and one != chat]
        if self._refusals:
            self._held = max(self._held or until, until)
        self._refusals.append((now, chat))
        return until
