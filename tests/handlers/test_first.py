"""The first minute: three lines, a tap, a real alert at once, the hour of the digest, done."""

from datetime import timedelta

from tests.handlers.room import MAREK, NEWSROOM, NOW, PLANT, Json, Room, article, labels


async def welcomed(room: Room) -> Json:
    """Somebody who has just begun, where the news speaks of Oslo."""
    for n, verb in enumerate(("reopened", "flooded")):
        text = f"Officials in Oslo said on day {n} that the old bridge {verb} before {n + 3} boats arrived."
        await room.publish(article(f"The bridge {verb}", text))
    return await room.say("/start")


async def test_start_is_three_lines_and_offers_what_the_news_speaks_of(room: Room) -> None:
    welcome = await welcomed(room)
    assert len(welcome["text"].splitlines()) == 3
    assert labels(welcome)[0] == "🔔 Follow “Oslo”"


async def test_one_tap_follows_and_shows_a_real_alert_in_place(room: Room) -> None:
    welcome = await welcomed(room)
    shown = await room.tap(welcome, "Oslo")
    assert shown["message_id"] == welcome["message_id"]
    assert shown["text"].startswith("✓ Following Oslo from now on.")
    assert "🔔 Oslo\nThe bridge flooded\nMorning Post · 10 Mar" in shown["text"]
    assert "Officials in Oslo said on day 1" in shown["text"]
    assert shown["text"].endswith("When shall alerts come?")
    assert labels(shown) == ["At once", "Daily 08:00", "Daily 18:00", "Mondays 08:00"]


async def test_the_hour_is_set_by_a_tap_and_can_be_changed_again(room: Room) -> None:
    question = await room.tap(await welcomed(room), "Oslo")
    done = await room.tap(question, "Daily 18:00")
    assert done["toast"] == "Set."
    assert "one digest a day, at 18:00 (UTC;" in done["text"]
    assert "every day at 18:00 UTC" in (await room.say("/digest"))["text"]
    again = await room.tap(done, "At once")
    assert "Alerts come at once." in again["text"]
    assert "✓ At once" in labels(again)
    assert (await room.tap(again, "What will match?"))["text"].startswith("Oslo\nMatches “Oslo”")


async def test_whoever_wants_another_first_issue_is_offered_them_again(room: Room) -> None:
    done = await room.tap(await room.tap(await welcomed(room), "Oslo"), "At once")
    assert labels(await room.tap(done, "something else"))[0] == "🔔 Follow “Oslo”"


async def test_a_first_issue_of_a_long_archive_is_shown_when_it_was_looked_through(room: Room) -> None:
    await room.fill_archive()
    shown = await room.tap(await welcomed(room), "Oslo")
    assert "Its newest alert would have looked so:" in shown["text"]
    assert "When shall alerts come?" in shown["text"]


async def test_a_first_issue_that_nothing_speaks_of_any_more_says_so(room: Room) -> None:
    welcome = await welcomed(room)
    room.clock.advance(timedelta(days=9))
    shown = await room.tap(welcome, "Oslo")
    assert "Nothing of the last 7 days speaks of it" in shown["text"]


async def test_in_a_group_only_admins_take_the_first_step(room: Room) -> None:
    await welcomed(room)
    welcome = await room.say("/start", MAREK, chat_id=NEWSROOM)
    assert "Only this group's admins" in (await room.tap(welcome, "Oslo", MAREK))["toast"]


async def test_a_forged_hour_is_out_of_date(room: Room) -> None:
    await room.publish(PLANT)
    message = await room.say("/follow Zaporizhzhia")
    for data in ("hour:1:99999", "hour:1:x", "hour:1", "hour:999:now", "first:77", "first"):
        query = room.server.world.press(101, data, chat_id=101, message_id=message["message_id"])
        await room.settle()
        assert (await room.server.world.wait_answer(query))["text"], data
    assert room.clock.now() >= NOW
