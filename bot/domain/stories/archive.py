"""Stories in memory, for the command line: the same rules as the store's, without one. Forgets nothing."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.domain.model import Article, StoryId
from bot.domain.stories.assign import UNDATED, WINDOW, Candidate, assign
from bot.domain.stories.sketch import sketch

_MOST: Final = 200
"""How many of the newest articles under one key are compared, so that a common key costs no more than that."""


class Archive:
    """Places articles into stories, one decision an article in order of arrival."""

    def __init__(self) -> None:
        self._held: list[tuple[Candidate, bool]] = []
        self._by_key: dict[int, list[int]] = defaultdict(list)
        self._stories = 0

    def place(self, article: Article, at: datetime) -> StoryId:
        """The story of an article published at `at`: a known one, or a new one. An article that does not say when
        it was published may be of the same time as any other."""
        sketched = sketch(article)
        dated = article.published_at is not None
        keys = sketched.keys
        story = assign(sketched, at, self._candidates(keys, at, dated=dated))
        if story is None:
            self._stories += 1
            story = StoryId(self._stories)
        self._hold(Candidate(story, sketched, at), keys, dated=dated)
        return story

    def _hold(self, candidate: Candidate, keys: tuple[int, ...], *, dated: bool) -> None:
        for key in keys:
            self._by_key[key].append(len(self._held))
        self._held.append((candidate, dated))

    def _candidates(self, keys: tuple[int, ...], at: datetime, *, dated: bool) -> Iterator[Candidate]:
        places = {place for key in keys for place in self._by_key.get(key, ())[-_MOST:]}
        for held, held_dated in (self._held[place] for place in sorted(places)):
            if not (dated and held_dated):
                yield Candidate(held.story, held.sketch, at - UNDATED)
            elif abs(at - held.at) <= WINDOW:
                yield held
