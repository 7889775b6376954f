"""The methods that bring something new into a chat: messages, photos, signs of activity, answers to buttons.

Parameters are checked before the chat, the chat before the flood limits, as Telegram does.
"""

from bot.sandbox.cast import Chat, Message
from bot.sandbox.entities import Formatted, formatted, shape
from bot.sandbox.files import Photo, Upload
from bot.sandbox.markup import checked_markup, keyboard, wanted_reply
from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request
from bot.sandbox.stage import Stage

LONGEST_TEXT = 4096
"""Characters (code points) after parsing; Telegram does not count UTF-16 units here."""
LONGEST_CAPTION = 1024
LONGEST_ANSWER = 200
MEDIA = ("photo", "video", "voice", "document", "video_note")
ACTIONS = frozenset({"typing", "choose_sticker", "find_location"}).union(
    {f"upload_{media}" for media in MEDIA}, {f"record_{media}" for media in ("video", "voice", "video_note")}
)


def message_text(params: Params) -> Formatted:
    """The text of a message with its entities; refuses none and too much."""
    source = params.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(source, params.text("parse_mode"), params.objects("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def message_caption(params: Params) -> Formatted:
    """The caption of a photo with its entities; may be empty."""
    source, mode = params.text("caption"), params.text("parse_mode")
    text, entities = formatted(source, mode, params.objects("caption_entities"))
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def text_content(stage: Stage, content: Formatted, params: Params) -> Json:
    """The fields of a text message."""
    text, entities = content
    body: Json = {"text": text}
    if shaped := shape(text, entities, stage.user):
        body["entities"] = shaped
    options = params.object("link_preview_options") or {}
    if params.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    return body | ({"link_preview_options": options} if options else {})


def caption_content(stage: Stage, content: Formatted, params: Params) -> Json:
    """The fields of a caption."""
    text, entities = content
    body: Json = {"caption": text} if text else {}
    if shaped := shape(text, entities, stage.user):
        body["caption_entities"] = shaped
    return body | ({"show_caption_above_media": True} if params.flag("show_caption_above_media") else {})


def send_message(stage: Stage, params: Params) -> object:
    """sendMessage."""
    content = message_text(params)
    return _send(stage, params, text_content(stage, content, params))


def send_photo(stage: Stage, params: Params) -> object:
    """sendPhoto: an upload, or the file id of a photo that the bot sent before."""
    content = message_caption(params)
    photo = given_photo(stage, params.text("photo"), params.files.get("photo"), params)
    body: Json = {"photo": [photo.size()]} | caption_content(stage, content, params)
    if params.flag("has_spoiler"):
        body["has_media_spoiler"] = True
    return _send(stage, params, body)


def send_document(stage: Stage, params: Params) -> object:
    """sendDocument: an upload, or the file id of one that was sent before."""
    content = message_caption(params)
    reference, upload = params.text("document"), params.files.get("document")
    if reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
    file = stage.photos.attach(upload) if upload is not None else stage.photos.get(reference)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    document = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    name = upload.name if isinstance(upload, Upload) else ""
    body: Json = {"document": document | {"file_name": name}}
    return _send(stage, params, body | caption_content(stage, content, params))


def given_photo(stage: Stage, reference: str, upload: bytes | None, params: Params) -> Photo:
    """The photo that a parameter means: an upload of its own or attached, else one known by its id."""
    if reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
    if upload is not None:
        return stage.photos.add(upload)
    if reference.lower().startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    photo = stage.photos.get(reference)
    if photo is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return photo


def _send(stage: Stage, params: Params, content: Json) -> object:
    """Put a message of the bot into a chat; the message."""
    markup = params.object("reply_markup")
    checked_markup(markup, private=True)
    chat = stage.writable(params.get("chat_id"), what="photos" if "photo" in content else "text messages")
    buttons = checked_markup(markup, private=chat.type == "private")
    thread = stage.thread(chat, params.number("message_thread_id"))
    reply_to = _reply_to(chat, params)
    stage.flood.take(chat.id)
    body = stage.compose(chat, sender=stage.bot.user(), thread=thread, reply_to=reply_to) | content
    if buttons:
        body["reply_markup"] = buttons
    if params.flag("protect_content"):
        body["has_protected_content"] = True
    silent = params.flag("disable_notification")
    asks = {"force_reply": wanted_reply(markup), "keyboard": keyboard(markup)}
    stage.post(chat, Message(body, person=None, silent=silent, **asks))
    return body


def _reply_to(chat: Chat, params: Params) -> int:
    """The message replied to, 0 for none; replies into other chats are not offered."""
    reply = params.object("reply_parameters") or {
        "message_id": params.number("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    message_id = int(reply["message_id"])
    if not message_id or (message_id in chat.messages and reply.get("chat_id", chat.id) == chat.id):
        return message_id
    if reply.get("allow_sending_without_reply"):
        return 0
    raise bad_request("message to be replied not found")


def send_chat_action(stage: Stage, params: Params) -> object:
    """sendChatAction."""
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = stage.writable(params.get("chat_id"))
    thread = stage.thread(chat, params.number("message_thread_id"))
    stage.events.add("chat_action", chat_id=chat.id, thread_id=thread, action=action)
    return True


def answer_callback_query(stage: Stage, params: Params) -> object:
    """answerCallbackQuery; has no flood limit."""
    query_id, text = params.text("callback_query_id"), params.text("text")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query = stage.query(query_id)
    stage.events.add(
        "callback_answer",
        chat_id=query.chat,
        thread_id=query.thread,
        callback_query_id=query_id,
        from_id=query.person,
        text=text,
        show_alert=params.flag("show_alert"),
        url=params.text("url"),
    )
    return True


def get_file(stage: Stage, params: Params) -> object:
    """getFile: where a photo can be downloaded."""
    photo = stage.photos.get(params.text("file_id"))
    if photo is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = photo.size()
    return {key: size[key] for key in ("file_id", "file_unique_id", "file_size")} | {"file_path": photo.path}
