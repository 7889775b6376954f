"""What Telegram refuses the sandbox refuses, in the same words and with the same code."""

from datetime import timedelta

import pytest

from bot.sandbox import SandboxServer
from tests.fakes import FakeClock
from tests.sandbox.conftest import FIELD_DESK, MAREK, NEWSROOM, OLENA, Json, Raw


def keyboard(*buttons: Json, wide: int = 1) -> Json:
    return {"inline_keyboard": [list(buttons[i : i + wide]) for i in range(0, len(buttons), wide)]}


def text(**changes: object) -> Json:
    return {"chat_id": OLENA, "text": "x", **changes}


def button(**changes: object) -> Json:
    return text(reply_markup=keyboard({"text": "b", **changes}))


PRESS = {"text": "b", "callback_data": "x"}
TABLE = {
    "no_text": ("sendMessage", {"chat_id": OLENA}, "message text is empty"),
    "empty_text": ("sendMessage", text(text=""), "message text is empty"),
    "only_space": ("sendMessage", text(text=" \n "), "text must be non-empty"),
    "only_tags": ("sendMessage", text(text="<b></b>", parse_mode="HTML"), "text must be non-empty"),
    "too_long": ("sendMessage", text(text="й" * 4097), "message is too long"),
    "far_too_long": ("sendMessage", text(text="x" * 32_769), "text is too long"),
    "bad_html": (
        "sendMessage",
        text(text="a<br>", parse_mode="HTML"),
        'can\'t parse entities: Unsupported start tag "br" at byte offset 1',
    ),
    "bad_mode": ("sendMessage", text(parse_mode="BBCode"), "unsupported parse_mode"),
    "entity_too_long": (
        "sendMessage",
        text(entities=[{"type": "bold", "offset": 0, "length": 2}]),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 1",
    ),
    "entity_bad_link": (
        "sendMessage",
        text(entities=[{"type": "text_link", "offset": 0, "length": 1, "url": "http://x"}]),
        "entity URL 'http://x' is invalid: Wrong HTTP URL",
    ),
    "no_chat": ("sendMessage", {"text": "x"}, "chat_id is empty"),
    "unknown_chat": ("sendMessage", text(chat_id=999), "chat not found"),
    "unknown_name": ("sendMessage", text(chat_id="@nobody"), "chat not found"),
    "text_before_chat": ("sendMessage", text(chat_id=999, text=""), "message text is empty"),
    "unknown_thread": (
        "sendMessage",
        text(chat_id=FIELD_DESK, message_thread_id=99),
        "message thread not found",
    ),
    "general_by_number": (
        "sendMessage",
        text(chat_id=FIELD_DESK, message_thread_id=1),
        "message thread not found",
    ),
    "thread_in_private": ("sendMessage", text(message_thread_id=2), "message thread not found"),
    "no_original": (
        "sendMessage",
        text(reply_parameters={"message_id": 99}),
        "message to be replied not found",
    ),
    "long_data": ("sendMessage", button(callback_data="ж" * 32 + "x"), "BUTTON_DATA_INVALID"),
    "no_data": ("sendMessage", button(callback_data=""), "BUTTON_DATA_INVALID"),
    "no_action": (
        "sendMessage",
        button(),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "no_label": (
        "sendMessage",
        text(reply_markup=keyboard({"callback_data": "x"})),
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "local_url": (
        "sendMessage",
        button(url="http://localhost/x"),
        "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    "strange_url": (
        "sendMessage",
        button(url="gopher://a.example"),
        "inline keyboard button URL 'gopher://a.example' is invalid: Unsupported URL protocol",
    ),
    "plain_web_app": (
        "sendMessage",
        button(web_app={"url": "http://a.example"}),
        "inline keyboard button Web App URL 'http://a.example' is invalid: Only HTTPS links are allowed",
    ),
    "web_app_in_group": (
        "sendMessage",
        button(web_app={"url": "https://a.example"}) | {"chat_id": NEWSROOM},
        "BUTTON_TYPE_INVALID",
    ),
    "many_buttons": ("sendMessage", text(reply_markup=keyboard(*[PRESS] * 101)), "reply markup is too long"),
    "wide_row": (
        "sendMessage",
        text(reply_markup=keyboard(*[PRESS] * 9, wide=9)),
        "reply markup is too long",
    ),
    "heavy_buttons": (
        "sendMessage",
        text(reply_markup=keyboard(*[{"text": "b" * 100, "callback_data": "x" * 60}] * 60)),
        "reply markup is too long",
    ),
    "no_keyboard": ("sendMessage", text(reply_markup={}), "can't parse reply keyboard markup JSON object"),
    "no_json": ("sendMessage", text(reply_markup="{"), "can't parse reply keyboard markup JSON object"),
    "no_object": ("sendMessage", text(reply_markup="[]"), "object expected as reply markup"),
    "unknown_parameter": ("sendMessage", text(txt="x"), 'unknown parameter "txt"'),
    "unknown_key": (
        "sendMessage",
        button(callback_data="x", colour="red"),
        'unknown parameter "colour"',
    ),
    "unknown_markup_key": (
        "sendMessage",
        text(reply_markup={"inline_keyboard": [], "resize": True}),
        'unknown parameter "resize"',
    ),
    "null": ("sendMessage", text(reply_markup=None), 'parameter "reply_markup" is null'),
    "no_number": (
        "deleteMessage",
        {"chat_id": OLENA, "message_id": "abc"},
        'parameter "message_id" must be of type Integer',
    ),
    "edit_nothing": ("editMessageText", text(message_id=99), "message to edit not found"),
    "edit_which": ("editMessageText", text(), "message identifier is not specified"),
    "delete_nothing": ("deleteMessage", {"chat_id": OLENA, "message_id": 99}, "message to delete not found"),
    "reply_keyboard_in_edit": (
        "editMessageReplyMarkup",
        {"chat_id": OLENA, "message_id": 1, "reply_markup": {"force_reply": True}},
        'unknown parameter "force_reply"',
    ),
    "old_query": (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "long_answer": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    "strange_action": (
        "sendChatAction",
        {"chat_id": OLENA, "action": "dancing"},
        "wrong parameter action in request",
    ),
    "unknown_user": ("getChatMember", {"chat_id": NEWSROOM, "user_id": 5}, "user not found"),
    "private_admins": (
        "getChatAdministrators",
        {"chat_id": OLENA},
        "there are no administrators in the private chat",
    ),
    "bad_command": (
        "setMyCommands",
        {"commands": [{"command": "Big", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    "bad_language": (
        "setMyCommands",
        {"commands": [], "language_code": "english"},
        "invalid language code specified",
    ),
    "bad_scope": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "planet"}},
        'can\'t parse BotCommandScope: unsupported type "planet" specified',
    ),
    "unknown_file": ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    "photo_from_afar": (
        "sendPhoto",
        {"chat_id": OLENA, "photo": "https://a.example/p.png"},
        "failed to get HTTP URL content",
    ),
    "unknown_photo": (
        "sendPhoto",
        {"chat_id": OLENA, "photo": "x"},
        "wrong file identifier/HTTP URL specified",
    ),
    "topic_without_rights": (
        "createForumTopic",
        {"chat_id": FIELD_DESK, "name": "x"},
        "not enough rights to create a topic",
    ),
    "webhook_elsewhere": (
        "setWebhook",
        {"url": "https://a.example/hook"},
        "bad webhook: the sandbox delivers to http://127.0.0.1, http://[::1] and localhost only",
    ),
}


@pytest.mark.parametrize("name", TABLE)
async def test_bad_request_is_refused_in_telegrams_words(raw: Raw, server: SandboxServer, name: str) -> None:
    method, values, why = TABLE[name]
    assert await raw.refusal(method, **values) == (400, f"Bad Request: {why}")
    assert not server.world.sent()


async def test_longest_text_counts_characters_not_units(raw: Raw) -> None:
    sent = await raw.result("sendMessage", chat_id=OLENA, text="🌾" * 4096)
    assert len(sent["text"]) == 4096


async def test_wrong_tokens_and_unknown_methods_are_told_apart(raw: Raw) -> None:
    assert (await raw.call("getMe", token="43:wrong"))["description"] == "Unauthorized"
    assert (await raw.call("getMe", token="wrong"))["description"] == "Unauthorized: invalid token specified"
    assert await raw.refusal("sendTelepathy") == (404, "Not Found: method not found")
    assert await raw.page("/nowhere") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})


async def test_person_who_never_wrote_is_not_found(raw: Raw, server: SandboxServer) -> None:
    server.world.add_person(300, "Zoya")
    assert await raw.refusal("sendMessage", chat_id=300, text="x") == (400, "Bad Request: chat not found")
    server.world.say(300, "/start")
    assert await raw.result("sendMessage", chat_id=300, text="x")


async def test_blocked_bot_is_forbidden_to_write_until_it_is_let_in_again(
    raw: Raw, server: SandboxServer
) -> None:
    server.world.block(MAREK)
    assert await raw.refusal("sendMessage", **text(chat_id=MAREK)) == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    server.world.block(MAREK, False)
    assert await raw.result("sendMessage", **text(chat_id=MAREK))


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("kicked", "Forbidden: bot was kicked from the supergroup chat"),
        ("left", "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_group_without_the_bot_is_forbidden(
    raw: Raw, server: SandboxServer, status: str, why: str
) -> None:
    server.world.set_bot(NEWSROOM, status)  # type: ignore[arg-type]  # parametrised by name
    assert await raw.refusal("sendMessage", **text(chat_id=NEWSROOM)) == (403, why)


async def test_closed_topic_and_silenced_group_are_refused_until_opened(
    raw: Raw, server: SandboxServer
) -> None:
    server.world.close_topic(FIELD_DESK, 2)
    topic = text(chat_id=FIELD_DESK, message_thread_id=2)
    assert await raw.refusal("sendMessage", **topic) == (400, "Bad Request: TOPIC_CLOSED")
    server.world.close_topic(FIELD_DESK, 2, closed=False)
    assert await raw.result("sendMessage", **topic)
    server.world.set_read_only(NEWSROOM)
    why = "Bad Request: not enough rights to send text messages to the chat"
    assert await raw.refusal("sendMessage", **text(chat_id=NEWSROOM)) == (400, why)
    server.world.set_read_only(NEWSROOM, read_only=False)
    assert await raw.result("sendMessage", **text(chat_id=NEWSROOM))


async def test_upgraded_group_tells_its_new_id(raw: Raw, server: SandboxServer) -> None:
    server.world.add_group(-5, "Desk", members={OLENA}, basic=True)
    new = server.world.migrate(-5)
    answer = await raw.call("sendMessage", **text(chat_id=-5))
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert (await raw.result("sendMessage", **text(chat_id=new)))["chat"]["id"] == new


async def test_unchanged_edit_is_refused(raw: Raw) -> None:
    sent = await raw.result("sendMessage", **text(text="<b>x</b>", parse_mode="HTML"))
    same = text(
        text="x", entities=[{"type": "bold", "offset": 0, "length": 1}], message_id=sent["message_id"]
    )
    assert await raw.refusal("editMessageText", **same) == (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message",
    )


async def test_only_the_bots_own_messages_can_be_edited_or_deleted_in_a_group(
    raw: Raw, server: SandboxServer
) -> None:
    theirs = server.world.say(OLENA, "/hello", chat_id=NEWSROOM)
    where = {"chat_id": NEWSROOM, "message_id": theirs}
    assert await raw.refusal("editMessageText", text="x", **where) == (
        400,
        "Bad Request: message can't be edited",
    )
    assert await raw.refusal("deleteMessage", **where) == (400, "Bad Request: message can't be deleted")


async def test_query_is_too_old_after_150_seconds(raw: Raw, server: SandboxServer, clock: FakeClock) -> None:
    sent = await raw.result("sendMessage", **text(reply_markup=keyboard(PRESS)))
    query = server.world.tap(OLENA, sent, "b")
    clock.advance(timedelta(seconds=150))
    assert await raw.result("answerCallbackQuery", callback_query_id=query) is True
    clock.advance(timedelta(seconds=1))
    assert (await raw.refusal("answerCallbackQuery", callback_query_id=query))[1].startswith(
        "Bad Request: query is too old"
    )
