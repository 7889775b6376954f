"""The Sender over python-telegram-bot: one request a call, every telegram.error mapped to an Outcome here.

Never retries: whether the same message goes out again is the delivery's to decide, because only its row
knows what happened before.
"""

import logging
from datetime import timedelta

from telegram import (
    Bot,
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram import error as te
from telegram.constants import ParseMode

from bot.messages import Button, Message
from bot.messages.rich import is_linkable
from bot.outcome import (
    ChatGone,
    ChatMoved,
    NotSent,
    Outcome,
    Post,
    Refusal,
    Rejected,
    RetryAfter,
    Sent,
    TokenRefused,
    Unsure,
)
from bot.request import BROKEN, UNREACHED, parameters

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW = NO_PREVIEW.to_dict()  # making it costs more than the rest of a message's parameters

# Telegram's words for "this chat is not to be had"; python-telegram-bot capitalises them, so compare lower-case.
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
)
_NO_RIGHT = ("not enough rights", "need administrator rights", "have no rights", "chat_write_forbidden")
_MESSAGE_LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
_THREAD_LOST = ("message thread not found", "topic_closed", "topic_deleted")
_MARKUP = ("can't parse entities", "can't parse inline keyboard", "button_data_invalid", "button_url_invalid")


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The message's buttons as Telegram takes them; None without any."""
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(button.label, url=button.url)
                if button.url
                else InlineKeyboardButton(button.label, callback_data=button.data)
                for button in row
            ]
            for row in message.buttons
        ]
    )


POSTING = ChatAdministratorRights(
    is_anonymous=False,
    can_manage_chat=True,
    can_delete_messages=False,
    can_manage_video_chats=False,
    can_restrict_members=False,
    can_promote_members=False,
    can_change_info=False,
    can_invite_users=False,
    can_post_stories=False,
    can_edit_stories=False,
    can_delete_stories=False,
    can_post_messages=True,
)
"""What both the person and the bot must be allowed in a channel."""


def channel_keyboard(label: str) -> ReplyKeyboardMarkup:
    """One button by which Telegram lets a person choose a channel; gone once it was pressed."""
    asked = KeyboardButtonRequestChat(
        request_id=1,
        chat_is_channel=True,
        user_administrator_rights=POSTING,
        bot_administrator_rights=POSTING,
        request_title=True,
    )
    return ReplyKeyboardMarkup(
        [[KeyboardButton(label, request_chat=asked)]], resize_keyboard=True, one_time_keyboard=True
    )


def preview(message: Message) -> LinkPreviewOptions:
    """What is previewed under a message; nothing unless it names an address that Telegram would link."""
    if not is_linkable(message.preview):
        return NO_PREVIEW
    return LinkPreviewOptions(url=message.preview, prefer_small_media=True)


class TelegramSender:
    """Sends through one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, post: Post) -> Outcome:
        """Send or edit one message; what Telegram answers comes back as an Outcome."""
        try:
            return Sent(await self._request(post))
        except te.TelegramError as error:
            outcome = outcome_of(error)
            if post.edits is not None and _is_unmodified(error):
                return Sent(post.edits)
            passes = isinstance(outcome, NotSent | Unsure | RetryAfter)  # a line for each would fill the log
            log.log(
                logging.DEBUG if passes else logging.INFO,
                "send to chat %d: %s",
                post.destination.chat,
                outcome,
            )
            return outcome

    async def _request(self, post: Post) -> int:
        """One request. python-telegram-bot's methods would make and read objects for it that nobody looks at, at
        three times the cost; its requests and errors are kept."""
        method = "sendMessage" if post.edits is None else "editMessageText"
        made = await self._bot.request.post(f"{self._bot.base_url}/{method}", parameters(_given(post)))
        if post.edits is not None:
            return post.edits
        number = made.get("message_id") if isinstance(made, dict) else None
        if not isinstance(number, int):
            raise te.TelegramError("the answer names no message")
        return number


def _given(post: Post) -> dict[str, object]:
    where, rows = post.destination, post.message.buttons
    given: dict[str, object] = {
        "chat_id": str(where.chat),
        "text": post.message.html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": preview(post.message).to_dict() if post.message.preview else _NO_PREVIEW,
    }
    if post.is_silent:
        given["disable_notification"] = True
    if post.edits is not None:
        given["message_id"] = post.edits
    elif where.thread:
        given["message_thread_id"] = where.thread
    if post.answers is not None:
        given["reply_parameters"] = {"message_id": post.answers, "allow_sending_without_reply": True}
    if rows:
        given["reply_markup"] = {"inline_keyboard": [[_button(one) for one in row] for row in rows]}
    return given


def _button(one: Button) -> dict[str, str]:
    return {"text": one.label, **({"url": one.url} if one.url else {"callback_data": one.data})}


def _is_unmodified(error: te.TelegramError) -> bool:
    return isinstance(error, te.BadRequest) and "message is not modified" in error.message.lower()


def outcome_of(error: te.TelegramError) -> Outcome:
    """What an error of python-telegram-bot means for the message that it was raised for.

    The order counts: BadRequest and TimedOut are NetworkErrors there. "Unsure" follows the run in
    which each kind of broken connection was provoked: only a connection that never stood is safe.
    """
    match error:
        case te.RetryAfter():
            wait = error.retry_after
            return RetryAfter(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case te.ChatMigrated():
            return ChatMoved(error.new_chat_id)
        case te.Forbidden():
            return ChatGone(error.message)
        case te.InvalidToken():
            return TokenRefused("Telegram refuses the token")
        case te.BadRequest():
            return _refused(error.message)
        case te.NetworkError() if isinstance(error.__cause__, UNREACHED):
            return NotSent(type(error.__cause__).__name__)
        case te.NetworkError() if isinstance(error.__cause__, BROKEN):
            return Unsure(type(error.__cause__).__name__)
        case te.NetworkError():
            # Telegram, or what stands before it, answered that it fails just now: it took nothing.
            return NotSent("Telegram fails just now")
        case te.Conflict() | te.EndPointNotFound():
            return Rejected(Refusal.OTHER, error.message)
        case _:
            # Whatever else: an answer came that could not be read, so it was probably sent.
            return Unsure(type(error).__name__)


def _refused(why: str) -> Outcome:
    words = why.lower()
    if any(sign in words for sign in _GONE):
        return ChatGone(why)
    for signs, refusal in (
        (_MESSAGE_LOST, Refusal.MESSAGE_LOST),
        (_THREAD_LOST, Refusal.THREAD_LOST),
        (_NO_RIGHT, Refusal.NO_RIGHT),
        (_MARKUP, Refusal.MARKUP),
    ):
        if any(sign in words for sign in signs):
            return Rejected(refusal, why)
    return Rejected(Refusal.OTHER, why)
