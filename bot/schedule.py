"""What the hour brings: digests that are due and mutes that ended, as queued deliveries.

Sends nothing itself and keeps no timer: every round asks the store what is due at `now`, so a restart, or
an hour that the process slept through, loses nothing and doubles nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot import messages
from bot.clock import Clock
from bot.domain.model import Alert, AlertState, Chat, ChatId, DeliveryKind
from bot.errors import StoreError
from storage import Storage, Transaction

log = logging.getLogger(__name__)

ROUND = 5.0
"""Seconds between looks."""


class Scheduler:
    """Turns held alerts into digests when their time has come."""

    def __init__(self, storage: Storage, clock: Clock, *, wake: asyncio.Event) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake
        self.working_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Go round until `stop` is set."""
        while not stop.is_set():
            try:
                await self.queue_due()
            except StoreError as error:
                log.warning("nothing is scheduled while the store fails: %s", error)
            await self._clock.wait(stop, ROUND)

    async def queue_due(self) -> int:
        """One round; returns how many digests it queued."""
        now = self._clock.now()
        self.working_at = now
        queued = await self._storage.write(lambda tx: _queue_due(tx, now))
        if queued:
            self._wake.set()
        return queued


def _queue_due(tx: Transaction, now: datetime) -> int:
    held: dict[ChatId, list[Alert]] = defaultdict(list)
    for alert in tx.alerts.list_releasable(now):
        held[alert.chat].append(alert)
    queued = 0
    for chat_id, alerts in held.items():
        chat = tx.chats.get(chat_id)
        if chat.muted_until is not None and chat.muted_until > now:
            tx.alerts.set_release([one.id for one in alerts], chat.muted_until)
        else:
            queued += release(tx, chat, alerts, now)
    return queued


def release(tx: Transaction, chat: Chat, held: Sequence[Alert], now: datetime) -> int:
    """Owe the chat one digest of these alerts; returns 1, or 0 without any."""
    if not held:
        return 0
    parts = messages.digest(held)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        tx.deliveries.owe(
            DeliveryKind.DIGEST,
            chat.id,
            alerts=[one.id for one in held] if last else (),
            text=part.html,
            due_at=now,
        )
    for one in held:
        tx.alerts.set_state(one.id, AlertState.OWED)
    log.info("chat %d: a digest of %d alerts in %d messages", chat.id, len(held), len(parts))
    return 1
