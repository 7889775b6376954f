"""How many stories a day told of an issue: what the bars of a status and the picture of a timeline show."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

DAYS: Final = 30
"""The days that are shown, the last one included."""


def begin(as_of: datetime) -> datetime:
    """The moment from which on stories count: whole days, UTC."""
    return datetime.combine(as_of.astimezone(UTC).date() - timedelta(days=DAYS - 1), time(), UTC)


def spread(stories: Mapping[date, int], first: date, as_of: datetime) -> dict[str, int]:
    """ISO day -> stories, quiet days too, from `first` up to the day of `as_of`; none of before `begin`. Days before
    `first`, where there are any, are not known: nobody may take them for quiet."""
    last = as_of.astimezone(UTC).date()
    first = max(first, begin(as_of).date())
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day.isoformat(): stories.get(day, 0) for day in days}
