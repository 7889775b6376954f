"""What was dropped with an issue that is followed again after all."""

from datetime import datetime

from bot.domain.model import AlertState, ChatId
from bot.releases import reschedule
from storage import Transaction


def bring_back(tx: Transaction, chat_id: ChatId, now: datetime) -> None:
    """Something is followed again after all: what was dropped with it is held again."""
    followed = {one.issue.id for one in tx.subscriptions.list_for_chat(chat_id)}
    for told in tx.alerts.list_dropped(chat_id, now):
        if followed & {excerpt.issue for excerpt in told.excerpts}:
            tx.alerts.set_state(told.id, AlertState.HELD)
    reschedule(tx, chat_id, now)
