"""The nouns of status: a matched article as a report, a line of a timeline, and where an issue stands.

Frozen values that everything may import; how a line is chosen is status's affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.model import ArticleId, IssueId, Match, Passage, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A matched article as status sees it, or another one of its story."""

    story: StoryId
    match: Match
    """What it says of the issue; `unnamed` where its story's others name it and it does not."""
    title: str
    text: str
    url: str | None
    source: str
    published_at: datetime
    language: str | None = None
    article: ArticleId | None = None
    """None outside of a store."""

    @property
    def names_it(self) -> bool:
        """Whether the article itself speaks of the issue."""
        return bool(self.match.alias)


def unnamed(issue: IssueId) -> Match:
    """Stands for the match of an article that tells a story about an issue and does not name it."""
    return Match(issue=issue, score=0.0, passage=Passage(text="", start=None, end=None), matched="", alias="")


@dataclass(frozen=True, slots=True)
class Development:
    """One line of a timeline: a story in the sentence that carried it."""

    at: datetime
    sentence: str
    url: str | None
    source: str
    sources: int
    """How many publishers told it."""


@dataclass(frozen=True, slots=True)
class Contrary:
    """A report of the same moment as the newest one that says the contrary."""

    development: Development
    state: str
    """The state word that it gives the issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where an issue stands. Every sentence is verbatim in the source it names."""

    issue: str
    as_of: datetime
    state: str | None = None
    newest: Development | None = None
    """None when nothing is known."""
    contrary: Contrary | None = None
    """What another publisher says to the contrary at the same time."""
    timeline: tuple[Development, ...] = ()
    """Newest first; the newest development stands first in it too."""
    coverage: Mapping[str, int] = field(default_factory=dict)
    """ISO day -> stories that day, over the last 30 days; of a busy issue, over so many days as were counted."""
    silence: timedelta | None = None
    """How long ago the newest development was, at `as_of`."""
    past: int = 0
    """Lines of the timeline whose articles are no longer kept."""
