"""Where an issue stands, and its timeline."""

from datetime import timedelta

import pytest

from bot.keeping import Keeper
from bot.messages.status import BARS
from handlers.archive import GUESSED_FROM, REPORTS
from tests import invented
from tests.handlers.room import GUARANTEES, NOW, PLANT, Room, article, labels

HARBOUR = (
    "The harbour will reopen to tankers once two buoys are lit again.",
    "The harbour closed for eleven hours, and ferries turned back to the islands.",
    "The harbour lost its biggest crane, which rust had eaten since autumn.",
    "The harbour gets a new breakwater made of local granite.",
    "The harbour faces a strike over night shifts and pay.",
    "The harbour police seized a yacht with forged papers aboard.",
    "The harbour raised its fee for fishermen who land cod at night.",
    "The harbour freed a whale that had strayed between its piers.",
)


async def test_a_followed_issue_is_answered_with_its_newest_sentence(room: Room) -> None:
    await room.say("/follow security guarantees")
    await room.publish(GUARANTEES)
    answer = await room.say("/status security guarantees")
    assert answer["text"].startswith("📍 security guarantees")
    assert "“Talks continue over the nature and scope of security guarantees" in answer["text"]
    assert "AP · 10 Mar 08:00 UTC · 1 h ago · link" in answer["text"]
    assert labels(answer) == ["🕓 Timeline", "↻ Refresh"]


async def test_a_misspelt_name_is_found_and_the_answer_says_so(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    answer = await room.say("/status zaporizzhya")
    assert answer["text"].startswith("Taking “zaporizzhya” as Zaporizhzhia.\n📍 Zaporizhzhia: unresolved")


async def test_a_name_that_stands_in_the_news_is_not_taken_for_a_like_one_that_is_followed(
    room: Room,
) -> None:
    await room.say("/follow Australia")
    await room.publish(
        article("Snow in Austria", "Snow closed two mountain passes in Austria on Monday night.")
    )
    assert (await room.say("/status Austria"))["text"].startswith("📍 Austria")
    assert "Taking" not in (await room.say("/status Iran"))["text"]


@pytest.mark.parametrize("name", ["Zaporizhzhia", "zaporizzhya"])
async def test_an_issue_that_nobody_follows_is_answered_from_the_archive(room: Room, name: str) -> None:
    await room.publish(PLANT)
    answer = await room.say(f"/status {name}")
    assert "📍 Zaporizhzhia: unresolved" in answer["text"]
    assert labels(answer) == ["🔔 Follow", "🕓 Timeline", "↻ Refresh"]
    assert "Following from now on" in (await room.tap(answer, "Follow"))["text"]


async def test_what_was_followed_once_is_answered_as_of_now(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    await room.say("/unfollow Zaporizhzhia")
    await room.publish(
        article(
            "Plant handed over",
            "The Zaporizhzhia plant was handed over to inspectors on Tuesday.",
            published_at=NOW,
        )
    )
    assert "handed over to inspectors" in (await room.say("/status Zaporizhzhia"))["text"]


async def test_nothing_known_is_said_plainly(room: Room) -> None:
    await room.say("/follow grain exports")
    answer = await room.say("/status grain imports by sea")
    assert "Nothing about it in the articles" in answer["text"]
    assert "📍 grain exports" in labels(answer)


async def test_names_of_old_articles_are_offered_for_one_that_nothing_speaks_of(room: Room) -> None:
    newer = [article(f"Harbour report {n}", f"Quay {n} reopened.") for n in range(GUESSED_FROM)]
    await room.pipeline.process_all([PLANT, *newer])
    answer = await room.say("/status Zaparisha")
    assert "Nothing about it in the articles" in answer["text"]
    assert "📍 Zaporizhzhia" in labels(answer)
    assert "📍 Zaporizhzhia: unresolved" in (await room.tap(answer, "📍 Zaporizhzhia"))["text"]


CRUSH = article(
    "Crush at a match",
    "A crush in the Kanjuruhan stadium killed 125 people after a football match in Malang.",
)


async def test_a_name_that_no_article_has_whole_is_answered_with_most_of_its_words_and_says_so(
    room: Room,
) -> None:
    await room.publish(article("Stadium reopens", "A stadium reopened in Sydney after a long repair."))
    await room.publish(CRUSH)
    answer = await room.say("/status 2022 Kanjuruhan Stadium disaster")
    assert answer["text"].startswith(
        "No article has all of “2022 Kanjuruhan Stadium disaster”; these have most of its words.\n"
        "📍 2022 Kanjuruhan Stadium disaster\n“A crush in the Kanjuruhan stadium killed 125 people"
    )
    assert "Sydney" not in answer["text"]


async def test_a_name_whose_articles_have_gone_is_answered_with_its_kept_lines_and_not_in_part(
    room: Room,
) -> None:
    await room.say("/follow football match in Malang")
    await room.publish(CRUSH)
    room.clock.advance(timedelta(days=3))
    keeper = Keeper(room.storage, room.clock, retention=timedelta(days=2))
    while await keeper.round():
        pass
    await room.publish(
        article("A town in joy", "Football came back, and Malang reopened.", published_at=room.clock.now())
    )
    answer = await room.say("/status football match in Malang")
    assert "killed 125 people" in answer["text"]
    assert "most of its words" not in answer["text"]
    assert "reopened" not in answer["text"]


async def test_words_of_a_name_that_the_archive_knows_are_offered_where_it_has_no_more_of_it(
    room: Room,
) -> None:
    await room.publish(CRUSH)
    answer = await room.say("/status Kanjuruhan investiture")
    assert "Nothing about it" in answer["text"]
    assert "📍 Kanjuruhan" in labels(answer)
    assert "A crush in the Kanjuruhan stadium" in (await room.tap(answer, "📍 Kanjuruhan"))["text"]


async def test_days_of_a_busy_issue_that_an_answer_does_not_read_are_counted_all_the_same(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    many, days = REPORTS + 40, 20
    await room.pipeline.process_all(
        [
            article(
                " ".join(invented.names(n)[:4]),
                f"Envoys spoke of Zaporizhzhia with {', '.join(invented.names(n))}.",
                published_at=NOW - timedelta(days=4 + days * n / many),
            )
            for n in range(many)
        ]
    )
    answer = await room.say("/status Zaporizhzhia")
    bars = answer["text"].splitlines()[-2].removeprefix("📈 ")
    assert len(bars) == 30
    assert [bar == BARS[0] for bar in bars] == [day < 5 or day > 25 for day in range(30)]


async def test_refresh_edits_in_place_and_no_news_is_no_error(room: Room) -> None:
    await room.publish(PLANT)
    answer = await room.say("/status Zaporizhzhia")
    assert (await room.tap(answer, "Refresh"))["message_id"] == answer["message_id"]
    room.clock.advance(timedelta(hours=5))
    later = await room.tap(answer, "Refresh")
    assert later["message_id"] == answer["message_id"]
    assert "6 h ago" in later["text"]


async def test_without_a_name_it_shows_what_is_followed_or_asks(room: Room) -> None:
    question = await room.say("/status")
    assert question["text"] == "Which issue do you ask about?"
    await room.publish(PLANT)
    answer = await room.say("Zaporizhzhia", reply_to=question["message_id"])
    assert "📍 Zaporizhzhia: unresolved" in answer["text"]
    await room.say("/follow Zaporizhzhia")
    assert labels(await room.say("/status")) == ["📍 Zaporizhzhia"]


async def test_a_timeline_is_a_picture_with_pages_of_lines(room: Room) -> None:
    await room.say("/follow harbour")
    for days, text in enumerate(HARBOUR):
        await room.publish(article(text[:30], text, published_at=NOW - timedelta(days=days, hours=1)))
    first = await room.say("/timeline harbour")
    assert first["photo"]
    assert "🕓 harbour · page 1 of 2" in first["caption"]
    assert "10 Mar  The harbour will reopen" in first["caption"]
    second = await room.tap(first, "Older")
    assert second["message_id"] == first["message_id"]
    assert "page 2 of 2" in second["caption"]
    assert "3 Mar  The harbour freed a whale" in second["caption"]


async def test_another_spelling_of_what_is_followed_means_that_and_the_answer_says_so(room: Room) -> None:
    await room.say("/follow Zaporizhzhia")
    await room.publish(PLANT)
    text = (await room.say("/status zaporizia"))["text"]
    assert "Taking “zaporizia” as Zaporizhzhia." in text
    assert "remains unresolved" in text
