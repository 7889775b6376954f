"""When the next message may leave: Telegram's limits as moments, not sleeps.

In memory and for one bot; whoever sends anything asks here, alerts and answers alike. What is not yet allowed goes
back to the store, and its chat is ready later. Figures from Telegram's FAQ for bots: about 30 messages a second
overall, one a second a chat, 20 a minute a group; edits and pictures count.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock, wait_until

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GROUP_A_MINUTE = 20
KEPT_BACK = 0.02
"""Of the rate: what leaves evenly arrives a little unevenly, and Telegram counts arrivals."""
WINDOW = timedelta(seconds=1.015)
"""In which no more leave than a second allows: what leaves that much later does not arrive within a second."""
NEAR = timedelta(seconds=1)
"""A turn in the overall rate that comes no later is worth waiting for."""
PATIENCE = timedelta(seconds=1.5)
"""How long an answer waits for its turn; one whose turn is later is owed."""
AT_ONCE = 3
"""Answers in a private chat that may come together, if none came just before: a person taps faster than once a
second, and Telegram allows "short bursts"."""
TOGETHER = timedelta(seconds=3)
"""Refusals of two chats this close have one cause."""
CHATS_KEPT = 50_000
STEP = timedelta(seconds=2)
"""A clock further behind than this was set back; all moments move with it, for waits are lengths of time."""


@dataclass(slots=True)
class _Chat:
    """What one chat was sent lately."""

    sent: deque[datetime]
    paid_at: datetime
    """When the messages so far are spread out to one a second."""


class Pace:
    """Tells when a chat may be sent to, and remembers that it was."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        """Messages a second."""
        self._gap = timedelta(seconds=1 / (rate * (1 - KEPT_BACK)))
        self._next: datetime | None = None
        self._turns: deque[datetime] = deque()
        """Those of the last minute."""
        self._left: deque[datetime] = deque()
        """When the last messages really left, of one WINDOW."""
        self._held: datetime | None = None
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._blocked: dict[int, datetime] = {}
        self._refusals: list[tuple[datetime, int]] = []
        self._seen: datetime | None = None
        """The last reading of the clock."""

    def held_until(self, now: datetime) -> datetime | None:
        """Until when Telegram wants nothing at all from this bot; None for no such moment."""
        self._see(now)
        return self._held if self._held is not None and self._held > now else None

    def blocked_until(self, chat: int, now: datetime) -> datetime | None:
        """Until when flood control wants nothing for this chat; None for no such moment."""
        self._see(now)
        until = self._unblocked(chat, now)
        return until if until > now else None

    def ready_at(self, chat: int, now: datetime) -> datetime:
        """The first moment from `now` on at which a message to this chat may be let out; its turn in the overall
        rate may come NEAR later."""
        self._see(now)
        ready = self._unblocked(chat, now)
        if self._next is not None and self._next - now > NEAR:
            ready = max(ready, self._next)
        known = self._chats.get(chat)
        return max(ready, known.paid_at, _minute(chat, known)) if known else ready

    def reserve(self, chat: int, now: datetime) -> datetime:
        """Take the next free turn of the bot as a whole for a message to this chat; returns its moment."""
        self._see(now)
        return self._reserve(chat, now)

    def _reserve(self, chat: int, now: datetime) -> datetime:
        turn = max(now, self._next or now)
        self._next = turn + self._gap
        self._turns.append(turn)
        while turn - self._turns[0] > MINUTE:
            self._turns.popleft()
        self.remember(chat, turn)
        return turn

    def leave(self, now: datetime) -> datetime:
        """Its turn has come: `now` where a message may leave, which is noted, else the moment to ask again. Turns are
        even, but a process that was busy lets several out late, and together with those after them they are too many
        for the second that Telegram counts."""
        self._see(now)
        while self._left and now - self._left[0] >= WINDOW:
            self._left.popleft()
        if len(self._left) >= max(1, int(self.rate)):
            return self._left[0] + WINDOW
        self._left.append(now)
        return now

    def share(self, now: datetime) -> float:
        """How much of what is allowed in a minute was used in the last one; all of it while Telegram wants nothing."""
        if self.held_until(now) is not None:
            return 1.0
        return sum(now - turn <= MINUTE for turn in self._turns) / (self.rate * MINUTE.total_seconds())

    def answer(self, chat: int, now: datetime) -> tuple[datetime, bool]:
        """The turn of an answer to somebody who waits for it: before whatever else is owed, behind the few messages
        that have their turn already. False with the moment to try again, when that is too far off to wait for."""
        self._see(now)
        ready, known = self._unblocked(chat, now), self._chats.get(chat)
        if known is not None:
            early = SECOND * (AT_ONCE - 1 if chat > 0 else 0)
            ready = max(ready, known.paid_at - early, _minute(chat, known))
        if max(ready, self._next or ready) - now > PATIENCE:
            return max(ready, now + SECOND), False
        return self._reserve(chat, ready), True

    def remember(self, chat: int, at: datetime) -> None:
        """A message to this chat went out at that moment."""
        known = self._chats.setdefault(chat, _Chat(deque(maxlen=GROUP_A_MINUTE), at))
        known.sent.append(at)
        known.paid_at = max(known.paid_at, at) + SECOND
        self._chats.move_to_end(chat)
        if len(self._chats) > CHATS_KEPT:
            self._chats.popitem(last=False)
        if len(self._blocked) > CHATS_KEPT:
            self._blocked = {one: until for one, until in self._blocked.items() if until > at}

    def refused(self, chat: int, now: datetime, seconds: float) -> datetime:
        """Flood control answered; returns until when. It is the chat's own limit, until a second chat is refused
        within seconds: then it is the bot's, and everything waits."""
        self._see(now)
        until = now + timedelta(seconds=seconds)
        self._blocked[chat] = until
        self._refusals = [(at, one) for at, one in self._refusals if now - at < TOGETHER and one != chat]
        if self._refusals:
            self._held = max(self._held or until, until)
        self._refusals.append((now, chat))
        return until

    def _see(self, now: datetime) -> None:
        """Note the time; where the clock was set back, move every moment back by as much."""
        back, self._seen = (self._seen or now) - now, now
        if back <= STEP:
            return
        self._next = self._next and self._next - back
        self._left = deque(at - back for at in self._left)
        self._turns = deque(at - back for at in self._turns)
        self._held = self._held and self._held - back
        self._blocked = {chat: until - back for chat, until in self._blocked.items()}
        self._refusals = [(at - back, chat) for at, chat in self._refusals]
        for known in self._chats.values():
            known.sent = deque((at - back for at in known.sent), maxlen=GROUP_A_MINUTE)
            known.paid_at -= back

    def _unblocked(self, chat: int, now: datetime) -> datetime:
        return max(now, self._blocked.get(chat, now), self._held or now)


async def depart(pace: Pace, clock: Clock, turn: datetime) -> None:
    """Wait for a message's turn, and until it may really leave."""
    await wait_until(clock, turn)
    while (at := pace.leave(now := clock.now())) > now:
        await wait_until(clock, at)


def _minute(chat: int, known: _Chat) -> datetime:
    """When a group has room again in its minute."""
    full = chat < 0 and len(known.sent) >= GROUP_A_MINUTE
    return known.sent[0] + MINUTE if full else known.sent[0]
