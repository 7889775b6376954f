"""due deliveries -> Sender -> recorded outcome. At least once: a message is marked sent only after Telegram
answered, so one whose answer never came may be repeated, and none is lost.

Knows neither Telegram nor SQL. Waiting is a row's `due_at`, never a sleep inside an attempt.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import messages
from bot.clock import Clock
from bot.domain.model import AlertState, DeliveryKind, DueDelivery
from bot.errors import StoreBusy, TocsinError
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
from bot.pace import Pace
from storage import Storage, Transaction

log = logging.getLogger(__name__)

IN_FLIGHT = 8
"""Messages on their way at once, one a chat: enough for 30 a second at 0.2 s an answer."""
LEASE = timedelta(seconds=60)
"""How long a claimed delivery is another process's; longer than any request may take."""
TURN = timedelta(seconds=15)
"""How long the sending of a bot stays with the process that claimed last, should it die."""
IDLE = 1.0
"""Seconds between looks at the store when nobody says that something is due."""
UNSURE_TRIES = 3
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
        rate: float,
        wake: asyncio.Event,
    ) -> None:
        self._storage = storage
        self._sender = sender
        self._clock = clock
        self._bot = bot
        self._lease = f"delivery:{bot}"
        self._owner = owner
        self._pace = Pace(rate)
        self._wake = wake
        self.working_at: datetime | None = None
        """When the loop last went round; for readiness."""

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; what is in flight then is waited for."""
        while not stop.is_set():
            try:
                sent = await self.send_due()
            except StoreBusy as error:
                log.warning("the store is busy: %s", error)
                sent = 0
            if not sent:
                await self._clock.wait(self._wake, IDLE)
                self._wake.clear()
        await self._storage.write(lambda tx: tx.leases.release(self._lease, self._owner))

    async def send_due(self) -> int:
        """One round: claim what is due, send it, record how it ended. Returns how many were claimed."""
        now = self._clock.now()
        self.working_at = now
        if not await self._storage.read(lambda tx: tx.deliveries.is_due(self._bot, now)):
            return 0
        due = await self._storage.write(lambda tx: self._claim(tx, now))
        if due:
            async with asyncio.TaskGroup() as group:
                for delivery in due:
                    group.create_task(self._deliver(delivery))
        return len(due)

    def _claim(self, tx: Transaction, now: datetime) -> list[DueDelivery]:
        """What this process may send now: nothing while another one of the same bot is at it."""
        if tx.leases.acquire(self._lease, self._owner, now, TURN) is None:
            return []
        tx.deliveries.recover(self._bot, now)
        return tx.deliveries.claim(self._bot, self._owner, now, limit=IN_FLIGHT, lease=LEASE)

    async def _deliver(self, delivery: DueDelivery) -> None:
        now, chat = self._clock.now(), delivery.destination.chat
        ready = self._pace.ready_at(chat, now)
        if ready > now:
            await self._storage.write(
                lambda tx: tx.deliveries.postpone(delivery.id, due_at=ready, error="paced")
            )
            return
        post = compose(delivery)
        if post is None:
            await self._storage.write(
                lambda tx: tx.deliveries.mark_dead(delivery.id, error="nothing left to say", now=now)
            )
            return
        await self._wait_until(self._pace.reserve(chat, now))
        outcome = await self._sender.send(post)
        if isinstance(outcome, Rejected) and outcome.refusal is Refusal.MARKUP:
            plain = Post(destination=post.destination, message=messages.plain(post.message), edits=post.edits)
            outcome = await self._sender.send(plain)
        await self._storage.write(self._recording(delivery, outcome))

    async def _wait_until(self, turn: datetime) -> None:
        """Hold this message until the bot as a whole may send it; the claim bounds how many wait here."""
        while (ahead := (turn - self._clock.now()).total_seconds()) > 0:
            await self._clock.wait(asyncio.Event(), ahead)

    def _recording(self, delivery: DueDelivery, outcome: Outcome) -> Callable[[Transaction], None]:
        """What the outcome changes in the store, as the work of one transaction."""
        now = self._clock.now()
        match outcome:
            case Sent(message_id):
                return lambda tx: _sent(tx, delivery, message_id, now)
            case RetryAfter(seconds):
                until = self._pace.refused(delivery.destination.chat, now, seconds)
                return lambda tx: tx.deliveries.postpone(delivery.id, due_at=until, error="flood control")
            case ChatGone(why):
                return lambda tx: _gone(tx, delivery, why, now)
            case ChatMoved(to):
                return lambda tx: _moved(tx, delivery, to, now)
            case NotSent(why):
                later = now + backoff(delivery.attempt)
                return lambda tx: tx.deliveries.mark_due(delivery.id, due_at=later, error=why)
            case Unsure(why) if delivery.attempt < UNSURE_TRIES:
                later = now + backoff(delivery.attempt)
                return lambda tx: tx.deliveries.mark_due(delivery.id, due_at=later, error=why, uncertain=True)
            case Rejected(Refusal.MESSAGE_LOST, _) if delivery.kind is DeliveryKind.EDIT:
                return lambda tx: tx.deliveries.mark_sent(delivery.id, message_id=None, now=now)
            case Unsure(why) | Rejected(_, why):
                log.error("delivery %d given up: %s", delivery.id, why)
                return lambda tx: tx.deliveries.mark_dead(delivery.id, error=why, now=now)
            case TokenRefused(why):
                raise TokenRefusedError(f"{why}. Put the one that @BotFather gives into TELEGRAM_BOT_TOKEN.")


def compose(delivery: DueDelivery) -> Post | None:
    """The message as it is right now; None when nothing is left to say."""
    destination = delivery.destination
    match delivery.kind:
        case DeliveryKind.ALERT if delivery.alerts:
            return Post(destination=destination, message=messages.alert(delivery.alerts[0]))
        case DeliveryKind.EDIT if delivery.alerts and delivery.alerts[0].message_id is not None:
            told = delivery.alerts[0]
            return Post(destination=destination, message=messages.alert(told), edits=told.message_id)
        case DeliveryKind.NOTICE | DeliveryKind.DIGEST if delivery.text:
            return Post(destination=destination, message=messages.Message(delivery.text))
    return None


def backoff(attempt: int) -> timedelta:
    """2, 4, 8 ... seconds to five minutes, give or take a quarter."""
    longest = min(timedelta(seconds=2 ** min(attempt, 12)), LONGEST_BACKOFF)
    return longest * random.uniform(0.75, 1.25)


def _sent(tx: Transaction, delivery: DueDelivery, message_id: int, now: datetime) -> None:
    tx.deliveries.mark_sent(delivery.id, message_id=message_id, now=now)
    for told in delivery.alerts:
        if delivery.kind is DeliveryKind.ALERT:
            tx.alerts.set_sent(told.id, message_id)
        elif delivery.kind is DeliveryKind.DIGEST:
            tx.alerts.set_state(told.id, AlertState.DIGESTED)
        current = tx.alerts.get(told.id)
        # What came in while the message was on its way is not in it yet.
        if (
            delivery.kind in (DeliveryKind.ALERT, DeliveryKind.EDIT)
            and current is not None
            and (current.copies, current.excerpts) != (told.copies, told.excerpts)
        ):
            tx.deliveries.owe(DeliveryKind.EDIT, delivery.chat, alerts=[told.id], due_at=now)


def _gone(tx: Transaction, delivery: DueDelivery, why: str, now: datetime) -> None:
    tx.chats.set_gone(delivery.chat, now)
    tx.deliveries.mark_failed(delivery.id, error=why, now=now)
    tx.deliveries.cancel_chat(delivery.chat, error=why, now=now)


def _moved(tx: Transaction, delivery: DueDelivery, to: int, now: datetime) -> None:
    tx.chats.move(delivery.destination.bot, delivery.destination.chat, to)
    tx.deliveries.mark_due(delivery.id, due_at=now, error="the group moved")
