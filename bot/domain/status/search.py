"""Finds the articles that any typed words speak of, in part and in other inflections: for a question, not an alert.

Wider than `matching`: it goes by how much of the name stands near each other, rare words counting more. Holds the
questions and no article; the command line asks it about a file of articles that passes by.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

from bot.domain import text as reading
from bot.domain.model import Issue, IssueId, Match, Passage, Span
from bot.domain.words import weigh

ENOUGH: Final = 0.35
"""Share of a name's weight that must be found, besides two of its words."""
SCALE: Final = 0.5
"""A full find is worth this: words near each other are less sure than a matched name."""
_PASSAGES: Final = 60
_PASSAGE_CHARACTERS: Final = 3000
_PREFIX: Final = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has enough words of a name of a question."""

    name: int
    passage: Passage
    language: str
    words: frozenset[int]
    """Which words of the name it has."""


@dataclass(slots=True)
class _Word:
    """A word of a name, and how many passages had it so far."""

    text: str
    terms: set[str]
    seen: int = 0

    @property
    def counts(self) -> bool:
        """False for a number: a year alone finds nothing."""
        return not self.text.isdigit()


@dataclass(frozen=True, slots=True)
class _Name:
    issue: IssueId
    text: str
    words: tuple[_Word, ...]

    @property
    def needed(self) -> int:
        """Words that a passage must have to be looked at."""
        return min(2, sum(word.counts for word in self.words)) or 1


class Search:
    """Questions that are held against articles as they pass: only what an article gives is kept, by whoever asks."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self._languages: set[str] = set()
        self._passages = 0
        self._names = [
            _Name(issue.id, name, words)
            for issue in issues
            for name in (issue.name, *issue.aliases)
            if (words := _words(name))
        ]
        self._by_term: dict[str, list[tuple[int, int]]] = {}
        self._learn("en")

    def read(self, document: reading.Document) -> list[Hit]:
        """What the first passages of an article have of the questions; they count for what words are worth."""
        language = document.language or "en"
        self._learn(language)
        return [hit for one in document.passages[:_PASSAGES] for hit in self._hits(one, language)]

    def issues_of(self, hits: Iterable[Hit]) -> set[IssueId]:
        """Whose names these are."""
        return {self._names[hit.name].issue for hit in hits}

    def match(self, hits: Iterable[Hit]) -> dict[IssueId, Match]:
        """The questions that an article is an answer to, each with its best passage, by what words were worth in all
        articles that were read."""
        best: dict[IssueId, tuple[float, Hit]] = {}
        for hit in hits:
            issue, share = self._names[hit.name].issue, self._share(hit)
            if share >= ENOUGH and (issue not in best or share > best[issue][0]):
                best[issue] = (share, hit)
        return {
            issue: _match(issue, self._names[hit.name].text, hit, share)
            for issue, (share, hit) in best.items()
        }

    def _learn(self, language: str) -> None:
        """Words are compared as each language of the articles writes them."""
        if language in self._languages:
            return
        self._languages.add(language)
        for number, name in enumerate(self._names):
            for at, word in enumerate(name.words):
                term = _key(word.text, language)
                if term and term not in word.terms:
                    word.terms.add(term)
                    self._by_term.setdefault(term, []).append((number, at))

    def _hits(self, passage: Passage, language: str) -> Iterator[Hit]:
        self._passages += 1
        found: dict[int, set[int]] = defaultdict(set)
        for term in self._by_term.keys() & set(_terms(passage.text, language)):
            for number, at in self._by_term[term]:
                found[number].add(at)
        for number, words in found.items():
            name = self._names[number]
            for at in words:
                name.words[at].seen += 1
            if sum(name.words[at].counts for at in words) >= name.needed:
                yield Hit(number, passage, language, frozenset(words))

    def _share(self, hit: Hit) -> float:
        """Of the weight of a name's words, what a passage has."""
        words = self._names[hit.name].words
        weights = [self._weight(word) for word in words]
        return sum(weights[at] for at in hit.words) / (sum(weights) or 1.0)

    def _weight(self, word: _Word) -> float:
        return log(1 + self._passages / (1 + word.seen)) * (1.0 if word.counts else 0.3)


def _words(name: str) -> tuple[_Word, ...]:
    texts = dict.fromkeys(token.text for token in reading.tokens(name[:_PASSAGE_CHARACTERS])[:40])
    words: dict[str, _Word] = {}
    for text in texts:
        if term := _key(text, "en"):
            words.setdefault(term, _Word(text, set()))
    return tuple(words.values())


def _terms(text: str, language: str) -> list[str]:
    keys = (_key(token.text, language) for token in reading.tokens(text[:_PASSAGE_CHARACTERS]))
    return [key for key in keys if key]


@lru_cache(maxsize=65_536)
def _key(word: str, language: str) -> str:
    """What a word is found by: the beginning of its stem, so that "president" finds "presidential"."""
    key, weight = weigh(reading.normalise(word), language)
    return key[:_PREFIX] if weight > 0 else ""


def _match(issue: IssueId, name: str, hit: Hit, share: float) -> Match:
    text = hit.passage.text
    wanted = set(_terms(name, hit.language)) | set(_terms(name, "en"))
    spans: list[Span] = [
        (token.start, token.end) for token in reading.tokens(text) if _key(token.text, hit.language) in wanted
    ]
    return Match(
        issue=issue,
        score=SCALE * share,
        passage=hit.passage,
        matched=text[slice(*spans[0])] if spans else "",
        alias=name,
        spans=tuple(spans[:20]),
    )
