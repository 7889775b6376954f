"""Plain text to an Article: raw dumps of a page's text, or text with no furniture at all.

Rules are about where lines stand and what they are made of, not about one site. Where nothing shows that a text is
a dump, every word of it is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest import dates, fingerprint, languages, layout, urls
from bot.ingest.furniture import Kind, Line, is_between, recognise

_HEAD_LINES = 20
_HEAD_TEXTS = 4
"""Lines of text (kicker, headline, standfirst, one more) that may stand above the last dateline or byline."""
_LONG = 400
_SMALLEST, _LARGEST = 200, 200_000
"""Characters between which a text may be taken for a page's dump without being asked to."""
_TITLE_SIZE = 250
_TAIL_LINES = 6
_COMPARED = 20_000
_REPEATED = 90
"""0..100; how much of a standfirst must stand in the body to count as repeated there."""
_CLOSING = re.compile(r"[.。।][\"'”’»)]*$")
_RELATED = re.compile(
    r"^(?:related(?: (?:articles|stories|topics|news))?|more (?:on this(?: story)?|stories|from .{1,30})|"
    r"most (?:read|popular)|topics|tags|trending|you may also like|recommended|mehr zum thema|"
    r"das könnte sie auch interessieren|по теме|читайте также|материалы по теме|à lire aussi)\s*:?.{0,80}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A dump's lines, told apart: indices are into `lines`."""

    lines: Sequence[Line]
    title: int | None
    head: int
    """Past the last line of the head."""
    is_dump: bool


def read(text: str, *, url: str | None = None) -> Article:
    """The article in a plain text, dump or not. InputError when there are no words in it."""
    lines, language = _lines(text, None)
    if not lines:
        raise InputError("There is nothing in it: no words were found.")
    return _article(_parts(lines), language, url)


def read_if_dump(text: str, language: str | None = None) -> Article | None:
    """The article if the text shows clearly that it is a page dump: a headline, a dateline of its own under or
    over it, and running text. None leaves the text to be taken as it is."""
    if not _SMALLEST < len(text) < _LARGEST:
        return None
    lines, language = _lines(text, language)
    parts = _parts(lines)
    dated = any(line.kind is Kind.DATE for line in lines[: parts.head])
    if parts.title is None or not dated or len(lines) < 4:
        return None
    return _article(parts, language, None)


def _lines(text: str, language: str | None) -> tuple[list[Line], str | None]:
    parts = layout.paragraphs(text)
    language = language or languages.of(None, "", "\n".join(sorted(parts, key=len, reverse=True)[:5]))
    edge = _HEAD_LINES + 10
    return [
        recognise(part, language) if number < edge or number >= len(parts) - edge else _inner(part)
        for number, part in enumerate(parts)
    ], language


def _inner(part: str) -> Line:
    """Deep inside a text a date or a name on a line of its own belongs to it."""
    return Line(part, Kind.CHROME) if len(part) <= 200 and is_between(part) else Line(part)


def _parts(lines: list[Line]) -> _Parts:
    head = _head(lines)
    title = _title(lines, head)
    marks = {line.kind for line in [*lines[:_HEAD_LINES], *lines[-_TAIL_LINES:]]} - {Kind.TEXT}
    return _Parts(lines, title, max(head, 0 if title is None else title + 1), bool(marks))


def _head(lines: list[Line]) -> int:
    """Past the last dateline or byline of the opening, with at most a few lines of text above it."""
    texts = end = 0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        if line.kind is Kind.TEXT:
            texts += 1
            if texts > _HEAD_TEXTS or len(line.text) > _LONG:
                break
        elif line.kind in (Kind.DATE, Kind.BYLINE) or (texts == 0 and line.kind is not Kind.ADDRESS):
            end = number + 1
    return end


def _title(lines: list[Line], head: int) -> int | None:
    """The first line of text, if it has a headline's shape; a section's name above it is passed over."""
    texts = [number for number, line in enumerate(lines) if line.kind is Kind.TEXT][:3]
    for place, number in enumerate(texts):
        after = lines[texts[place + 1]].text if place + 1 < len(texts) else ""
        if not _headline_shaped(lines[number].text, after):
            return None
        kicker = len(lines[number].text.split()) <= 2 and len(lines[number].text) <= 25
        if (
            kicker
            and head
            and place + 1 < len(texts)
            and _headline_shaped(after, "")
            and len(after.split()) > 3
        ):
            continue
        return number
    return None


def _headline_shaped(text: str, after: str) -> bool:
    """Not closed as a sentence is, and shorter than what follows (or followed by nothing that is asked for)."""
    if len(text) > _TITLE_SIZE or _CLOSING.search(text) or text.startswith("- ") or text.endswith((":", ",")):
        return False
    return True if after == "" else len(text) < _TITLE_SIZE


def _article(parts: _Parts, language: str | None, url: str | None) -> Article:
    lines = parts.lines
    if not parts.is_dump:
        return _plain(parts, language, url)
    title = lines[parts.title].text if parts.title is not None else ""
    source, title = _source(lines, title)
    address = next((line.name for line in lines if line.kind is Kind.ADDRESS and line.name), None) or url
    body = _body(parts)
    text = layout.join(body)
    if not text and not title:
        raise InputError("There is no article in it: only datelines, captions and links were found.")
    return Article(
        guid=address or fingerprint.of(title, text),
        title=title,
        text=text,
        url=address,
        source=source or (urls.site(address) if address else ""),
        author=next(
            (
                line.name
                for line in lines[: parts.head]
                if line.kind in (Kind.BYLINE, Kind.DATE) and line.name
            ),
            None,
        ),
        published_at=_published(parts, language),
        language=language,
    )


def _plain(parts: _Parts, language: str | None, url: str | None) -> Article:
    """No furniture: a headline is taken where the first line has its shape and a text follows, all else is text."""
    texts = [line.text for line in parts.lines]
    titled = (
        parts.title == 0
        and len(texts) > 1
        and len(texts[0]) < len("".join(texts[1:]))
        and len(texts[0]) <= 150
    )
    title = texts.pop(0) if titled else ""
    text = layout.join(texts)
    return Article(
        guid=url or fingerprint.of(title, text), title=title, text=text, url=url, language=language
    )


def _body(parts: _Parts) -> list[str]:
    last = len(parts.lines) - _TAIL_LINES
    body = [
        line.text
        for number, line in enumerate(parts.lines)
        if number >= parts.head and _stays(line, number >= last)
    ]  # fmt: skip
    body = _without_related(body)
    joined = "\n".join(body)[:_COMPARED]
    start = parts.head if parts.title is None else parts.title + 1
    stands = [line.text for line in parts.lines[start : parts.head] if line.kind is Kind.TEXT]
    return [stand for stand in stands if fuzz.partial_ratio(stand, joined) < _REPEATED] + body


def _stays(line: Line, at_end: bool) -> bool:
    if line.kind is Kind.TEXT:
        return True
    return line.kind in (Kind.NOTICE, Kind.DATE, Kind.BYLINE) and not at_end


def _without_related(body: list[str]) -> list[str]:
    """Cuts a list of other headlines off the end: after its heading nothing is a sentence of a text."""
    for number, part in enumerate(body[1:], 1):
        if _RELATED.match(part) and all(
            len(rest) < 150 and not _CLOSING.search(rest) for rest in body[number + 1 :]
        ):
            return body[:number]
    return body


def _source(lines: Sequence[Line], title: str) -> tuple[str, str]:
    """The publisher as a notice names it, else as the headline's tail does; and the headline without it."""
    named = [line.name for line in lines if line.kind is Kind.NOTICE and line.name]
    head, bar, tail = title.rpartition(" | ")
    if bar and len(tail.split()) <= 4 and len(head) > len(tail):
        return (named[-1] if named else tail.strip()), head.strip()
    return (named[-1] if named else ""), title


def _published(parts: _Parts, language: str | None) -> datetime | None:
    """A date that says "published" before one that does not; under the headline before over it (that is often the
    moment of the dump); with a time of day before without."""
    evidence = "\n".join(line.text for line in parts.lines if line.kind is not Kind.TEXT)
    title = parts.title if parts.title is not None else -1
    ranked: list[tuple[int, bool, int, datetime]] = []
    for number, line in enumerate(parts.lines):
        edge = number < parts.head or number >= len(parts.lines) - _TAIL_LINES
        if line.kind not in (Kind.DATE, Kind.NOTICE) or not edge:
            continue
        if found := dates.find(line.text, language, evidence):
            rank = 0 if line.published else 1 if title < number < parts.head else 2
            ranked.append((rank, not found.has_time, number, found.at))
    if not ranked:
        return None
    best = min(ranked)
    same_day = [one for one in ranked if one[3].date() == best[3].date() and not one[1]]
    return min(same_day or [best])[3]


def with_url(article: Article, url: str | None) -> Article:
    """The article at the address where it was found, unless it names its own."""
    return article if article.url or not url else replace(article, url=url, guid=url)
