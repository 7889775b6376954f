"""due deliveries -> Sender -> recorded outcome. At least once: a message is marked sent only after Telegram
answered, so one whose answer never came may be repeated, and none is lost.

Knows neither Telegram nor SQL. Waiting is a row's `due_at`; inside an attempt only a message's turn in the overall rate
is waited for, a moment at most, and after it the store, until it takes down how the attempt ended.
"""

import asyncio
import contextlib
import logging
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import endings, messages
from bot.clock import Clock
from bot.domain.model import Alert, DeliveryId
from bot.domain.owed import DeliveryKind, DueDelivery
from bot.errors import StoreError, TocsinError
from bot.fates import Fate
from bot.messages.tongue import speaking
from bot.meters import Meters
from bot.outcome import (
    ChatGone,
    ChatMoved,
    NotSent,
    Outcome,
    Post,
    Refusal,
    Rejected,
    RetryAfter,
    Sender,
    Sent,
    TokenRefused,
    Unsure,
)
from bot.pace import MINUTE, STEP, Pace, depart
from bot.recorder import Joint, Recorder, Recording
from bot.releases import still_wanted
from bot.trouble import Trouble
from storage import Storage, Transaction

log = logging.getLogger(__name__)

PATIENCE = 6.0
"""Seconds that a stop waits for answers: who stops a process often kills it after ten."""

FEWEST, MOST = 8, 300
"""Messages on their way at once, one a chat."""
AHEAD = 0.3
"""Seconds of the allowed rate that are on their way or wait for their turn: more than an answer takes."""
LEASE = timedelta(seconds=60)
"""How long a claimed delivery is another process's; longer than any request may take."""
TURN = timedelta(seconds=15)
"""How long the sending of a bot stays with the process that claimed last, should it die."""
IDLE = 1.0
"""Seconds between looks at the store when nobody says that something is due."""
LONGEST_WAIT = timedelta(hours=1)
"""Telegram makes nobody wait longer, so far as is known."""
UNSURE_TRIES = 5
OUTAGE = 5
"""Tries in vain in a row, of whatever, from which on the log says that nothing can be sent."""
MOST_TRIES = 8
"""Of a delivery that was cut off before: it may be what ends the process."""
LONGEST_BACKOFF = timedelta(minutes=5)


class TokenRefusedError(TocsinError):
    """Telegram no longer knows the token: nothing more can be sent."""


class Deliverer:
    """Sends what is owed by one bot. `wake` says that something became due."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        clock: Clock,
        *,
        bot: int,
        owner: str,
        pace: Pace,
        wake: asyncio.Event,
        meters: Meters | None = None,
        allowed: frozenset[int] = frozenset(),
    ) -> None:
        self._storage = storage
        self._sender = sender
        self._clock = clock
        self._bot = bot
        self._lease = f"delivery:{bot}"
        self._owner = owner
        self._pace = pace
        self._places = max(FEWEST, min(MOST, math.ceil(pace.rate * AHEAD)))
        self._recorder = Recorder(storage)
        self._wake = wake
        self._meters = meters or Meters()
        self._allowed = allowed
        """Chats that may be sent to; empty: any."""
        self._on_the_way: set[DeliveryId] = set()
        self.working_at: datetime | None = None
        """When the loop last went round; for readiness."""
        self.trouble = Trouble()

    async def run(self, stop: asyncio.Event, *, patience: float = PATIENCE) -> None:
        """Send until `stop` is set; what is in flight then is waited for, but for `patience` seconds only: whether the
        rest arrived is not known, and it is tried again by the next process."""
        running: set[asyncio.Task[None]] = set()
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            await self._recall()
            while not stop.is_set():
                for task in [task for task in running if task.done()]:
                    running.discard(task)
                    task.result()
                await self._start(running)
                await self._clock.wait(self._wake, IDLE)
                self._wake.clear()
        finally:
            stopping.cancel()
            if running:
                _, hanging = await asyncio.wait(running, timeout=patience)
                for task in hanging:
                    task.cancel()
                await asyncio.gather(*hanging, return_exceptions=True)
            with contextlib.suppress(StoreError):  # the turn ends by itself
                await self._storage.write(lambda tx: tx.leases.release(self._lease, self._owner))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        """So that nobody who stops the bot waits for the next look at the store."""
        await stop.wait()
        self._wake.set()

    async def send_due(self) -> int:
        """One round: claim what is due, send it, record how it ended. Returns how many were claimed."""
        running: set[asyncio.Task[None]] = set()
        await self._start(running)
        await asyncio.gather(*running)
        return len(running)

    async def _start(self, running: set[asyncio.Task[None]]) -> None:
        """Claim as many as there are free places, and let them run side by side: one slow chat holds up no other."""
        now = self._clock.now()
        before, self.working_at = self.working_at, now
        if before is None or before - now > STEP:
            await self._look_at_the_clock(now, is_first=before is None)
        free = self._places - len(running)
        if free < self._places // 4 or self._pace.held_until(now) is not None:
            return  # a few at a time would cost a transaction each
        try:
            if await self._storage.read(lambda tx: tx.deliveries.is_due(self._bot, now)):
                due = await self._storage.write(lambda tx: self._claim(tx, now, free))
                self._on_the_way |= {one.id for one in due}
                running |= {asyncio.create_task(self._deliver(one)) for one in due}
        except StoreError as error:
            log.warning("nothing is sent while the store fails: %s", error)
            self.trouble.note(now, str(error))

    async def _recall(self) -> None:
        """Know what was sent just before the start, so that a restart is not too fast."""
        since = self._clock.now() - MINUTE
        try:
            for chat, at in await self._storage.read(lambda tx: tx.deliveries.sent_since(self._bot, since)):
                self._pace.remember(chat, at)
        except StoreError as error:
            log.warning("what was sent before the start is not known: %s", error)

    async def _look_at_the_clock(self, now: datetime, *, is_first: bool) -> None:
        """Where the clock was set back, while this process ran or before it started, nothing waits for a moment of
        the old time. Whether that was so before the start is told by the lease, or by a wait that is too long."""

        def heal(tx: Transaction) -> None:
            was_set_back = tx.leases.cut(self._lease, now, TURN) or not is_first
            tx.chats.clear_ready(self._bot, now if was_set_back else now + LONGEST_WAIT)
            if was_set_back:
                log.warning("the clock was set back: what waited for a later time is looked at again")
                tx.deliveries.set_back(self._bot, now, LEASE)

        try:
            await self._storage.write(heal)
        except StoreError as error:
            self.working_at = None  # once more in the next round
            log.warning("what the clock said before is not known: %s", error)

    def _claim(self, tx: Transaction, now: datetime, limit: int) -> list[DueDelivery]:
        """What this process may send now: nothing while another one of the same bot is at it."""
        if tx.leases.acquire(self._lease, self._owner, now, TURN) is None:
            return []
        tx.deliveries.recover(self._bot, now, but=self._on_the_way)
        claimed = tx.deliveries.claim(self._bot, self._owner, now, limit=limit, lease=LEASE)
        ready = still_wanted(tx, claimed, now)
        if len(ready) < len(claimed):
            self._wake.set()  # what is owed to the same chats after it may go at once
        return ready

    async def _deliver(self, delivery: DueDelivery) -> None:
        """One attempt, recorded whatever becomes of the others."""
        try:
            await self._record(await self._attempt(delivery))
        finally:
            self._on_the_way.discard(delivery.id)
            self._wake.set()

    async def _attempt(self, delivery: DueDelivery) -> Recording | Joint:
        """Try to get it there; returns what that changes in the store."""
        now, chat = self._clock.now(), delivery.destination.chat
        if self._allowed and chat not in self._allowed:
            return lambda tx: endings.dead(tx, delivery, "the chat is not among ALLOWED_CHATS", now)
        if delivery.uncertain and delivery.attempt > MOST_TRIES:
            return lambda tx: endings.dead(tx, delivery, "it was cut off too often", now, may_stand=True)
        ready = self._pace.ready_at(chat, now)
        with speaking(delivery.language):
            post = compose(delivery)
        if post is None:
            return lambda tx: endings.dead(tx, delivery, "nothing left to say", now)
        if ready > now:
            return lambda tx: endings.paced(tx, delivery, ready)
        await depart(self._pace, self._clock, self._pace.reserve(chat, now))
        until = self._pace.blocked_until(chat, self._clock.now())
        if until is not None:  # others were refused while this one waited for its turn
            return lambda tx: endings.paced(tx, delivery, until, "flood control")
        outcome = await self._send(post)
        if isinstance(outcome, Rejected) and outcome.refusal is Refusal.MARKUP:
            outcome = await self._send(replace(post, message=messages.plain(post.message)))
        return self._recording(delivery, outcome)

    async def _send(self, post: Post) -> Outcome:
        try:
            return await self._sender.send(post)
        except asyncio.CancelledError:
            return Unsure("Tocsin was stopped before Telegram answered")

    async def _record(self, recording: Recording | Joint) -> None:
        """Write how it ended. What was sent must not be forgotten because the store is held for a while: then it
        is tried until the lease of the delivery is over, after which another claim would repeat the message."""
        deadline = self._clock.now() + LEASE
        while True:
            try:
                await self._recorder.write(recording)
                return
            except StoreError as error:
                log.warning("the store fails, an outcome waits to be recorded: %s", error)
                if self._clock.now() > deadline:
                    return
                await self._clock.wait(asyncio.Event(), IDLE)

    def _recording(self, delivery: DueDelivery, outcome: Outcome) -> Recording | Joint:
        """What the outcome changes in the store, as the work of one transaction."""
        now = self._clock.now()
        self._count(delivery, outcome, now)
        match outcome:
            case Sent(message_id):
                return Joint(endings.sent, endings.Stands(delivery, message_id, now))
            case RetryAfter(seconds):
                until = self._pace.refused(delivery.destination.chat, now, seconds)
                return lambda tx: endings.paced(tx, delivery, until, "flood control")
            case ChatGone(why):
                return lambda tx: endings.gone(tx, delivery, Fate.GONE, why, now)
            case Rejected(refusal, why) if refusal in _FATES:
                return lambda tx: endings.gone(tx, delivery, _FATES[refusal], why, now)
            case ChatMoved(to):
                return lambda tx: endings.moved(tx, delivery, to, now)
            case NotSent(why):
                later = now + backoff(delivery.attempt)
                return lambda tx: endings.again(tx, delivery, later, why)
            case Unsure(why) if delivery.attempt < UNSURE_TRIES or not delivery.uncertain:
                later = now + backoff(delivery.attempt + 3)  # each of these tries may repeat the message
                return lambda tx: endings.again(tx, delivery, later, why, uncertain=True)
            case Rejected(Refusal.MESSAGE_LOST, _) if _is_edit(delivery):
                return lambda tx: endings.message_lost(tx, delivery, now)
            case Unsure(why) | Rejected(_, why):
                log.error("delivery %d given up: %s", delivery.id, why)
                may_stand = isinstance(outcome, Unsure)
                return lambda tx: endings.dead(tx, delivery, why, now, may_stand=may_stand)
            case TokenRefused(why):
                raise TokenRefusedError(f"{why}. Put the one that @BotFather gives into TELEGRAM_BOT_TOKEN.")

    def _count(self, delivery: DueDelivery, outcome: Outcome, now: datetime) -> None:
        """For the metrics; and whether Telegram answers at all."""
        if isinstance(outcome, Sent):
            copies = delivery.alerts[0].copies if delivery.kind is DeliveryKind.ALERT else ()
            self._meters.sent(delivery.kind.value, now - copies[0].published_at if copies else None)
        else:
            self._meters.failed(_reason(outcome))
        if isinstance(outcome, NotSent | Unsure):
            self.trouble.note(now, f"Telegram does not answer ({outcome.why})")
            if self.trouble.times == OUTAGE:
                log.warning("nothing can be sent (%s); it is tried until it works", outcome.why)
        else:
            if self.trouble.times >= OUTAGE:
                log.warning("sending works again, after %d tries in vain", self.trouble.times)
            self.trouble.end()


def _reason(outcome: Outcome) -> str:
    """One word for the metrics."""
    if isinstance(outcome, Rejected):
        return outcome.refusal.value
    return _REASONS[type(outcome)]


_REASONS: Mapping[type, str] = {
    RetryAfter: "flood_control",
    ChatGone: "chat_gone",
    ChatMoved: "chat_moved",
    NotSent: "not_reached",
    Unsure: "no_answer",
    TokenRefused: "token_refused",
}
_FATES = {Refusal.THREAD_LOST: Fate.TOPIC, Refusal.NO_RIGHT: Fate.MUTE}


def _is_edit(delivery: DueDelivery) -> bool:
    return bool(delivery.edits or delivery.roll) or delivery.kind is DeliveryKind.EDIT


def compose(delivery: DueDelivery) -> Post | None:
    """The message as it is right now; None when nothing is left to say."""
    destination = delivery.destination
    match delivery.kind:
        case DeliveryKind.ALERT if delivery.alerts:
            told = delivery.alerts[0]
            return Post(
                destination=destination,
                message=messages.alert(told),
                answers=told.follows,
                is_silent=told.is_silent,
            )
        case DeliveryKind.EDIT if delivery.alerts and delivery.alerts[0].message_id is not None:
            told = delivery.alerts[0]
            return Post(destination=destination, message=messages.alert(told), edits=told.message_id)
        case DeliveryKind.ROLL if delivery.alerts and delivery.roll is not None:
            message = messages.roll(delivery.alerts)
            return Post(
                destination=destination,
                message=message,
                edits=delivery.roll.message_id,
                is_silent=_is_silent(delivery.alerts),
            )
        case DeliveryKind.NOTICE | DeliveryKind.DIGEST | DeliveryKind.ASKED if delivery.text:
            rows = tuple(
                tuple(messages.Button(label, data, url) for label, data, url in row)
                for row in delivery.buttons
            )
            return Post(
                destination=destination,
                message=messages.Message(delivery.text, rows),
                edits=delivery.edits,
                is_silent=_is_silent(delivery.alerts),
            )
    return None


def _is_silent(told: Sequence[Alert]) -> bool:
    """What tells of several alerts has a sound if any of them has."""
    return bool(told) and all(one.is_silent for one in told)


def backoff(attempt: int) -> timedelta:
    """2, 4, 8 ... seconds to five minutes, give or take a quarter."""
    longest = min(timedelta(seconds=2 ** min(attempt, 12)), LONGEST_BACKOFF)
    return longest * random.uniform(0.75, 1.25)
