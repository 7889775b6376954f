from datetime import UTC, datetime, timedelta, timezone

import pytest
from building import DAY, MINUTE, NOW, article, find_seen, put

from bot.domain.archive import Entry
from bot.domain.model import Article, ArticleId
from storage import Transaction


def test_article_comes_back_as_it_went_in(tx: Transaction) -> None:
    given = article(author="A. Writer", language="en")
    stored = put(tx, given)
    assert stored.article == given
    assert tx.articles.get(stored.id) == stored
    assert tx.articles.count() == 1


def test_article_of_bare_words_is_enough(tx: Transaction) -> None:
    bare = Article(guid="g", title="Only a title")
    stored = put(tx, bare, received_at=NOW)
    assert stored.article == bare
    assert stored.at == NOW


def test_times_come_back_aware_and_in_utc(tx: Transaction) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    stored = put(tx, article(published_at=datetime(2025, 12, 27, 7, 2, tzinfo=india)))
    assert stored.article.published_at == datetime(2025, 12, 27, 1, 32, tzinfo=UTC)
    assert stored.article.published_at.tzinfo is UTC
    assert stored.received_at.tzinfo is UTC


def test_naive_time_is_refused(tx: Transaction) -> None:
    with pytest.raises(ValueError, match="naive"):
        put(tx, article(published_at=datetime(2026, 3, 10)))  # noqa: DTZ001  # the point of the test


@pytest.mark.parametrize("year", [1, 9999])
def test_time_at_the_edge_of_the_calendar_is_kept_inside(tx: Transaction, year: int) -> None:
    ahead = timezone(timedelta(hours=14 if year == 1 else -12))
    edge = datetime(1, 1, 1, tzinfo=ahead) if year == 1 else datetime(9999, 12, 31, 23, tzinfo=ahead)
    stored = put(tx, article(published_at=edge))
    assert stored.article.published_at is not None
    assert stored.article.published_at.year == year


@pytest.mark.parametrize(
    "again",
    [
        article(url="https://other.test/", source="Other", text="Other words"),
        article(guid="another", source="Other", text="Other words"),
        article(guid="another", url="https://other.test/"),
        article(guid="another", url=None),
    ],
    ids=["same guid", "same url", "same words from the same source", "same words, no url"],
)
def test_article_seen_before_is_found(tx: Transaction, again: Article) -> None:
    stored = put(tx)
    assert find_seen(tx, again) == stored


@pytest.mark.parametrize(
    "fresh",
    [
        article("harbour"),
        article(guid="another", url="https://other.test/", source="Other"),
        article(guid="another", url=None, source="Other"),
    ],
    ids=["another article", "a copy elsewhere", "a copy without url"],
)
def test_article_not_seen_before_is_not_found(tx: Transaction, fresh: Article) -> None:
    put(tx)
    assert find_seen(tx, fresh) is None


def test_same_guid_wins_over_same_url(tx: Transaction) -> None:
    first, second = put(tx), put(tx, article("harbour"))
    both = article(guid=second.article.guid, url=first.article.url)
    assert find_seen(tx, both) == second


def test_articles_without_url_are_not_the_same(tx: Transaction) -> None:
    put(tx, article("ferry", url=None))
    assert find_seen(tx, article("harbour", url=None)) is None


def test_article_is_found_by_its_url(tx: Transaction) -> None:
    stored = put(tx)
    assert tx.articles.find_url("https://paper.test/ferry") == stored
    assert tx.articles.find_url("https://paper.test/harbour") is None


def test_newest_articles_come_first(tx: Transaction) -> None:
    put(tx, article("old", published_at=NOW - DAY))
    put(tx, article("new"))
    put(tx, article("undated", published_at=None), received_at=NOW + MINUTE)
    put(tx, article("future", published_at=NOW + DAY), received_at=NOW + 2 * MINUTE)
    assert [one.article.guid for one in tx.articles.newest(3)] == ["guid-future", "guid-undated", "guid-new"]


def test_unknown_article_is_none(tx: Transaction) -> None:
    assert tx.articles.get(ArticleId(123456)) is None


def test_text_that_no_database_holds_keeps_its_length(tx: Transaction) -> None:
    stored = put(tx, article(title="a\0b", text="half \ud83d pair\0 and \U0001f514 whole"))
    assert stored.article.title == "a\ufffdb"
    assert stored.article.text == "half \ufffd pair\ufffd and \U0001f514 whole"


def test_guid_and_url_of_any_length_are_known_again(tx: Transaction) -> None:
    endless = article(guid="g" * 5000 + "\ud83d", url="https://paper.test/" + "u" * 100_000)
    stored = put(tx, endless)
    assert find_seen(tx, endless) == stored
    assert find_seen(tx, article("harbour", guid="g" * 5000, url="https://paper.test/u")) is None


def test_text_of_a_megabyte_is_kept_whole(tx: Transaction) -> None:
    text = "Слово за словом. " * 60_000
    assert put(tx, article(text=text)).article.text == text


def test_the_newest_come_in_slices_and_tell_how_far_they_reach(tx: Transaction) -> None:
    for days in range(5):
        put(tx, article(f"day{days}", published_at=NOW - days * DAY))
    assert [one.article.guid for one in tx.articles.newest(2, skip=2)] == ["guid-day2", "guid-day3"]
    assert tx.articles.newest(2, skip=5) == []
    assert tx.articles.reach(3) == NOW - 2 * DAY
    assert tx.articles.reach(6) is None


def test_articles_of_one_minute_are_all_found_however_many(tx: Transaction) -> None:
    count = 1_100
    before = put(tx, article("before", published_at=NOW - MINUTE))
    tx.archive.file(before.id, before.at, Entry("ferry"))
    for number in range(count if tx.archive.is_indexed() else 1):
        stored = put(
            tx, article("same", guid=str(number), source=f"Paper {number}", url=None), story=before.story
        )
        tx.archive.file(stored.id, stored.at, Entry("ferry"))
    found = tx.archive.find(((("ferry",),),), until=NOW, limit=2 * count)
    assert len(set(found)) == (count + 1 if tx.archive.is_indexed() else 0)
