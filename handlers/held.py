"""What is held for a chat follows its settings: a digest or a mute that moves takes along what waits for it.

When that is, bot.domain.alerting says.
"""

from datetime import datetime

from bot.domain.alerting import held_until
from bot.domain.model import AlertState, ChatId
from storage import Transaction


def reschedule(tx: Transaction, chat_id: ChatId, now: datetime) -> None:
    """Settings changed: held alerts go out when these say, without what is followed no more."""
    chat, own = tx.chats.get(chat_id), tx.subscriptions.list_for_chat(chat_id)
    followed = {one.issue.id for one in own}
    for told in tx.alerts.list_held(chat_id):
        at = held_until(told, own, chat, now)
        if at is None:
            tx.alerts.set_state(told.id, AlertState.DROPPED)
            continue
        left = tuple(excerpt for excerpt in told.excerpts if excerpt.issue in followed)
        if left != told.excerpts:
            tx.alerts.set_excerpts(told.id, left)
        if at != told.release_at:
            tx.alerts.set_release([told.id], at)


def bring_back(tx: Transaction, chat_id: ChatId, now: datetime) -> None:
    """Something is followed again after all: what was dropped with it is held again."""
    followed = {one.issue.id for one in tx.subscriptions.list_for_chat(chat_id)}
    for told in tx.alerts.list_dropped(chat_id, now):
        if followed & {excerpt.issue for excerpt in told.excerpts}:
            tx.alerts.set_state(told.id, AlertState.HELD)
    reschedule(tx, chat_id, now)
