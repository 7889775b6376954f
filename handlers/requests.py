"""How often each chat asks: counted here, judged in handlers.limits."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

A_MINUTE: Final = 30
"""Requests of one chat, pressed buttons among them."""
MINUTE: Final = timedelta(minutes=1)
CHATS_KEPT: Final = 10_000


class Requests:
    """What each chat asked in the last minute. In memory: a restart forgives."""

    def __init__(self) -> None:
        self._asked: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._told: dict[int, datetime] = {}

    def wait_for(self, chat: int, now: datetime) -> float:
        """Counts a request; 0 when it may go on, else the seconds until the next one may. What is refused does not
        count."""
        asked = self._asked.setdefault(chat, deque())
        self._asked.move_to_end(chat)
        while len(self._asked) > CHATS_KEPT:
            self._told.pop(self._asked.popitem(last=False)[0], None)
        while asked and now - asked[0] >= MINUTE:
            asked.popleft()
        if len(asked) >= A_MINUTE:
            return (asked[0] + MINUTE - now).total_seconds()
        asked.append(now)
        return 0.0

    def is_told(self, chat: int, now: datetime) -> bool:
        """Whether the chat was told within the minute that it asks too much; it counts as told now."""
        told = self._told.get(chat)
        if told is not None and now - told < MINUTE:
            return True
        self._told[chat] = now
        return False
