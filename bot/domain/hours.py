"""Local wall-clock hours as moments: when an hour of a day is, when it comes next, how long quiet hours last.

Pure. An hour that the clocks skip in spring comes as much later as they skip; one that they repeat in autumn
counts once, at its first pass; only who is told every hour is told at both.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.model import QuietHours

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_CALENDAR = (datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC))
"""Where every zone's clock has a day before and a day after."""


def next_hour(timezone: str, now: datetime) -> datetime:
    """The next moment at which the clocks of the zone show a full hour, in UTC: at each pass of an hour that comes
    twice, for an hour lies between them."""
    zone = ZoneInfo(timezone)
    first = _full(now, zone)
    # Where clocks are changed by half an hour, that moment shows half past.
    return first if first.astimezone(zone).minute == 0 else _full(first, zone)


def _full(now: datetime, zone: ZoneInfo) -> datetime:
    """The next full hour if the clocks are not changed until then."""
    offset = now.astimezone(zone).utcoffset() or timedelta()
    local = now.astimezone(UTC) + offset
    return local.replace(minute=0, second=0, microsecond=0) + HOUR - offset


def next_daily(minute: int, timezone: str, now: datetime) -> datetime:
    """The first moment after `now` at which it is this local minute of the day, in UTC."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    return _first(now, minute, zone, (today + DAY * n for n in range(-1, 4)))


def next_weekly(minute: int, weekday: int, timezone: str, now: datetime) -> datetime:
    """The same on one day of the week, 0 being Monday."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    first = today + DAY * ((weekday - today.weekday()) % 7)
    return _first(now, minute, zone, (first + 7 * DAY * n for n in range(-1, 3)))


def quiet_until(quiet: QuietHours | None, timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours that `now` lies in end, in UTC; None outside of any."""
    if quiet is None or not _CALENDAR[0] < now < _CALENDAR[1]:
        return None
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    nights = DAY * (quiet.end <= quiet.start)
    for day in (today - DAY, today):
        end = _moment(day + nights, quiet.end, zone)
        if _moment(day, quiet.start, zone) <= now < end:
            return end
    return None


def _first(now: datetime, minute: int, zone: ZoneInfo, days: Iterable[date]) -> datetime:
    """Yesterday is among the days because a skipped midnight moves its last hour to today; the days after
    tomorrow, because a repeated midnight may leave tomorrow's first pass behind already."""
    return next(due for day in days if (due := _moment(day, minute, zone)) > now)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """fold=0: the first pass of an hour that comes twice, and the clocks of before where it is skipped."""
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)
