"""Keys of clients that push articles in, made and revoked by the bot's owner from the chat."""

import re

import pytest

from bot.intake import Gate
from bot.sandbox import FaultKind
from tests.handlers.room import MAREK, NEWSROOM, OLENA, Json, Room, labels


def secret_in(answer: Json) -> str:
    found = re.search(r"tocsin_[\w-]{40,}", answer["text"])
    assert found, answer["text"]
    return found.group()


async def who(room: Room, secret: str) -> str | None:
    """Whom the HTTP route takes a secret for."""
    return await Gate(room.storage, room.clock, "").client_of(secret)


async def test_a_key_made_in_the_chat_lets_its_client_in_until_it_is_revoked(room: Room) -> None:
    secret = secret_in(await room.say("/keys newsroom"))
    assert await who(room, secret)

    listed = await room.say("/keys")
    assert "newsroom, since 10 Mar" in listed["text"]
    asked = await room.tap(listed, "Revoke newsroom")
    assert labels(asked) == ["Keep it", "Revoke"]
    assert await who(room, secret)
    assert "newsroom has no key any more" in (await room.tap(asked, "Revoke"))["text"]
    assert await who(room, secret) is None


async def test_the_message_with_the_key_goes_by_its_button(room: Room) -> None:
    answer = await room.say("/keys newsroom")
    room.server.world.tap(OLENA, answer, "Copied")
    await room.settle()
    assert answer["message_id"] not in [one["message_id"] for one in room.messages()]


async def test_no_second_key_for_a_client_and_none_for_what_is_no_name(room: Room) -> None:
    await room.say("/keys newsroom")
    assert "has a key already" in (await room.say("/keys newsroom"))["text"]
    assert "Name the client in" in (await room.say("/keys <b>"))["text"]


async def test_keys_are_for_the_owner_and_for_a_private_chat(room: Room) -> None:
    assert "Only the bot's owner" in (await room.say("/keys newsroom", MAREK))["text"]
    assert "private chat" in (await room.say("/keys newsroom", chat_id=NEWSROOM))["text"]
    assert "Only the bot's owner" in (await room.say("/start go_keys", MAREK))["text"]
    assert not await room.storage.read(lambda tx: tx.keys.list_all())


@pytest.mark.parametrize(("command", "shown"), [("keys", "No client has a key"), ("health", "articles")])
async def test_in_a_group_what_is_for_the_owner_leads_to_the_private_chat(
    room: Room, command: str, shown: str
) -> None:
    answer = await room.say(f"/{command}", chat_id=NEWSROOM)
    assert answer["text"] == "That is only for your eyes: I answer in our private chat."
    [[button]] = answer["reply_markup"]["inline_keyboard"]
    payload = button["url"].partition("?start=")[2]
    assert shown in (await room.say(f"/start {payload}"))["text"]


@pytest.mark.parametrize("fault", [FaultKind.LATE_RESET, FaultKind.FLOOD, FaultKind.SERVER_ERROR])
async def test_a_key_that_could_not_be_shown_is_none_and_stands_nowhere_in_the_store(
    room: Room, fault: FaultKind
) -> None:
    room.server.faults.add("sendMessage", fault)
    room.server.world.say(OLENA, "/keys newsroom")
    await room.settle()
    await room.deliver()
    assert "so there is none" in room.messages()[-1]["text"]
    assert not await room.storage.read(lambda tx: tx.keys.list_all())
    owed = await room.storage.read(lambda tx: tx.deliveries.figures(room.clock.now()))
    assert owed.due == 0


async def test_an_outdated_button_revokes_nobody_else(room: Room) -> None:
    await room.say("/keys newsroom")
    listed = await room.say("/keys")
    asked = await room.tap(listed, "Revoke newsroom")
    await room.tap(asked, "Revoke")
    await room.say("/keys agency")
    assert "out of date" in (await room.tap(asked, "Revoke"))["toast"]
    assert [one.client for one in await room.storage.read(lambda tx: tx.keys.list_all())] == ["agency"]
