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

from bot.domain import cases, han
from bot.domain import text as reading
from bot.domain.model import Issue, IssueId, Match, Passage, Span
from bot.domain.words import weigh

ENOUGH: Final = 0.25
"""Share of a name's weight that must be found, besides two of its words."""
ALONE: Final = 0.25
"""Share of it that a single word must have, a name, to find an article where no other article has more of them."""
SCALE: Final = 0.5
"""A full find is worth this: words near each other are less sure than a matched name."""
_UNSEEN: Final = 0.5
"""What a word is worth that no article has: nobody calls it so, and the others must do."""
MOST: Final = 0.5
"""Share of a name's weight; more than that is most of it."""
_PASSAGES: Final = 60
_PASSAGE_CHARACTERS: Final = 3000
_PREFIX: Final = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has words of a name of a question."""

    name: int
    passage: Passage
    language: str
    words: frozenset[int]
    """Which words of the name it has."""
    is_sure: bool
    """Whether these are as many as make it likely that it speaks of the name."""


@dataclass(slots=True)
class _Word:
    """A word of a name, and how many passages had it so far."""

    text: str
    worth: float
    """What it tells: little where it is an everyday word, and where it is a number."""
    terms: set[str]
    is_name: bool = False
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
        """Words that make it likely that a passage speaks of the name."""
        return min(2, sum(word.counts for word in self.words)) or 1


class Search:
    """Questions that are held against articles as they pass: only what an article gives is kept, by whoever asks.

    `by_rarity`: whether a word that few of the passages have counts for more; not where they were chosen for
    their words.
    """

    def __init__(self, issues: Iterable[Issue], *, by_rarity: bool = True) -> None:
        self._by_rarity = by_rarity
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

    def issues_of(self, hits: Iterable[Hit]) -> dict[IssueId, bool]:
        """Whose names these are, each with whether any hit is sure."""
        issues: dict[IssueId, bool] = {}
        for hit in hits:
            issue = self._names[hit.name].issue
            issues[issue] = issues.get(issue, False) or hit.is_sure
        return issues

    def match(self, hits: Iterable[Hit]) -> dict[IssueId, Match]:
        """The questions that an article is an answer to, each with its best passage, by what words were worth in all
        articles that were read."""
        best: dict[IssueId, tuple[float, Hit]] = {}
        for hit in hits:
            issue, share = self._names[hit.name].issue, self._share(hit)
            enough = ENOUGH if hit.is_sure else ALONE
            if share >= enough and (issue not in best or share > best[issue][0]):
                best[issue] = (share, hit)
        return {
            issue: _match(issue, self._names[hit.name].text, hit, share)
            for issue, (share, hit) in best.items()
        }

    def most(self, document: reading.Document) -> dict[IssueId, Match]:
        """The questions of which one passage of an article has most words, each with its best passage."""
        found = self.match(hit for hit in self.read(document) if hit.is_sure)
        return {issue: match for issue, match in found.items() if match.score > SCALE * MOST}

    def _learn(self, language: str) -> None:
        """Words are compared as each language of the articles writes them."""
        if language in self._languages:
            return
        self._languages.add(language)
        for number, name in enumerate(self._names):
            for at, word in enumerate(name.words):
                for term in _keys(word.text, language):
                    if term not in word.terms:
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
            count = sum(name.words[at].counts for at in words)
            if count >= name.needed or any(name.words[at].is_name for at in words):
                yield Hit(number, passage, language, frozenset(words), count >= name.needed)

    def _share(self, hit: Hit) -> float:
        """Of the weight of a name's words, what a passage has."""
        words = self._names[hit.name].words
        weights = [self._weight(word) for word in words]
        return sum(weights[at] for at in hit.words) / (sum(weights) or 1.0)

    def _weight(self, word: _Word) -> float:
        if not self._by_rarity:
            return word.worth
        rarity = log(1 + self._passages / (1 + word.seen)) if word.seen else _UNSEEN * log(1 + self._passages)
        return rarity * word.worth


def _words(name: str) -> tuple[_Word, ...]:
    texts = dict.fromkeys(token.text for token in reading.tokens(name[:_PASSAGE_CHARACTERS])[:40])
    words: dict[str, _Word] = {}
    for text in texts:
        term, worth = _weighed(text, "en")
        if term:
            words.setdefault(term, _Word(text, 0.3 * worth if text.isdigit() else worth, set()))
    names = [word for word in words.values() if word.text[0].isupper()]
    if len(names) > 1 and names[0].text == next(iter(texts)):
        names = names[1:]  # the first word may have its capital for being the first
    for word in names:
        word.is_name = True
    return tuple(words.values())


def _terms(text: str, language: str) -> list[str]:
    return [
        key for token in reading.tokens(text[:_PASSAGE_CHARACTERS]) for key in _keys(token.text, language)
    ]


@lru_cache(maxsize=65_536)
def _keys(word: str, language: str) -> tuple[str, ...]:
    """What a word is found by, none where it tells nothing: as it is, and without the case that it may stand in."""
    key = _weighed(word, language)[0]
    if not key or language not in cases.LANGUAGES:
        return (key,) if key else ()
    bare = (_weighed(base, language)[0] for base in cases.bases(reading.normalise(word), language))
    return tuple(dict.fromkeys((key, *filter(None, bare))))


@lru_cache(maxsize=65_536)
def _weighed(word: str, language: str) -> tuple[str, float]:
    """What a word is found by, and what it tells: the beginning of its stem, so that "president" finds
    "presidential"."""
    key, weight = weigh(han.simplified(reading.normalise(word)), language)
    return (key[:_PREFIX], weight) if weight > 0 else ("", 0.0)


def _match(issue: IssueId, name: str, hit: Hit, share: float) -> Match:
    text = hit.passage.text
    wanted = set(_terms(name, hit.language)) | set(_terms(name, "en"))
    spans: list[Span] = [
        (token.start, token.end)
        for token in reading.tokens(text)
        if not wanted.isdisjoint(_keys(token.text, hit.language))
    ]
    return Match(
        issue=issue,
        score=SCALE * share,
        passage=hit.passage,
        matched=text[slice(*spans[0])] if spans else "",
        alias=name,
        spans=tuple(spans[:20]),
    )
