"""What becomes of chats: each fate is acted on once, told to whom it concerns, and nothing followed is lost."""

import asyncio
from datetime import timedelta

from handlers import Lookout
from tests.handlers.room import ENERGY, FIELD_DESK, NEWSROOM, OLENA, PLANT, Json, Room, article

RIGHTS = [
    f"can_{right}"
    for right in (
        "send_messages", "send_audios", "send_documents", "send_photos", "send_videos", "send_video_notes",
        "send_voice_notes", "send_polls", "send_other_messages", "add_web_page_previews", "change_info", "invite_users",
        "pin_messages", "manage_topics", "edit_tag", "react_to_messages",
    )
]  # fmt: skip
LATER = article("Divers inspected the plant", "Divers inspected the pond at Zaporizhzhia and found it safe.")


async def said_in(room: Room, chat: int, before: int = 0) -> str:
    await room.settle()
    await room.deliver()
    return "\n---\n".join(one["text"] for one in room.messages(chat)[before:])


async def met(room: Room, **where: int) -> Json:
    """Olena has spoken to the bot in private, and follows something in a group of hers."""
    await room.say("/start")
    return await room.say("/follow Zaporizhzhia", OLENA, **where)


async def test_who_set_a_group_up_is_told_once_that_the_bot_may_not_write_there(room: Room) -> None:
    await met(room, chat_id=NEWSROOM)
    before, there = len(room.messages()), len(room.messages(NEWSROOM))
    room.server.world.set_read_only(NEWSROOM)
    await room.publish(PLANT)
    await room.publish(LATER)
    told = await said_in(room, OLENA, before)
    assert told.count("I may no longer write there") == 1
    assert len(room.messages(NEWSROOM)) == there


async def test_who_set_a_group_up_is_told_once_that_the_bot_was_removed_from_it(room: Room) -> None:
    await met(room, chat_id=FIELD_DESK)
    await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK, thread_id=ENERGY)
    before = len(room.messages())
    room.server.world.set_bot(FIELD_DESK, "kicked")
    assert (await said_in(room, OLENA, before)).count("I was removed from there") == 1


async def test_a_group_is_told_what_it_follows_when_the_bot_is_back(room: Room) -> None:
    await met(room, chat_id=NEWSROOM)
    room.server.world.set_bot(NEWSROOM, "kicked")
    await room.settle()
    there = len(room.messages(NEWSROOM))
    room.server.world.set_bot(NEWSROOM, "member")
    assert "Back again. 1 issue is followed here" in await said_in(room, NEWSROOM, there)
    room.server.world.set_bot(NEWSROOM, "administrator")
    assert (await said_in(room, NEWSROOM, there)).count("Back again") == 1


async def test_general_is_told_of_a_deleted_topic_where_nobody_can_be_told_alone(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK, thread_id=ENERGY)
    del room.server.world.chats[FIELD_DESK].topics[ENERGY]
    await room.publish(PLANT)
    await room.publish(LATER)
    told = await said_in(room, FIELD_DESK)
    assert told.count("its alerts go to General") == 1
    alerts = [one for one in room.messages(FIELD_DESK) if one["text"].startswith("🔔")]
    assert [one.get("message_thread_id", 0) for one in alerts] == [0, 0]


def restrict(room: Room, *, may_write: bool) -> None:
    """What Telegram says when an admin of the newsroom limits what the bot may do there, or lets it write again."""
    world = room.server.world
    rights = dict.fromkeys(RIGHTS, may_write)
    now = {"status": "restricted", "is_member": True, "until_date": 0, "user": world.bot.user(), **rights}
    world.updates.add(
        "my_chat_member",
        {
            "chat": world.chat(world.chats[NEWSROOM]),
            "from": world.user(OLENA),
            "date": world.now(),
            "old_chat_member": {"status": "member", "user": world.bot.user()},
            "new_chat_member": now,
        },
    )


async def test_a_bot_that_is_restricted_is_back_only_when_it_may_write(room: Room) -> None:
    await met(room, chat_id=NEWSROOM)
    before, there = len(room.messages()), len(room.messages(NEWSROOM))
    restrict(room, may_write=False)
    assert (await said_in(room, OLENA, before)).count("I may no longer write there") == 1
    await room.publish(PLANT)
    restrict(room, may_write=False)
    assert not await said_in(room, NEWSROOM, there)
    restrict(room, may_write=True)
    back = await said_in(room, NEWSROOM, there)
    assert "Back again. 1 issue is followed here" in back


async def test_a_group_whose_members_may_write_again_goes_on_with_the_first_word_said_there(
    room: Room,
) -> None:
    await met(room, chat_id=FIELD_DESK, thread_id=ENERGY)
    await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK)
    before = len(room.messages())
    room.server.world.set_read_only(FIELD_DESK)  # of which Telegram says nothing
    await room.publish(PLANT)
    there = len(room.messages(FIELD_DESK))
    for _ in range(3):  # an admin goes on writing there
        await room.whisper("/issues", OLENA, chat_id=FIELD_DESK)
        await room.publish(LATER)
    assert not [one for one in room.messages(FIELD_DESK)[there:] if one["from"]["is_bot"]]
    assert (await said_in(room, OLENA, before)).count("I may no longer write there") == 1
    room.server.world.set_read_only(FIELD_DESK, False)
    room.clock.advance(timedelta(minutes=2))  # Telegram is not asked at every word
    await room.publish(article("Winter plan", "A winter plan for Zaporizhzhia was read to the council."))
    await room.whisper("/issues", OLENA, chat_id=FIELD_DESK)
    told = await said_in(room, FIELD_DESK, there)
    assert told.count("Back again") == 2  # in the topic and in General


async def test_a_group_in_which_nobody_says_a_word_is_back_hours_after_its_members_may_write_again(
    room: Room,
) -> None:
    await met(room, chat_id=NEWSROOM)
    there = len(room.messages(NEWSROOM))
    lookout = Lookout(room.application.bot, room.storage, room.clock, room.services.wake)
    room.server.world.set_read_only(NEWSROOM)
    await room.publish(PLANT)
    await lookout.round(asyncio.Event())
    await room.publish(LATER)
    assert len(room.messages(NEWSROOM)) == there
    room.server.world.set_read_only(NEWSROOM, False)
    await lookout.round(asyncio.Event())
    told = await said_in(room, NEWSROOM, there)
    assert told.count("Back again. 1 issue is followed here") == 1
    await lookout.round(asyncio.Event())
    assert "Back again" not in await said_in(room, NEWSROOM, there + 1)


async def test_a_closed_topic_falls_back_to_general_and_who_set_it_up_is_told_once(room: Room) -> None:
    await met(room, chat_id=FIELD_DESK, thread_id=ENERGY)
    before = len(room.messages())
    room.server.world.close_topic(FIELD_DESK, ENERGY)
    await room.publish(PLANT)
    await room.publish(LATER)
    assert (await said_in(room, OLENA, before)).count("its alerts go to General") == 1
    told = await said_in(room, FIELD_DESK)
    assert "closed or deleted" not in told
    alerts = [one for one in room.messages(FIELD_DESK) if one["text"].startswith("🔔")]
    assert [one.get("message_thread_id", 0) for one in alerts] == [0, 0]
    assert "Talks on the plant" in told
    assert "Divers inspected" in told
    room.server.world.close_topic(FIELD_DESK, ENERGY, False)
    await room.settle()
    await room.publish(
        article("Winter plan", "A winter plan for Zaporizhzhia was read to the council of the town.")
    )
    [last] = [one for one in room.messages(FIELD_DESK) if "Winter plan" in one["text"]]
    assert last["message_thread_id"] == ENERGY


async def test_buttons_and_answers_in_general_reach_what_the_closed_topic_follows(room: Room) -> None:
    await met(room, chat_id=FIELD_DESK, thread_id=ENERGY)
    room.server.world.close_topic(FIELD_DESK, ENERGY)
    await room.publish(PLANT)
    await room.deliver()
    [alert] = [one for one in room.messages(FIELD_DESK) if one["text"].startswith("🔔")]
    assert "It told a new story" in (await room.tap(alert, "Why?"))["text"]
    stopped = await room.say("stop", chat_id=FIELD_DESK, reply_to=alert["message_id"])
    assert "No longer following Zaporizhzhia" in stopped["text"]


async def test_an_answer_that_a_closed_topic_does_not_take_comes_in_general(room: Room) -> None:
    await met(room, chat_id=FIELD_DESK, thread_id=ENERGY)
    room.server.world.close_topic(FIELD_DESK, ENERGY)
    await room.whisper("/issues", chat_id=FIELD_DESK, thread_id=ENERGY)
    await room.deliver()
    assert "Following 1 issue" in (await said_in(room, FIELD_DESK))


async def test_nobody_is_told_that_they_blocked_the_bot(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    before = len(room.messages())
    room.server.world.block(OLENA)
    await room.settle()
    room.server.world.block(OLENA, False)
    assert await said_in(room, OLENA, before) == ""
