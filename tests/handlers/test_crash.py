"""A process that dies in the middle of a command: what was done is done once, and whoever asked is told."""

import asyncio
from datetime import timedelta
from typing import Any

from telegram import Update

from bot.domain.model import Strictness
from bot.sandbox import FaultKind
from tests.handlers.room import OLENA, Json, Room, labels


async def strictness(room: Room) -> Strictness:
    [one] = await room.storage.read(
        lambda tx: tx.subscriptions.list_for_chat(tx.chats.list_of(room.application.bot.id, OLENA)[0].id)
    )
    return one.strictness


async def killed_while_it_answers(room: Room, method: str) -> tuple[Update, ...]:
    """Handle what waits in a process that dies before Telegram has taken the answer; Telegram repeats it then."""
    updates = await room.application.bot.get_updates(offset=room.offset, timeout=0)
    room.server.faults.add(method, FaultKind.TIMEOUT)
    dying = asyncio.create_task(room.application.process_update(updates[0]))
    async with asyncio.timeout(10):
        while room.server.faults.waiting:
            await asyncio.wait({dying}, timeout=0.01)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    room.server.faults.clear()
    return updates


async def test_a_button_that_moves_a_step_moves_one_when_the_process_dies_before_it_answers(
    room: Room,
) -> None:
    await room.say("/follow Zaporizhzhia")
    [card] = room.messages()
    room.server.world.tap(OLENA, card, "Stricter")
    await killed_while_it_answers(room, "editMessageText")
    assert await strictness(room) is Strictness.STRICT
    await room.handle()
    assert await strictness(room) is Strictness.STRICT


async def test_who_followed_something_when_the_process_died_is_told_that_it_is_done(room: Room) -> None:
    room.server.world.say(OLENA, "/follow Zaporizhzhia")
    await killed_while_it_answers(room, "sendMessage")
    before = len(room.messages())
    await room.handle()
    [answer] = room.messages()[before:]
    assert answer["text"].startswith("I was restarted just now.")
    assert "Zaporizhzhia" in (await room.say("/issues"))["text"]


async def after(room: Room, seconds: int) -> list[Json]:
    room.clock.advance(timedelta(seconds=seconds))
    await room.deliver()
    return room.messages()


async def test_an_answer_that_flood_control_held_up_comes_with_its_buttons(room: Room) -> None:
    room.server.faults.add("sendMessage", FaultKind.FLOOD, retry_after=5)
    assert await room.whisper("/follow Zaporizhzhia") == []
    [card] = await after(room, 6)
    assert "Stricter" in " ".join(labels(card))
    changed = await room.tap(card, next(label for label in labels(card) if "Stricter" in label))
    assert await strictness(room) is Strictness.STRICT
    assert changed["message_id"] == card["message_id"]


async def test_a_change_that_flood_control_held_up_is_made_in_place_later(room: Room) -> None:
    card: Any = await room.say("/follow Zaporizhzhia")
    room.server.faults.add("editMessageText", FaultKind.FLOOD, retry_after=5)
    room.server.world.tap(OLENA, card, "Stricter")
    await room.settle()
    [changed] = await after(room, 6)
    assert changed["message_id"] == card["message_id"]
    assert "trict" in changed["text"]
    assert changed["text"] != card["text"]
