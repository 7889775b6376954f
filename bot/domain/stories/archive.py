"""Stories in memory, for the command line: the same rules as the store's, without one. Forgets nothing."""

from collections import defaultdict
from datetime import datetime

from bot.domain.model import Article, StoryId
from bot.domain.stories.assign import WINDOW, Candidate, assign
from bot.domain.stories.sketch import sketch

_MOST: int = 400


class Archive:
    """Places articles into stories, one decision an article in order of arrival."""

    def __init__(self) -> None:
        self._held: list[Candidate] = []
        self._by_key: dict[int, list[int]] = defaultdict(list)
        self._stories = 0

    def place(self, article: Article, at: datetime) -> StoryId:
        """The story of an article published at `at`: a known one, or a new one."""
        sketched = sketch(article)
        story = assign(sketched, at, self._candidates(sketched.keys, at))
        if story is None:
            self._stories += 1
            story = StoryId(self._stories)
        for key in sketched.keys:
            self._by_key[key].append(len(self._held))
        self._held.append(Candidate(story, sketched, at))
        return story

    def _candidates(self, keys: tuple[int, ...], at: datetime) -> list[Candidate]:
        places = {place for key in keys for place in self._by_key.get(key, ())[-_MOST:]}
        return [c for c in (self._held[p] for p in sorted(places)) if abs(at - c.at) <= WINDOW]
