"""The real client against the sandbox: messages, edits, photos, buttons, chats."""

import struct
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.sandbox import SandboxServer
from tests.fakes import FakeClock
from tests.sandbox.conftest import FIELD_DESK, MAREK, NEWSROOM, OLENA


def png(width: int = 4, height: int = 3) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute:1")]])


async def test_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.can_read_all_group_messages) == (42, "tocsin_sandbox_bot", False)


async def test_message_comes_back_as_the_client_expects_it(bot: Bot, clock: FakeClock) -> None:
    sent = await bot.send_message(
        OLENA,
        "<b>Grain</b> <tg-time unix='5' format='t'>now</tg-time>",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert sent.text == "Grain now"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        ("bold", 0, 5),
        ("date_time", 6, 3),
    ]
    assert sent.chat.first_name == "Olena"
    assert sent.from_user is not None
    assert sent.from_user.is_bot
    assert sent.date == clock.now()
    assert sent.reply_markup == KEYBOARD
    assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)


async def test_silent_messages_are_marked_for_the_page_only(bot: Bot, server: SandboxServer) -> None:
    await bot.send_message(OLENA, "quiet", disable_notification=True)
    await bot.send_message(OLENA, "loud")
    assert [(one["text"], one["silent"]) for one in server.world.sent()] == [("quiet", True), ("loud", False)]


async def test_page_alone_is_told_that_a_reply_is_wanted(bot: Bot, server: SandboxServer) -> None:
    markup = ForceReply(selective=True, input_field_placeholder="A place")
    asked = await bot.send_message(OLENA, "Which issue?", reply_markup=markup)
    assert asked.reply_markup is None
    (shown,) = server.world.sent()
    assert shown["force_reply"] == markup.to_dict()
    server.world.say(OLENA, "The harbour", reply_to=asked.message_id)
    assert "force_reply" not in server.world.updates.pending()[-1]["message"]["reply_to_message"]


async def test_private_chats_share_a_numbering_and_supergroups_have_their_own(bot: Bot) -> None:
    private = [(await bot.send_message(chat, "x")).message_id for chat in (OLENA, MAREK, OLENA)]
    groups = [(await bot.send_message(chat, "x")).message_id for chat in (NEWSROOM, NEWSROOM)]
    assert private == [1, 2, 3]
    assert groups == [1, 2]


async def test_topic_message_says_so(bot: Bot) -> None:
    sent = await bot.send_message(FIELD_DESK, "x", message_thread_id=2)
    assert (sent.message_thread_id, sent.is_topic_message, sent.chat.is_forum) == (2, True, True)
    elsewhere = await bot.send_message(NEWSROOM, "x", message_thread_id=2)
    assert elsewhere.message_thread_id is None


async def test_edit_changes_the_text_and_drops_the_keyboard_unless_given(bot: Bot, clock: FakeClock) -> None:
    sent = await bot.send_message(OLENA, "old", reply_markup=KEYBOARD)
    clock.advance(timedelta(seconds=9))
    edited = await bot.edit_message_text("new", OLENA, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.date) == ("new", None, sent.date)
    assert edited.edit_date == clock.now()
    marked = await bot.edit_message_reply_markup(OLENA, sent.message_id, reply_markup=KEYBOARD)
    assert not isinstance(marked, bool)
    assert (marked.text, marked.reply_markup) == ("new", KEYBOARD)


async def test_reply_carries_the_original_and_a_missing_one_may_be_allowed(bot: Bot) -> None:
    first = await bot.send_message(OLENA, "first")
    reply = await bot.send_message(OLENA, "second", reply_parameters=ReplyParameters(first.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "first"
    alone = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(OLENA, "third", reply_parameters=alone)).reply_to_message is None


async def test_photo_goes_up_comes_down_and_is_sent_again_by_its_id(bot: Bot) -> None:
    sent = await bot.send_photo(OLENA, png(), caption="<i>chart</i>", parse_mode="HTML")
    photo = sent.photo[-1]
    assert (photo.width, photo.height, photo.file_size) == (4, 3, len(png()))
    assert (sent.caption, sent.caption_entities[0].type) == ("chart", "italic")
    file = await bot.get_file(photo.file_id)
    assert bytes(await file.download_as_bytearray()) == png()
    again = await bot.send_photo(MAREK, photo.file_id)
    assert again.photo[-1].file_unique_id == photo.file_unique_id


async def test_photo_and_caption_can_be_changed(bot: Bot) -> None:
    sent = await bot.send_photo(OLENA, png(), caption="one")
    captioned = await bot.edit_message_caption(OLENA, sent.message_id, caption="two")
    assert not isinstance(captioned, bool)
    assert captioned.caption == "two"
    changed = await bot.edit_message_media(
        InputMediaPhoto(png(8, 8), caption="three"), OLENA, sent.message_id
    )
    assert not isinstance(changed, bool)
    assert (changed.photo[-1].width, changed.caption) == (8, "three")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no picture", "Image_process_failed"),
        (png(9000, 1001), "Photo_invalid_dimensions"),
        (png(100, 4), "Photo_invalid_dimensions"),
        (b"", "File must be non-empty"),
    ],
)
async def test_broken_photo_is_refused(bot: Bot, content: bytes, why: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await bot.send_photo(OLENA, content)
    assert caught.value.message == why


async def test_caption_is_shorter_than_a_text_may_be(bot: Bot) -> None:
    assert len((await bot.send_photo(OLENA, png(), caption="x" * 1024)).caption or "") == 1024
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(OLENA, png(), caption="x" * 1025)


async def test_texts_and_photos_are_edited_each_their_own_way(bot: Bot) -> None:
    text, photo = await bot.send_message(OLENA, "x"), await bot.send_photo(OLENA, png())
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("y", OLENA, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(OLENA, text.message_id, caption="y")


async def test_deleted_messages_are_gone(bot: Bot, server: SandboxServer) -> None:
    ids = [(await bot.send_message(OLENA, text)).message_id for text in ("a", "b", "c")]
    assert await bot.delete_message(OLENA, ids[0])
    assert await bot.delete_messages(OLENA, [ids[1], 999])
    assert [one["text"] for one in server.world.sent()] == ["c"]


async def test_own_messages_cannot_be_deleted_after_two_days(bot: Bot, clock: FakeClock) -> None:
    sent = await bot.send_message(NEWSROOM, "x")
    clock.advance(timedelta(hours=48))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(NEWSROOM, sent.message_id)


async def test_pressed_button_reaches_the_bot_and_its_answer_the_presser(
    bot: Bot, server: SandboxServer
) -> None:
    sent = await bot.send_message(NEWSROOM, "alert", reply_markup=KEYBOARD)
    pressed = server.world.tap(MAREK, sent.to_dict(), "Mute")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.from_user.first_name) == (pressed, "mute:1", "Marek")
    assert (query.message.chat.id, query.message.message_id) == (NEWSROOM, sent.message_id)
    await query.answer("Muted", show_alert=True)
    answer = await server.world.wait_answer(pressed)
    assert (answer["text"], answer["show_alert"], answer["chat_id"]) == ("Muted", True, NEWSROOM)


async def test_chats_and_members_are_told_as_they_are(bot: Bot, server: SandboxServer) -> None:
    forum = await bot.get_chat(FIELD_DESK)
    assert (forum.title, forum.is_forum, (await bot.get_chat(OLENA)).username) == (
        "Field desk",
        True,
        "olena",
    )
    assert [one.user.first_name for one in await bot.get_chat_administrators(NEWSROOM)] == ["Olena"]
    statuses = [(await bot.get_chat_member(NEWSROOM, user)).status for user in (OLENA, MAREK, 42)]
    assert statuses == ["creator", "member", "member"]
    assert await bot.get_chat_member_count(NEWSROOM) == 4
    server.world.add_person(300, "Zoya")
    assert (await bot.get_chat_member(NEWSROOM, 300)).status == "left"


async def test_bot_that_left_a_group_is_no_longer_in_it(bot: Bot) -> None:
    assert await bot.leave_chat(NEWSROOM)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(NEWSROOM, "x")


async def test_administrator_makes_topics(bot: Bot, server: SandboxServer) -> None:
    server.world.set_bot(FIELD_DESK, "administrator")
    topic = await bot.create_forum_topic(FIELD_DESK, "Grain")
    sent = await bot.send_message(FIELD_DESK, "x", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id


async def test_typing_shows_to_the_people_of_the_chat(bot: Bot, server: SandboxServer) -> None:
    await bot.send_chat_action(FIELD_DESK, "typing", message_thread_id=2)
    event = await server.world.wait_event(lambda event: event["type"] == "chat_action")
    assert (event["chat_id"], event["thread_id"], event["action"]) == (FIELD_DESK, 2, "typing")


async def test_only_the_newest_messages_of_a_chat_are_kept(bot: Bot, server: SandboxServer) -> None:
    for number in range(510):
        server.world.say(OLENA, f"no. {number}")
    kept = server.world.chats[OLENA].messages
    assert len(kept) == 500
    assert next(iter(kept.values())).body["text"] == "no. 10"
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", OLENA, 1)


async def test_flood_tells_the_client_how_long_to_wait(bot: Bot) -> None:
    for _ in range(4):
        await bot.send_message(OLENA, "x")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(OLENA, "x")
    assert caught.value.retry_after == timedelta(seconds=1)
