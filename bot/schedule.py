"""What the hour brings: digests that are due, mutes and quiet hours that ended, as queued deliveries.

Sends nothing itself and keeps no timer: every round asks the store what is due at `now`, so a restart, or
an hour that the process slept through, loses nothing and doubles nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.domain.alerting import held_until, quiet_end
from bot.domain.model import Alert, Chat, ChatId, Reason
from bot.errors import StoreError
from bot.pace import STEP
from bot.releases import release, reschedule
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
        if self.working_at is None or self.working_at - now > STEP:
            await self._look_at_the_clock(now)
        self.working_at = now
        queued = await self._storage.write(lambda tx: _queue_due(tx, now))
        if queued:
            self._wake.set()
        return queued

    async def _look_at_the_clock(self, now: datetime) -> None:
        """What was held by a clock that was set back since is given the hour of the right one."""
        for chat in await self._storage.read(lambda tx: tx.alerts.list_early(now)):
            await self._storage.write(partial(reschedule, chat_id=chat, now=now))


def _queue_due(tx: Transaction, now: datetime) -> int:
    held: dict[ChatId, list[Alert]] = defaultdict(list)
    for alert in tx.alerts.list_releasable(now):
        held[alert.chat].append(alert)
    queued = 0
    for chat_id, alerts in held.items():
        chat = tx.chats.get(chat_id)
        ready = _ready(tx, chat, alerts, now)
        if any(one.reason is Reason.DIGEST for one in ready):
            tx.chats.set_digested(chat_id, now)
        queued += release(tx, chat, ready, now)
    return queued


def _ready(tx: Transaction, chat: Chat, alerts: Sequence[Alert], now: datetime) -> list[Alert]:
    """Those that may go out by the settings as they are now; what is muted by now, or falls into quiet hours,
    waits on."""
    own, ready = tx.subscriptions.list_for_chat(chat.id), list[Alert]()
    for one in alerts:
        at = held_until(one, own, chat, now) or quiet_end(chat, now)
        if at is None or at <= now:
            ready.append(one)
        else:
            tx.alerts.set_release([one.id], at)
    return ready
