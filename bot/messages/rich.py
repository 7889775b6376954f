"""Text for Telegram that knows its own size: escaped HTML with its length in UTF-16 units and its entities.

Everything a person reads is put together from these pieces, so a message can only be valid and within the
limits. Only the tags of Telegram's HTML mode are used; nothing here knows what the words mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from string import Formatter
from urllib.parse import urlsplit

import regex  # type: ignore[import-untyped]  # it ships no types; only its \X (grapheme cluster) is used

from bot.domain.model import Span
from bot.messages.tongue import (
    day_name,
    is_paired,
    is_rtl,
    many,
    moment_name,
    plural,
    shown,
    spoken,
    tr,
    turned,
)

TEXT_LIMIT = 4096
"""UTF-16 units of a message after parsing; Telegram counts code points, so this is on the safe side."""
CAPTION_LIMIT = 1024
"""The same of a picture's caption."""
ENTITY_LIMIT = 90
"""Telegram heeds 100 and adds some itself (bare links, hashtags of the quoted text)."""
SOURCE_LIMIT = 30_000
"""Bytes of HTML; Telegram refuses more than 32,768 before parsing."""
URL_LIMIT = 1500
"""Longer links are shown without the link."""
LONG_WORD = 60
"""Grapheme clusters; a longer run without a space is no word and may be cut."""

# Controls, lone surrogates and the characters that turn the direction of everything after them.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# The same but for isolates: our own stand around names in texts from right to left, and a pair turns nothing else.
_UNSOUND = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ufeff\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>|&\w+;")
_CLUSTER = regex.compile(r"\X")


def units(text: str) -> int:
    """Length as Telegram's offsets count it: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def sound(text: str) -> str:
    """The text without what cannot be shown; isolates are kept in pairs."""
    text = _UNSOUND.sub("", text)
    return text if is_paired(text) else _UNWANTED.sub("", text)


def escape(text: str) -> str:
    """Foreign text made safe to stand between Telegram's tags; drops what cannot be shown."""
    text = sound(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str, *, keep: bool = False) -> str:
    """The text with every stretch of white space made one space; `keep`: with the isolates of our own texts."""
    return " ".join((_UNSOUND if keep else _UNWANTED).sub(" ", text).split())


def clip(text: str, limit: int) -> str:
    """The text, or its beginning and "…" in at most `limit` UTF-16 units.

    Cuts between words; inside a stretch without spaces (a script that writes none, an address) between
    grapheme clusters, so no emoji, flag or accent is taken apart.
    """
    if units(text) <= limit:
        return text
    kept, word = 0, 0
    used, run = 1, 0
    for cluster in _clusters(text):
        used += units(cluster)
        if used > limit:
            break
        kept += len(cluster)
        run = 0 if cluster.isspace() or _is_ideographic(cluster) else run + 1
        if run == 0 or text[kept : kept + 1].isspace():
            word = kept
    cut = word if run <= LONG_WORD and (word or not run) else kept
    return text[: cut or kept].rstrip() + "…" if limit > 0 else ""


def _clusters(text: str) -> Iterator[str]:
    return (found.group() for found in _CLUSTER.finditer(text))


def _is_ideographic(cluster: str) -> bool:
    """Whether a line may break after it without a space."""
    return unicodedata.east_asian_width(cluster[0]) in "WF"


@dataclass(frozen=True, slots=True)
class Rich:
    """A piece of a message. Made by the functions below, joined by `+` and `join`."""

    html: str = ""
    units: int = 0
    entities: int = 0

    def __add__(self, other: Rich) -> Rich:
        return Rich(self.html + other.html, self.units + other.units, self.entities + other.entities)

    def __bool__(self) -> bool:
        return self.units > 0


EMPTY = Rich()


def plain(text: str) -> Rich:
    """Text as it is, line breaks kept."""
    clean = sound(text)
    return Rich(escape(clean), units(clean))


def _wrap(opening: str, content: Rich | str, closing: str) -> Rich:
    inner = plain(content) if isinstance(content, str) else content
    if not inner:
        return EMPTY
    return Rich(f"{opening}{inner.html}{closing}", inner.units, inner.entities + 1)


def bold(content: Rich | str) -> Rich:
    """Bold; nothing where there is nothing."""
    return _wrap("<b>", content, "</b>")


def italic(content: Rich | str) -> Rich:
    """Italic."""
    return _wrap("<i>", content, "</i>")


def code(content: str) -> Rich:
    """Something to type as it stands."""
    return _wrap("<code>", content, "</code>")


def link(content: Rich | str, url: str | None) -> Rich:
    """A link; the bare words where the address is none that Telegram would link."""
    if url is None or not is_linkable(url):
        return plain(content) if isinstance(content, str) else content
    return _wrap(f'<a href="{_attribute(url)}">', content, "</a>")


def _attribute(value: str) -> str:
    return escape(value).replace('"', "&quot;")


def is_linkable(url: str) -> bool:
    """Whether Telegram makes a link of it: http(s), a host with a dot, of bearable length."""
    if (
        len(_attribute(url)) > URL_LIMIT
        or _UNWANTED.search(url)
        or any(character.isspace() for character in url)
    ):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False


def quote(content: Rich, *, long: bool = False) -> Rich:
    """A quotation; a long one is folded until tapped."""
    return _wrap("<blockquote expandable>" if long else "<blockquote>", content, "</blockquote>")


def join(pieces: Iterable[Rich], separator: str = "\n") -> Rich:
    """The pieces that are not empty, with the separator between them. In one line, from right to left, each of them
    stands apart: a name, a time and a number from elsewhere would change places."""
    between, whole, there = plain(separator), EMPTY, [piece for piece in pieces if piece]
    is_row = len(there) > 1 and bool(separator) and "\n" not in separator and is_rtl(spoken())
    for piece in map(isolate, there) if is_row else there:
        whole = whole + between + piece if whole else piece
    return plain(turned()) + whole if is_row else whole


# -- in the spoken language ------------------------------------------------------------------------


def phrase(text: str, /, **pieces: Rich | str | int) -> Rich:
    """A text in the spoken language, its {names} replaced by pieces."""
    return _filled(tr(text), pieces)


def counted(one: str, other: str, n: int, /, **pieces: Rich | str | int) -> Rich:
    """The same in the plural form that a number needs; {n} is the number."""
    return _filled(plural(one, other, n), {"n": n, **pieces})


def isolate(piece: Rich) -> Rich:
    """A piece that does not turn the text around it, nor is turned by it: needed from right to left only."""
    if not piece or "\n" in piece.html or not is_rtl(spoken()):
        return piece  # no isolate goes on in the next line
    return Rich(f"\u2068{piece.html}\u2069", piece.units + 2, piece.entities)


def directed(content: Rich) -> Rich:
    """The content with each line of ours laid out from right to left, where the language is so, though a foreign word
    may stand first in it. What is quoted, and lines that are foreign altogether, keep their own direction."""
    if not is_rtl(spoken()):
        return content
    lines, added, quoted = content.html.split("\n"), 0, 0
    for at, line in enumerate(lines):
        is_quoted = quoted > 0 or line.startswith("<blockquote")
        quoted += line.count("<blockquote") - line.count("</blockquote>")
        if not is_quoted and _begins_astray(line):
            lines[at] = turned() + line
            added += 1
    return Rich("\n".join(lines), content.units + added, content.entities)


def _begins_astray(html: str) -> bool:
    """Whether a line with letters from right to left begins with others; what is isolated decides nothing."""
    kinds, depth = [], 0
    for sign in _TAG.sub("", html):
        depth += (sign == "\u2068") - (sign == "\u2069")
        if not depth:
            kinds.append(unicodedata.bidirectional(sign))
    strong = [kind for kind in kinds if kind in ("L", "R", "AL")]
    return bool(strong) and strong[0] == "L" and "AL" in strong


def _filled(text: str, pieces: Mapping[str, Rich | str | int]) -> Rich:
    parts = list(Formatter().parse(text))
    is_silent = bool(pieces) and not any(letter.isalpha() for literal, *_ in parts for letter in literal)
    whole = plain(turned()) if is_silent else EMPTY
    for literal, name, _, _ in parts:
        whole += plain(literal)
        if name is not None:
            piece = pieces[name]
            whole += isolate(piece) if isinstance(piece, Rich) else plain(shown(piece))
    return whole


# -- what fits -------------------------------------------------------------------------------------


def is_within(piece: Rich, limit: int = TEXT_LIMIT) -> bool:
    """Whether Telegram takes it as one message."""
    return (
        piece.units <= limit
        and piece.entities <= ENTITY_LIMIT
        and len(piece.html.encode("utf-8")) <= SOURCE_LIMIT
    )


def fit(
    pieces: Sequence[Rich], limit: int = TEXT_LIMIT, separator: str = "\n", *, beside: Rich = EMPTY
) -> tuple[Rich, int]:
    """As many of the pieces, from the first on, as one message takes `beside` what it holds already.

    Returns them joined, and how many they are.
    """
    whole = EMPTY
    for taken, piece in enumerate(pieces):
        longer = join((whole, piece), separator)
        if not is_within(beside + longer, limit):
            return whole, taken
        whole = longer
    return whole, len(pieces)


def marked(text: str, spans: Sequence[Span], limit: int, *, most: int = 8) -> Rich:
    """A passage on one line of at most `limit` units, with the `most` first matched words bold."""
    whole = one_line(text)
    if whole != text:
        spans = _moved(text, spans)
    short = clip(whole, limit)
    end = len(short) - 1 if short != whole else len(short)
    pieces, at = EMPTY, 0
    for start, stop in sorted(spans)[:most]:
        if at <= start < stop <= end:
            pieces += plain(short[at:start]) + bold(short[start:stop])
            at = stop
    return pieces + plain(short[at:])


def _moved(text: str, spans: Sequence[Span]) -> list[Span]:
    """Where the spans stand once the text was made one line. The bar keeps a space before a span counted."""
    return [(len(one_line(text[:start] + "|")) - 1, len(one_line(text[:stop]))) for start, stop in spans]


# -- times -----------------------------------------------------------------------------------------


def when(at: datetime, now: datetime | None = None) -> Rich:
    """A moment that shows in the reader's own zone; "27 Dec 07:02 UTC" where the client is too old for that.

    With `now`, a year is added to a moment more than half a year away.
    """
    at = at.astimezone(UTC)
    return _time(at, f"{moment_name(at, year=_is_far(at, now))} UTC", "dt")


def day(at: datetime, now: datetime | None = None) -> Rich:
    """Only the day of it."""
    at = at.astimezone(UTC)
    return _time(at, day_name(at, year=_is_far(at, now)), "d")


def _is_far(at: datetime, now: datetime | None) -> bool:
    return now is not None and abs(now - at) > timedelta(days=180)


def ago(at: datetime, now: datetime) -> Rich:
    """How long ago, kept right by the client as time goes on."""
    return _time(at.astimezone(UTC), gone(now - at), "r")


def coming(at: datetime, now: datetime) -> Rich:
    """In how long, kept right by the client as time goes on."""
    n, unit = _largest(at - now)
    said = {
        "minute": many("in {n} min", "in {n} min", n),
        "hour": many("in {n} h", "in {n} h", n),
        "day": many("in {n} day", "in {n} days", n),
    }
    return _time(at.astimezone(UTC), said[unit], "r")


def span(length: timedelta) -> str:
    """A length of time in its largest unit: "6 h", "3 days"."""
    n, unit = _largest(length)
    return {
        "minute": many("{n} min", "{n} min", n),
        "hour": many("{n} h", "{n} h", n),
        "day": many("{n} day", "{n} days", n),
    }[unit]


def gone(length: timedelta) -> str:
    """How long ago: "6 h ago"."""
    n, unit = _largest(length)
    return {
        "minute": many("{n} min ago", "{n} min ago", n),
        "hour": many("{n} h ago", "{n} h ago", n),
        "day": many("{n} day ago", "{n} days ago", n),
    }[unit]


def _largest(length: timedelta) -> tuple[int, str]:
    """A length in its largest unit; days from the second on."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return minutes, "minute"
    return (minutes // 60, "hour") if minutes < 48 * 60 else (minutes // 1440, "day")


def _time(at: datetime, fallback: str, form: str) -> Rich:
    html = f'<tg-time unix="{int(at.timestamp())}" format="{form}">{escape(fallback)}</tg-time>'
    return Rich(html, units(fallback), 1)
