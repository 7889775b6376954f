"""Bytes of unknown make to Articles: sniffs feed, page, JSON or plain text, by content before name and type.

The one door into reading; never touches the network, raises only InputError.
"""

from dataclasses import dataclass, replace

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest import charset, dump, feeds, jsonfeed, jsonin, opml, page
from bot.ingest.border import crossing, sound
from bot.ingest.feeds import FeedInfo
from bot.ingest.jsonin import article_from_json, parse_json_articles

__all__ = ["FeedInfo", "Reading", "article_from_json", "parse_json_articles", "read"]

_JSON_NAMES = (".json", ".jsonl", ".ndjson")
_ZIPPED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one input."""

    articles: tuple[Article, ...]
    feed: FeedInfo | None = None
    """Not None: it was a feed, perhaps without entries."""
    errors: tuple[InputError, ...] = ()
    """Items of a JSON input that are no articles; the others stand in `articles`."""


def read(data: bytes, *, name: str = "", content_type: str = "", url: str | None = None) -> Reading:
    """The articles in `data`. `name` (of the file), `content_type` (with charset) and `url` are hints; the bytes
    decide. InputError in words when nothing can be read."""
    with crossing():
        found = _read(data, name, content_type, url)
        return replace(found, articles=tuple(sound(article) for article in found.articles))


def _read(data: bytes, name: str, content_type: str, url: str | None) -> Reading:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise InputError("There is nothing in it: the input is empty.")
    for mark, kind in _ZIPPED.items():
        if data.startswith(mark):
            raise InputError(f"This is a {kind} file; text, HTML, JSON and feeds can be read.")
    if jsonin.looks_like_json(data) and (reading := _json(data, name, url)):
        return reading
    if opml.looks_like_opml(data):
        raise InputError(
            "This is a list of feeds (OPML), not articles; name it in SOURCES to follow its feeds."
        )
    if feeds.looks_like_feed(data):
        feed = feeds.read(data, content_type=content_type, url=url)
        return Reading(feed.articles, feed.info)
    if _is_other_xml(data, name):
        raise InputError("There is no feed in this XML: no RSS, Atom or RDF was found.")
    if page.looks_like_page(data, content_type, name):
        return Reading((page.read(data, content_type=content_type, url=url),))
    if name.lower().endswith(_JSON_NAMES):
        raise InputError("This is not JSON, as its name says: neither an object, an array nor JSON Lines.")
    text = charset.decode(data, content_type)
    if text.count("\0") + text.count("\ufffd") > max(8, len(text) // 20):
        raise InputError("This is no text: it could not be read in any charset.")
    return Reading((dump.read(text, url=url),))


def _is_other_xml(data: bytes, name: str) -> bool:
    """XML of another kind, or a piece of one: by its declaration or its name, unless it is a page (XHTML)."""
    head = data[:1024].lower()
    named = name.lower().endswith((".xml", ".rss", ".atom", ".rdf"))
    return (named or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")) and b"<html" not in head


def _json(data: bytes, name: str, url: str | None) -> Reading | None:
    """None when it only starts like JSON, as a text in brackets does."""
    try:
        value = jsonin.whole(data)
    except ValueError:
        lines = data.strip().split(b"\n")
        if not name.lower().endswith(_JSON_NAMES) and not lines[0].rstrip().endswith(
            (b"}", b"]", b",", b"{")
        ):
            return None
    else:
        if jsonfeed.looks_like_feed(value):
            feed = jsonfeed.read(value, url=url)
            return Reading(feed.articles, feed.info)
    outcomes = parse_json_articles(data)
    articles = tuple(outcome for outcome in outcomes if isinstance(outcome, Article))
    errors = tuple(outcome for outcome in outcomes if isinstance(outcome, InputError))
    if errors and not articles:
        raise errors[0]
    return Reading(articles, errors=errors)
