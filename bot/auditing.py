"""The auditor: finds rows that no loop would look at again, mends them, and counts what it mended.

The promises hold without it; it is for what a torn disk or somebody's edit of the file leaves behind. A state that is
no word of ours it only counts.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain.model import AlertId, AlertState, Reason
from bot.domain.owed import Stuck
from bot.errors import StoreError
from bot.meters import Meters
from bot.releases import reschedule
from storage import Storage, Transaction

log = logging.getLogger(__name__)

SLICE: Final = 2_000
"""Ids looked through at once."""
BATCH: Final = 200
"""Rows of a kind that are mended in one transaction."""
PAUSE: Final = 0.2
"""Seconds between slices, and ..."""
REST: Final = 60.0
"""... when all were looked through."""
AHEAD: Final = timedelta(days=1)
"""No message and no chat waits so long of our own accord."""
CLAIM: Final = timedelta(minutes=5)
"""No claim runs so long."""
HELD: Final = timedelta(days=400)
"""No alert is held for so long: a mute lasts a year at most."""
YOUNG: Final = timedelta(minutes=1)
"""What is younger may be owed by a clock that differs."""


class Auditor:
    """Goes round while the bot runs."""

    def __init__(self, storage: Storage, clock: Clock, *, wake: asyncio.Event, meters: Meters) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake
        self._meters = meters
        self._after = 0
        self._strange = 0
        self.working_at: datetime | None = None
        self.healed = Counter[Stuck]()
        """Since the start."""
        self.unhealed = 0
        """Rows that nobody but a person can mend, as of the last time around."""

    async def run(self, stop: asyncio.Event) -> None:
        """Go round until `stop` is set."""
        while not stop.is_set():
            self.working_at = self._clock.now()
            around = True
            try:
                around = await self.round()
            except StoreError as error:
                log.warning("nothing is audited while the store fails: %s", error)
            await self._clock.wait(stop, REST if around else PAUSE)

    async def round(self) -> bool:
        """One slice; whether it was the last one of all."""
        now, after = self._clock.now(), self._after
        upto = after + SLICE
        found, strange, last = await self._storage.read(
            lambda tx: (find(tx, now, after, upto), tx.audit.count_strange(after, upto), tx.audit.last_id())
        )
        if found:
            found = await self._storage.write(lambda tx: heal(tx, now, after, upto))
            self._note(found)
        self._strange += strange
        self._after = upto
        if upto < last:
            return False
        self.unhealed, self._strange, self._after = self._strange, 0, 0
        self._meters.unhealed(self.unhealed)
        return True

    def _note(self, healed: Counter[Stuck]) -> None:
        for reason, number in healed.items():
            log.warning("%s: %d rows were stuck and are mended", reason, number)
            self._meters.healed(reason, number)
        self.healed += healed
        self._wake.set()

    def words(self) -> list[str]:
        """What was mended and what cannot be, for owners."""
        return words(self.healed, self.unhealed)


def words(stuck: Counter[Stuck], unhealed: int, done: str = "mended since the start") -> list[str]:
    """What is stuck, in words; empty when nothing is."""
    kinds = ", ".join(f"{reason} {number:,}" for reason, number in stuck.items())
    said = [f"stuck rows {done}: {kinds}"] if stuck else []
    if unhealed:
        said.append(
            f"{unhealed:,} alerts or messages have a state that Tocsin does not know: restore a copy of the store"
        )
    return said


def find(tx: Transaction, now: datetime, after: int, upto: int) -> Counter[Stuck]:
    """How many rows are stuck, by reason: of alerts those of a range of ids, the rest where it begins at the first."""
    found = {Stuck.OWED_BY_NO_MESSAGE: len(tx.audit.list_unbrought(after, upto, now - YOUNG))}
    if after == 0:
        found |= {
            Stuck.BRINGS_WHAT_IS_GONE: len(tx.audit.list_torn(BATCH)),
            Stuck.TO_NO_CHAT: len(tx.audit.list_nowhere(BATCH)),
            Stuck.CLAIMED_FOR_EVER: len(tx.audit.list_claimed(now + CLAIM, BATCH)),
            Stuck.DUE_FAR_AHEAD: len(tx.audit.list_far(now + AHEAD, BATCH)),
            Stuck.CHAT_NEVER_READY: len(tx.audit.list_unready(now + AHEAD, BATCH)),
            Stuck.HELD_WITHOUT_HOUR: len(tx.audit.list_hourless(BATCH)),
            Stuck.HELD_FAR_AHEAD: len(tx.audit.list_held_far(now + HELD, BATCH)),
        }
    return +Counter(found)


def heal(tx: Transaction, now: datetime, after: int, upto: int) -> Counter[Stuck]:
    """Mend what `find` finds, as work of one transaction; what was mended. What may have reached a chat is tried again
    by the deliverer's own rules: nothing comes twice that would not have come twice by them."""
    found = find(tx, now, after, upto)
    if after == 0:
        _mend(tx, now)
    for alert in tx.audit.list_unbrought(after, upto, now - YOUNG):
        _bring(tx, alert, now)
    return found


def _mend(tx: Transaction, now: datetime) -> None:
    tx.audit.mend_torn(tx.audit.list_torn(BATCH))
    for message in tx.audit.list_nowhere(BATCH):
        tx.deliveries.mark_failed(message, error=Stuck.TO_NO_CHAT, now=now)
    tx.audit.end_claims(tx.audit.list_claimed(now + CLAIM, BATCH), now)
    tx.audit.make_due(tx.audit.list_far(now + AHEAD, BATCH), now)
    tx.audit.make_ready(tx.audit.list_unready(now + AHEAD, BATCH))
    for chat in tx.audit.list_hourless(BATCH):
        reschedule(tx, chat, now)
    _bring_near(tx, tx.audit.list_held_far(now + HELD, BATCH), now)


def _bring_near(tx: Transaction, held: Sequence[AlertId], now: datetime) -> None:
    """Held alerts get the hour that the settings of their chats say, and none beyond what a setting can."""
    alerts = tx.alerts.get_all(held)
    for chat in {one.chat for one in alerts.values()}:
        reschedule(tx, chat, now)
    tx.alerts.set_release([*{*held} & {*tx.audit.list_held_far(now + HELD, BATCH)}], now + HELD)


def _bring(tx: Transaction, alert: AlertId, now: datetime) -> None:
    """An alert that is owed by no message comes with the next digest, which is now, unless it was told."""
    if tx.audit.was_told(alert):
        tx.alerts.set_state(alert, AlertState.DIGESTED)
    else:
        tx.alerts.hold(alert, Reason.BACKLOG, now)
