"""One door for every kind of input."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest.read import article_from_json, parse_json_articles, read
from tests.ingest import dumps
from tests.ingest.test_feeds import JSON_FEED, RSS
from tests.ingest.test_page import whole

ITEM = {
    "id": "a1",
    "url": "https://news.example/a?utm_source=x",
    "title": "Pier reopens",
    "text": "One.\nTwo\u00a0 words.",
    "published_at": "2026-03-04T07:02:00+05:30",
    "source": "Coast Daily",
    "language": "en-GB",
    "unknown": 5,
}


@pytest.mark.parametrize(
    ("data", "title", "is_feed"),
    [
        (RSS, "Ferry & pier reopen", True),
        (JSON_FEED, "First", True),
        (whole().encode(), "Harbour strike enters second week", False),
        (json.dumps(ITEM).encode(), "Pier reopens", False),
        (json.dumps([ITEM]).encode(), "Pier reopens", False),
        ((json.dumps(ITEM) + "\n\n" + json.dumps(ITEM) + "\n").encode(), "Pier reopens", False),
        (dumps.RUSSIAN.encode(), "Мост через Светлую откроют раньше срока", False),
        (dumps.RUSSIAN.encode("cp1251"), "Мост через Светлую откроют раньше срока", False),
    ],
    ids=["rss", "json feed", "page", "json", "array", "lines", "dump", "dump in cp1251"],
)
def test_kind_is_found_by_content(data, title, is_feed):
    reading = read(data)
    assert reading.articles[0].title == title
    assert (reading.feed is not None) is is_feed


def test_json_article_with_a_title_keeps_its_text_untouched():
    article = article_from_json(ITEM)
    assert article.text == "One.\nTwo\u00a0 words."
    assert (article.guid, article.url, article.language) == ("a1", "https://news.example/a", "en")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-04T07:02:00+05:30"


def test_json_article_that_is_a_raw_dump_is_read_as_one():
    article = article_from_json({"url": "https://news.example/b", "text": dumps.BRITISH})
    assert article.title == "Ferry talks collapse after night of bargaining"
    assert article.text.startswith("Talks between")
    assert article.guid == "https://news.example/b"


def test_json_dump_is_left_alone_where_offsets_must_hold():
    assert article_from_json({"text": dumps.BRITISH}, as_is=True).text == dumps.BRITISH


def test_json_text_without_a_title_is_kept_untouched():
    assert article_from_json({"text": dumps.PLAIN}).text == dumps.PLAIN


def test_html_in_json_is_read():
    assert article_from_json({"title": "T", "html": "<p>One &amp; two</p>"}).text == "One & two"
    assert article_from_json({"html": whole()}).title == "Harbour strike enters second week"


def test_id_defaults_to_the_url_then_to_the_words():
    assert (
        article_from_json({"title": "T", "url": "https://n.example/?id=1"}).guid == "https://n.example/?id=1"
    )
    one, other = article_from_json({"title": "T one"}), article_from_json({"title": "T  one"})
    assert one.guid == other.guid != article_from_json({"title": "T two"}).guid


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ([], "object, not an array"),
        ("text", "object, not a string"),
        (None, "not null"),
        ({}, "none of them"),
        ({"title": " "}, "none of them"),
        ({"title": 5}, '"title" must be a string, not a number'),
        ({"title": "T", "text": ["a"]}, '"text" must be a string, not an array'),
        ({"title": "T", "published_at": "soon"}, '"published_at" must be a time'),
        ({"title": "T", "published_at": {}}, '"published_at" must be a time'),
        ({"title": "T", "id": {}}, '"id" must be a string'),
        ({"title": "T", "id": True}, '"id" must be a string'),
        ({"title": "T", "text": "x" * 2_000_001}, '"text" is too long'),
    ],
)
def test_wrong_key_is_named(item, words):
    with pytest.raises(InputError, match=words):
        article_from_json(item)


def test_script_address_is_never_taken_over():
    assert article_from_json({"title": "T", "url": "javascript:alert(1)"}).url is None


def test_broken_line_is_told_and_the_others_go_on():
    data = b'{"title": "One"}\n{"title": \n{"title": 5}\n{"title": "Four"}\n'
    outcomes = parse_json_articles(data)
    assert [type(outcome) for outcome in outcomes] == [Article, InputError, InputError, Article]
    assert "Line 2" in str(outcomes[1])
    reading = read(data, name="a.jsonl")
    assert (len(reading.articles), len(reading.errors)) == (2, 2)


def test_lone_surrogates_do_not_get_through():
    article = article_from_json({"title": "a\ud800b", "text": "c\udfff\x00"})
    assert (article.title + article.text).encode("utf-8")


def test_deeply_nested_json_is_refused_in_words():
    with pytest.raises(InputError):
        read(b"[" * 200_000, name="a.json")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x1f\x8b\x08\x00abc", "gzip"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07" * 50, "no text"),
        (b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "OPML"),
        (b'[{"title": 5}]', '"title" must be a string'),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(InputError, match=words):
        read(data)


def test_text_in_brackets_is_text():
    assert read(b"[Update] The pier reopened on Monday.").articles[0].text.startswith("[Update]")


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_bytes_make_it_raise_anything_but_input_error(data):
    try:
        articles = read(data).articles
    except InputError:
        return
    assert all(article.guid for article in articles)
