"""Who may do what and where: groups, topics, owners; the first minute, sources, and failures."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Update

import handlers
from bot.sandbox import FaultKind
from handlers import COMMANDS, publish_menu
from handlers.requests import A_MINUTE
from tests.handlers.room import (
    ENERGY,
    FIELD_DESK,
    MAREK,
    NEWSROOM,
    OLENA,
    PLANT,
    PRIYA,
    TOKEN,
    Room,
    article,
    labels,
)

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour News</title><link>https://harbour.example.org/</link>
<item><title>Cranes back at work</title><link>https://harbour.example.org/1</link><guid>1</guid></item>
</channel></rss>"""


# -- groups ----------------------------------------------------------------------------------------


async def test_in_a_group_only_admins_change_and_anyone_asks(room: Room) -> None:
    refused = await room.say("/follow Zaporizhzhia", MAREK, chat_id=NEWSROOM)
    assert "Only this group's admins" in refused["text"]
    assert (await room.say("/follow Zaporizhzhia", OLENA, chat_id=NEWSROOM))["text"].startswith("Following")
    await room.publish(PLANT)
    for question in ("/status Zaporizhzhia", "/issues", "/help", "/why"):
        assert "admins" not in (await room.say(question, MAREK, chat_id=NEWSROOM)).get("text", "")


async def test_a_button_in_a_group_changes_nothing_for_members(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia", OLENA, chat_id=NEWSROOM)
    answer = await room.tap(card, "Weekly", MAREK)
    assert "Only this group's admins" in answer["toast"]
    assert "✓ Instant" in labels(answer)


async def test_an_answer_in_a_group_hangs_on_its_question(room: Room) -> None:
    answer = await room.say("/issues", MAREK, chat_id=NEWSROOM)
    assert answer["reply_to_message"]["text"] == "/issues"


async def test_an_anonymous_admin_counts_as_one(room: Room) -> None:
    chat = {"id": NEWSROOM, "type": "supergroup", "title": "Newsroom"}
    update = {
        "update_id": 1,
        "message": {
            "message_id": 5,
            "date": 1773133200,
            "chat": chat,
            "sender_chat": chat,
            "from": {
                "id": 1087968824,
                "is_bot": True,
                "first_name": "Group",
                "username": "GroupAnonymousBot",
            },
            "text": "/follow Zaporizhzhia",
        },
    }
    await room.application.process_update(Update.de_json(update, room.application.bot))
    assert room.messages(NEWSROOM)[-1]["text"].startswith("Following from now on:")


async def test_talk_in_a_group_and_other_bots_commands_are_left_alone(room: Room) -> None:
    assert await room.whisper("Zaporizhzhia", MAREK, chat_id=NEWSROOM) == []
    assert await room.whisper("/follow@other_bot Zaporizhzhia", OLENA, chat_id=NEWSROOM) == []
    assert await room.whisper("/frobnicate", OLENA, chat_id=NEWSROOM) == []


async def test_a_topic_is_a_place_of_its_own(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK, thread_id=ENERGY)
    general = await room.say("/issues", OLENA, chat_id=FIELD_DESK)
    assert "Nothing is followed here yet" in general["text"]
    await room.publish(PLANT)
    [alert] = [one for one in room.messages(FIELD_DESK) if "Talks on the plant" in one["text"]]
    assert alert["message_thread_id"] == ENERGY
    assert "It told a new story" in (await room.tap(alert, "Why?"))["text"]


async def test_a_group_that_moved_keeps_what_it_follows(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", OLENA, chat_id=NEWSROOM)
    new = room.server.world.migrate(NEWSROOM)
    await room.settle()
    assert "Following 1 issue" in (await room.say("/issues", OLENA, chat_id=new))["text"]


async def test_whoever_blocks_the_bot_and_comes_back_keeps_everything(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    room.server.world.block(OLENA)
    await room.settle()
    await room.publish(PLANT)
    room.server.world.block(OLENA, False)
    await room.settle()
    await room.publish(
        article("Later plant story", "The Zaporizhzhia plant was visited by engineers on Tuesday evening.")
    )
    assert "Later plant story" in room.messages()[-1]["text"]


# -- the first minute ------------------------------------------------------------------------------


async def test_a_shared_issue_is_offered_or_shown(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    issue = next(
        b["callback_data"]
        for row in card["reply_markup"]["inline_keyboard"]
        for b in row
        if "Status" in b["text"]
    ).split(":")[1]
    offered = await room.say(f"/start f_{issue}", MAREK)
    assert labels(offered) == ["🔔 Follow", "📍 Status"]
    assert "📍 Zaporizhzhia" in (await room.say(f"/start i_{issue}", MAREK))["text"]


@pytest.mark.parametrize("payload", ["f", "i"])
async def test_a_link_to_what_nobody_follows_is_answered_kindly(room: Room, payload: str) -> None:
    private = await room.storage.write(lambda tx: tx.issues.ensure("A name that somebody typed"))
    for number in (private.id, 999999):
        answer = await room.say(f"/start {payload}_{number}", MAREK)
        assert "nobody follows any more" in answer["text"]
        assert labels(answer) == []


async def test_help_names_every_command_and_owners_see_theirs(room: Room) -> None:
    everyones, owners = (await room.say("/help", MAREK))["text"], (await room.say("/help", OLENA))["text"]
    for command in COMMANDS:
        assert f"/{command.name} –" in owners
        assert (f"/{command.name} –" in everyones) is not command.admin_only


async def test_help_in_a_group_leaves_out_what_works_only_in_private(room: Room) -> None:
    assert "a name without a command" in (await room.say("/help"))["text"]
    assert "a name without a command" not in (await room.say("/help", chat_id=NEWSROOM))["text"]


async def test_whoever_blocks_the_bot_in_one_topic_is_gone_from_all(room: Room) -> None:
    for thread in (0, ENERGY):
        await room.say("/issues", OLENA, chat_id=FIELD_DESK, thread_id=thread)
    room.server.world.set_bot(FIELD_DESK, "left")
    await room.settle()
    topics = await room.storage.read(lambda tx: tx.chats.list_of(room.application.bot.id, FIELD_DESK))
    assert [one.gone_at for one in topics] == [room.clock.now()] * 2


async def test_the_menu_holds_everyones_commands(room: Room) -> None:
    await publish_menu(room.application.bot)
    menu = [one.command for one in await room.application.bot.get_my_commands()]
    assert menu == [one.name for one in COMMANDS if not one.admin_only]


async def test_every_command_answers_without_its_argument(room: Room) -> None:
    for command in COMMANDS:
        assert "went wrong" not in (await room.say(f"/{command.name}")).get("text", ""), command.name


async def test_an_unknown_command_is_answered_with_the_way_to_help(room: Room) -> None:
    assert "/help" in (await room.say("/frobnicate"))["text"]


# -- sources ---------------------------------------------------------------------------------------


async def test_only_the_owner_changes_sources(room: Room) -> None:
    for command in ("/addsource https://harbour.example.org/feed", "/removesource", "/health"):
        assert "Only the bot's owner" in (await room.say(command, MAREK))["text"]


async def test_a_source_is_added_listed_and_removed(room: Room) -> None:
    room.source.pages["https://harbour.example.org/feed"] = (FEED, "application/rss+xml")
    added = await room.say("/addsource https://harbour.example.org/feed")
    assert "Reading Harbour News from now on." in added["text"]
    assert "• Cranes back at work" in added["text"]
    assert "Already reading" in (await room.say("/addsource https://harbour.example.org/feed"))["text"]
    assert "• Harbour News\n   ✓ well" in (await room.say("/sources", MAREK))["text"]
    question = await room.say("/removesource")
    gone = await room.tap(question, "Harbour News")
    assert "No longer reading Harbour News" in gone["text"]
    assert "out of date" in (await room.tap(question, "Harbour News"))["toast"]
    assert "No feed is read yet" in (await room.say("/sources"))["text"]


async def test_health_shows_the_figures(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    room.clock.advance(timedelta(hours=3))
    text = (await room.say("/health"))["text"]
    assert "Running for 3 h." in text
    assert "1 article, 1 followed issue." in text
    assert "1 sent, 0 failed" in text
    assert "new story 1" in text


# -- failures --------------------------------------------------------------------------------------


async def test_an_answer_that_flood_control_refuses_comes_later(room: Room) -> None:
    room.server.faults.add("sendMessage", FaultKind.FLOOD, retry_after=7)
    assert await room.whisper("/issues") == []
    room.clock.advance(timedelta(seconds=8))
    await room.deliver()
    assert "Nothing is followed here yet" in room.messages()[-1]["text"]


async def test_a_chat_that_is_not_served_and_blocked_the_bot_leaves_no_trace(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.serve_only(OLENA)
    for kind in (FaultKind.FORBIDDEN, FaultKind.FLOOD):
        room.server.faults.add("sendMessage", kind, retry_after=1)
        assert await room.whisper("/issues", MAREK) == []
    room.clock.advance(timedelta(minutes=1))
    await room.deliver()
    assert room.messages(MAREK) == []
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert await room.storage.read(lambda tx: tx.chats.list_of(room.application.bot.id, MAREK)) == []
    assert "serves only chats" in (await room.say("/issues", MAREK))["text"]


async def test_an_answer_to_a_button_that_may_have_come_is_not_repeated(room: Room) -> None:
    question = await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    room.server.faults.add("sendMessage", FaultKind.LATE_RESET)
    await room.tap(question, "Status")
    count = len(room.messages())
    room.clock.advance(timedelta(minutes=1))
    await room.deliver()
    assert len(room.messages()) == count


async def test_a_picture_that_may_have_come_is_not_repeated_as_text(room: Room) -> None:
    await room.publish(PLANT)
    room.server.faults.add("sendPhoto", FaultKind.LATE_RESET)
    await room.whisper("/timeline Zaporizhzhia")
    room.clock.advance(timedelta(minutes=1))
    await room.deliver()
    [only] = room.messages()
    assert only["photo"]


async def test_a_button_of_another_version_is_answered_kindly(room: Room) -> None:
    message = await room.say("/issues")
    for data in (
        "frobnicate:1",
        "card:x",
        "card",
        "mode:1",
        "hush:",
        "time:1",
        "issues:zz",
        "unalias:1",
        "undo:1",
        "follow:=",
        "status:=???",
        "follow:=Kherson, Odesa",
    ):
        query = room.server.world.press(OLENA, data, chat_id=OLENA, message_id=message["message_id"])
        await room.settle()
        assert (await room.server.world.wait_answer(query))["text"], data


async def test_an_unforeseen_failure_apologises_and_is_logged_without_the_token(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.say("/issues")
    await room.storage.close()
    with caplog.at_level(logging.ERROR, "handlers"):
        answer = await room.say("/issues")
    assert answer["text"]
    assert "in chat 101" in caplog.text
    assert TOKEN not in caplog.text


async def test_health_says_first_whether_all_is_well(room: Room) -> None:
    assert (await room.say("/health"))["text"].startswith("✓ All is well\n")

    async def stalled() -> list[str]:
        return ["sending has failed for 4 min: Telegram does not answer (TimedOut)"]

    room.application.handlers.clear()
    handlers.register(room.application, replace(room.services, ailments=stalled))
    text = (await room.say("/health"))["text"]
    assert text.startswith("⚠ 1 thing to look at\n• sending has failed for 4 min: Telegram does not answer")


async def test_a_chat_that_asks_without_end_is_told_once_when_it_may_go_on(room: Room) -> None:
    for _ in range(A_MINUTE):
        await room.whisper("/help", MAREK)
    [told] = await room.whisper("/help", MAREK)
    assert "more than 30 requests from this chat in a minute" in told["text"]
    assert "Please go on in" in told["text"]
    assert await room.whisper("/help", MAREK) == []
    assert "/follow" in (await room.say("/help", PRIYA))["text"]
    room.clock.advance(timedelta(minutes=1))
    assert "/follow" in (await room.say("/help", MAREK))["text"]


async def test_a_chat_that_is_not_served_is_told_its_number_for_the_owner(room: Room) -> None:
    room.serve_only(PRIYA)
    assert f"its number is {MAREK}" in (await room.say("/help", MAREK))["text"]
