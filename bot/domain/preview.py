"""What an issue gave lately at each strictness, and what another strictness would change.

Counts stories, as alerts do: a story rings once, for the best of its articles. Knows neither store nor clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.matching import THRESHOLDS
from bot.domain.model import StoryId, Strictness
from bot.domain.standing import Report

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """The stories of some days that speak of an issue."""

    best: tuple[Report, ...] = ()
    """The surest article of each story, newest first."""
    scores: Mapping[StoryId, tuple[float, ...]] = field(default_factory=dict)
    """The scores of all articles of a story."""

    def told(self, level: Strictness) -> tuple[Report, ...]:
        """What would have rung, newest first."""
        return tuple(one for one in self.best if one.match.score >= THRESHOLDS[level])

    def articles(self, level: Strictness) -> int:
        """How many articles stand behind these alerts."""
        return sum(score >= THRESHOLDS[level] for scores in self.scores.values() for score in scores)

    def between(self, lower: Strictness, upper: Strictness) -> tuple[Report, ...]:
        """What rings at the lower of two levels only, newest first."""
        kept = {one.story for one in self.told(upper)}
        return tuple(one for one in self.told(lower) if one.story not in kept)


def lately(reports: Sequence[Report], now: datetime) -> Lately:
    """The last seven days of these reports."""
    best: dict[StoryId, Report] = {}
    scores: dict[StoryId, tuple[float, ...]] = {}
    for one in reports:
        if one.published_at < now - WEEK:
            continue
        scores[one.story] = (*scores.get(one.story, ()), one.match.score)
        if one.story not in best or one.match.score > best[one.story].match.score:
            best[one.story] = one
    newest = sorted(best.values(), key=lambda one: (one.published_at, one.story), reverse=True)
    return Lately(best=tuple(newest), scores=scores)
