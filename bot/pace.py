"""When the next message may leave: Telegram's limits as moments, not sleeps.

In memory and for one bot; what is not yet allowed goes back to its row with a later `due_at`. Figures from
Telegram's FAQ for bots: about 30 messages a second overall, one a second a chat, 20 a minute a group.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GROUP_A_MINUTE = 20
CHATS_KEPT = 50_000


class Pace:
    """Tells when a chat may be sent to, and remembers that it was."""

    def __init__(self, rate: float) -> None:
        self._gap = timedelta(seconds=1 / rate)
        self._next: datetime | None = None
        self._held: datetime | None = None
        self._sent: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._blocked: dict[int, datetime] = {}

    def ready_at(self, chat: int, now: datetime) -> datetime:
        """The first moment from `now` on at which this chat may be sent to, its own limits alone."""
        ready = max(now, self._blocked.get(chat, now))
        recent = self._sent.get(chat)
        if not recent:
            return ready
        ready = max(ready, recent[-1] + SECOND)
        if chat < 0 and len(recent) >= GROUP_A_MINUTE:
            ready = max(ready, recent[-GROUP_A_MINUTE] + MINUTE)
        return ready

    def reserve(self, chat: int, now: datetime) -> datetime:
        """Take the next free turn of the bot as a whole for a message to this chat; returns its moment."""
        turn = max(now, self._next or now, self._held or now)
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
        """Flood control answered; returns until when. A chat that was long left alone is not its cause: then
        the limit is the whole bot's, and everything waits."""
        until = now + timedelta(seconds=seconds)
        self._blocked[chat] = until
        recent = [at for at in self._sent.get(chat, ()) if now - at < MINUTE]
        if len(recent) <= 1:
            self._held = max(self._held or until, until)
        return until
