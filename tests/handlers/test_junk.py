"""Button data that no button of ours holds: anybody can send it, and older versions wrote other things."""

import logging

import pytest

from handlers.buttons import VERBS
from tests.handlers.room import OLENA, PLANT, Room

HUGE = "9" * 30
JUNK = (
    "", ":", "::", ":::", "x", "x:y:z", " ", "-1", "1", "1:", "1::", "1:x", "1:1:x", "1:99", "1:" + HUGE, "1:1:" + HUGE,
    "1:1:999999999999999999", "0:999999999999999999", "0:0", "0:-5", HUGE, f"-{HUGE}", "1:now:x", "daily 25:00",
    "weekly", "=", "=:", "=???", "=a,b", "=:1:normal", "1:instant:", "1:-:", "1:=", "٣", "1.5", "🔔", "now:", "none",
)  # fmt: skip


EVER = ("", ":", "1:x", "1:" + HUGE)
SHARE = 3
"""Each verb gets what stands in EVER and every third of the others, the next verb the next third."""
EVERY = [*enumerate([*VERBS, "", "frobnicate"])]
ROOMS = 12


@pytest.mark.parametrize("verbs", [EVERY[number::ROOMS] for number in range(ROOMS)])
async def test_junk_behind_a_verb_is_answered_kindly(
    room: Room, caplog: pytest.LogCaptureFixture, verbs: list[tuple[int, str]]
) -> None:
    message = await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    before = len(room.messages())
    pressed = {
        data: room.server.world.press(OLENA, data, chat_id=OLENA, message_id=message["message_id"])
        for number, verb in verbs
        for data in (f"{verb}:{junk}" for junk in {*EVER, *JUNK[number % SHARE :: SHARE]})
    }  # all at once, so that they are fetched at once
    await room.settle()
    for data, query in pressed.items():
        toast = (await room.server.world.wait_answer(query)).get("text") or ""
        assert "went wrong" not in toast, data
    assert "went wrong" not in "\n".join(str(one.get("text")) for one in room.messages()[before:])
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "data", ["digest:", "digest", "digest:daily 25:00", "mute::", "mute:1:", "mute:1::", "mute:1:99"]
)
async def test_an_empty_or_odd_part_means_that_the_button_is_out_of_date(room: Room, data: str) -> None:
    message = await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    query = room.server.world.press(OLENA, data, chat_id=OLENA, message_id=message["message_id"])
    await room.settle()
    assert "out of date" in (await room.server.world.wait_answer(query))["text"]
