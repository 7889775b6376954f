"""An article laid out for matching: its words in one row, and which terms stand at which of them.

The title, each heading and each passage is a stretch of its own; no name reaches from one into the next. Holds
no rule about what counts as a match.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain import languages
from bot.domain.matching import chinese, known, vocabulary
from bot.domain.matching.lexicon import Lexicon, TermId
from bot.domain.matching.vocabulary import Shape
from bot.domain.model import Passage
from bot.domain.text import Document, Token, tokens

Find = tuple[int, float, float]
"""A token that may stand for a term, its distance from the term, and the distance that it may have."""

_BETWEEN = 64
"""Positions between stretches, more than any name may span."""
_ENDS = re.compile(r"[.!?…]\s|[。！？]")
_OPENS = re.compile('[.!?…。:;।؟\n"“”«»„‘(\\[–—]')
"""Between two words, says that the second one opens a sentence or a quotation."""
_MAX_TOKENS = 400_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the article that is read by itself."""

    passage: Passage
    """What is quoted for a find in it: itself, or for a heading the first passage below."""
    heading: bool = False


@dataclass(slots=True)
class Layout:
    """The article's words and finds. `order` counts telling words only, `places` lists the finds of a term in order."""

    document: Document
    tokens: list[Token] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    places: dict[TermId, list[Find]] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """The first token of each stretch."""

    def stretch_of(self, token: int) -> int:
        """The number of the stretch that a token stands in."""
        return bisect_right(self.starts, token) - 1

    def source(self, stretch: int) -> str:
        """The string that the offsets of a stretch's tokens count in."""
        part = self.stretches[stretch]
        return self.document.title if part.passage.start is None and not part.heading else self.document.text

    def parts(self, first: int, last: int) -> bool:
        """Whether a sentence ends between two tokens of one stretch."""
        source = self.source(self.stretch_of(first))
        return bool(_ENDS.search(source, self.tokens[first].end, self.tokens[last].start))

    def is_inside_longer_name(self, name: str, places: Sequence[int]) -> bool:
        """Whether a normalised name stands in a longer one that is somebody else: "Mexico" in "New Mexico"."""
        first, last = min(places), max(places)
        before = self._beside(first, -1)
        if len(places) == 1 and before and before[0].shape is Shape.TITLE and before[0].key in _OTHER:
            return True
        if self.tokens[first].gram:
            return self._is_inside_run(name, known.longer(name, self.document.language), first)
        here = " ".join(vocabulary.word(self.tokens[at].text).key for at in sorted(places))
        after = self._beside(last, 1)
        own = {self._stem(token.text) for token in (*tokens(name), *tokens(here))}
        for other in {
            *known.longer(name, self.document.language),
            *known.longer(here, self.document.language),
        }:
            more = [self._stem(token.text) for token in tokens(other)]
            near = {
                self._stem(word.key) for side in (before, after) for word in side[: len(more) - len(places)]
            }
            if set(more) - own <= near:
                return True
        return False

    def _stem(self, word: str) -> str:
        return vocabulary.stem(vocabulary.word(word).key, self.document.language)

    def _is_inside_run(self, name: str, others: Sequence[str], at: int) -> bool:
        start = self.tokens[at].start
        source = self.source(self.stretch_of(at))
        for other in others:
            low = start - other.find(name)
            if low >= 0 and source[low : low + len(other)] == other:
                return True
        return False

    def _beside(self, at: int, step: int) -> list[vocabulary.Word]:
        """The words that touch a token on one side, nearest first, as far as only spaces and dashes part them."""
        stretch = self.stretch_of(at)
        source = self.source(stretch)
        found: list[vocabulary.Word] = []
        other = at + step
        while 0 <= other < len(self.tokens) and len(found) < _BESIDE and self.stretch_of(other) == stretch:
            left, right = sorted((other, other - step))
            if not _TOUCHES.fullmatch(source, self.tokens[left].end, self.tokens[right].start):
                break
            found.append(vocabulary.word(self.tokens[other].text))
            other += step
        return found

    def is_part_of_name(self, at: int) -> bool:
        """Whether a capitalised word touches the word on either side: "Kelly" in "Mike Kelly"."""
        source = self.source(self.stretch_of(at))
        for one, other in ((at - 1, at), (at, at + 1)):
            if one >= 0 and other < len(self.tokens) and self.stretch_of(one) == self.stretch_of(other):
                first, second = self.tokens[one], self.tokens[other]
                if source[first.end : second.start] == " " and all(map(self._is_capital, (first, second))):
                    return True
        return False

    def _is_capital(self, token: Token) -> bool:
        return token.text[0].isupper() and not languages.is_stop(token.text.lower(), self.document.language)


_BESIDE = 3
_TOUCHES = re.compile(r"[\s\-–—]*")
_OTHER = frozenset({"new", "nueva", "nouvelle", "neu", "san", "santa", "saint", "st", "sankt", "los", "las"})


def lay_out(document: Document, lexicon: Lexicon) -> Layout:
    """Read an article's words once and look each of them up."""
    layout = Layout(document)
    lexicon.open_article()
    places: defaultdict[TermId, list[Find]] = defaultdict(list)
    position = 0
    for stretch, source, start, end in _stretches(document):
        layout.stretches.append(stretch)
        layout.starts.append(len(layout.tokens))
        position = _read(layout, places, lexicon, (source, start, end, position)) + _BETWEEN
        if len(layout.tokens) > _MAX_TOKENS:
            break
    if document.language == "zh":
        for found in places.values():
            found.sort(key=lambda place: layout.order[place[0]])
    layout.places = dict(places)
    return layout


def _stretches(document: Document) -> list[tuple[Stretch, str, int, int]]:
    found: list[tuple[Stretch, str, int, int]] = []
    headings = [(s.heading_span, s) for s in document.sections if s.heading_span]
    for passage in document.passages:
        if passage.start is None or passage.end is None:
            found.append((Stretch(passage), document.title, 0, len(document.title)))
            continue
        while headings and headings[0][0][0] < passage.start:
            span, section = headings.pop(0)
            if passage.heading == section.heading:
                found.append((Stretch(passage, heading=True), document.text, *span))
        found.append((Stretch(passage), document.text, passage.start, passage.end))
    return found


def _read(
    layout: Layout,
    places: defaultdict[TermId, list[Find]],
    lexicon: Lexicon,
    stretch: tuple[str, int, int, int],
) -> int:
    source, start, end, position = stretch
    language = layout.document.language
    words = tokens(source, start, end)
    loud = sum(not w.text[0].islower() for w in words) * 3 > 2 * len(
        words
    )  # a headline that Capitalises Words
    before = start
    for token in words:
        number = len(layout.tokens)
        layout.tokens.append(token)
        layout.order.append(position)
        opening = (
            not token.gram
            and token.text[0].isupper()
            and (
                number == layout.starts[-1]
                or (loud and len(words) > 3)
                or bool(_OPENS.search(source, before, token.start))
            )
        )
        senses = lexicon.senses(token.text, gram=token.gram, opening=opening, language=language)
        for term, cost, room in senses:
            places[term].append((number, cost, room))
        before = token.end
        if senses or token.gram or not languages.is_stop(token.text.lower(), language):
            position += 1
    if language == "zh":
        _read_foreign(layout, places, lexicon, (source, start, end, layout.starts[-1]))
    return position


def _read_foreign(
    layout: Layout,
    places: defaultdict[TermId, list[Find]],
    lexicon: Lexicon,
    stretch: tuple[str, int, int, int],
) -> None:
    """Add the foreign names in a Chinese stretch as further words, each in the place of its first character."""
    source, start, end, first = stretch
    order = {layout.tokens[n].start: layout.order[n] for n in range(first, len(layout.tokens))}
    for a, b, heard in chinese.windows(source[start:end]):
        written = source[start + a : start + b]
        senses = lexicon.foreign(written, heard)
        if senses and start + a in order:
            for term, cost, room in senses:
                places[term].append((len(layout.tokens), cost, room))
            layout.tokens.append(Token(written, start + a, start + b))
            layout.order.append(order[start + a])
