"""Finds the articles that any typed words speak of, in part and in other inflections: for a question, not an alert.

Wider than `matching`: it ranks by how much of the name stands near each other, rare words counting more. Holds
what it is given in memory; the command line asks it about a file of articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final, Generic, TypeVar

from bot.domain import text as reading
from bot.domain.model import Issue, Match, Passage, Span
from bot.domain.words import weigh

K = TypeVar("K")

ENOUGH: Final = 0.35
"""Share of a name's weight that must be found, besides two of its words."""
SCALE: Final = 0.5
"""A full find is worth this: words near each other are less sure than a matched name."""
_PASSAGES: Final = 60
_PASSAGE_CHARACTERS: Final = 3000
_PREFIX: Final = 6


@dataclass(frozen=True, slots=True)
class _Place(Generic[K]):
    key: K
    passage: Passage
    language: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name: the terms that it may stand as, and what finding it is worth."""

    terms: frozenset[str]
    weight: float
    counts: bool
    """False for a number: a year alone finds nothing."""


class Search(Generic[K]):
    """Articles to ask about. `K` is whatever the caller knows an article by."""

    def __init__(self) -> None:
        self._places: list[_Place[K]] = []
        self._by_term: dict[str, list[int]] = defaultdict(list)
        self._languages: set[str] = {"en"}

    def add(self, key: K, document: reading.Document) -> None:
        """Read an article; its first passages are what it can be found by."""
        language = document.language or "en"
        self._languages.add(language)
        for passage in document.passages[:_PASSAGES]:
            for term in set(_terms(passage.text, language)):
                self._by_term[term].append(len(self._places))
            self._places.append(_Place(key, passage, language))

    def find(self, issue: Issue) -> list[tuple[K, Match]]:
        """The articles that speak of an issue, each with its best passage; best first."""
        best: dict[K, tuple[float, str, _Place[K]]] = {}
        for name in (issue.name, *issue.aliases):
            for place, share in self._gather(self._words(name)):
                found = self._places[place]
                if found.key not in best or share > best[found.key][0]:
                    best[found.key] = (share, name, found)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        return [(key, _match(issue, name, place, share)) for key, (share, name, place) in ranked]

    def _words(self, name: str) -> list[_Word]:
        words: dict[frozenset[str], _Word] = {}
        for token in reading.tokens(name[:_PASSAGE_CHARACTERS])[:40]:
            terms = frozenset(_key(token.text, language) for language in self._languages) - {""}
            if terms:
                seen = sum(len(self._by_term.get(term, ())) for term in terms)
                number = token.text.isdigit()
                weight = log(1 + len(self._places) / (1 + seen)) * (0.3 if number else 1.0)
                words[terms] = _Word(terms, weight, counts=not number)
        return list(words.values())

    def _gather(self, words: Sequence[_Word]) -> Iterable[tuple[int, float]]:
        """Places that hold enough of the words, with the share of their weight."""
        weights: dict[int, float] = defaultdict(float)
        counts: dict[int, int] = defaultdict(int)
        for word in words:
            for place in {p for term in word.terms for p in self._by_term.get(term, ())}:
                weights[place] += word.weight
                counts[place] += word.counts
        total = sum(word.weight for word in words)
        needed = min(2, sum(word.counts for word in words)) or 1
        return [
            (place, weight / total)
            for place, weight in weights.items()
            if weight >= ENOUGH * total and counts[place] >= needed
        ]


def _terms(text: str, language: str) -> list[str]:
    keys = (_key(token.text, language) for token in reading.tokens(text[:_PASSAGE_CHARACTERS]))
    return [key for key in keys if key]


@lru_cache(maxsize=65_536)
def _key(word: str, language: str) -> str:
    """What a word is found by: the beginning of its stem, so that "president" finds "presidential"."""
    key, weight = weigh(reading.normalise(word), language)
    return key[:_PREFIX] if weight > 0 else ""


def _match(issue: Issue, name: str, place: _Place[K], share: float) -> Match:
    text = place.passage.text
    wanted = set(_terms(name, place.language)) | set(_terms(name, "en"))
    spans: list[Span] = [
        (token.start, token.end)
        for token in reading.tokens(text)
        if _key(token.text, place.language) in wanted
    ]
    return Match(
        issue=issue.id,
        score=SCALE * share,
        passage=place.passage,
        matched=text[slice(*spans[0])] if spans else "",
        alias=name,
        spans=tuple(spans[:20]),
    )
