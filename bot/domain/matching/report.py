"""From what the walk found to matches with their evidence: the passage to quote and the words that matched in it.

Chooses nothing and scores nothing; the walk did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from bot.domain.grounds import Grounds
from bot.domain.matching import quotes
from bot.domain.matching.compiled import Array
from bot.domain.matching.finds import Article
from bot.domain.matching.postings import Shelf
from bot.domain.matching.quotes import SAID
from bot.domain.matching.weigh import Hits
from bot.domain.model import Match, Passage, Span
from bot.domain.text import Document


class Stretch(NamedTuple):
    """A part of the article that is read by itself: source[start:end], the source being the title or the text."""

    passage: Passage
    """What is quoted for a find in it: itself, or for a heading the first passage below."""
    start: int
    end: int
    heading: bool = False
    title: bool = False


_FIELDS = ("score", "stretch", "ratio", "title", "heading", "mentions", "first_at")
"""What is used of weigh.HIT."""


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
        if not len(rows):
            return []
        starts = [stretch.passage.start for stretch in self.stretches]
        shifts = np.array([0 if start is None else self.article.base + start for start in starts], np.int32)
        names = self.shelf.postings.names
        said, spans = quotes.quote(self.article, names, self.places, self.hits, shifts)
        columns = [
            self.issues,
            *(rows[field] for field in _FIELDS),
            *(said[field] for field in SAID.names or ()),
        ]
        pairs = list(zip(spans[:, 0].tolist(), spans[:, 1].tolist(), strict=True))
        found = self._made(zip(*(column.tolist() for column in columns), strict=True), pairs)
        return [found[at] for at in np.lexsort((self.issues, -rows["score"])).tolist()]

    def _made(self, rows: Iterable[tuple[Any, ...]], pairs: list[Span]) -> list[Match]:
        """The matches of rows: an issue, `_FIELDS` of its hit, what is quoted for it. Of Python's own numbers, and in
        one loop: an article may speak of hundreds of issues."""
        stretches, aliases, languages = self.stretches, self.shelf.aliases, self.shelf.languages
        title, text, base, done = self.document.title, self.document.text, self.article.base, 0
        found: list[Match] = []
        for issue, score, stretch, ratio, titled, heading, mentions, first_at, *quoted in rows:
            spans, start, end, in_title, name, tongue = quoted
            grounds = Grounds(
                ratio=round(ratio, 4),
                title=titled > 0,
                heading=stretches[heading].passage.heading if heading >= 0 else "",
                mentions=mentions,
                first_at=first_at if first_at >= 0 else None,
                language=languages[tongue - 1] if tongue else None,
            )
            match = Match(
                issue=issue,
                score=score,
                passage=stretches[stretch].passage,
                matched=title[start:end] if in_title else text[start - base : end - base],
                alias=aliases[name],
                spans=tuple(pairs[done:spans]),
                grounds=grounds,
            )
            found.append(match)
            done = spans
        return found
