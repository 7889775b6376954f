"""Digests: when the next one is due, and in which order it tells its stories.

Pure: it is handed the time and the held alerts; what a digest looks like is bot.messages' matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.model import Alert, DeliveryMode

_DAYS = {DeliveryMode.DAILY: 1, DeliveryMode.WEEKLY: 7}


def next_at(
    mode: DeliveryMode, *, minute: int, weekday: int, timezone: str, now: datetime
) -> datetime | None:
    """The first moment after `now` at which a digest is due, in UTC; None for a mode without digests.

    `minute` is the local minute of the day, `weekday` 0 for Monday, `timezone` an IANA name. An hour that
    the clocks skip in spring comes an hour later that day; one that they repeat in autumn comes once, at
    its first pass.
    """
    if mode is DeliveryMode.HOURLY:
        return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    step = _DAYS.get(mode)
    if step is None:
        return None
    zone = ZoneInfo(timezone)
    first = now.astimezone(zone).date()
    if mode is DeliveryMode.WEEKLY:
        first += timedelta(days=(weekday - first.weekday()) % 7)
    due = _moment(first, minute, zone)
    return due if due > now else _moment(first + timedelta(days=step), minute, zone)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A local wall-clock time in UTC. fold=0: the first pass of an hour that comes twice."""
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """The stories that a digest tells under one issue, most telling first."""

    name: str
    alerts: tuple[Alert, ...]


def compose(alerts: Iterable[Alert]) -> tuple[Group, ...]:
    """Each story once, under the issue that it speaks of most surely; the busiest issue first."""
    groups: dict[str, list[Alert]] = {}
    for alert in {alert.story: alert for alert in alerts}.values():
        best = max(alert.excerpts, key=lambda excerpt: excerpt.score, default=None)
        groups.setdefault(best.name if best else "", []).append(alert)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Group(name, _ranked(held)) for name, held in ordered)


def _ranked(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """By the number of independent sources, then newest first."""
    return tuple(
        sorted(
            alerts, key=lambda one: (-len({copy.source for copy in one.copies}), -one.created_at.timestamp())
        )
    )
