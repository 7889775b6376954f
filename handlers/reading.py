"""An update read into an Ask. Knows Telegram's shapes; answers nothing."""

import re

import telegram

from bot.domain.model import Destination
from handlers.ask import Ask
from handlers.seen import Seen
from handlers.services import Services

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)")


def ask_of(update: telegram.Update, bot: telegram.Bot, services: Services) -> Ask | None:
    """The request in an update; None for one without a chat to answer in."""
    query = update.callback_query
    if query is not None:
        return _pressed(update.update_id, query, bot, services)
    message = update.effective_message
    if message is None:
        return None
    return Ask(
        bot=bot,
        services=services,
        destination=Destination(bot.id, message.chat.id, _thread(message)),
        title=message.chat.effective_name or "",
        seen=Seen(
            id=message.message_id,
            answers=message.reply_to_message.message_id if message.reply_to_message else None,
            message=message,
        ),
        user=None if message.sender_chat else message.from_user.id if message.from_user else None,
        is_private=message.chat.type == telegram.Chat.PRIVATE,
        is_anonymous_admin=message.sender_chat is not None and message.sender_chat.id == message.chat.id,
        update=update.update_id,
        client_language=message.from_user.language_code if message.from_user else None,
        args=after_command(message.text or ""),
    )


def _pressed(update: int, query: telegram.CallbackQuery, bot: telegram.Bot, services: Services) -> Ask | None:
    message = query.message
    if message is None:
        return None
    known = message if isinstance(message, telegram.Message) else None
    return Ask(
        bot=bot,
        services=services,
        destination=Destination(bot.id, message.chat.id, _thread(known) if known else 0),
        title=message.chat.effective_name or "",
        seen=Seen(id=message.message_id, has_photo=bool(known and known.photo), message=known),
        user=query.from_user.id,
        client_language=query.from_user.language_code,
        is_private=message.chat.type == telegram.Chat.PRIVATE,
        is_channel=message.chat.type == telegram.Chat.CHANNEL,
        args=(query.data or "").partition(":")[2],
        update=update,
        query=query.id,
    )


def _thread(message: telegram.Message) -> int:
    """The forum topic; 0 for General and outside forums, where replies carry a thread id of another meaning."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def command_in(text: str, username: str) -> str | None:
    """The command that a text begins with, in small letters; None for none, and for one meant for another bot."""
    found = _COMMAND.match(text)
    if found is None or (found[2] and found[2].lower() != username.lower()):
        return None
    return found[1].lower()


def after_command(text: str) -> str:
    """What follows the command; the whole text when there is none."""
    if not text.startswith("/"):
        return text.strip()
    parts = text.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""
