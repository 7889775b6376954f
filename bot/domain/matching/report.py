"""From what the walk found to matches with their evidence: the passage to quote and the words that matched in it.

Chooses nothing and scores nothing; the walk did.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.domain.grounds import Grounds
from bot.domain.matching.compiled import Array, Record
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
        found = [self._match(hit) for hit in range(len(self.hits.rows))]
        return sorted(found, key=lambda match: (-match.score, match.issue))

    def _match(self, hit: int) -> Match:
        row = self.hits.rows[hit]
        number, best, first = int(row["stretch"]), int(row["best"]), int(row["first"])
        part = self.stretches[number]
        inside = number + 1 if part.heading else number  # a heading is followed by its first passage
        accepted = self.hits.accepted[first : first + int(row["count"])].tolist()
        words = sorted(
            {
                word
                for place in accepted
                if self._stretch_of(place) == inside
                for word in self._words_of(place)
            }
        )
        return Match(
            issue=IssueId(int(self.issues[hit])),
            score=float(row["score"]),
            passage=part.passage,
            matched=self._words(best),
            alias=self.shelf.aliases[self.places[best]["name"]],
            spans=self._spans(words, part.passage.start),
            grounds=self._grounds(row, accepted[0]),
        )

    def _grounds(self, row: Record, nearest: int) -> Grounds:
        """What the score was made of, to be told to a person."""
        number = int(self.shelf.postings.names[self.places[nearest]["name"]]["tongue"])
        return Grounds(
            ratio=round(float(row["ratio"]), 4),
            title=bool(row["title"] > 0),
            heading=self.stretches[row["heading"]].passage.heading if row["heading"] >= 0 else "",
            mentions=int(row["mentions"]),
            first_at=int(row["first_at"]) if row["first_at"] >= 0 else None,
            language=self.shelf.languages[number - 1] if number else None,
        )

    def _words_of(self, place: int) -> list[int]:
        row = self.places[place]
        words: list[int] = row["words"][: row["count"]].tolist()
        return words

    def _stretch_of(self, place: int) -> int:
        return int(self.article.tokens[self.places[place]["words"][0]]["stretch"])

    def _words(self, place: int) -> str:
        words, tokens = self._words_of(place), self.article.tokens
        start, end = (
            int(tokens[words[0]]["start"]),
            int(max(tokens[words[0]]["end"], tokens[words[-1]]["end"])),
        )
        if self.stretches[self._stretch_of(place)].title:
            return self.document.title[start:end]
        return self.document.text[start - self.article.base : end - self.article.base]

    def _spans(self, words: list[int], offset: int | None) -> tuple[Span, ...]:
        """Where the matched words stand in the passage, neighbours with only a space between them joined."""
        shift = 0 if offset is None else self.article.base + offset
        spans: list[Span] = []
        for word in words:
            token = self.article.tokens[word]
            start, end = int(token["start"]) - shift, int(token["end"]) - shift
            if spans and start <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(spans[:_MAX_SPANS])
