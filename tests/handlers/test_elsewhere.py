"""What is not for a whole group to see is answered there by one line, and goes on in the private chat."""

import pytest

from tests.handlers.room import ENERGY, FIELD_DESK, MAREK, NEWSROOM, OLENA, Json, Room, labels


def link_of(answer: Json) -> str:
    """Where the only button of a message leads."""
    [[button]] = answer["reply_markup"]["inline_keyboard"]
    return str(button["url"])


async def opened(room: Room, answer: Json, person: int = OLENA) -> Json:
    """What the private chat shows to whoever opens the link."""
    link = link_of(answer)
    assert link.startswith(f"https://t.me/{room.services.bot_username}?start=")
    return await room.say(f"/start {link.partition('=')[2]}", person)


@pytest.mark.parametrize(
    ("command", "goes_on"),
    [
        ("/privacy", "What I keep of this chat"),
        ("/keys", "A key for a new client"),
        ("/keys newsroom", "client"),
    ],
)
async def test_a_group_gets_one_line_and_the_private_chat_the_answer(
    room: Room, command: str, goes_on: str
) -> None:
    answers = await room.whisper(command, chat_id=NEWSROOM)
    assert [one["text"] for one in answers] == ["That is only for your eyes: I answer in our private chat."]
    assert goes_on in (await opened(room, answers[0]))["text"]
    assert not await room.storage.read(lambda tx: tx.keys.list_all())


async def test_a_link_to_the_keys_shows_them_to_the_owner_only(room: Room) -> None:
    answer = await room.say("/keys", chat_id=NEWSROOM)
    assert "Only the bot's owner" in (await opened(room, answer, MAREK))["text"]


@pytest.mark.parametrize(("group", "topic"), [(NEWSROOM, 0), (FIELD_DESK, ENERGY)])
async def test_a_groups_export_comes_to_its_admin_in_private(room: Room, group: int, topic: int) -> None:
    where = {"chat_id": group, **({"thread_id": topic} if topic else {})}
    await room.say("/follow Zaporizhzhia", **where)
    await room.say("/follow Kherson, Odesa")
    answer = await room.say("/export", **where)
    assert "document" not in answer
    file = await opened(room, answer)
    assert "1 followed issue among it" in file["caption"]
    refused = await opened(room, answer, MAREK)
    assert refused["text"] == "Only the admins of that group get its file."
    assert "2 followed issues among it" in (await room.say("/export"))["caption"]


@pytest.mark.parametrize(
    "payload", ["go_export_-1001", "go_export_-1001000000201_9999", "go_export_101", "go_export_x"]
)
async def test_a_link_to_a_group_that_nobody_knows_gives_no_file(room: Room, payload: str) -> None:
    answer = await room.say(f"/start {payload}", MAREK)
    assert answer["text"] == "Only the admins of that group get its file."


async def test_a_member_forgets_what_is_kept_of_themselves_in_private(room: Room) -> None:
    await room.say("/follow Zaporizhzhia", chat_id=NEWSROOM)
    asked = await opened(room, await room.say("/forget", MAREK, chat_id=NEWSROOM), MAREK)
    assert "Delete everything about this chat?" in asked["text"]
    await room.tap(asked, "Delete everything", MAREK)
    assert "Zaporizhzhia" in (await room.say("/issues", chat_id=NEWSROOM))["text"]


@pytest.mark.parametrize(("group", "topic"), [(NEWSROOM, 0), (FIELD_DESK, ENERGY)])
async def test_a_groups_file_sent_back_in_private_restores_the_group_or_this_chat(
    room: Room, group: int, topic: int
) -> None:
    where = {"chat_id": group, **({"thread_id": topic} if topic else {})}
    await room.say("/follow Kherson", **where)
    file = room.server.world.photos.get(
        (await opened(room, await room.say("/export", **where)))["document"]["file_id"]
    )
    assert file is not None
    await room.say("/unfollow Kherson", **where)

    async def asked(person: int) -> Json:
        before = len(room.messages(person))
        room.server.world.attach(person, "tocsin.json", file.content)
        await room.settle()
        return room.messages(person)[before]

    question = await asked(OLENA)
    assert "That file is of the group" in question["text"]
    assert "Kherson" not in (await room.say("/issues", **where))["text"]
    await room.tap(question, labels(question)[0])
    assert "Restored: 1 issue is followed anew" in room.messages()[-1]["text"]
    assert "Kherson" in (await room.say("/issues", **where))["text"]
    assert "Kherson" not in (await room.say("/issues"))["text"]
    refused = await room.tap(theirs := await asked(MAREK), labels(theirs)[0], MAREK)
    assert "Only the admins of that group" in refused["text"] + refused["toast"]
    await room.tap(theirs, "In this chat", MAREK)
    assert "Kherson" in (await room.say("/issues", MAREK))["text"]
