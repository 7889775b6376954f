"""A channel is managed from a private chat by its administrator, and is not talked in."""

from tests.handlers.room import MAREK, OLENA, PLANT, Json, Room, labels

CHANNEL = -1001000000777


async def managed(room: Room, person: int = OLENA) -> Json:
    """Somebody chose a channel to manage; what the bot said."""
    room.server.world.add_channel(CHANNEL, "Plant Watch", admins=[OLENA], members=[MAREK])
    await room.tap(await room.say("/settings", person), "A channel", person)
    before = len(room.messages(person))
    room.server.world.share_chat(person, CHANNEL, 1)
    await room.settle()
    return room.messages(person)[before]


async def test_what_is_followed_in_private_comes_in_the_channel(room: Room) -> None:
    begun = await managed(room)
    assert begun["text"].startswith("This chat now speaks for Plant Watch.")
    card = await room.say("/follow Zaporizhzhia")
    assert card["text"].startswith("📣 Plant Watch\nFollowing from now on:\nZaporizhzhia")
    await room.publish(PLANT)
    [alert] = room.messages(CHANNEL)
    assert "Talks on the plant" in alert["text"]
    assert "Talks on the plant" not in room.messages(OLENA)[-1]["text"]


async def test_the_chat_speaks_for_itself_again_when_told_to(room: Room) -> None:
    begun = await managed(room)
    await room.say("/follow Zaporizhzhia")
    stopped = await room.tap(begun, "Stop managing")
    assert "speaks for itself again" in stopped["text"]
    assert "Nothing is followed here yet" in (await room.say("/issues"))["text"]
    room.server.world.share_chat(OLENA, CHANNEL, 1)
    await room.settle()
    assert "Following 1 issue" in (await room.say("/issues"))["text"]


async def test_only_an_administrator_of_the_channel_manages_it(room: Room) -> None:
    assert "Only an administrator of that channel" in (await managed(room, MAREK))["text"]
    assert "📣" not in (await room.say("/issues", MAREK))["text"]


async def test_the_bot_must_be_allowed_to_post_there(room: Room) -> None:
    room.server.world.add_channel(CHANNEL, "Plant Watch", admins=[OLENA]).bot = "left"
    await room.say("/issues")
    room.server.world.share_chat(OLENA, CHANNEL, 1)
    await room.settle()
    assert (
        "choose it once more" in room.messages()[-1]["text"]
        or "Only an administrator" in room.messages()[-1]["text"]
    )


async def test_who_is_no_administrator_any_more_is_told_and_changes_nothing(room: Room) -> None:
    await managed(room)
    room.server.world.chats[CHANNEL].admins.clear()
    assert "no longer an administrator of Plant Watch" in (await room.say("/follow Zaporizhzhia"))["text"]
    await room.publish(PLANT)
    assert room.messages(CHANNEL) == []
    assert (await room.say("/issues"))["text"].startswith("Nothing is followed")


async def test_a_press_in_the_channel_is_answered_without_a_word_in_it(room: Room) -> None:
    await managed(room)
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    [alert] = room.messages(CHANNEL)
    asked = await room.tap(alert, "Why?", MAREK)
    assert asked["toast"].startswith("Talks on the plant go on")
    assert "Only" in (await room.tap(alert, "👎", MAREK))["toast"]
    assert "1 hour" in labels(await room.tap(alert, "Mute", OLENA))
    assert len(room.messages(CHANNEL)) == 1


async def test_alerts_of_the_private_chat_keep_their_buttons_while_a_channel_is_managed(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    alert = room.messages()[-1]
    await managed(room)
    assert "It told a new story" in (await room.tap(alert, "Why?"))["text"]


async def test_forgetting_the_channel_leaves_the_private_chat_as_it_is(room: Room) -> None:
    await room.say("/follow Kherson")
    await managed(room)
    await room.say("/follow Zaporizhzhia")
    await room.tap(await room.say("/forget"), "Delete everything")
    assert "Kherson" in (await room.say("/issues"))["text"]
