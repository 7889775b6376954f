"""A story that brings a new fact answers the first message about it; everything else about it stays silent."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot import outcome
from bot.domain.model import AlertState, Article, DeliveryMode, Destination, QuietHours, Reason
from bot.domain.wishes import Wishes
from storage import Storage
from tests.builders import BOT, House, article, copy, house

HOURS = timedelta(hours=3)


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    async with house(store) as made:
        await made.follow("Marnice")
        yield made


def turn(
    home: House, what: str = "was agreed", *, number: int = 2, source: str = "River Post", **changes: Any
) -> Article:
    """The same report as `article()`, written on: at its head stands what happened since."""
    first = article()
    text = f"A new dike for Marnice {what} on Tuesday night.\n\n{first.text}"
    given = {
        "title": f"Marnice after the flood: a dike {what}",
        "text": text,
        "published_at": home.clock.now(),
    }
    return article(number=number, source=source, **(given | changes))


async def told_first(home: House) -> None:
    await home.take(article(published_at=home.clock.now()))
    await home.deliver()
    home.clock.advance(HOURS)


async def test_a_new_fact_answers_the_first_message(home: House) -> None:
    await told_first(home)
    [taken] = await home.take(turn(home))
    await home.deliver()
    _, second = home.sender.posts
    assert (second.answers, second.edits, second.is_silent) == (101, None, False)
    assert "New in this story: <b>agreed</b>" in second.message.html
    assert "a dike was agreed" in second.message.html
    assert "River Post" in second.message.html.splitlines()[3]
    row = await home.chat()
    [record] = await home.storage.read(lambda tx: tx.decisions.list_for_article(row.id, taken.article))
    assert record.reason is Reason.NEW_FACT


async def test_the_same_fact_again_only_joins_the_newest_message(home: House) -> None:
    await told_first(home)
    await home.take(turn(home))
    await home.deliver()
    home.clock.advance(HOURS)
    await home.take(turn(home, number=3, source="Hill Gazette"))
    await home.deliver()
    *_, last = home.sender.posts
    assert len(home.sender.posts) == 3
    assert last.edits == 102
    assert "Hill Gazette" in last.message.html


async def test_a_further_fact_answers_the_first_message_too(home: House) -> None:
    await told_first(home)
    await home.take(turn(home))
    await home.deliver()
    home.clock.advance(HOURS)
    await home.take(turn(home, "was signed", number=3))
    await home.deliver()
    assert [post.answers for post in home.sender.posts] == [None, 101, 101]


async def test_within_the_hour_outlets_only_differ(home: House) -> None:
    await home.take(article(published_at=home.clock.now()))
    await home.deliver()
    home.clock.advance(timedelta(minutes=30))
    await home.take(turn(home))
    await home.deliver()
    assert home.sender.posts[-1].edits == 101


async def test_an_old_report_that_comes_late_brings_nothing_new(home: House) -> None:
    published = home.clock.now() - timedelta(hours=1)
    await told_first(home)
    await home.take(turn(home, published_at=published))
    await home.deliver()
    assert home.sender.posts[-1].edits == 101


async def test_a_copy_that_waits_to_be_joined_does_not_change_the_answer_or_the_first_message(
    home: House,
) -> None:
    await told_first(home)
    await home.take(copy("Hill Gazette", published_at=home.clock.now()), turn(home))
    await home.deliver()
    assert [(post.answers, post.edits) for post in home.sender.posts] == [(None, None), (101, None)]


async def test_quiet_hours_hold_a_new_fact_for_their_digest(home: House) -> None:
    await told_first(home)
    row = await home.chat()
    now = home.clock.now()
    minute = now.hour * 60 + now.minute
    await home.storage.write(lambda tx: tx.chats.set_quiet(row.id, QuietHours(minute - 60, minute + 60)))
    await home.take(turn(home))
    await home.deliver()
    assert len(home.sender.posts) == 1
    home.clock.advance(timedelta(hours=2))
    await home.scheduler.queue_due()
    await home.deliver()
    assert "New in this story: <b>agreed</b>" in home.texts()[-1]


async def test_whoever_wants_no_new_facts_sees_the_first_message_grow(home: House) -> None:
    row = await home.chat()
    await home.storage.write(lambda tx: tx.chats.set_wishes(row.id, Wishes(follow_ups=False)))
    await told_first(home)
    await home.take(turn(home))
    await home.deliver()
    assert [(post.answers, post.edits) for post in home.sender.posts] == [(None, None), (None, 101)]
    assert "River Post" in home.texts()[-1]


async def test_who_reads_digests_finds_a_new_fact_in_the_next_one(home: House) -> None:
    await home.follow("Marnice", 202, mode=DeliveryMode.HOURLY)
    await told_first(home)
    await home.scheduler.queue_due()
    await home.deliver()
    await home.take(turn(home))
    home.clock.advance(timedelta(hours=1))
    await home.scheduler.queue_due()
    await home.deliver()
    digests = [post.message.html for post in home.sender.posts if post.destination.chat == 202]
    assert len(digests) == 2
    assert "New in this story: <b>agreed</b>" in digests[1]
    assert "New in this story" not in digests[0]


async def test_what_is_only_mentioned_in_passing_does_not_ring_again(home: House) -> None:
    await told_first(home)
    far = (
        article().text
        + "\n\n"
        + "Elsewhere the harvest went on. " * 20
        + "The new dike for Marnice was agreed."
    )
    await home.take(
        article(
            number=2,
            source="River Post",
            title="What the council did",
            text=far,
            published_at=home.clock.now(),
        )
    )
    await home.deliver()
    assert all(post.answers is None for post in home.sender.posts)


async def test_an_answer_that_telegram_refuses_leaves_the_first_message_as_what_was_told(home: House) -> None:
    await told_first(home)
    await home.take(turn(home))
    home.sender.answer(outcome.Rejected(outcome.Refusal.OTHER, "no"))
    await home.deliver()
    row = await home.chat()
    [told] = await home.storage.read(lambda tx: tx.alerts.list_recent(row.id, 5))
    assert (told.state, told.message_id) == (AlertState.SENT, 101)


async def test_the_first_message_is_still_known_for_what_it_tells(home: House) -> None:
    await told_first(home)
    await home.take(turn(home))
    await home.deliver()
    here = Destination(BOT, 101)
    first, second = [
        await home.storage.read(lambda tx, at=at: tx.alerts.find_message(here, at)) for at in (101, 102)
    ]
    assert first is not None
    assert second is not None
    assert first.id == second.id


async def test_an_edit_on_its_way_does_not_undo_what_followed(home: House) -> None:
    await told_first(home)
    await home.take(copy("Hill Gazette", published_at=home.clock.now()))
    home.sender.answer(outcome.NotSent("down"))
    await home.deliverer.send_due()
    await home.take(turn(home))
    home.clock.advance(timedelta(seconds=30))
    await home.deliver()
    assert [(post.answers, post.edits) for post in home.sender.posts[2:]] == [(101, None)]
