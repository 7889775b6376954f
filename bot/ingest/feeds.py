"""Feeds of every make to Articles: RSS, Atom and RDF through feedparser, JSON Feed in `jsonfeed`.

Reads bytes, never the network. No feed makes it raise anything but InputError; an entry that cannot be read is
left out and counted, the others stay.
"""

import io
import re
import warnings
from calendar import timegm
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest import charset, dates, identity, languages, markup, urls
from bot.ingest.trimming import trimmed

_ROOT = re.compile(rb"<\s*(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf|channel|cdf)\b", re.I)
_SURE = re.compile(rb"<rss\s[^<>]*\bversion\b|<feed\s[^<>]*\bxmlns\b[^<>]*\batom\b", re.I)
"""A feed though it is wrapped in a page, as broken gateways do."""
_ENTRY = re.compile(rb"<\s*(?:item|entry)[\s>]", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PUSHED = re.compile(r"\s*The post .{1,300}? (?:appeared first on|first appeared on) .{1,200}\.?\s*$", re.S)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_SKIPS = re.compile(rb"<skip(Hours|Days)>(.{0,2000}?)</skip", re.I | re.S)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HEAD = 200_000
"""Bytes in which a feed speaks of itself."""
_DATE_KEYS = ("published", "updated", "created")


Entry = dict[str, Any]
"""feedparser's FeedParserDict, asked only through dict.get: its own look-up answers for other keys too, and warns."""


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What a feed says of itself."""

    title: str = ""
    url: str | None = None
    """The site that it belongs to."""
    ttl: timedelta | None = None
    """How long it asks to be left alone between two polls."""
    skip_hours: tuple[int, ...] = ()
    """Hours in UTC in which it wants no polls."""
    skip_days: tuple[int, ...] = ()
    """Days of the week in UTC, Monday 0, on which it wants none."""
    hub: str | None = None
    """Where its news can be had by push (WebSub)."""
    topic: str | None = None
    """The address by which it calls itself there, letter for letter."""
    skipped: int = 0
    """Entries that could not be read."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its entries, in the feed's own order."""

    info: FeedInfo
    articles: tuple[Article, ...] = field(default=())


def looks_like_feed(data: bytes) -> bool:
    """Whether the opening of a document is that of an XML feed, well-formed or not."""
    head = data[:4096].replace(b"\0", b"")
    if _SURE.search(head):
        return True
    page = re.search(rb"<\s*(?:!doctype\s+html|html|head|body)\b", head, re.I)
    root = _ROOT.search(head)
    return bool(root and (not page or root.start() < page.start())) or bool(not page and _ENTRY.search(head))


def read(data: bytes, *, content_type: str = "", url: str | None = None) -> Feed:
    """The feed in `data`; `url` is where it was found and resolves relative links. InputError when it is none."""
    if markup.is_monstrous(data):
        raise InputError("This feed cannot be read: one of its tags has thousands of attributes.")
    data = trimmed(data)
    parsed = _parse(data, content_type or "application/xml", url)
    if not dict.get(parsed, "entries") and _ENTRY.search(data.replace(b"\0", b"")):
        text = _DECLARATION.sub("", charset.decode(data, content_type))
        parsed = _parse(text.encode("utf-8", "replace"), "application/xml; charset=utf-8", url)
    entries = [_mapping(entry) for entry in dict.get(parsed, "entries") or []]
    if not entries and not dict.get(parsed, "version") and not looks_like_feed(data):
        raise InputError("There is no feed here: no RSS, Atom or RDF was found.")
    feed = _build(_mapping(dict.get(parsed, "feed")), entries, url)
    hours, days = _rests(data[:_HEAD])
    return replace(feed, info=replace(feed.info, skip_hours=hours, skip_days=days))


def _parse(data: bytes, content_type: str, url: str | None) -> Entry:
    headers = {"content-type": content_type}
    if url:
        headers["content-location"] = url
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed: Entry = feedparser.parse(
                io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
    except MemoryError:
        raise
    except Exception as error:  # fuzzing finds KeyErrors and more in it; the border stops them all
        raise InputError("This feed cannot be read: it is damaged beyond mending.") from error
    return parsed


def _build(head: Entry, entries: list[Entry], url: str | None) -> Feed:
    info = FeedInfo(
        title=_line(head, "title"),
        url=urls.canonical(_text(head, "link"), url),
        ttl=_ttl(head),
        hub=_linked(head, "hub"),
        topic=_linked(head, "self"),
    )
    where = url or info.url or info.title
    language = languages.code(_text(head, "language"))
    articles: list[Article] = []
    skipped = 0
    for entry in entries:
        try:
            articles.append(_article(entry, info, language, where))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            skipped += 1
    return Feed(replace(info, skipped=skipped), distinct(articles, where))


def distinct(articles: list[Article], where: str) -> tuple[Article, ...]:
    """Entries that share an id though they are different articles are known by their address or their words."""
    uses = Counter(article.guid for article in articles)
    return tuple(
        article
        if uses[article.guid] == 1
        else replace(article, guid=identity.identity("", article.url, where, (article.title, article.text)))
        for article in articles
    )


def _article(entry: Entry, info: FeedInfo, language: str | None, where: str) -> Article:
    title, text = _title(entry), _body(entry)
    link = urls.article(_text(entry, "link"), info.url) if _text(entry, "link") else None
    origin = _line(_mapping(dict.get(entry, "source") or {}), "title")
    return Article(
        guid=identity.identity(_text(entry, "id"), link, where, (title, text)),
        title=_without_publisher(title, origin),
        text=text,
        url=link,
        via=identity.via(link, where),
        source=origin or info.title,
        author=_line(entry, "author") or None,
        published_at=_published(entry, language),
        language=languages.code(_text(entry, "language")) or language or languages.of(None, title, text),
    )


def _title(entry: Entry) -> str:
    detail = _mapping(dict.get(entry, "title_detail") or {})
    title = _text(entry, "title")
    if detail.get("type") == "text/plain" and not markup.looks_marked_up(title):
        return " ".join(markup.clean(title).split())
    return markup.line(title)


def _without_publisher(title: str, origin: str) -> str:
    """News aggregators hang the publisher's name to the headline."""
    return title.removesuffix(f" - {origin}").strip() or title if origin else title


def _body(entry: Entry) -> str:
    """The longest of what the entry holds: its contents or its summary."""
    contents = [
        _text(_mapping(part), "value") for part in dict.get(entry, "content") or [] if isinstance(part, dict)
    ]
    texts = [markup.text(part) for part in [*contents, _text(entry, "summary")] if part]
    return _PUSHED.sub("", max(texts, key=len, default=""))


def _published(entry: Entry, language: str | None) -> datetime | None:
    for key in _DATE_KEYS:
        parts = dict.get(entry, f"{key}_parsed")
        if parts:
            try:
                return datetime.fromtimestamp(timegm(parts), UTC)
            except (ValueError, OverflowError, OSError, TypeError):
                pass
        if written := _text(entry, key):
            printed = dates.find(written, language, written)
            at = dates.moment(written) or (printed.at if printed else None)
            if at:
                return at.astimezone(UTC)
    return None


def _ttl(head: Entry) -> timedelta | None:
    """RSS `ttl` in minutes, or the syndication module's period over its frequency."""
    minutes = _text(head, "ttl").strip()
    if minutes.isascii() and minutes.isdigit() and int(minutes[:6]) > 0:
        return timedelta(minutes=min(int(minutes[:6]), 7 * 24 * 60))
    hours = _PERIODS.get(_text(head, "sy_updateperiod").strip().lower())
    times = _text(head, "sy_updatefrequency").strip() or "1"
    if hours is None or not (times.isascii() and times.isdigit() and int(times[:4])):
        return None
    return timedelta(hours=min(hours, 168)) / int(times[:4])


def _rests(head: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """RSS `skipHours` and `skipDays`, which feedparser does not hand on; 24 is what some write for midnight."""
    words = {"hours": set[int](), "days": set[int]()}
    for kind, inside in _SKIPS.findall(head):
        for word in re.findall(r"\w+", re.sub(r"<[^>]*>", " ", inside.decode("latin-1")).lower()):
            if kind.lower() == b"hours" and word.isascii() and word.isdigit() and int(word[:4]) <= 24:
                words["hours"].add(int(word[:4]) % 24)
            elif kind.lower() == b"days" and word in _DAYS:
                words["days"].add(_DAYS.index(word))
    return tuple(sorted(words["hours"])), tuple(sorted(words["days"]))


def _linked(head: Entry, rel: str) -> str | None:
    """The first address that the feed links to as this."""
    for link in dict.get(head, "links") or []:
        if isinstance(link, dict) and link.get("rel") == rel and urls.canonical(str(link.get("href") or "")):
            return str(link["href"]).strip()
    return None


def _mapping(value: object) -> Entry:
    return value if isinstance(value, dict) else {}


def _text(values: Entry, key: str) -> str:
    value = dict.get(values, key)
    return value if isinstance(value, str) else ""


def _line(values: Entry, key: str) -> str:
    return markup.line(_text(values, key))
