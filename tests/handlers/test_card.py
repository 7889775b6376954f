"""The card of a followed issue as a person sees it: what matches, what stricter and looser change, short forms and
names in other languages by a tap, and why an alert came."""

import asyncio
from dataclasses import replace

from bot.domain.model import Issue, IssueId
from tests.handlers.room import OLENA, Room, article, labels
from tests.test_matcher import Pages, many

FILLER = " ".join(
    f"Boat {n} sails at {n % 12} for island {n * 7} with {n * 13} sacks of salt." for n in range(45)
)
PLANT = article(
    "Belmora Port Authority closes two quays",
    "The Belmora Port Authority (BPA) closed two quays on Monday. Pilots were told on Sunday. "
    "Divers had found cracks in the old walls, and repairs will take until autumn, its engineer said.",
)
MENTION = article("Ferries sail again", f"{FILLER}\n\nA clerk of the Belmora port authority spoke as well.")
STORM = article(
    "Storm damage in the Belmora port authority’s yard", "Nobody was hurt, the wardens said on Sunday."
)


async def follow(room: Room) -> dict[str, object]:
    for one in (PLANT, MENTION, STORM):
        await room.publish(one)
    return await room.say("/follow Belmora port authority")


async def test_the_week_is_shown_with_samples_and_what_each_button_would_change(room: Room) -> None:
    card = await follow(room)
    assert "Last 7 days: 2 alerts from 2 articles." in card["text"]
    assert "Looser would add 1 alert." in card["text"]
    assert PLANT.title in card["text"]
    assert STORM.title in card["text"]
    assert MENTION.title not in card["text"]


async def test_looser_shows_what_it_adds_in_the_same_message_and_can_be_undone(room: Room) -> None:
    card = await follow(room)
    looser = await room.tap(card, "Looser")
    assert looser["message_id"] == card["message_id"]
    assert "Last 7 days: 3 alerts instead of 2.\nRings as well:\n➕ Ferries sail again" in looser["text"]
    assert "named once, far down" in looser["text"]
    back = await room.tap(looser, "Undo: normal again")
    assert back["message_id"] == card["message_id"]
    assert "Matching: normal." in back["text"]
    assert "Last 7 days: 2 alerts" in back["text"]
    assert not any("Undo" in label for label in labels(back))


async def test_stricter_shows_what_no_longer_rings(room: Room) -> None:
    card = await follow(room)
    await room.tap(card, "Looser")
    stricter = await room.tap(card, "Stricter")
    assert "Last 7 days: 2 alerts instead of 3.\nNo longer rings:\n➖ Ferries sail again" in stricter["text"]
    assert "Still rings:\n🔔 " in stricter["text"]
    assert "Undo: loose again" in " ".join(labels(stricter))


async def test_a_short_form_in_brackets_is_offered_added_by_a_tap_and_then_rings(room: Room) -> None:
    card = await follow(room)
    assert "Articles also call it “BPA”. Tap to match that too:" in card["text"]
    added = await room.tap(card, "➕ BPA")
    assert added["message_id"] == card["message_id"]
    assert "Matches “Belmora port authority”, “BPA”" in added["text"]
    assert "➕ BPA" not in labels(added)
    await room.publish(article("Cranes idle, says BPA", "The BPA said so on Tuesday."))
    assert "Cranes idle" in room.messages()[-1]["text"]
    again = await room.tap(card, "➕ BPA")
    assert "Matches “Belmora port authority”, “BPA”" in again["text"]


async def test_a_short_form_is_never_added_unasked(room: Room) -> None:
    await follow(room)
    before = len(room.messages())
    await room.publish(article("Cranes idle, says BPA", "The BPA said so on Tuesday."))
    assert len(room.messages()) == before


async def test_a_short_form_is_offered_among_the_names_too(room: Room) -> None:
    names = await room.tap(await follow(room), "Aliases")
    added = await room.tap(names, "➕ BPA")
    assert "• BPA" in added["text"]
    assert "✕ BPA" in labels(added)
    assert "• BPA" not in (await room.tap(added, "✕ BPA"))["text"]


async def test_names_in_other_languages_are_shown_and_taken_out_by_a_tap(room: Room) -> None:
    card = await room.say("/follow Germany")
    assert "In other languages: Німеччина (Ukrainian), Deutschland (German)" in card["text"]
    page = await room.tap(await room.tap(card, "Aliases"), "in other languages")
    assert "✓ German: Deutschland" in page["text"]
    page = await room.tap(page, "✓ Deutschland")
    assert "✕ German: Deutschland" in page["text"]
    before = len(room.messages())
    german = article(
        "Wahl am Sonntag", "Ganz Deutschland wählt am Sonntag, sagt der Rat der Stadt.", language="de"
    )
    await room.publish(german)
    assert len(room.messages()) == before
    page = await room.tap(page, "✕ Deutschland")
    assert "✓ German: Deutschland" in page["text"]
    other = article("Rat tagt", "In Deutschland tagt der Rat über den Hafen und die Fähren.", language="de")
    await room.publish(other)
    assert "Rat tagt" in room.messages()[-1]["text"]


async def test_all_names_in_other_languages_are_taken_out_and_put_back(room: Room) -> None:
    card = await room.say("/follow Germany")
    page = await room.tap(await room.tap(card, "Aliases"), "in other languages")
    none = await room.tap(page, "Take all out")
    assert "✓" not in none["text"]
    assert "none of its names; you took them out" in (await room.tap(none, "‹ Names"))["text"]
    page = await room.tap(await room.tap(card, "Aliases"), "in other languages")
    assert "✕" not in (await room.tap(page, "Put all back"))["text"]


async def test_what_one_chat_takes_out_stays_with_another(room: Room) -> None:
    marek = 102
    await room.say("/follow Germany", marek)
    card = await room.say("/follow Germany")
    await room.tap(await room.tap(await room.tap(card, "Aliases"), "in other languages"), "Take all out")
    before = len(room.messages(OLENA))
    await room.publish(
        article("Рада", "Німеччина обрала нову раду в неділю, повідомили у порту.", language="uk")
    )
    assert len(room.messages(OLENA)) == before
    assert "Рада" in room.messages(marek)[-1]["text"]


async def test_why_tells_the_words_the_score_and_its_reasons(room: Room) -> None:
    await room.say("/follow Belmora port authority")
    await room.publish(STORM)
    shown = await room.tap(room.messages()[-1], "Why?")
    assert "this issue, set to normal, rings from 50%." in shown["text"]
    assert "• Matched “Belmora port authority’s”" in shown["text"]
    assert "• The headline names it." in shown["text"]
    assert "• The text below the headline does not name it." in shown["text"]


async def test_why_tells_the_reasons_of_an_article_without_an_address_too(room: Room) -> None:
    await room.say("/follow Belmora port authority")
    await room.publish(replace(STORM, url=None))
    shown = await room.tap(room.messages()[-1], "Why?")
    assert shown["text"].startswith(STORM.title)
    assert "• The headline names it." in shown["text"]


async def test_why_tells_what_an_article_says_that_came_before_following(room: Room) -> None:
    await follow(room)
    shown = await room.say(f"/why {MENTION.url}")
    assert "It came in before this was followed here, so it did not ring" in shown["text"]
    assert "• The text names it once." in shown["text"]


async def test_commands_are_answered_while_issues_are_read_in(room: Room) -> None:
    pages = Pages([Issue(id=IssueId(100_000 + issue.id), name=issue.name) for issue in many(2_000)], size=500)
    room.matcher.begin(pages)
    await pages.asked.wait()
    assert (await room.say("/follow Belmora port authority"))["text"].startswith("Following from now on:")
    assert (await room.say("/issues"))["text"].startswith("Following 1 issue")
    assert "Nothing about it" in (await room.say("/status Marnice"))["text"]
    publishing = asyncio.create_task(room.publish(STORM))
    pages.is_open.set()
    await publishing
    assert STORM.title in room.messages()[-1]["text"]
    assert room.matcher.size == 2_000


async def test_why_not_tells_what_was_missing(room: Room) -> None:
    await room.say("/follow Belmora port authority")
    await room.publish(MENTION)
    shown = await room.say(f"/why {MENTION.url}")
    assert "It was too unsure a match for this issue's strictness." in shown["text"]
    assert "• It only comes up after some" in shown["text"]
    assert "• The text names it once." in shown["text"]
