"""What a poll brings: news, archive, or what was missed while a source could not be read. Pure.

Which articles are new at all, the store says; what their followers are told, `bot.domain.alerting`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import marks
from bot.domain.marks import Mark
from bot.domain.model import Article, Coming, Source
from bot.ingest import cadence

PORTION: Final = 300_000
"""Characters of text that are matched and stored in one go: other sources' articles come in between."""
SILENT: Final = timedelta(hours=12)
"""A source that is read so much later than planned tells of the past: what it held meanwhile is no news any more."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Articles of one poll that come in the same way, oldest first."""

    articles: Sequence[Article]
    coming: Coming


def portions(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """The articles in their order, no more at a time than PORTION says, unless one alone is longer."""
    portion, size = list[Article](), 0
    for article in articles:
        if portion and size + len(article.text) > PORTION:
            yield portion
            portion, size = [], 0
        portion.append(article)
        size += len(article.text)
    if portion:
        yield portion


def arriving(
    source: Source, articles: Sequence[Article], before: Sequence[Mark], interval: timedelta, now: datetime
) -> list[Arriving]:
    """The articles of a poll, oldest first, by how they come in; entries that are only named anew are left out."""
    if source.last_ok_at is None:
        return [Arriving(articles, Coming.ARCHIVE)]
    seen = marks.compare([marks.mark(one) for one in articles], before)
    old = [one for place, one in enumerate(articles) if place in seen.old]
    rest = [one for place, one in enumerate(articles) if place not in seen.old | seen.moved]
    coming = Coming.MISSED if _was_silent(source, source.last_ok_at, interval, now) else Coming.NEWS
    return [Arriving(old, Coming.ARCHIVE), Arriving(rest, coming)]


def _was_silent(source: Source, last_ok_at: datetime, interval: timedelta, now: datetime) -> bool:
    """Whether it was to be read long ago: it failed, was paused, or nobody was there to read it."""
    planned = cadence.next_good(interval, source.rhythm, last_ok_at, chance=lambda: 1.0)
    return now - planned >= SILENT
