"""Tocsin's index and what it is measured beside, each used as its documentation says, behind one small interface.

The peers read words in one normal form: lower case, no accents, no possessives. None of them finds another spelling,
ending or order, except as far as rapidfuzz's `partial_ratio` forgives a few letters.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Any

import ahocorasick_rs
from anyascii import anyascii
from rapidfuzz import fuzz, process
from workload import Article

from bot.domain import text
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import Issue, IssueId, Strictness

_WORD = re.compile(r"[^\W_]+")
_LEAST = THRESHOLDS[Strictness.LOOSE]
"""What no chat is alerted below."""


class Peer(ABC):
    """Something that finds issues in articles. An issue is known by its place in the list."""

    grows = False
    """Whether single issues come and go."""

    def load(self, names: Sequence[str]) -> None:
        """Take all issues at once; the floor looks for none."""
        del names

    @abstractmethod
    def find(self, article: Article) -> Collection[Any]:
        """The issues that an article speaks of."""


class Tocsin(Peer):
    """Ids and scores of what is found: what the peers give."""

    grows = True

    def __init__(self) -> None:
        self._index = Index()

    def load(self, names: Sequence[str]) -> None:
        issues = (Issue(id=IssueId(at), name=name) for at, name in enumerate(names))
        if hasattr(self._index, "load"):
            self._index.load(issues)
        else:
            for issue in issues:
                self._index.add(issue)

    def add(self, number: int, name: str) -> None:
        self._index.add(Issue(id=IssueId(number), name=name))

    def remove(self, number: int) -> None:
        self._index.remove(IssueId(number))

    def find(self, article: Article) -> Collection[Any]:
        return self.search(text.read(article.title, article.text))

    def search(self, document: text.Document) -> Collection[Any]:
        """As `find`, of an article that is read already."""
        if not hasattr(self._index, "find"):
            return [match.issue for match in self._index.match(document, _LEAST)]
        issues: Collection[Any] = self._index.find(document, _LEAST).issues
        return issues


class Quoted(Tocsin):
    """Matches with passage, words and spans: what an alert needs."""

    def search(self, document: text.Document) -> Collection[Any]:
        return self._index.match(document, _LEAST)


def normal(words: str) -> str:
    """Lower case, without accents and possessives, one space between words."""
    words = unicodedata.normalize("NFKC", words).replace("\u2019s", "").replace("'s", "").casefold()
    return " ".join(_WORD.findall(words if words.isascii() else anyascii(words).lower()))


class Floor(Peer):
    """No search at all: NFKC, folded case, words, a set of them."""

    def find(self, article: Article) -> Collection[Any]:
        set(_WORD.findall(unicodedata.normalize("NFKC", article.whole).casefold()))
        return ()


class Naive(Peer):
    """The bot that one would write first: rapidfuzz over all issues, `partial_ratio` of at least 90."""

    def load(self, names: Sequence[str]) -> None:
        self._names = list(map(normal, names))

    def find(self, article: Article) -> Collection[Any]:
        words = normal(article.whole)
        return process.extract(words, self._names, scorer=fuzz.partial_ratio, score_cutoff=90, limit=None)


class Exact(Peer):
    """ahocorasick_rs: the very words, whole ones, overlapping. One more issue is a new automaton."""

    def load(self, names: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick([f" {normal(name)} " for name in names])

    def find(self, article: Article) -> Collection[Any]:
        words = f" {normal(article.whole)} "
        return {hit[0] for hit in self._automaton.find_matches_as_indexes(words, overlapping=True)}


PEERS: dict[str, type[Peer]] = {
    "tocsin": Tocsin,
    "tocsin, with passages": Quoted,
    "rapidfuzz, all issues": Naive,
    "ahocorasick_rs, exact": Exact,
    "floor: tokens only": Floor,
}
