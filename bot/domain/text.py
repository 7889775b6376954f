"""Reads an article's text: normal forms, words, sentences, sections and the passages that can be quoted.

Knows nothing of issues or matching; every offset counts characters of the text as it was given. All work is
linear in the text, whatever the text is.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from sentencex import get_sentence_boundaries

from bot.domain import languages, normal
from bot.domain.model import Passage, Place, Span

PASSAGE_CHARS = 600
"""A passage longer than this is cut between sentences; the excerpt of an alert stays readable."""
SENTENCE_CHARS = 1000
"""A sentence longer than this is cut between words."""
MAX_PASSAGES = 2000
"""Beyond so many, short paragraphs that follow each other share a passage, so that none is dropped."""
LEAD_CHARS = 450
"""How far into an article its lead reaches; the first passage is always lead."""
WORD_CHARS = 64
"""No name is longer: a longer word is a place in the text, but equals nothing."""

_HEADING_WORDS, _HEADING_CHARS = 12, 90
_LINE_WRAPPED = 40


@dataclass(frozen=True, slots=True)
class Section:
    """A headed stretch of an article; the first one, the opening, has no heading."""

    heading: str
    lead_in: str
    """The line that governs it, as "The unresolved issues include:"; else empty."""
    start: int
    end: int
    heading_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the matcher reads it. Passages: the title (if there is one), then the text in order."""

    title: str
    text: str
    language: str | None
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


class Token(NamedTuple):
    """A word as it stands in a text, or, in scripts without spaces, two neighbouring characters of a run."""

    text: str
    start: int
    end: int
    gram: bool = False


# -- words -----------------------------------------------------------------------------------------

normalise = normal.normalise
APOSTROPHES, JOINERS, MARKS = normal.APOSTROPHES, normal.JOINERS, normal.MARKS


def language_of(text: str) -> str | None:
    """The language of a text (ISO 639-1) by its script and function words; None when unsure."""
    opening = text[: languages.OPENING] if len(text) > 2 * languages.OPENING else ""
    return languages.tell(normalise(opening)) or languages.guess(normalise(text[:3000]))


def _two_letters(code: str | None) -> str | None:
    code = (code or "").strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han, hiragana
    "\u0e01-\u0e4e\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
)
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HAS_UNSPACED = re.compile(f"[{UNSPACED}{KATAKANA}]")
_LETTERS = rf"[^\W_{APOSTROPHES}]*+"
_WORD = re.compile(rf"[^\W_]{_LETTERS}(?:(?:[{MARKS}{JOINERS}]|[{APOSTROPHES}](?=[^\W_])){_LETTERS})*+")
_RUN = re.compile(f"[{UNSPACED}]+|[{KATAKANA}]+|[^{UNSPACED}{KATAKANA}]+")
_UNSPACED_START = re.compile(f"[{UNSPACED}]")


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> list[Token]:
    """The words of `text[start:end]` in order, with their offsets in `text`. A run of a script that puts no
    spaces between words gives one token a character: the character and its right neighbour."""
    words = _WORD.finditer(text, start, min(end, len(text)))
    if not _HAS_UNSPACED.search(text, start, min(end, len(text))):
        return [Token(m[0], m.start(), m.end()) for m in words]
    return [token for m in words for token in _split_runs(m[0], m.start())]


def _split_runs(word: str, offset: int) -> Iterator[Token]:
    if not _HAS_UNSPACED.search(word):
        yield Token(word, offset, offset + len(word))
        return
    for run in _RUN.finditer(word):
        at, piece = offset + run.start(), run[0]
        if not _UNSPACED_START.match(piece):
            yield Token(piece, at, at + len(piece))
            continue
        for i in range(len(piece)):
            pair = piece[i : i + 2]
            yield Token(pair, at + i, at + i + len(pair), gram=True)


# -- sentences -------------------------------------------------------------------------------------


_HALVES = re.compile("[\ud800-\udfff]")
_BLOCK = 4000
"""Characters that are looked through for sentences at a time."""
_INITIAL = re.compile(rf"(?:^|[^\w.])([^\W\d_])[{MARKS}]*\.$")
"""A text that ends in the first letter of a name: "K."."""
_SHORT = re.compile(rf"[^\W_]{{1,4}}[{MARKS}]*\.")
"""No sentence but a title or a number: "Mme.", "5."."""


def sentences(text: str, language: str | None = None) -> list[Span]:
    """Where the sentences stand, white space trimmed, in order; by sentencex, English rules if unsure, but none ends
    where the next word begins small, at a name's first letter or at a title.

    In blocks, the last sentence of one opening the next: sentencex is quadratic in some texts (of quotation
    marks, say) and holds the interpreter meanwhile.
    """
    found: list[Span] = []
    at = 0
    while at < len(text):
        block = text[at : at + _BLOCK]
        cuts = [one["start_index"] for one in get_sentence_boundaries(language or "en", _encodable(block))]
        whole = len(block) if at + _BLOCK >= len(text) or len(cuts) < 2 else cuts[-1]
        for start, end in pairwise([*(cut for cut in cuts if cut < whole), whole]):
            span = _trim(text, at + start, at + end)
            if span[0] >= span[1]:
                continue
            if found and _goes_on(text, found[-1], span[0], language):
                span = (found.pop()[0], span[1])
            found.append(span)
        at += whole
    return found


def _goes_on(text: str, before: Span, start: int, language: str | None) -> bool:
    """Whether what begins here is the same sentence as what stands before it on the line."""
    if "\n" in text[before[1] : start]:
        return False
    if text[start].islower():
        return True
    if not text[start].isalpha():
        return False
    tail = text[max(before[0], before[1] - 8) : before[1]]
    if _SHORT.fullmatch(tail) and before[1] - before[0] == len(tail):
        return True
    initial = _INITIAL.search(tail)
    return initial is not None and not initial[1].islower() and (initial[1], language or "en") != ("I", "en")


def _encodable(text: str) -> str:
    """As long, without the halves of characters that broken input may hold and UTF-8 may not."""
    return _HALVES.sub("\ufffd", text)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# -- sections --------------------------------------------------------------------------------------

_OTHER_BREAKS = "\r\v\f\x85\u2028\u2029"
_OTHER_BREAK = re.compile(f"[{_OTHER_BREAKS}]")
_LINE = re.compile(r"\S[^\n]*")
"""A line with anything on it, from there on."""
_MANY = 2
"""Line ends that part paragraphs."""
_CLOSING = re.compile(r"[.!?…。！？؟।:;,,、؛]['\"”’»)\]]*$")
_LIST_ITEM = re.compile(r"(?:[-–—•*·▪►‣]|\(?\d{1,3}[.)]|[a-z][.)])\s")


def paragraphs(text: str) -> list[Span]:
    """Where the paragraphs stand: apart by blank lines, or lines of their own. A line that was wrapped (long,
    open, and the next begins small) goes on in the next."""
    found: list[Span] = []
    for start, end, breaks in _lines(text):
        if breaks < _MANY and found and _is_wrapped(text, found[-1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    """Each line with anything on it, white space trimmed, and how many line ends stand before it."""
    text, before = _with_plain_ends(text), -1
    for line in _LINE.finditer(text):
        start, end = line.span()
        while text[end - 1].isspace():
            end -= 1
        yield start, end, text.count("\n", before, start) if before >= 0 else _MANY
        before = end


def _with_plain_ends(text: str) -> str:
    """As long, with every kind of line end as "\\n"; "\\r\\n" is one."""
    if any(map(text.count, _OTHER_BREAKS)):
        text = _OTHER_BREAK.sub("\n", text.replace("\r\n", " \n"))
    return text


def _is_wrapped(text: str, before: Span, start: int) -> bool:
    tail = text[max(before[0], before[1] - 20) : before[1]]
    if before[1] - before[0] < _LINE_WRAPPED or (_CLOSING.search(tail) and not tail.endswith(",")):
        return False
    return text[start].islower()


def _is_heading(text: str, span: Span, after: Span | None) -> bool:
    """By its shape: short, open at its end, no list item, and followed by something longer."""
    if after is None or span[1] - span[0] > _HEADING_CHARS:
        return False
    line = text[span[0] : span[1]]
    if len(line.split()) > _HEADING_WORDS:
        return False
    if (
        line[0].islower()
        or not any(map(str.isalpha, line))
        or _CLOSING.search(line)
        or _LIST_ITEM.match(line)
    ):
        return False
    following = text[after[0] : after[1]] if after[1] - after[0] < 2000 else text[after[0] : after[0] + 2000]
    if _LIST_ITEM.match(following):
        return True
    return len(following) > max(len(line), 50) and (
        len(following) > _HEADING_CHARS or bool(_CLOSING.search(following))
    )


def outline(text: str) -> tuple[Section, ...]:
    """The sections of a text: an opening without heading, then one a heading. A line, or the last sentence of
    a paragraph, that ends in a colon just before a heading governs the sections from there on."""
    return _outline(text, paragraphs(text))


def _outline(text: str, spans: list[Span]) -> tuple[Section, ...]:
    found: list[Section] = []
    heading, heading_span, start, lead_in = "", None, 0, ""
    for i, span in enumerate(spans):
        after = spans[i + 1] if i + 1 < len(spans) else None
        if not _is_heading(text, span, after):
            continue
        found.append(Section(heading, lead_in if heading else "", start, span[0], heading_span))
        lead_in = _lead_in(text, spans[i - 1]) or lead_in if i else ""
        heading, heading_span, start = text[span[0] : span[1]], span, span[1]
    found.append(Section(heading, lead_in if heading else "", start, len(text), heading_span))
    return tuple(found)


def _lead_in(text: str, before: Span) -> str:
    if text[before[1] - 1] not in ":：":
        return ""
    tail = text[max(before[0], before[1] - SENTENCE_CHARS) : before[1]]
    start, end = sentences(tail)[-1]
    return tail[start:end] if end - start <= 300 else ""


# -- passages --------------------------------------------------------------------------------------


def read(title: str, text: str, language: str | None = None) -> Document:
    """Read an article for matching. `language` is a code such as "en" or "pt-BR", None where unknown."""
    language = _two_letters(language) or language_of(text if len(text) > 40 else f"{title} {text}")
    spans = paragraphs(text)
    sections = _outline(text, spans)
    found = [Passage(text=title, start=None, end=None, place=Place.TITLE)] if title.strip() else []
    headings = {section.heading_span for section in sections}
    at = 0
    lead_until = (spans[0][0] if spans else 0) + LEAD_CHARS
    for span in spans:
        while at + 1 < len(sections) and span[0] >= sections[at + 1].start:
            at += 1
        if span not in headings:
            found += _cut(text, span, sections[at], lead_until, language)
            if len(found) > MAX_PASSAGES:
                _join_last(text, found)
    return Document(title, text, language, sections, tuple(found))


def _join_last(text: str, found: list[Passage]) -> None:
    """Make one of the last two passages if they stand in one section and are short together."""
    before, last = found[-2:]
    if before.start is None or last.end is None or last.end - before.start > PASSAGE_CHARS:
        return
    if (before.heading, before.place) == (last.heading, last.place):
        found[-2:] = [replace(before, text=text[before.start : last.end], end=last.end)]


def _cut(text: str, span: Span, section: Section, lead_until: int, language: str | None) -> Iterator[Passage]:
    pieces = (span,) if span[1] - span[0] <= PASSAGE_CHARS else _pieces(text, span, language)
    for start, end in pieces:
        yield Passage(
            text=text[start:end],
            start=start,
            end=end,
            place=Place.SECTION if section.heading else Place.LEAD if start < lead_until else Place.BODY,
            heading=section.heading,
            lead_in=section.lead_in,
        )


def _pieces(text: str, span: Span, language: str | None) -> Iterator[Span]:
    """A long paragraph as passages: as many sentences as fit."""
    start, end = span
    held: Span | None = None
    for a, b in sentences(text[start:end], language):
        for piece in _words(text, start + a, start + b):
            if held and piece[1] - held[0] <= PASSAGE_CHARS:
                held = (held[0], piece[1])
                continue
            if held:
                yield held
            held = piece
    if held:
        yield held


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, cut between words (or inside a longer word) where it is too long to quote."""
    while end - start > SENTENCE_CHARS:
        cut = text.rfind(" ", start + SENTENCE_CHARS // 2, start + SENTENCE_CHARS)
        cut = start + SENTENCE_CHARS if cut < 0 else cut
        while unicodedata.combining(text[cut]) and cut > start + SENTENCE_CHARS // 2:
            cut -= 1
        yield _trim(text, start, cut)
        start, _ = _trim(text, cut, end)
    if start < end:
        yield start, end
