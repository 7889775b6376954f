"""What each end of an attempt changes in the store: one function an outcome, each the work of one transaction.

Knows neither Telegram nor the time; bot.delivery says which end it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerting import ROLL_EVERY
from bot.domain.model import Alert, AlertState
from bot.domain.owed import DIGESTS, DeliveryKind, DueDelivery, Roll
from bot.fates import Fate, lost
from bot.pace import SECOND
from bot.releases import told_in_halves
from storage import Transaction

_SHOWN = (DeliveryKind.ALERT, DeliveryKind.EDIT)
"""Deliveries of one alert as it is when it goes out."""


def paced(tx: Transaction, delivery: DueDelivery, ready: datetime, why: str = "paced") -> None:
    """Not let out: the whole chat waits, so that what is owed to it keeps its order."""
    tx.deliveries.postpone(delivery.id, error=why)
    _hold(tx, delivery, ready)


def again(tx: Transaction, delivery: DueDelivery, at: datetime, why: str, *, uncertain: bool = False) -> None:
    """Did not get there: tried again at that moment, before anything else of the chat."""
    tx.deliveries.mark_due(delivery.id, error=why, uncertain=uncertain)
    _hold(tx, delivery, at)


def _hold(tx: Transaction, delivery: DueDelivery, until: datetime) -> None:
    tx.chats.set_ready(delivery.destination.bot, delivery.destination.chat, until)


@dataclass(frozen=True, slots=True)
class Stands:
    """A delivery that stands in its chat, as this message and since then."""

    delivery: DueDelivery
    message_id: int
    at: datetime


def sent(tx: Transaction, stand: Sequence[Stands]) -> None:
    """These stand in their chats. Together, because at a thousand a second a statement for each is too slow."""
    tx.deliveries.mark_all_sent(
        {one.delivery.id: one.message_id for one in stand}, max(one.at for one in stand)
    )
    tx.chats.set_all_ready(
        {(one.delivery.destination.bot, one.delivery.destination.chat): one.at + SECOND for one in stand}
    )
    alerts = [(one, told) for one in stand if one.delivery.roll is None for told in one.delivery.alerts]
    tx.alerts.set_all_sent(
        {told.id: one.message_id for one, told in alerts if one.delivery.kind is DeliveryKind.ALERT}
    )
    for one, told in alerts:
        if one.delivery.kind in DIGESTS:
            tx.alerts.set_state(told.id, AlertState.DIGESTED)
    _keep_up(tx, [(one, told) for one, told in alerts if one.delivery.kind in _SHOWN])
    for one in stand:
        if one.delivery.roll is not None:
            _rolled(tx, one.delivery, one.delivery.roll, one.message_id, one.at)


def _keep_up(tx: Transaction, shown: Sequence[tuple[Stands, Alert]]) -> None:
    """What came in while a message was on its way is not in it yet, and owed as an edit."""
    current = tx.alerts.shown_by(told.id for _, told in shown)
    for one, told in shown:
        was = (told.excerpts, told.copies)
        if current.get(told.id, was) != was:
            tx.deliveries.owe(DeliveryKind.EDIT, one.delivery.chat, alerts=[told.id], due_at=one.at)


def _rolled(tx: Transaction, delivery: DueDelivery, roll: Roll, message_id: int, now: datetime) -> None:
    """A rolling message stands in the chat; what came meanwhile is in it with the next edit."""
    tx.rolls.set_sent(roll.id, message_id, now)
    for told in delivery.alerts:
        tx.alerts.set_state(told.id, AlertState.FOLDED)
    if len(tx.rolls.list_alerts(roll.id)) > len(delivery.alerts):
        later = now + ROLL_EVERY
        tx.deliveries.owe(DeliveryKind.ROLL, delivery.chat, alerts=[delivery.alerts[0].id], due_at=later)


def _rolled_away(tx: Transaction, delivery: DueDelivery, roll: Roll, now: datetime) -> None:
    """Somebody deleted it: it comes anew."""
    tx.rolls.set_sent(roll.id, None, now)
    tx.deliveries.mark_due(delivery.id, error="the message is gone")


def _sent_anew(tx: Transaction, delivery: DueDelivery, now: datetime) -> None:
    """The message that a notice was to change is not there any more: it comes as one of its own."""
    tx.deliveries.mark_failed(delivery.id, error="the message is gone", now=now)
    tx.deliveries.owe(
        DeliveryKind.NOTICE, delivery.chat, text=delivery.text, buttons=delivery.buttons, due_at=now
    )


def message_lost(tx: Transaction, delivery: DueDelivery, now: datetime) -> None:
    """The message that was to be edited is not there any more."""
    if delivery.roll is not None:
        _rolled_away(tx, delivery, delivery.roll, now)
    elif delivery.kind is DeliveryKind.EDIT:
        tx.deliveries.mark_sent(delivery.id, message_id=None, now=now)
    else:
        _sent_anew(tx, delivery, now)


def gone(tx: Transaction, delivery: DueDelivery, fate: Fate, why: str, now: datetime) -> None:
    """The chat cannot be sent to. What a topic does not take goes to General, if it is not there already."""
    if fate is Fate.TOPIC and delivery.destination.thread:
        tx.deliveries.mark_due(delivery.id, error=why)
        lost(tx, delivery.chat, fate, why, now)
        return
    tx.deliveries.mark_failed(delivery.id, error=why, now=now)
    lost(tx, delivery.chat, fate, why, now)


LATER = timedelta(minutes=30)
"""After that the stories of a digest message whose answers never came are tried in other messages."""


def dead(tx: Transaction, delivery: DueDelivery, why: str, now: datetime, *, may_stand: bool = False) -> None:
    """Given up; the chat was told nothing, so a further copy of the story may still ring, and the stories of a digest
    are told in smaller messages. `may_stand`: it may have reached the chat after all."""
    tx.deliveries.mark_dead(delivery.id, error=why, now=now)
    if delivery.kind in DIGESTS:
        told_in_halves(tx, delivery, now + LATER if may_stand else now)
    elif delivery.kind is not DeliveryKind.EDIT:
        for untold in delivery.alerts:
            if untold.state is AlertState.OWED and untold.follows is not None:
                tx.alerts.set_sent(untold.id, untold.follows)
            elif untold.state is AlertState.OWED:
                tx.alerts.set_state(untold.id, AlertState.DROPPED)


def moved(tx: Transaction, delivery: DueDelivery, to: int, now: datetime) -> None:
    """The group has another number: it goes there."""
    tx.chats.move(delivery.destination.bot, delivery.destination.chat, to)
    tx.deliveries.mark_due(delivery.id, error="the group moved")
