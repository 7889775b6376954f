"""A forum topic of an issue's own: the bot makes it, and what was followed in General is followed there."""

import logging

from telegram import error as te

from bot.domain.model import Destination, Subscription, SubscriptionId
from bot.domain.owed import DeliveryKind
from bot.errors import UserError
from bot.messages import clip, topics
from bot.messages.rich import one_line
from bot.messages.tongue import tr
from handlers import cards
from handlers.ask import OUTDATED, Ask
from storage import Transaction

log = logging.getLogger(__name__)

LONGEST = 128
"""Characters of a topic's name (createForumTopic)."""


async def split(ask: Ask) -> None:
    """Make a topic for the issue behind a button, and follow it there. That it is begun is noted before Telegram is
    asked, so that a press which comes again after a crash makes no second topic."""
    await ask.ensure_admin()
    if not ask.seen.is_forum or ask.destination.thread:
        raise UserError(tr(OUTDATED))
    one = await ask.write(lambda tx: cards.by_id(ask, tx, ask.number()))
    thread = await _make(ask, one.issue.name)
    there = Destination(ask.destination.bot, ask.destination.chat, thread)

    def move(tx: Transaction) -> None:
        chat = tx.chats.get_or_add(there, ask.title, ask.now)
        tx.chats.take_after(chat.id, ask.chat_id)
        tx.subscriptions.move(one.id, chat.id)
        words = topics.opened(one.issue.name)
        tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=words.html, due_at=ask.now)

    await ask.services.storage.write(move)
    ask.services.wake.set()
    await ask.edit(topics.made(one.issue.name, one.id, thread))


async def join(ask: Ask) -> None:
    """Undo: follow it in General again. A topic in which nothing was told goes, one with alerts is closed."""
    await ask.ensure_admin()
    thread = ask.number(1)
    there = Destination(ask.destination.bot, ask.destination.chat, thread)

    def move(tx: Transaction) -> tuple[Subscription, bool]:
        found = tx.subscriptions.get(SubscriptionId(ask.number()))
        topic = tx.chats.find(there)
        if found is None or topic is None or found.chat != topic.id:
            raise UserError(tr(OUTDATED))
        tx.subscriptions.move(found.id, ask.chat_id)
        return found, tx.alerts.has_any(topic.id)

    one, is_used = await ask.write(move)
    await _end(ask, thread, is_used=is_used)
    await ask.edit(topics.ended(one.issue.name))


async def _make(ask: Ask, name: str) -> int:
    try:
        topic = await ask.bot.create_forum_topic(ask.destination.chat, clip(one_line(name), LONGEST))
    except te.RetryAfter as error:
        raise UserError(
            tr("Telegram asks me to wait before I make a topic. Please press again in a minute.")
        ) from error
    except (te.BadRequest, te.Forbidden) as error:
        log.info("no topic in chat %d: %s", ask.destination.chat, error.message)
        raise UserError(
            tr(
                "I may not make topics here. Make me an administrator who may manage topics, then press again. "
                "{name} stays followed here.",
                name=name,
            )
        ) from error
    except te.TelegramError as error:
        raise UserError(
            tr(
                "Telegram did not answer. {name} stays followed here; if an empty topic is there, delete it.",
                name=name,
            )
        ) from error
    return topic.message_thread_id


async def _end(ask: Ask, thread: int, *, is_used: bool) -> None:
    """What cannot be ended stays; nothing goes there any more."""
    call = ask.bot.close_forum_topic if is_used else ask.bot.delete_forum_topic
    try:
        await call(ask.destination.chat, thread)
    except te.TelegramError as error:
        log.info("topic %d of chat %d stays: %s", thread, ask.destination.chat, error.message)
