"""When a feed speaks and when it wants to be asked, as it said itself and as its entries show.

Pure values. What follows from them is `bot.ingest.cadence`'s; they stand in the store, because an answer of "not
modified" (304) repeats none of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=28)
"""Entries of this last stretch tell how often a feed speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Of one feed. None and empty: it says nothing of the kind."""

    ttl: timedelta | None = None
    """Between two polls, by the feed's own `ttl` or syndication period."""
    fresh: timedelta | None = None
    """By its server (Cache-Control, Expires)."""
    gap: timedelta | None = None
    """Between two entries, on average."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, 0 to 23 in UTC, in which nobody should ask."""
    skip_days: tuple[int, ...] = ()
    """Days of the week in UTC, Monday 0, on which nobody should ask."""
    insists: int = 0
    """How often in a row it asked for more than a day between two polls."""

    @property
    def asked(self) -> timedelta:
        """The longest wait that it asks for; nothing where it asks for none."""
        return max(self.ttl or timedelta(), self.fresh or timedelta())


def gap_of(times: Iterable[datetime], now: datetime) -> timedelta | None:
    """The mean gap between entries: the last four weeks over their entries, or the stretch that a feed still holds if
    that is shorter. None where no entry is dated in the past; WINDOW where all are older."""
    past = [at for at in times if at <= now]
    if not past:
        return None
    span = min(WINDOW, now - min(past))
    return span / max(1, sum(now - at <= WINDOW for at in past))
