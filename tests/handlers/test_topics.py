"""A forum topic of an issue's own, made by the bot at a tap in General."""

import pytest

from bot.sandbox.faults import FaultKind
from tests.handlers.room import ENERGY, FIELD_DESK, MAREK, NEWSROOM, OLENA, PLANT, Json, Room, article, labels

BUTTON = "A topic of its own"
LATER = article("Divers inspected the plant", "Divers inspected the pond at Zaporizhzhia and found it safe.")


async def followed(room: Room) -> Json:
    """The card of what is followed in General of a forum where the bot may do everything."""
    room.server.world.set_bot(FIELD_DESK, "administrator")
    return await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK)


def topics(room: Room) -> dict[int, str]:
    return dict(room.server.world.chats[FIELD_DESK].topics)


def alerts(room: Room) -> list[int]:
    """The topics in which alerts stand, 0 for General."""
    told = [one for one in room.messages(FIELD_DESK) if one["text"].startswith("🔔")]
    return [one.get("message_thread_id", 0) for one in told]


async def test_an_issue_gets_a_topic_of_its_own_and_its_alerts_go_there(room: Room) -> None:
    card = await followed(room)
    before = set(topics(room))
    await room.say("/timezone Europe/Kyiv", OLENA, chat_id=FIELD_DESK)
    made = await room.tap(card, BUTTON)
    assert made["text"] == "Zaporizhzhia has a topic of its own now, and its alerts go there."
    [thread] = set(topics(room)) - before
    assert topics(room)[thread] == "Zaporizhzhia"
    await room.publish(PLANT)
    assert alerts(room) == [thread]
    first = next(one for one in room.messages(FIELD_DESK) if one.get("message_thread_id") == thread)
    assert first["text"] == "Alerts about Zaporizhzhia come here from now on."
    assert "Europe/Kyiv" in (await room.say("/timezone", OLENA, chat_id=FIELD_DESK, thread_id=thread))["text"]


async def test_its_settings_and_lessons_go_with_it(room: Room) -> None:
    card = await room.tap(await followed(room), "Stricter")
    await room.tap(card, BUTTON)
    [thread] = set(topics(room)) - {ENERGY, 3}
    shown = await room.say("/follow Zaporizhzhia", OLENA, chat_id=FIELD_DESK, thread_id=thread)
    assert "Followed here already" in shown["text"]
    assert "Matching: strict" in shown["text"]
    assert "Nothing is followed here" in (await room.say("/issues", OLENA, chat_id=FIELD_DESK))["text"]


async def test_undo_brings_it_back_and_leaves_no_empty_topic(room: Room) -> None:
    made = await room.tap(await followed(room), BUTTON)
    assert (await room.tap(made, "Undo"))["text"] == "Zaporizhzhia is followed here again."
    assert set(topics(room)) == {ENERGY, 3}
    await room.publish(PLANT)
    assert alerts(room) == [0]


async def test_undo_closes_a_topic_that_has_alerts(room: Room) -> None:
    made = await room.tap(await followed(room), BUTTON)
    [thread] = set(topics(room)) - {ENERGY, 3}
    await room.publish(PLANT)
    await room.tap(made, "Undo")
    assert thread in room.server.world.chats[FIELD_DESK].closed
    await room.publish(LATER)
    assert alerts(room) == [thread, 0]


async def test_without_the_right_it_says_which_one_and_goes_on_in_general(room: Room) -> None:
    card = await followed(room)
    room.server.world.set_bot(FIELD_DESK, "member")
    said = (await room.tap(card, BUTTON))["toast"]
    assert "Make me an administrator who may manage topics" in said
    await room.publish(PLANT)
    assert alerts(room) == [0]


@pytest.mark.parametrize("fault", [FaultKind.FLOOD, FaultKind.SERVER_ERROR, FaultKind.LATE_RESET])
async def test_where_telegram_does_not_make_it_the_issue_stays_in_general(
    room: Room, fault: FaultKind
) -> None:
    card = await followed(room)
    room.server.faults.add("createForumTopic", fault)
    await room.tap(card, BUTTON)
    await room.publish(PLANT)
    assert alerts(room) == [0]


async def test_two_taps_make_one_topic(room: Room) -> None:
    card = await followed(room)
    await room.tap(card, BUTTON)
    await room.tap(card, BUTTON)
    assert len(topics(room)) == 3


async def test_members_make_no_topics_and_other_groups_are_offered_none(room: Room) -> None:
    card = await followed(room)
    assert "Only this group's admins" in (await room.tap(card, BUTTON, MAREK))["toast"]
    inside = await room.say("/follow Kherson", OLENA, chat_id=FIELD_DESK, thread_id=ENERGY)
    plain = await room.say("/follow Kherson", OLENA, chat_id=NEWSROOM)
    assert not [label for label in labels(inside) + labels(plain) if BUTTON in label]
