"""Whatever foreign bytes hold, reading gives articles that can be stored, or words; it never raises anything else."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
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
