"""Quiet hours and time zones, as a person meets them."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.room import GUARANTEES, NOW, PLANT, Room, article, labels

HOUR = timedelta(hours=1)
LATER = article("Divers inspected the plant", "Divers inspected the pond at Zaporizhzhia and found it safe.")


async def came(room: Room, at: datetime) -> list[str]:
    """The messages that come at a time."""
    room.clock.advance(at - room.clock.now())
    before = len(room.messages())
    await room.scheduler.queue_due()
    await room.deliver()
    return [one["text"] for one in room.messages()[before:]]


async def test_quiet_hours_hold_alerts_and_release_them_as_one_digest(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    assert "08:00-11:00 UTC" in (await room.say("/quiet 8:00-11"))["text"]
    count = len(room.messages())
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    assert len(room.messages()) == count
    assert await came(room, NOW + 1.9 * HOUR) == []
    [told] = await came(room, NOW + 2 * HOUR)
    assert "Talks on the plant" in told
    assert "Security guarantees" in told
    await room.publish(LATER)
    assert room.messages()[-1]["text"].startswith("🔔")


async def test_switching_quiet_hours_off_releases_what_they_held(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    shown = await room.say("/quiet 08:00-20:00")
    await room.publish(PLANT)
    await room.tap(shown, "Off")
    [told] = await came(room, NOW + HOUR / 60)
    assert "Talks on the plant" in told


async def test_a_digest_whose_hour_is_quiet_comes_when_the_quiet_ends(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 10:00")
    await room.publish(PLANT)
    await room.say("/quiet 09:30-12:00")
    assert await came(room, NOW + HOUR) == []
    assert len(await came(room, NOW + 3 * HOUR)) == 1


async def test_a_digest_whose_hour_passed_in_quiet_comes_when_they_are_switched_off(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 10:00")
    await room.publish(PLANT)
    shown = await room.say("/quiet 09:30-12:00")
    assert await came(room, NOW + 1.5 * HOUR) == []
    await room.tap(shown, "Off")
    assert len(await came(room, NOW + 1.6 * HOUR)) == 1


async def test_the_zone_moves_what_waits(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 12:00")
    await room.publish(PLANT)
    assert "Europe/Kyiv, 11:00" in (await room.say("/timezone kyiv"))["text"]
    assert len(await came(room, NOW + HOUR)) == 1


async def test_a_mute_until_an_hour_goes_by_the_chats_clock(room: Room) -> None:
    await room.say("/timezone Kyiv")
    await room.say("/follow Zaporizhzhia")
    await room.say("/mute all until 12:00")
    await room.publish(PLANT)
    assert len(await came(room, NOW + HOUR)) == 1


async def test_a_clock_set_back_brings_no_second_digest_of_the_day(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 10:00")
    await room.publish(PLANT)
    assert len(await came(room, NOW + HOUR)) == 1
    room.clock.advance(-0.5 * HOUR)
    await room.publish(LATER)
    assert await came(room, NOW + 2 * HOUR) == []
    assert len(await came(room, NOW + 25 * HOUR)) == 1


async def test_a_zone_that_nobody_knows_is_answered_with_the_nearest(room: Room) -> None:
    shown = await room.say("/timezone Singapoor")
    assert "Asia/Singapore" in labels(shown)
    assert "Asia/Singapore, 17:00" in (await room.tap(shown, "Asia/Singapore"))["text"]


@pytest.mark.parametrize("words", ["soon", "25:00-07:00", "22:00-22:00", "22:00"])
async def test_quiet_hours_that_cannot_be_are_refused_in_words(room: Room, words: str) -> None:
    said = (await room.say(f"/quiet {words}"))["text"]
    assert "/quiet 22:00-07:00" in said or "no time of day" in said
