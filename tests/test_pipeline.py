from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.model import Article, DeliveryMode, Reason, Strictness
from storage import Storage
from tests.builders import House, article, copy, house

HOUR = timedelta(hours=1)


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    async with house(store) as built:
        yield built


async def reasons(home: House, taken: int, chat: int = 101) -> list[Reason]:
    row = await home.chat(chat)
    records = await home.storage.read(lambda tx: tx.decisions.list_for_article(row.id, taken))
    return [record.reason for record in records]


async def test_a_new_story_is_owed_to_every_follower(home: House) -> None:
    await home.follow("Marnice", 101)
    await home.follow("Marnice", 102)
    await home.follow("Tisava", 103)
    [taken] = await home.take(article("Marnice"))
    assert (taken.new, taken.alerts) == (True, 2)
    await home.deliver()
    assert sorted(post.destination.chat for post in home.sender.posts) == [101, 102]


async def test_the_same_article_again_is_nothing(home: House) -> None:
    await home.follow("Marnice")
    first, again = await home.take(article(), article())
    assert (again.article, again.new, again.alerts) == (first.article, False, 0)
    await home.deliver()
    assert len(home.sender.posts) == 1


async def test_the_same_url_under_another_guid_is_nothing(home: House) -> None:
    await home.follow("Marnice")
    _, again = await home.take(article(), article(guid="other"))
    assert again.new is False


async def test_a_copy_joins_the_story_and_edits_the_message_without_another(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article())
    await home.deliver()
    [taken] = await home.take(copy("River Post"))
    assert (taken.new, taken.alerts) == (True, 0)
    await home.deliver()
    first, edit = home.sender.posts
    assert first.edits is None
    assert edit.edits == 101
    assert "River Post" in edit.message.html
    assert await reasons(home, taken.article) == [Reason.NEW_COPY]


async def test_a_copy_that_comes_before_the_first_message_left_is_in_it(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article(), copy("River Post"))
    await home.deliver()
    [post] = home.sender.posts
    assert "River Post" in post.message.html


async def test_one_alert_names_every_issue_of_the_chat(home: House) -> None:
    await home.follow("Marnice")
    await home.follow("pumping station")
    await home.take(article())
    await home.deliver()
    [post] = home.sender.posts
    head = post.message.html.splitlines()[0]
    assert "Marnice" in head
    assert "pumping station" in head


async def test_archive_raises_no_alert_but_is_known(home: House) -> None:
    await home.follow("Marnice")
    [taken] = await home.take(article(), backfill=True)
    assert (taken.new, taken.alerts) == (True, 0)
    assert await reasons(home, taken.article) == [Reason.BACKFILL]


async def test_old_news_raises_no_alert(home: House) -> None:
    await home.follow("Marnice")
    [taken] = await home.take(article(published_at=home.clock.now() - timedelta(days=3)))
    assert taken.alerts == 0
    assert await reasons(home, taken.article) == [Reason.OLD_NEWS]


async def test_a_date_in_the_future_counts_as_now(home: House) -> None:
    await home.follow("Marnice")
    [taken] = await home.take(article(published_at=home.clock.now() + timedelta(days=300)))
    assert taken.alerts == 1
    stored = await home.storage.read(lambda tx: tx.articles.get(taken.article))
    assert stored is not None
    assert stored.at == home.clock.now()


async def test_following_is_seen_by_the_very_next_article(home: House) -> None:
    [before] = await home.take(article(number=1, event="storm"))
    await home.follow("Marnice")
    [after] = await home.take(article(number=2, event="election"))
    assert (before.alerts, after.alerts) == (0, 1)


async def test_a_muted_chat_gets_one_digest_when_the_mute_ends(home: House) -> None:
    until = home.clock.now() + HOUR
    await home.follow("Marnice", muted_until=until)
    await home.take(
        article(event="flood"), article(event="election", text="Marnice votes for a mayor on Sunday.")
    )
    await home.deliver()
    assert await home.scheduler.queue_due() == 0
    assert home.sender.posts == []
    home.clock.advance(HOUR)
    assert await home.scheduler.queue_due() == 1
    assert await home.scheduler.queue_due() == 0
    await home.deliver()
    [digest] = home.texts()
    assert "flood" in digest
    assert "election" in digest


async def test_a_daily_digest_comes_once_at_its_hour(home: House) -> None:
    await home.follow("Marnice", mode=DeliveryMode.DAILY)
    await home.take(article())
    home.clock.advance(timedelta(hours=22, minutes=59))
    assert await home.scheduler.queue_due() == 0
    home.clock.advance(timedelta(minutes=1))
    assert await home.scheduler.queue_due() == 1
    home.clock.advance(timedelta(days=1))
    assert await home.scheduler.queue_due() == 0
    await home.deliver()
    assert len(home.sender.posts) == 1


async def test_a_digest_missed_while_the_process_was_down_comes_late_and_once(home: House) -> None:
    await home.follow("Marnice", mode=DeliveryMode.DAILY)
    await home.take(article())
    home.clock.advance(timedelta(days=3))
    assert await home.scheduler.queue_due() == 1
    assert await home.scheduler.queue_due() == 0


async def test_a_stricter_follower_is_spared_a_casual_mention(home: House) -> None:
    await home.follow("Marnice", 101, strictness=Strictness.STRICT)
    await home.follow("Marnice", 102, strictness=Strictness.LOOSE)
    words = "The ferry timetable changes in June. " * 12 + "Boats will no longer call at Marnice."
    [taken] = await home.take(article("Tisava", event="ferry", title="Ferries in summer", text=words))
    assert await reasons(home, taken.article, 101) == [Reason.BELOW_THRESHOLD]
    assert await reasons(home, taken.article, 102) == [Reason.NEW_STORY]


def revised(text: str, **changes: Any) -> Article:
    """The article of `article()` as its publisher changed it."""
    first = article()
    return replace(first, text=first.text.replace("at a cost of 14 million", text), **changes)


async def test_a_corrected_passage_is_shown_in_the_message_that_quoted_it(home: House) -> None:
    await home.follow("Marnice")
    [first] = await home.take(article())
    await home.deliver()
    [again] = await home.take(revised("at a cost of 41 million"))
    await home.deliver()
    assert (again.article, again.new, again.story, again.alerts) == (first.article, False, first.story, 0)
    said, edit = home.sender.posts
    assert "14 million" in said.message.html
    assert edit.edits == 101
    assert "Corrected by the source" in edit.message.html
    assert "41 million" in edit.message.html
    assert "14 million" not in edit.message.html


async def test_a_change_elsewhere_in_the_article_edits_nothing(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article())
    await home.deliver()
    longer = replace(article(), text=article().text + "\n\nThe port office will answer questions on Friday.")
    await home.take(longer)
    await home.deliver()
    assert len(home.sender.posts) == 1
    [stored] = await home.storage.read(lambda tx: tx.articles.newest(5))
    assert stored.article.text == longer.text


async def test_a_passage_that_was_taken_back_is_marked_in_the_message(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article())
    await home.deliver()
    other = "The council of a town on the river met on Tuesday. " * 6
    [taken] = await home.take(replace(article(), title="Council meets", text=other))
    await home.deliver()
    assert "No longer in the article" in home.texts()[-1]
    assert "14 million" in home.texts()[-1]
    assert await reasons(home, taken.article) == [Reason.NEW_STORY]


async def test_an_issue_that_a_change_brings_in_is_told(home: House) -> None:
    await home.follow("Tisava")
    await home.take(article())
    [taken] = await home.take(
        revised("which Tisava pays; the council of Tisava has agreed, and Tisava will build")
    )
    await home.deliver()
    assert (taken.new, taken.alerts) == (False, 1)
    [post] = home.sender.posts
    assert "Tisava" in post.message.html


async def test_the_summary_of_another_feed_changes_nothing(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article())
    await home.deliver()
    await home.take(replace(article(), text="The council of Marnice met."))
    await home.take(replace(article(), source="Aggregator", text=article().text.replace("14", "99")))
    await home.deliver()
    assert len(home.sender.posts) == 1
    [stored] = await home.storage.read(lambda tx: tx.articles.newest(5))
    assert stored.article.text == article().text


async def test_a_correction_before_the_message_left_is_told_as_corrected(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article(), revised("at a cost of 41 million"))
    await home.deliver()
    [post] = home.sender.posts
    assert "41 million" in post.message.html
    assert "14 million" not in post.message.html
    assert "Corrected" not in post.message.html


async def test_feeds_of_one_publisher_are_named_once_beside_the_others(home: House) -> None:
    await home.follow("Marnice")
    await home.take(article(source="River Post", url="https://riverpost.co.uk/news/1"))
    await home.take(copy("River Post Sport", url="https://sport.riverpost.com/2"))
    await home.take(copy("Hill Gazette", url="https://www.hillgazette.de/3"))
    await home.take(copy("Hill Gazette Live", url="https://live.hillgazette.de/4"))
    await home.deliver()
    [post] = home.sender.posts
    assert "Hill Gazette</a>" in post.message.html.partition("Also: ")[2]
    assert "Sport" not in post.message.html
    assert "Live" not in post.message.html
