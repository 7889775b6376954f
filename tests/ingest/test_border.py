"""Whatever foreign bytes hold, reading gives articles that can be stored, or words; it never raises anything else."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest.arriving import PORTION, portions
from bot.ingest.border import MAX_PARAGRAPHS, MAX_TEXT, sound
from bot.ingest.read import read

FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire"}


def feed(**entry: object) -> bytes:
    return json.dumps({**FEED, "items": [{"id": "1", "content_text": "A flood.", **entry}]}).encode()


@pytest.mark.parametrize("date", ["1" + "0" * 400, "-62135596800", "1e999", '"9999-12-31T23:59:59-14:00"'])
def test_a_feed_entry_with_an_impossible_date_is_read_as_undated(date: str) -> None:
    data = feed(date_published="DATE").replace(b'"DATE"', date.encode())
    [article] = read(data).articles
    assert article.published_at is None


def test_half_a_surrogate_anywhere_is_replaced() -> None:
    [article] = read(feed(id="\ud800", title="a\udfffb", author={"name": "\ud800"})).articles
    for value in (article.guid, article.title, article.text, article.author or ""):
        assert value.encode() is not None
    assert article.title.startswith("a")
    assert article.title.endswith("b")


def test_endless_text_ends_behind_a_paragraph() -> None:
    words = "The harbour of Marnice was closed on Tuesday. " * 20
    [article] = read(feed(title="T", content_text=f"{words}\n\n" * 1000)).articles
    assert MAX_TEXT * 0.9 < len(article.text) <= MAX_TEXT
    assert article.text.endswith(words.strip())


def test_text_without_an_end_of_a_paragraph_ends_all_the_same() -> None:
    [article] = read(feed(content_text="flood " * MAX_TEXT)).articles
    assert len(article.text) <= MAX_TEXT


def test_of_endless_paragraphs_the_first_are_kept() -> None:
    article = sound(Article(guid="1", text="\n\n".join(str(n) for n in range(3 * MAX_PARAGRAPHS))))
    assert article.text.split("\n\n") == [str(n) for n in range(MAX_PARAGRAPHS)]


def test_what_names_an_article_is_no_book() -> None:
    given = {"title": "Big " * 100_000, "id": "tag:" + "i" * 100_000, "author": {"name": "A" * 100_000}}
    [article] = read(feed(**given)).articles
    assert article.title.startswith("Big Big")
    assert len(article.title) <= 500
    assert len(article.author or "") <= 200
    assert len(article.guid) <= 1000


def test_long_ids_that_differ_at_their_end_stay_two() -> None:
    one, two = (sound(Article(guid="g" * 5000 + end, source="s" * 5000)) for end in "ab")
    assert one.guid != two.guid
    assert len(one.guid) == len(two.guid) == 1000
    assert len(one.source) == 200


def test_article_within_the_bounds_is_left_as_it_is() -> None:
    text = "\n\n".join(["Long enough to be said at length, and no longer."] * MAX_PARAGRAPHS)
    article = Article(guid="g" * 1000, title="t" * 500, text=text, source="s" * 200, author="a" * 200)
    assert sound(article) == article


def test_long_articles_are_taken_in_one_by_one_so_that_others_come_in_between() -> None:
    sizes = (10, PORTION, 10, PORTION - 20, 10, 2 * PORTION, 1)
    articles = [Article(guid=str(n), text="x" * size) for n, size in enumerate(sizes)]
    assert [[one.guid for one in some] for some in portions(articles)] == [
        ["0"],
        ["1"],
        ["2", "3", "4"],
        ["5"],
        ["6"],
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    for wrapped in (
        data,
        b"<rss version='2.0'><channel><item>" + data,
        b"<html><body>" + data,
        b'{"title": ' + data,
    ):
        with contextlib.suppress(InputError):
            for article in read(wrapped).articles:
                assert (article.title + article.text + article.guid).encode() is not None
