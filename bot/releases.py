"""What is held and what is let out: digests owed, stories told later, settings honoured at the last moment.

Each function is work of one transaction. When an alert may go out, bot.domain.alerting says.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import messages
from bot.domain.alerting import held_for, held_until
from bot.domain.model import Alert, AlertState, Chat, ChatId, Reason, Subscription
from bot.domain.owed import DeliveryKind, DueDelivery
from bot.messages.tongue import mark, speaking
from storage import Transaction

log = logging.getLogger(__name__)

MISSED = mark("Missed while a source was silent")


def release(tx: Transaction, chat: Chat, held: Sequence[Alert], now: datetime, *, asked: bool = False) -> int:
    """Owe the chat one digest of these alerts; returns 1, or 0 without any. One that somebody `asked` for comes
    whatever the hour."""
    if not held:
        return 0
    missed = all(one.reason is Reason.MISSED for one in held)
    with speaking(chat.tongue):
        parts = messages.digest(held, since=chat.digested_at, title=MISSED if missed else messages.TITLE)
    for part in parts:
        _owe(tx, chat.id, part, now, asked=asked)
    for one in held:
        tx.alerts.set_state(one.id, AlertState.OWED)
    log.info("chat %d: a digest of %d alerts in %d messages", chat.id, len(held), len(parts))
    return 1


def _owe(tx: Transaction, chat: ChatId, part: messages.Part, due_at: datetime, *, asked: bool) -> None:
    tx.deliveries.owe(
        DeliveryKind.ASKED if asked else DeliveryKind.DIGEST,
        chat,
        alerts=[one.id for one in (*part.told, *part.left)],
        text=part.message.html,
        buttons=[[(one.label, one.data, one.url) for one in row] for row in part.message.buttons],
        due_at=due_at,
    )


def told_in_halves(tx: Transaction, delivery: DueDelivery, at: datetime) -> None:
    """A message of a digest was given up: its stories come in two smaller ones, so that one story that cannot be told
    takes no other with it. A story that was alone already is dropped: a further copy of it may still ring."""
    untold = [one for one in delivery.alerts if one.state is AlertState.OWED]
    if len(untold) == 1:
        tx.alerts.set_state(untold[0].id, AlertState.DROPPED)
    half = len(untold) // 2
    for some in (untold[:half], untold[half:]) if half else ():
        with speaking(delivery.language):
            parts = messages.digest(some)
        for part in parts:
            _owe(tx, delivery.chat, part, at, asked=delivery.kind is DeliveryKind.ASKED)


# -- settings, honoured when they change and once more when a message is let out -------------------------------------


def reschedule(tx: Transaction, chat_id: ChatId, now: datetime, *, same_hours: bool = False) -> None:
    """Held alerts go out when the settings say, without what is followed no more. `same_hours`: what was set are not
    the hours of digests."""
    chat, own = tx.chats.get(chat_id), tx.subscriptions.list_for_chat(chat_id)
    followed = {one.issue.id for one in own}
    for told in tx.alerts.list_held(chat_id):
        at = held_until(told, own, chat, now, same_hours=same_hours)
        if at is None:
            tx.alerts.set_state(told.id, AlertState.DROPPED)
            continue
        left = tuple(excerpt for excerpt in told.excerpts if excerpt.issue in followed)
        if left != told.excerpts:
            tx.alerts.set_excerpts(told.id, left)
        if at != told.release_at:
            tx.alerts.set_release([told.id], at)


def still_wanted(tx: Transaction, claimed: Sequence[DueDelivery], now: datetime) -> list[DueDelivery]:
    """Those of the claimed messages that may go out by the settings as they are now. The stories of the others are
    held, or dropped where the chat wants them no more; a digest of which a part may go comes anew."""
    ringing = [one for one in claimed if _rings(one)]
    if not ringing:
        return list(claimed)
    chats = {one.id: one for one in tx.chats.list_by_id([one.chat for one in ringing])}
    issues = {excerpt.issue for one in ringing for told in one.alerts for excerpt in told.excerpts}
    own: dict[ChatId, list[Subscription]] = defaultdict(list)
    for subscription in tx.subscriptions.list_among(list(chats), list(issues)):
        own[subscription.chat].append(subscription)
    return [
        one for one in claimed if not _rings(one) or _may_go(tx, one, chats[one.chat], own[one.chat], now)
    ]


def _rings(delivery: DueDelivery) -> bool:
    """Whether it tells stories of its own accord; an edit makes no sound."""
    if delivery.kind is DeliveryKind.ROLL:
        return delivery.roll is not None and delivery.roll.message_id is None
    return delivery.kind in (DeliveryKind.ALERT, DeliveryKind.DIGEST)


def _may_go(
    tx: Transaction, delivery: DueDelivery, chat: Chat, own: Sequence[Subscription], now: datetime
) -> bool:
    is_digest = delivery.kind is DeliveryKind.DIGEST
    waited = [replace(one, release_at=now) if is_digest else one for one in delivery.alerts]
    ready = [one for one in waited if not _held_back(tx, one, chat, own, now)]
    if len(ready) == len(waited):
        return True
    tx.deliveries.mark_failed(delivery.id, error="held by the chat's settings", now=now)
    if is_digest:
        release(tx, chat, ready, now)
    elif ready:
        tx.deliveries.owe(DeliveryKind.ROLL, chat.id, alerts=[ready[0].id], due_at=now)
    return False


def _held_back(tx: Transaction, told: Alert, chat: Chat, own: Sequence[Subscription], now: datetime) -> bool:
    """Hold an alert that is not to go out now, or drop one that nobody wants; False for one that may go."""
    if told.state is not AlertState.OWED:
        return False
    at = held_until(told, own, chat, now)
    if at is None:
        tx.alerts.set_state(told.id, AlertState.DROPPED)
    elif at > now:
        tx.alerts.hold(told.id, held_for(told, own, chat, now), at)
    return at is None or at > now
