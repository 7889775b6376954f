"""Coming and going: the bot is blocked, removed, added again, or its group becomes a supergroup."""

import logging
from datetime import timedelta

from telegram import Chat, ChatMemberUpdated, Message, Update

from bot.domain.model import Destination
from bot.fates import Fate, lost, reopened, returned
from handlers.returning import bring_back, fate_of
from handlers.services import Services
from storage import Transaction

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=1)
"""Telegram is asked about a lost group no sooner again, however many write there."""
_WHY = {Fate.GONE: "the bot was blocked or removed", Fate.MUTE: "the bot may not write here"}
"""For the store's own account."""


async def note(update: Update, services: Services) -> None:
    """Keep what an update says, or shows, about the bot's own place in chats."""
    if update.my_chat_member is not None:
        await _membership(update.my_chat_member, services)
    elif update.message is not None and update.message.migrate_to_chat_id is not None:
        await _migration(update.message, update.message.migrate_to_chat_id, services)
    elif update.message is not None and update.message.forum_topic_reopened is not None:
        await _reopened(update.message, services)
    if update.my_chat_member is None and (chat := update.effective_chat) is not None:
        await _heard(chat, services)


async def _heard(chat: Chat, services: Services) -> None:
    """Somebody wrote or pressed a button in a group that is held for lost. What its members may do by default can
    change without a word of Telegram's, so it is asked; what they may do now holds for every topic."""
    if chat.type == Chat.PRIVATE:
        return
    bot, number, now = chat.get_bot(), chat.id, services.clock.now()
    topics = await services.storage.read(lambda tx: tx.chats.list_of(bot.bot.id, number))
    asked = services.asked_about.get(number)
    if all(topic.gone_at is None for topic in topics) or (
        asked is not None and asked <= now < asked + PATIENCE
    ):
        return
    for one, at in tuple(services.asked_about.items()):
        if now >= at + PATIENCE:
            del services.asked_about[one]
    services.asked_about[number] = now
    if await bring_back(bot, number, services.storage, services.clock):
        services.wake.set()


async def _membership(change: ChatMemberUpdated, services: Services) -> None:
    """The bot may no longer write in a chat, or may again; subscriptions are kept for the return."""
    now, bot, number = services.clock.now(), change.new_chat_member.user.id, change.chat.id
    fate, is_channel = fate_of(change.new_chat_member), change.chat.type == Chat.CHANNEL

    def write(tx: Transaction) -> None:
        for topic in tx.chats.list_of(bot, number):
            if fate is None:
                returned(tx, topic.id, now, is_channel=is_channel)
            else:
                lost(tx, topic.id, fate, _WHY[fate], now)

    await services.storage.write(write)
    services.wake.set()


async def _reopened(message: Message, services: Services) -> None:
    """A topic is open again."""
    here = Destination(message.get_bot().bot.id, message.chat.id, message.message_thread_id or 0)

    def write(tx: Transaction) -> None:
        topic = tx.chats.find(here)
        if topic is not None:
            reopened(tx, topic.id)

    await services.storage.write(write)
    services.wake.set()


async def _migration(message: Message, new: int, services: Services) -> None:
    """A group became a supergroup: everything of it goes to its new number."""
    bot, old = message.get_bot().bot.id, message.chat.id
    await services.storage.write(lambda tx: tx.chats.move(bot, old, new))
