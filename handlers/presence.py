"""Coming and going: the bot is blocked, removed, added again, or its group becomes a supergroup."""

from telegram import ChatMember, ChatMemberUpdated, Message, Update

from handlers.leaving import lost
from handlers.services import Services
from storage import Transaction

_OUT = (ChatMember.LEFT, ChatMember.BANNED)


async def note(update: Update, services: Services) -> None:
    """Keep what an update says about the bot's own place in chats."""
    if update.my_chat_member is not None:
        await _membership(update.my_chat_member, services)
    elif update.message is not None and update.message.migrate_to_chat_id is not None:
        await _migration(update.message, update.message.migrate_to_chat_id, services)


async def _membership(change: ChatMemberUpdated, services: Services) -> None:
    """The bot may no longer write in a chat, or may again; subscriptions are kept for the return."""
    at = services.clock.now() if change.new_chat_member.status in _OUT else None
    bot, number = change.new_chat_member.user.id, change.chat.id

    def write(tx: Transaction) -> None:
        for topic in tx.chats.list_of(bot, number):
            if at is None:
                tx.chats.set_gone(topic.id, None)
            else:
                lost(tx, topic.id, "the bot was blocked or removed", at)

    await services.storage.write(write)


async def _migration(message: Message, new: int, services: Services) -> None:
    """A group became a supergroup: everything of it goes to its new number."""
    bot, old = message.get_bot().bot.id, message.chat.id
    await services.storage.write(lambda tx: tx.chats.move(bot, old, new))
