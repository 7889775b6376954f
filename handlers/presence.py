"""Coming and going: the bot is blocked, removed, added again, or its group becomes a supergroup."""

from telegram import (
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    Update,
)

from bot.domain.model import Destination
from bot.fates import Fate, lost, reopened, returned
from handlers.services import Services
from storage import Transaction

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_WHY = {Fate.GONE: "the bot was blocked or removed", Fate.MUTE: "the bot may not write here"}
"""For the store's own account."""


async def note(update: Update, services: Services) -> None:
    """Keep what an update says about the bot's own place in chats."""
    if update.my_chat_member is not None:
        await _membership(update.my_chat_member, services)
    elif update.message is not None and update.message.migrate_to_chat_id is not None:
        await _migration(update.message, update.message.migrate_to_chat_id, services)
    elif update.message is not None and update.message.forum_topic_reopened is not None:
        await _reopened(update.message, services)


async def _membership(change: ChatMemberUpdated, services: Services) -> None:
    """The bot may no longer write in a chat, or may again; subscriptions are kept for the return."""
    now, bot, number = services.clock.now(), change.new_chat_member.user.id, change.chat.id
    fate, is_channel = _fate(change.new_chat_member), change.chat.type == Chat.CHANNEL

    def write(tx: Transaction) -> None:
        for topic in tx.chats.list_of(bot, number):
            if fate is None:
                returned(tx, topic.id, now, is_channel=is_channel)
            else:
                lost(tx, topic.id, fate, _WHY[fate], now)

    await services.storage.write(write)
    services.wake.set()


def _fate(member: ChatMember) -> Fate | None:
    """What the bot's place in a chat means for it; None: it may write."""
    if member.status in _OUT or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return Fate.GONE
    if isinstance(member, ChatMemberRestricted):
        return None if member.can_send_messages else Fate.MUTE
    if isinstance(member, ChatMemberAdministrator) and member.can_post_messages is False:
        return Fate.MUTE  # said of channels alone
    return None


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
