"""Answers that Telegram does not take just now: they become owed, as alerts are, and go out with their buttons when
they can. What it never will take is given up, in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram import error as te

from bot.domain.model import Chat, Destination
from bot.domain.owed import DeliveryKind
from bot.fates import Fate, lost
from bot.messages import Message
from bot.outcome import ChatGone, ChatMoved, NotSent, Refusal, Rejected, RetryAfter, Unsure
from bot.sender import outcome_of
from handlers import seals
from storage import Transaction

if TYPE_CHECKING:
    from handlers.ask import Ask

log = logging.getLogger(__name__)


async def owe(
    ask: Ask, answer: Message, error: te.TelegramError, *, repeat: bool = True, edits: int | None = None
) -> None:
    """What Telegram did not take now is owed; what it never will is given up, in the log. What it may have taken
    is repeated, but not after a pressed button: whoever misses the answer presses again."""
    outcome = outcome_of(error)
    log.info("answer to chat %d: %s", ask.destination.chat, outcome)
    match outcome:
        case RetryAfter(seconds):
            now = ask.services.clock.now()
            until = ask.services.pace.refused(ask.destination.chat, now, seconds)
            await later(ask, answer, until - now, edits)
        case Unsure() if ask.query is not None or not repeat:
            return
        case NotSent() | Unsure():
            await later(ask, answer, timedelta(seconds=1), edits)
        case ChatMoved(to):
            here = ask.destination
            await ask.services.storage.write(lambda tx: tx.chats.move(here.bot, here.chat, to))
            ask.destination = Destination(here.bot, to, here.thread)
            await later(ask, answer, timedelta())
        case ChatGone(why):
            await _write(ask, lambda tx, chat: lost(tx, chat.id, Fate.GONE, why, ask.now))
        case Rejected(Refusal.NO_RIGHT, why):
            await _write(ask, lambda tx, chat: lost(tx, chat.id, Fate.MUTE, why, ask.now))
        case Rejected(Refusal.THREAD_LOST, why):
            await _write(ask, lambda tx, chat: lost(tx, chat.id, Fate.TOPIC, why, ask.now))
            await later(ask, answer, timedelta())
        case _:
            log.error("answer to chat %d given up: %s", ask.destination.chat, outcome)


async def later(ask: Ask, answer: Message, wait: timedelta, edits: int | None = None) -> None:
    """The answer goes out when it can, with its buttons; what `edits` names is changed then."""
    due_at = ask.services.clock.now() + wait
    sealed = seals.sealed(answer, ask.bot.token, ask.destination.chat)
    rows = [[(one.label, one.data, one.url) for one in row] for row in sealed.buttons]
    await _write(
        ask,
        lambda tx, chat: tx.deliveries.owe(
            DeliveryKind.NOTICE, chat.id, text=answer.html, buttons=rows, edits=edits, due_at=due_at
        ),
    )
    ask.services.wake.set()


async def _write(ask: Ask, work: Callable[[Transaction, Chat], object]) -> None:
    """Write something about this chat; nothing for one that never entered, as one that is not served."""

    def write(tx: Transaction) -> None:
        chat = tx.chats.find(ask.destination)
        if chat is not None:
            work(tx, chat)

    await ask.services.storage.write(write)
