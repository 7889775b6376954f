"""The methods that change or remove what the bot sent.

Messages in inline mode are not offered. An edit without a keyboard removes the keyboard, as Telegram does.
"""

from bot.sandbox.cast import Chat, Message
from bot.sandbox.markup import checked_markup
from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request
from bot.sandbox.sending import caption_content, given_photo, message_caption, message_text, text_content
from bot.sandbox.stage import Stage

DELETABLE = 48 * 3600
"""Seconds for which a bot may delete its own message in a group, and any in a private chat."""
MOST_DELETED = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TEXT_FIELDS = frozenset({"text", "entities", "link_preview_options"})
CAPTION_FIELDS = frozenset({"caption", "caption_entities", "show_caption_above_media"})
MEDIA_FIELDS = CAPTION_FIELDS | {"photo", "has_media_spoiler"}


def edit_message_text(stage: Stage, params: Params) -> object:
    """editMessageText."""
    content = message_text(params)
    chat, message = _target(stage, params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _replace(
        stage, params, (chat, message), fields=TEXT_FIELDS, content=text_content(stage, content, params)
    )


def edit_message_caption(stage: Stage, params: Params) -> object:
    """editMessageCaption."""
    content = message_caption(params)
    chat, message = _target(stage, params)
    if "photo" not in message.body:
        raise bad_request("there is no caption in the message to edit")
    return _replace(
        stage, params, (chat, message), fields=CAPTION_FIELDS, content=caption_content(stage, content, params)
    )


def edit_message_media(stage: Stage, params: Params) -> object:
    """editMessageMedia: another photo, or a photo in place of a text."""
    given = Params(params.object("media") or {}, params.files)
    content = message_caption(given)
    photo = given_photo(stage, given.text("media"), None, params)
    chat, message = _target(stage, params)
    new: Json = {"photo": [photo.size()]} | caption_content(stage, content, given)
    if given.flag("has_spoiler"):
        new["has_media_spoiler"] = True
    return _replace(stage, params, (chat, message), fields=MEDIA_FIELDS | TEXT_FIELDS, content=new)


def edit_message_reply_markup(stage: Stage, params: Params) -> object:
    """editMessageReplyMarkup."""
    chat, message = _target(stage, params)
    return _replace(stage, params, (chat, message), fields=frozenset(), content={})


def delete_message(stage: Stage, params: Params) -> object:
    """deleteMessage."""
    chat = stage.readable(params.get("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(stage, chat, message):
        raise bad_request("message can't be deleted")
    stage.delete(chat, [message.id])
    return True


def delete_messages(stage: Stage, params: Params) -> object:
    """deleteMessages: those that are there and may go."""
    wanted = params.numbers("message_ids")
    if not 1 <= len(wanted) <= MOST_DELETED:
        raise bad_request("too many message identifiers specified" if wanted else MISSING_IDS)
    chat = stage.readable(params.get("chat_id"))
    found = [message for message_id, message in chat.messages.items() if message_id in wanted]
    stage.delete(chat, [message.id for message in found if _deletable(stage, chat, message)])
    return True


MISSING_IDS = "message identifiers are not specified"


def _target(stage: Stage, params: Params) -> tuple[Chat, Message]:
    """The message to edit: one of the bot's own."""
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    checked_markup(params.object("reply_markup"), private=True)
    chat = stage.writable(params.get("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.person is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(
    stage: Stage, params: Params, target: tuple[Chat, Message], *, fields: frozenset[str], content: Json
) -> object:
    """Change some fields and the keyboard of a message; the message as it is now."""
    chat, message = target
    keyboard = checked_markup(params.object("reply_markup"), private=chat.type == "private")
    stage.flood.take(chat.id)
    kept = {key: value for key, value in message.body.items() if key not in fields | {"reply_markup"}}
    body = kept | content | ({"reply_markup": keyboard} if keyboard else {})
    if body == message.body:
        raise bad_request(NOT_MODIFIED)
    message.body = body | {"edit_date": stage.now()}
    stage.edited(chat, message)
    return message.body


def _deletable(stage: Stage, chat: Chat, message: Message) -> bool:
    """Own and private messages for 48 hours; in a group an administrator may delete all."""
    if chat.bot == "administrator":
        return True
    mine = message.person is None or chat.type == "private"
    return mine and stage.clock() - message.body["date"] < DELETABLE
