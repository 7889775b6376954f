"""What becomes of chats: lost, back, moved; each is acted on once, and told to whom it concerns.

What was owed to a lost chat is held and comes as one digest on its return; what it follows is kept. What is for a
topic that is closed or deleted goes to its forum's General. Words go once to the person who last changed what a group
follows, in private, or into General; never into a channel, and to nobody for a private chat, where the person knows
best.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.domain.model import Chat, ChatId, Destination
from bot.domain.owed import DeliveryKind
from bot.messages import Message, talk
from bot.messages.tongue import speaking
from storage import Transaction

log = logging.getLogger(__name__)


class Fate(StrEnum):
    """Why nothing can be sent to a chat."""

    GONE = "gone"
    """Blocked, removed, deactivated, unknown."""
    MUTE = "mute"
    """The bot is there and may not write."""
    TOPIC = "topic"
    """The topic was closed or deleted."""


def lost(tx: Transaction, id: ChatId, fate: Fate, why: str, now: datetime) -> None:
    """Nothing goes to a chat any more, `why` being Telegram's words or ours for the account of each message. What is
    for a topic goes to its forum's General instead."""
    chat = tx.chats.get(id)
    if fate is Fate.TOPIC and chat.destination.thread:
        _close(tx, chat, why, now)
        return
    tx.deliveries.cancel_chat(id, error=why, now=now)
    tx.alerts.hold_owed(id, release_at=now)
    if chat.gone_at is not None:
        return
    tx.chats.set_gone(id, now)
    log.info("chat %d is lost (%s): %s", id, fate, why)
    if chat.destination.chat < 0:
        _tell_contact(tx, chat, partial(talk.lost, chat.title, fate.value), now)


def _close(tx: Transaction, chat: Chat, why: str, now: datetime) -> None:
    """Everything of a topic goes to General until it is open again; whoever set the topic up is told once, or else
    General is."""
    if chat.closed_at is not None:
        return
    where = chat.destination
    tx.chats.set_closed(chat.id, now)
    log.info("chat %d is closed, General has its messages: %s", chat.id, why)
    words = partial(talk.lost, chat.title, Fate.TOPIC.value)
    if not _tell_contact(tx, chat, words, now):
        general = tx.chats.get_or_add(Destination(where.bot, where.chat), chat.title, now)
        _owe(tx, general, words, now)


def reopened(tx: Transaction, id: ChatId) -> None:
    """A topic is open again: what is for it goes there."""
    tx.chats.set_closed(id, None)


def returned(tx: Transaction, id: ChatId, now: datetime, *, is_channel: bool = False) -> None:
    """A chat can be written to again. A group is told what is followed there; what was held comes by itself."""
    chat = tx.chats.get(id)
    if chat.gone_at is None:
        return
    tx.chats.set_gone(id, None)
    followed = len(tx.subscriptions.list_for_chat(id))
    if chat.destination.chat < 0 and followed and not is_channel:
        _owe(tx, chat, partial(talk.returned, followed), now)


def _tell_contact(tx: Transaction, chat: Chat, words: Callable[[], Message], now: datetime) -> bool:
    """Once, however many of the chat's topics are lost, and one after the other. Whether there is somebody to be
    told."""
    if chat.contact is None:
        return False
    private = tx.chats.find(Destination(chat.destination.bot, chat.contact))
    siblings = tx.chats.list_of(chat.destination.bot, chat.destination.chat)
    told = [one for one in siblings if one.gone_at is not None and one.contact == chat.contact]
    is_first = all(one.id == chat.id for one in told)
    if private is None or private.gone_at is not None:
        return False
    if is_first:
        _owe(tx, private, words, now)
    return True


def _owe(tx: Transaction, chat: Chat, words: Callable[[], Message], now: datetime) -> None:
    with speaking(chat.tongue):
        text = words().html
    tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=text, due_at=now)
