"""From what the walk found to matches with their evidence: the passage to quote and the words that matched in it.

Chooses nothing and scores nothing; the walk did.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.domain.grounds import Grounds
from bot.domain.matching.compiled import Array
from bot.domain.matching.finds import Article
from bot.domain.matching.postings import Shelf
from bot.domain.matching.weigh import Hits
from bot.domain.model import IssueId, Match, Passage, Span
from bot.domain.text import Document

_MAX_SPANS = 20


class Stretch(NamedTuple):
    """A part of the article that is read by itself: source[start:end], the source being the title or the text."""

    passage: Passage
    """What is quoted for a find in it: itself, or for a heading the first passage below."""
    start: int
    end: int
    heading: bool = False
    title: bool = False


class _Hit(NamedTuple):
    """The id of an issue, and what is used of its row of weigh.HIT, `_FIELDS`."""

    issue: IssueId
    score: float
    stretch: int
    best: int
    first: int
    size: int
    ratio: float
    title: float
    heading: int
    mentions: int
    first_at: int


_FIELDS = (
    "score", "stretch", "best", "first", "count", "ratio", "title", "heading", "mentions", "first_at",
)  # fmt: skip


class _Place(NamedTuple):
    name: int
    words: list[int]


class _Words(NamedTuple):
    """Of each word of the article: where it stands, and in which stretch."""

    starts: list[int]
    ends: list[int]
    stretches: list[int]


@dataclass(frozen=True)
class Found:
    """What an article speaks of; `matches` has the passages."""

    document: Document
    stretches: list[Stretch]
    article: Article
    places: Array
    hits: Hits
    shelf: Shelf

    @cached_property
    def issues(self) -> Array:
        """int64: the ids of the issues found, in no order."""
        ids: Array = self.shelf.postings.ids[self.hits.rows["issue"]]
        return ids

    @property
    def scores(self) -> Array:
        """float64: their scores, in the same order."""
        scores: Array = self.hits.rows["score"]
        return scores

    def matches(self) -> list[Match]:
        """The matches, best first, ties by issue id."""
        rows = self.hits.rows
        columns = [self.issues.tolist(), *(rows[field].tolist() for field in _FIELDS)]
        found = [self._match(_Hit(*row)) for row in zip(*columns, strict=True)]
        return sorted(found, key=lambda match: (-match.score, match.issue))

    @cached_property
    def _words(self) -> _Words:
        tokens = self.article.tokens
        return _Words(tokens["start"].tolist(), tokens["end"].tolist(), tokens["stretch"].tolist())

    @cached_property
    def _places(self) -> list[_Place]:
        """The places of names, as Python's own numbers: reading rows of an array one by one takes far longer."""
        places = self.places
        columns = (places["name"].tolist(), places["count"].tolist(), places["words"].tolist())
        return [_Place(name, words[:count]) for name, count, words in zip(*columns, strict=True)]

    def _match(self, hit: _Hit) -> Match:
        part = self.stretches[hit.stretch]
        inside = (
            hit.stretch + 1 if part.heading else hit.stretch
        )  # a heading is followed by its first passage
        accepted = self.hits.accepted[hit.first : hit.first + hit.size].tolist()
        words = sorted({
            word
            for place in accepted
            if self._stretch_of(place) == inside
            for word in self._places[place].words
        })  # fmt: skip
        return Match(
            issue=hit.issue,
            score=hit.score,
            passage=part.passage,
            matched=self._matched(hit.best),
            alias=self.shelf.aliases[self._places[hit.best].name],
            spans=self._spans(words, part.passage.start),
            grounds=self._grounds(hit, accepted[0]),
        )

    def _grounds(self, hit: _Hit, nearest: int) -> Grounds:
        """What the score was made of, to be told to a person."""
        number = int(self.shelf.postings.names["tongue"][self._places[nearest].name])
        return Grounds(
            ratio=round(hit.ratio, 4),
            title=hit.title > 0,
            heading=self.stretches[hit.heading].passage.heading if hit.heading >= 0 else "",
            mentions=hit.mentions,
            first_at=hit.first_at if hit.first_at >= 0 else None,
            language=self.shelf.languages[number - 1] if number else None,
        )

    def _stretch_of(self, place: int) -> int:
        return self._words.stretches[self._places[place].words[0]]

    def _matched(self, place: int) -> str:
        words, at = self._places[place].words, self._words
        start, end = at.starts[words[0]], max(at.ends[words[0]], at.ends[words[-1]])
        if self.stretches[self._stretch_of(place)].title:
            return self.document.title[start:end]
        return self.document.text[start - self.article.base : end - self.article.base]

    def _spans(self, words: list[int], offset: int | None) -> tuple[Span, ...]:
        """Where the matched words stand in the passage, neighbours with only a space between them joined."""
        shift, at = 0 if offset is None else self.article.base + offset, self._words
        spans: list[Span] = []
        for word in words:
            start, end = at.starts[word] - shift, at.ends[word] - shift
            if spans and start <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(spans[:_MAX_SPANS])
