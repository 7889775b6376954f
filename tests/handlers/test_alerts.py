"""The buttons under an alert, digests, mutes, and the reasons behind it all."""

from datetime import timedelta

import pytest

from tests.handlers.room import GUARANTEES, MAREK, NOW, PLANT, Json, Room, article, labels


async def alerted(room: Room) -> Json:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    return room.messages()[-1]


MORE = article(
    "A second plant story", "Divers inspected the cooling pond at Zaporizhzhia and found it safe on Tuesday."
)


async def test_mute_under_an_alert_asks_how_long_and_holds(room: Room) -> None:
    alert = await alerted(room)
    asked = await room.tap(alert, "Mute")
    assert asked["text"] == alert["text"]
    assert labels(asked) == ["1 hour", "8 hours", "1 day", "1 week", "‹ Back"]
    muted = await room.tap(asked, "1 hour")
    assert muted["toast"] == "Zaporizhzhia: muted until 10 Mar 10:00 UTC. What comes meanwhile waits."
    assert labels(muted) == ["👍 Good", "👎 Not this", "🔔 Unmute", "🕓 Timeline", "Why?"]
    count = len(room.messages())
    await room.publish(MORE)
    assert len(room.messages()) == count
    room.clock.advance(timedelta(hours=1))
    await room.scheduler.queue_due()
    await room.deliver()
    assert "A second plant story" in room.messages()[-1]["text"]


async def test_back_brings_the_buttons_back(room: Room) -> None:
    alert = await alerted(room)
    assert labels(await room.tap(await room.tap(alert, "Mute"), "Back")) == labels(alert)


async def test_an_alert_of_several_issues_asks_which_to_mute(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.publish(article("Both", f"{PLANT.text}\n\n{GUARANTEES.text}"))
    which = await room.tap(room.messages()[-1], "Mute")
    assert set(labels(which)) == {"🔕 Zaporizhzhia", "🔕 security guarantees", "🔕 All of these", "‹ Back"}
    muted = await room.tap(await room.tap(which, "🔕 Zaporizhzhia"), "1 day")
    assert muted["toast"].startswith("Zaporizhzhia: muted")
    listed = (await room.say("/issues"))["text"]
    assert "Zaporizhzhia\n   muted" in listed
    assert "security guarantees\n   at once" in listed


async def test_timeline_under_an_alert_brings_the_picture(room: Room) -> None:
    shown = await room.tap(await alerted(room), "Timeline")
    assert shown["photo"]
    assert "🕓 Zaporizhzhia" in shown["caption"]


async def test_why_under_an_alert_says_what_matched(room: Room) -> None:
    shown = await room.tap(await alerted(room), "Why?")
    assert "It told a new story about the issue" in shown["text"]
    assert "Matched “Zaporizhzhia”" in shown["text"]


async def test_why_as_a_reply_to_an_alert(room: Room) -> None:
    alert = await alerted(room)
    assert "It told a new story" in (await room.say("/why", reply_to=alert["message_id"]))["text"]


async def test_why_a_link_led_to_no_alert(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    old = article("Old plant story", PLANT.text, published_at=NOW - timedelta(days=9))
    await room.publish(old)
    answer = await room.say(f"/why {old.url}")
    assert "published too long ago to ring" in answer["text"]
    assert "published too long ago" in (await room.say(str(old.url)))["text"]


@pytest.mark.parametrize(
    "link", ["https://News.Example.org/plant?utm_source=chat#top", "<https://news.example.org/plant>.",
             "(https://news.example.org/plant)", "HTTPS://news.example.org/plant,"]
)  # fmt: skip
async def test_why_finds_a_link_however_it_was_shared(room: Room, link: str) -> None:
    await room.publish(article("Talks", PLANT.text, url="https://news.example.org/plant"))
    assert "spoke of nothing that is followed here" in (await room.say(f"/why {link}"))["text"]


async def test_why_keeps_a_bracket_that_belongs_to_the_link(room: Room) -> None:
    await room.publish(article("Talks", PLANT.text, url="https://news.example.org/plant_(south)"))
    answer = await room.say("/why https://news.example.org/plant_(south).")
    assert "spoke of nothing that is followed here" in answer["text"]


async def test_why_an_article_that_speaks_of_nothing_followed(room: Room) -> None:
    await room.publish(PLANT)
    assert "spoke of nothing that is followed here" in (await room.say(f"/why {PLANT.url}"))["text"]


async def test_why_a_link_that_never_came_in(room: Room) -> None:
    assert "has not come in" in (await room.say("/why https://elsewhere.example.org/x"))["text"]


async def test_why_alone_offers_the_latest_alerts(room: Room) -> None:
    await alerted(room)
    question = await room.say("/why")
    assert "It told a new story" in (await room.tap(question, "Talks on the plant"))["text"]


async def test_why_of_another_chats_alert_is_not_told(room: Room) -> None:
    alert = await alerted(room)
    other = await room.say("/why", MAREK)
    assert "No alert came here yet" in other["text"]
    data = next(
        b["callback_data"]
        for row in alert["reply_markup"]["inline_keyboard"]
        for b in row
        if b["text"] == "Why?"
    )
    query = room.server.world.press(MAREK, data, chat_id=MAREK, message_id=other["message_id"])
    await room.settle()
    assert "no longer kept" in (await room.server.world.wait_answer(query))["text"]


async def test_muting_everything_and_ending_it_early(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    assert "Everything is muted until 10 Mar 18:00 UTC" in (await room.say("/mute all until 18:00"))["text"]
    await room.publish(PLANT)
    answer = await room.say("/unmute")
    assert "Everything rings again.\n1 held story on the way." in answer["text"]
    await room.scheduler.queue_due()
    await room.deliver()
    assert "Talks on the plant" in room.messages()[-1]["text"]


async def test_mute_without_a_length_or_a_name_asks(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    menu = await room.say("/mute")
    lengths = await room.tap(menu, "Zaporizhzhia")
    assert "Zaporizhzhia is muted until 11 Mar 09:00 UTC" in (await room.tap(lengths, "1 day"))["text"]
    assert "How long shall Zaporizhzhia" in (await room.say("/mute zaporizia"))["text"]
    assert "rings again" in (await room.say("/unmute zaporizia"))["text"]
    assert "Nothing is muted here" in (await room.say("/unmute"))["text"]


async def test_a_followed_name_that_reads_like_a_length_is_a_name(room: Room) -> None:
    await room.say("/follow Day 5 m")
    assert "How long shall Day 5 m" in (await room.say("/mute day 5 m"))["text"]
    assert "Day 5 m is muted until 10 Mar 10:00 UTC" in (await room.say("/mute day 5 m 1h"))["text"]


async def test_a_digest_is_set_shown_and_sent_now(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    answer = await room.say("/digest daily 07:30")
    assert "every day at 07:30 UTC. Next: 11 Mar 07:30 UTC" in answer["text"]
    await room.publish(PLANT)
    shown = await room.say("/digest")
    assert "1 story waits for the next one." in shown["text"]
    assert (await room.tap(shown, "Send now"))["text"] == "The digest is on its way."
    await room.deliver()
    assert room.messages()[-1]["text"].startswith("🗞 Digest · 1 story")
    assert "Nothing waits" in (await room.say("/digest now"))["text"]


async def test_switching_the_digest_off_releases_what_waits(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    shown = await room.say("/digest weekly mon 07:30")
    await room.publish(PLANT)
    off = await room.tap(shown, "Off")
    assert "off, alerts come at once" in off["text"]
    await room.scheduler.queue_due()
    await room.deliver()
    assert room.messages()[-1]["text"].startswith("🗞 Digest · 1 story")


async def test_a_digests_time_that_cannot_be_is_refused_in_words(room: Room) -> None:
    assert "no time of day" in (await room.say("/digest daily 25:00"))["text"]


async def test_what_waits_for_the_end_of_a_mute_is_said(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/mute all 8h")
    await room.publish(PLANT)
    shown = (await room.say("/digest"))["text"]
    assert "1 story waits for the end of the mute." in shown
    assert "Nothing waits" not in shown
    assert "1 story waits for the end of the mute. /unmute" in (await room.say("/digest now"))["text"]


@pytest.mark.parametrize(
    "words", ["all forever", "everything for good", "forever", "Zaporizhzhia forever", "all 0h"]
)
async def test_a_mute_without_an_end_is_explained(room: Room, words: str) -> None:
    await room.say("/follow Zaporizhzhia")
    assert "A mute lasts from a minute to a year" in (await room.say(f"/mute {words}"))["text"]


@pytest.mark.parametrize("name", ["All Blacks", "Batman Forever"])
async def test_a_followed_name_like_an_endless_mute_is_a_name(room: Room, name: str) -> None:
    await room.say(f"/follow {name}")
    assert f"How long shall {name} be silent?" in (await room.say(f"/mute {name}"))["text"]


async def test_a_shorter_mute_says_that_it_ends_sooner(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    for what, name in (("all", "Everything"), ("Zaporizhzhia", "Zaporizhzhia")):
        assert "no longer" not in (await room.say(f"/mute {what} 8h"))["text"]
        sooner = (await room.say(f"/mute {what} 1h"))["text"]
        assert f"{name} is muted until 10 Mar 10:00 UTC and no longer until 10 Mar 17:00 UTC." in sooner
        assert "no longer" not in (await room.say(f"/mute {what} 2h"))["text"]


async def test_everything_is_asked_about_in_small_letters(room: Room) -> None:
    assert "How long shall everything be silent?" in (await room.say("/mute all"))["text"]


AGREED = article(
    "Truce agreed at Zaporizhzhia plant",
    f"Both sides agreed on a truce around the Zaporizhzhia plant on Tuesday night.\n\n{PLANT.text}",
    published_at=NOW + timedelta(hours=2),
)


async def test_a_new_fact_is_an_answer_to_the_first_message(room: Room) -> None:
    first = await alerted(room)
    room.clock.advance(timedelta(hours=2))
    await room.publish(AGREED)
    second = room.messages()[-1]
    assert second["reply_to_message"]["message_id"] == first["message_id"]
    assert second["text"].splitlines()[1] == "New in this story: agreed"
    why = await room.tap(second, "Why")
    assert "It brought something new to a story that was told here before" in why["text"]


async def test_a_new_fact_comes_by_itself_where_the_first_message_was_deleted(room: Room) -> None:
    first = await alerted(room)
    await room.application.bot.delete_message(first["chat"]["id"], first["message_id"])
    room.clock.advance(timedelta(hours=2))
    await room.publish(AGREED)
    second = room.messages()[-1]
    assert "reply_to_message" not in second
    assert "New in this story: agreed" in second["text"]
