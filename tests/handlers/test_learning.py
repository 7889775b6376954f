"""👍 and 👎: asked in one tap, shown before it changes, listed with undo; and why an article did not ring."""

from dataclasses import replace

from bot.domain.model import Article
from tests.handlers.room import MAREK, NEWSROOM, NOW, OLENA, PLANT, Json, Room, article, labels

ASIDE = article(
    "Spartak wins the handball cup",
    "The goalkeeper stopped nine throws in the final. " * 12
    + "Next year's tournament may be played in Zaporizhzhia, the handball federation said.",
    source="Sports Daily",
)


async def told(room: Room, it: Article = PLANT, **where: int) -> Json:
    """The alert that an article raises in a chat that follows Zaporizhzhia."""
    await room.say("/follow Zaporizhzhia", **where)
    await room.say("/follow Zaporizhzhia", **where)
    await room.publish(it)
    return room.messages(where.get("chat_id", OLENA))[-1]


async def loosely(room: Room) -> Json:
    """The same of an article that only mentions it, where mentions ring."""
    await room.tap(await room.say("/follow Zaporizhzhia"), "Looser")
    await room.publish(ASIDE)
    return room.messages()[-1]


async def test_what_was_wrong_is_asked_by_one_tap_under_the_alert(room: Room) -> None:
    alert = await loosely(room)
    asked = await room.tap(alert, "👎")
    assert asked["text"] == alert["text"]
    assert labels(asked) == ["Wrong subject", "Only a mention", "Old news", "Seen already", "‹ Back"]
    assert labels(await room.tap(asked, "Back")) == labels(alert)


async def test_what_would_change_is_shown_before_it_does_and_nothing_may_be_chosen(room: Room) -> None:
    await loosely(room)
    await room.publish(PLANT)
    [alert] = [
        one for one in room.messages() if one["text"].startswith("🔔") and "handball cup" in one["text"]
    ]
    proposed = await room.tap(await room.tap(alert, "👎"), "Only a mention")
    assert "What shall change for Zaporizhzhia?" in proposed["text"]
    assert "Of 2 alerts of the last 30 days 1 would not have come:\n➖ Spartak wins" in proposed["text"]
    assert labels(proposed)[0].startswith("1. Only from ")
    kept = await room.tap(proposed, "Change nothing")
    assert kept["text"] == "Nothing was changed for Zaporizhzhia."
    assert "🎓" not in (await room.say("/follow Zaporizhzhia"))["text"]


async def test_a_stricter_threshold_is_learned_listed_and_undone(room: Room) -> None:
    proposed = await room.tap(await room.tap(await loosely(room), "👎"), "Only a mention")
    learned = await room.tap(proposed, "1. Only from")
    assert learned["toast"] == "Learned."
    assert "✓ Learned for Zaporizhzhia: rings only from a score of" in learned["text"]
    again = replace(
        ASIDE,
        guid="2",
        url="https://sports.example/2",
        title="Handball again, and skiing",
        text=ASIDE.text.replace("nine", "two"),
    )
    count = len(room.messages())
    await room.publish(again)
    assert len(room.messages()) == count
    why = await room.say(f"/why {again.url}")
    assert "set to loose and taught by presses, rings from" in why["text"] or "copy of a story" in why["text"]
    card = await room.say("/follow Zaporizhzhia")
    assert "🎓 1 change learned" in card["text"]
    listed = await room.tap(card, "Learned (1)")
    assert "rings only from a score of" in listed["text"]
    assert "Nothing yet." in (await room.tap(listed, "↩ Only from"))["text"]


async def test_an_excluded_word_keeps_its_articles_away_and_why_names_it(room: Room) -> None:
    proposed = await room.tap(await room.tap(await loosely(room), "👎"), "Wrong subject")
    word = next(one for one in labels(proposed) if "Not with “handball”" in one)
    await room.tap(proposed, word)
    later = article(
        "Federation elects a chair",
        "Members met for the whole weekend and voted. " * 9
        + "The handball hall of Zaporizhzhia was their host.",
        source="Another Paper",
    )
    await room.publish(later)
    assert "Federation" not in room.messages()[-1]["text"]
    assert (
        "It has the word “handball”, which was excluded here" in (await room.say(f"/why {later.url}"))["text"]
    )
    await room.publish(PLANT)
    assert "Talks on the plant" in room.messages()[-1]["text"]


async def test_a_publisher_is_left_out_for_one_issue_only(room: Room) -> None:
    await room.say("/follow security guarantees")
    proposed = await room.tap(await room.tap(await told(room), "👎"), "Seen already")
    await room.tap(proposed, "Never Morning Post")
    await room.publish(
        article("Zaporizhzhia: engineers arrive", "Engineers came to Zaporizhzhia by train on Tuesday.")
    )
    assert "engineers arrive" not in room.messages()[-1]["text"]
    await room.publish(
        article("Security guarantees agreed", "Ministers agreed on security guarantees on Tuesday night.")
    )
    assert "guarantees agreed" in room.messages()[-1]["text"]


async def test_a_wrong_alias_is_taken_away_and_comes_back_by_undo(room: Room) -> None:
    await room.say("/follow harbour")
    await room.say("/alias harbour = Porter")
    await room.publish(
        article("Porter sings", "The singer Porter gave a concert on Monday evening in the old town.")
    )
    proposed = await room.tap(await room.tap(room.messages()[-1], "👎"), "Wrong subject")
    learned = await room.tap(proposed, "Not the name “Porter”")
    assert "no longer matches the name “Porter”" in learned["text"]
    assert "Porter" not in (await room.say("/follow harbour"))["text"].replace("“Porter” was", "")
    await room.tap(learned, "Undo")
    assert "“Porter”" in (await room.say("/follow harbour"))["text"]


async def test_an_alert_of_several_issues_asks_for_which_it_was_wrong(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, chief negotiator")
    await room.publish(PLANT)
    asked = await room.tap(room.messages()[-1], "👎")
    assert labels(asked) == ["👎 chief negotiator", "👎 Zaporizhzhia", "‹ Back"]
    assert "Only a mention" in labels(await room.tap(asked, "👎 Zaporizhzhia"))


async def test_a_liked_borderline_match_goes_on_ringing_whatever_is_learned(room: Room) -> None:
    border = article(
        "The inheritance", "Judges heard about the Zaporizhzhia inheritance on Monday in Kharkiv."
    )
    liked = await room.tap(await told(room, border), "👍")
    assert "goes on ringing, whatever else you teach me" in liked["toast"]
    proposed = await room.tap(await room.tap(liked, "👎"), "Only a mention")
    assert not any("Only from" in one for one in labels(proposed))
    assert "Taken back." in (await room.tap(liked, "👍"))["toast"]


async def test_a_liked_sure_match_changes_nothing(room: Room) -> None:
    sure = article(
        "Zaporizhzhia: Zaporizhzhia plant",
        "Zaporizhzhia stays. The Zaporizhzhia plant stays in Zaporizhzhia.",
    )
    assert "sure match" in (await room.tap(await told(room, sure), "👍"))["toast"]


async def test_only_admins_teach_in_a_group(room: Room) -> None:
    alert = await told(room, chat_id=NEWSROOM)
    for label in ("👍", "👎"):
        assert "Only this group's admins" in (await room.tap(alert, label, MAREK))["toast"]


async def test_what_was_learned_survives_unfollowing_and_undo(room: Room) -> None:
    proposed = await room.tap(await room.tap(await loosely(room), "👎"), "Only a mention")
    await room.tap(proposed, "1. Only from")
    card = await room.tap(await room.say("/unfollow Zaporizhzhia"), "Undo")
    assert "🎓 1 change learned" in card["text"]


async def test_forged_and_repeated_presses_are_out_of_date(room: Room) -> None:
    alert = await loosely(room)
    proposed = await room.tap(await room.tap(alert, "👎"), "Only a mention")
    await room.tap(proposed, "1. Only from")
    for data in (
        "down:99", "down:1:99:mention", "down:1:1:frobnicate", "learn:1:1:mention:beef", "learn:1", "unlearn:1:beef",
        "unlearn:99:-", "learned:99", "up:99", "up",
    ):  # fmt: skip
        query = room.server.world.press(OLENA, data, chat_id=OLENA, message_id=alert["message_id"])
        await room.settle()
        assert (await room.server.world.wait_answer(query))["text"], data


# -- why there was no alert ------------------------------------------------------------------------


async def test_why_says_of_each_issue_that_an_article_has_nothing_like_its_name(room: Room) -> None:
    await room.say("/follow Kherson, Odesa")
    await room.publish(PLANT)
    answer = (await room.say(f"/why {PLANT.url}"))["text"]
    assert "It spoke of nothing that is followed here." in answer
    assert "Nowhere in it stands anything like “Kherson”, “Odesa”." in answer


async def test_why_knows_whether_the_site_of_an_unseen_article_is_read(room: Room) -> None:
    assert (
        "No feed of its site is read here" in (await room.say("/why https://harbour.example.org/9"))["text"]
    )
    item = b"<item><title>A</title><guid>1</guid></item>"
    feed = b"<rss version='2.0'><channel><title>Harbour News</title>" + item + b"</channel></rss>"
    room.source.pages["https://harbour.example.org/feed"] = (feed, "application/rss+xml")
    await room.say("/addsource https://harbour.example.org/feed")
    answer = (await room.say("/why https://harbour.example.org/9"))["text"]
    assert "Its site is read: Harbour News" in answer
    assert room.clock.now() >= NOW
