"""What waits for a digest when the settings change under it."""

import random
import re
from datetime import datetime, timedelta

import pytest

from bot.domain.model import Article
from tests.handlers.room import GUARANTEES, NOW, OLENA, PLANT, Room, article, labels

HOUR = timedelta(hours=1)
TALKING = timedelta(seconds=10)
"""What is said takes a little time, and a mute runs from when it was said."""
LATER = article("Divers inspected the plant", "Divers inspected the pond at Zaporizhzhia and found it safe.")
BOTH = article("Both", f"{PLANT.text}\n\n{GUARANTEES.text}")


async def came(room: Room, at: datetime | None = None) -> str:
    """The digest that goes out at a time, or now; nothing when none does."""
    if at is not None:
        room.clock.advance(at - room.clock.now() + TALKING)
    before = len(room.messages())
    await room.scheduler.queue_due()
    await room.deliver()
    return "\n".join(one["text"] for one in room.messages()[before:])


async def test_what_waits_goes_out_at_the_new_hour_of_the_digest(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 18:00")
    await room.publish(PLANT)
    assert "1 story waits" in (await room.say("/digest daily 10:30"))["text"]
    assert await came(room, NOW + HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 1.5 * HOUR)


async def test_what_waits_waits_longer_when_the_digest_moves_back(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest hourly")
    await room.publish(PLANT)
    await room.say("/digest weekly wed 07:00")
    assert await came(room, NOW + 2 * HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 22 * HOUR)


async def test_an_issue_with_a_daily_digest_of_its_own_goes_by_the_new_hour(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    await room.publish(PLANT)
    await room.say("/digest weekly mon 12:00")
    assert await came(room, NOW + 2 * HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 3 * HOUR)


async def test_switching_digests_off_leaves_an_issue_with_one_of_its_own(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    await room.say("/follow security guarantees")
    await room.say("/digest daily 08:00")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    await room.say("/digest off")
    assert "Security guarantees still open" in (told := await came(room))
    assert "Talks on the plant" not in told
    assert "Talks on the plant" in await came(room, NOW + 23 * HOUR)


async def test_a_digest_that_is_due_already_is_not_put_off(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest hourly")
    await room.publish(PLANT)
    room.clock.advance(HOUR)
    await room.say("/digest weekly mon 07:00")
    assert "Talks on the plant" in await came(room)


async def test_an_issue_made_instant_gets_what_waits_for_it_alone(room: Room) -> None:
    await room.say("/follow security guarantees")
    card = await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 08:00")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    await room.tap(card, "Instant")
    assert "Talks on the plant" in (told := await came(room))
    assert "Security guarantees" not in told
    assert "Security guarantees still open" in await came(room, NOW + 23 * HOUR)


async def test_an_issue_made_instant_while_muted_stays_silent_until_the_mute_ends(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 08:00")
    await room.publish(PLANT)
    await room.say("/mute Zaporizhzhia 3h")
    await room.tap(card, "Instant")
    assert await came(room, NOW + 2 * HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 3 * HOUR)


async def test_what_waits_for_an_unfollowed_issue_is_dropped(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.say("/digest daily 08:00")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    await room.say("/unfollow Zaporizhzhia")
    assert "1 story waits" in (await room.say("/digest"))["text"]
    assert "Security guarantees still open" in (told := await came(room, NOW + 23 * HOUR))
    assert "Talks on the plant" not in told


async def test_a_story_of_two_issues_is_told_of_the_one_still_followed(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.say("/digest daily 08:00")
    await room.publish(BOTH)
    await room.say("/unfollow Zaporizhzhia")
    told = await came(room, NOW + 23 * HOUR)
    assert "security guarantees" in told
    assert "Zaporizhzhia nuclear" not in told


async def test_what_was_muted_is_dropped_with_its_issue(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/mute all 1h")
    await room.publish(PLANT)
    await room.say("/unfollow Zaporizhzhia")
    assert await came(room, NOW + HOUR) == ""


async def test_undo_brings_back_what_waited(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    await room.publish(PLANT)
    gone = await room.say("/unfollow Zaporizhzhia")
    await room.tap(gone, "Undo")
    assert "Talks on the plant" in await came(room, NOW + 23 * HOUR)


async def test_a_dropped_story_rings_for_another_issue_that_a_copy_names(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    await room.publish(PLANT)
    await room.say("/unfollow Zaporizhzhia")
    await room.say("/follow reactors")
    await room.publish(article(PLANT.title, PLANT.text, guid="copy", url=None, source="Wire"))
    assert "🔔 reactors" in room.messages()[-1]["text"]


async def test_another_name_of_an_issue_keeps_what_waits_for_it(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    await room.publish(PLANT)
    await room.say("/alias Zaporizhzhia = ZNPP")
    await room.say("/digest daily 12:00")
    assert "Talks on the plant" in await came(room, NOW + 3 * HOUR)


# -- mutes -----------------------------------------------------------------------------------------


async def test_what_is_held_waits_for_the_end_of_a_longer_mute(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/mute Zaporizhzhia 1h")
    await room.publish(PLANT)
    await room.say("/mute Zaporizhzhia 3h")
    assert await came(room, NOW + 2 * HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 3 * HOUR)


@pytest.mark.parametrize("what", ["all", "Zaporizhzhia"])
async def test_what_is_held_comes_at_the_end_of_a_shorter_mute(room: Room, what: str) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say(f"/mute {what} 8h")
    await room.publish(PLANT)
    await room.say(f"/mute {what} 1h")
    assert "Talks on the plant" in await came(room, NOW + HOUR)


async def test_a_digest_leaves_out_an_issue_that_was_muted_meanwhile(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.say("/digest hourly")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    await room.say("/mute Zaporizhzhia 3h")
    assert "Security guarantees still open" in (told := await came(room, NOW + HOUR))
    assert "Talks on the plant" not in told
    assert "Talks on the plant" in await came(room, NOW + 3 * HOUR)


async def test_an_issue_muted_in_the_moment_its_digest_is_due_is_silent(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest hourly")
    await room.publish(PLANT)
    room.clock.advance(HOUR)
    await room.say("/mute Zaporizhzhia 3h")
    assert await came(room, NOW + 3 * HOUR) == ""
    assert "Talks on the plant" in await came(room, NOW + 4 * HOUR)


async def test_unmuting_gives_the_digest_its_hour_back(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest hourly")
    await room.publish(PLANT)
    await room.say("/mute Zaporizhzhia 1d")
    await room.say("/unmute Zaporizhzhia")
    assert await came(room) == ""
    assert "Talks on the plant" in await came(room, NOW + HOUR)


async def test_unmuting_one_issue_brings_only_what_was_held_for_it(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.say("/mute Zaporizhzhia 8h")
    await room.say("/mute security guarantees 8h")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    await room.say("/unmute Zaporizhzhia")
    assert "Talks on the plant" in (told := await came(room))
    assert "Security guarantees still open" not in told


async def test_what_came_while_muted_does_not_wait_for_the_digest_after_it(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 08:00")
    await room.say("/mute Zaporizhzhia 1h")
    await room.publish(PLANT)
    await room.say("/mute Zaporizhzhia 2h")
    assert "Talks on the plant" in await came(room, NOW + 2 * HOUR)


async def test_unmute_under_an_alert_brings_what_was_held(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    muted = await room.tap(await room.tap(room.messages()[-1], "Mute"), "1 day")
    await room.publish(LATER)
    await room.tap(muted, "Unmute")
    assert "Divers inspected" in await came(room)


async def test_what_was_owed_to_whoever_blocked_the_bot_comes_as_one_digest_on_return(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.pipeline.process(PLANT)
    room.server.world.block(OLENA)
    await room.settle()
    figures = await room.storage.read(lambda tx: tx.deliveries.figures(room.clock.now()))
    assert (figures.due, figures.failed) == (0, 1)
    room.server.world.block(OLENA, False)
    await room.settle()
    await room.scheduler.queue_due()
    await room.deliver()
    assert room.messages()[-1]["text"].startswith("🗞 Digest · 1 story")


def _event(number: int) -> Article:
    words = random.Random(number)
    made = " ".join("".join(words.choices("bcdfgklmnoprstuaei", k=8)) for _ in range(40))
    return article(f"Zaporizhzhia saw event {number}.", f"Zaporizhzhia saw {made}.")


async def test_what_a_digest_leaves_comes_by_its_button_until_nothing_is_left(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest hourly")
    await room.pipeline.process_all([_event(n) for n in range(50)])
    await came(room, NOW + HOUR)
    parts = room.messages()[-3:]
    for _ in range(10):
        [last] = labels(parts[-1])[-1:] or [""]
        if not last.startswith("More ("):
            break
        pressed = parts[-1]
        parts.append(await room.tap(pressed, last))
        assert (
            labels(next(one for one in room.messages() if one["message_id"] == pressed["message_id"])) == []
        )
    told = re.findall(r"saw event (\d+)\. ·", "\n".join(one["text"] for one in parts))
    assert sorted(map(int, told)) == list(range(50))


async def test_a_digest_that_is_asked_for_comes_in_quiet_hours_too(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/digest daily 20:00")
    await room.publish(PLANT)
    await room.say("/quiet 08:00-12:00")
    await room.say("/digest now")
    assert "Talks on the plant" in await came(room)
