"""Following, its card, the list, aliases, and stopping - as a person sees them."""

from datetime import timedelta

import pytest

from bot.domain.model import Destination, Issue
from storage import Transaction
from tests.handlers.room import GUARANTEES, MAREK, NOW, OLENA, PLANT, Room, article, labels


async def test_following_reads_back_what_matches_and_what_the_week_gave(room: Room) -> None:
    await room.publish(PLANT)
    answer = await room.say("/follow Zaporizhzhia")
    assert "Matches “Zaporizhzhia” in any spelling" in answer["text"]
    assert "Запоріжжя" in answer["text"] or "Запоріжжія" in answer["text"]
    assert "Last 7 days: 1 alert from 1 article." in answer["text"]
    assert "nuclear power plant remains unresolved" in answer["text"]
    assert labels(answer)[:6] == ["✓ Instant", "Daily", "Weekly", "Stricter", "Looser", "Aliases"]


async def test_an_article_after_following_rings_once_with_its_passage(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    await room.publish(PLANT)
    [alert] = [
        one for one in room.messages() if one["text"].startswith("🔔 Zaporizhzhia\nTalks on the plant")
    ]
    assert "remains unresolved" in alert["text"]
    assert labels(alert) == ["👍 Good", "👎 Not this", "🔕 Mute", "🕓 Timeline", "Why?"]


async def test_a_big_archive_is_looked_through_after_the_answer(room: Room) -> None:
    await room.fill_archive()
    answer = await room.say("/follow Zaporizhzhia")
    assert "Last 7 days: 1 alert from 1 article." in answer["text"]


async def test_following_twice_says_so_and_changes_nothing(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    answer = await room.say("/follow  zaporizhzhia")
    assert answer["text"].startswith("Followed here already:")
    assert (await room.say("/issues"))["text"].startswith("Following 1 issue")


async def test_several_are_followed_by_comma_and_line_break(room: Room) -> None:
    answer = await room.say("/follow security guarantees, territory\ninterest rates, territory")
    assert "Now following 3 more issues" in answer["text"]
    card = await room.tap(answer, "territory")
    assert "territory" in card["text"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/follow " + "x" * 101, "may have 100 characters"),
        ("/follow " + ",".join(f"issue {n}" for n in range(21)), "at most 20 at once"),
        ("/follow ???", "no letter in it"),
        ("/follow ,,", "Please send a name"),
    ],
)
async def test_what_cannot_be_followed_is_refused_in_words(room: Room, text: str, words: str) -> None:
    assert words in (await room.say(text))["text"]


async def test_without_a_name_it_asks_and_takes_the_answer(room: Room) -> None:
    question = await room.say("/follow")
    assert question["text"] == "Which issue shall I follow?"
    answer = await room.say("Zaporizhzhia", reply_to=question["message_id"])
    assert answer["text"].startswith("Following from now on:")


async def test_typed_words_offer_following_and_status(room: Room) -> None:
    offer = await room.say("Zaporizhzhia")
    assert labels(offer) == ["🔔 Follow “Zaporizhzhia”", "📍 Status of “Zaporizhzhia”"]
    assert "Nothing about it" in (await room.tap(offer, "Status"))["text"]
    assert (await room.tap(offer, "Follow"))["text"].startswith("Following from now on:")
    assert (await room.tap(offer, "Follow"))["text"].startswith("Followed here already:")


async def test_words_that_nobody_follows_are_not_kept(room: Room) -> None:
    first = await room.storage.write(lambda tx: tx.issues.ensure("first"))
    await room.publish(PLANT)
    await room.say("Kherson")
    for question in ("/status Kherson", "/timeline Kherson", "/status zaporizia", "/start"):
        await room.say(question)
    assert (await room.storage.write(lambda tx: tx.issues.ensure("next"))).id == first.id + 1


@pytest.mark.parametrize("name", ["Kherson: the west bank", "Харківська область та її північ " * 3])
async def test_words_that_no_button_can_carry_are_offered_too(room: Room, name: str) -> None:
    offer = await room.say(name)
    assert "Nothing about it" in (await room.tap(offer, "Status"))["text"]
    assert (await room.tap(offer, "Follow"))["text"].startswith("Following from now on:\n" + name[:20])


async def test_settings_change_in_place(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    changed = await room.tap(card, "Daily")
    assert changed["message_id"] == card["message_id"]
    assert "daily digest, next 11 Mar 08:00 UTC" in changed["text"]
    assert "✓ Daily" in labels(changed)
    assert changed["toast"] == "Delivery: daily digest."
    assert "strict: only what is surely about it" in (await room.tap(card, "Stricter"))["text"]
    assert "Matching: normal" in (await room.tap(card, "Looser"))["text"]


async def test_pressing_the_same_twice_is_harmless(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    await room.tap(card, "Daily")
    again = await room.tap(card, "Daily")
    assert "✓ Daily" in labels(again)
    assert again["toast"]


async def test_a_daily_issue_is_held_and_comes_as_a_digest(room: Room) -> None:
    await room.tap(await room.say("/follow Zaporizhzhia"), "Daily")
    before = len(room.messages())
    await room.publish(PLANT)
    assert len(room.messages()) == before
    room.clock.advance(timedelta(hours=24))
    await room.scheduler.queue_due()
    await room.deliver()
    assert room.messages()[-1]["text"].startswith("🗞 Digest · 1 story")


async def test_the_list_shows_delivery_stories_and_newest_and_turns_its_pages(room: Room) -> None:
    await room.say("/follow " + ",".join(f"port {letter}" for letter in "abcdefgh"))
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    first = await room.say("/issues")
    assert "Following 9 issues · page 1 of 2" in first["text"]
    second = await room.tap(first, "More ›")
    assert second["message_id"] == first["message_id"]
    assert "Zaporizhzhia\n   at once · 1 story this week · newest 10 Mar 08:00 UTC" in second["text"]


async def test_an_empty_list_offers_the_first_step(room: Room) -> None:
    assert "/follow" in (await room.say("/issues"))["text"]


async def test_unfollowing_can_be_undone_with_the_same_settings(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    await room.tap(card, "Weekly")
    gone = await room.say("/unfollow zaporizia")
    assert "No longer following Zaporizhzhia" in gone["text"]
    before = len(room.messages())
    await room.publish(PLANT)
    assert len(room.messages()) == before
    back = await room.tap(gone, "Undo")
    assert "✓ Weekly" in labels(back)
    assert "Zaporizhzhia" in (await room.say("/issues"))["text"]


async def test_unfollow_without_a_name_shows_buttons(room: Room) -> None:
    await room.say("/follow territory, grain")
    question = await room.say("/unfollow")
    assert "No longer following grain" in (await room.tap(question, "grain"))["text"]
    assert "Following 1 issue" in (await room.say("/issues"))["text"]


async def test_a_button_of_something_unfollowed_answers_kindly(room: Room) -> None:
    card = await room.say("/follow Zaporizhzhia")
    await room.say("/unfollow Zaporizhzhia")
    assert "no longer followed here" in (await room.tap(card, "Daily"))["toast"]


async def test_unfollowing_what_is_not_followed_says_so(room: Room) -> None:
    assert "is not followed here" in (await room.say("/unfollow pineapples"))["text"]


async def test_an_alias_matches_too_and_is_said_how_it_was_understood(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    answer = await room.say("/alias zaporizia = ZNPP")
    assert answer["text"].startswith("Taking “zaporizia” as Zaporizhzhia.")
    assert "• ZNPP" in answer["text"]
    await room.publish(
        article("Inspectors at the ZNPP", "Inspectors at the ZNPP found its pumps dry on Sunday.")
    )
    assert "Inspectors at the ZNPP" in room.messages()[-1]["text"]


async def test_an_alias_of_one_chat_is_not_an_alias_of_another(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/follow Zaporizhzhia", MAREK)
    await room.say("/alias Zaporizhzhia = ZNPP")
    before = len(room.messages(MAREK))
    await room.publish(
        article("Inspectors at the ZNPP", "Inspectors at the ZNPP found its pumps dry on Sunday.")
    )
    assert len(room.messages(MAREK)) == before
    assert len(room.messages(OLENA)) > 2


async def test_an_alias_is_removed_by_its_button_and_only_that_one(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    shown = await room.say("/alias Zaporizhzhia = ZNPP, the station")
    after = await room.tap(shown, "✕ ZNPP")
    assert "ZNPP" not in after["text"]
    assert "• the station" in after["text"]
    again = await room.tap(shown, "✕ ZNPP")
    assert "• the station" in again["text"]


@pytest.mark.parametrize("leaving", ["/alias Zaporizhzhia = ZNPP", "/unfollow Zaporizhzhia"])
async def test_an_issue_followed_while_its_last_follower_leaves_still_rings(room: Room, leaving: str) -> None:
    async def marek_follows() -> None:
        def write(tx: Transaction) -> Issue:
            chat = tx.chats.get_or_add(Destination(room.application.bot.id, MAREK), "Marek", room.clock.now())
            return tx.subscriptions.add(chat.id, tx.issues.ensure("Zaporizhzhia"), NOW)[0].issue

        await room.matcher.add(await room.storage.write(write))

    await room.say("/issues", MAREK)
    await room.say("/follow Zaporizhzhia")
    room.matcher.meanwhile = marek_follows
    await room.say(leaving)
    await room.publish(PLANT)
    assert "Talks on the plant" in room.messages(MAREK)[-1]["text"]


async def test_an_issue_that_nobody_follows_any_more_is_matched_no_more(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/alias Zaporizhzhia = ZNPP")
    assert [len(found) for found in await room.matcher.match([PLANT])] == [1]
    await room.say("/unfollow Zaporizhzhia")
    assert await room.matcher.match([PLANT]) == [[]]


async def test_an_issue_with_aliases_counts_as_followed_by_each_name(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.say("/alias Zaporizhzhia = ZNPP")
    assert (await room.say("/follow znpp"))["text"].startswith("Followed here already:")


async def test_one_story_of_two_issues_rings_once_and_names_both(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    before = len(room.messages())
    await room.publish(article("Plant and guarantees", f"{PLANT.text}\n\n{GUARANTEES.text}"))
    [alert] = room.messages()[before:]
    assert alert["text"].splitlines()[0].count("·") == 1


async def test_another_spelling_of_what_is_followed_is_not_followed_unasked(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    answer = await room.say("/follow Zaporizhzhya")
    assert answer["text"] == "You follow Zaporizhzhia already, and it matches “Zaporizhzhya” too."
    assert "Following 1 issue" in (await room.say("/issues"))["text"]
    assert (await room.tap(answer, "Follow “Zaporizhzhya” as well"))["text"].startswith(
        "Following from now on:"
    )
    assert "Following 2 issues" in (await room.say("/issues"))["text"]


async def test_of_several_names_only_the_other_spelling_is_asked_about(room: Room) -> None:
    said = await room.whisper("/follow Zaporizhzhia, Zaporizhzhya, grain")
    assert "Now following 2 more issues" in said[0]["text"]
    assert said[1]["text"].startswith("You follow Zaporizhzhia already")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ukraine", "Ukraine war"),
        ("North Korea", "South Korea"),
        ("Iran", "Iraq"),
        ("port a", "port b"),
        ("Article 5", "Article 7"),
    ],
)
async def test_a_like_name_that_means_something_else_is_followed(room: Room, one: str, other: str) -> None:
    await room.say(f"/follow {one}")
    assert (await room.say(f"/follow {other}"))["text"].startswith("Following from now on:")


async def test_unfollowing_a_misspelt_name_is_one_answer(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    [answer] = await room.whisper("/unfollow zaporizia")
    assert answer["text"] == "Taking “zaporizia” as Zaporizhzhia.\nNo longer following Zaporizhzhia."
    assert labels(answer) == ["↩ Undo"]
