"""Digests: when the next one is due, and in which order it tells its stories.

Pure: it is handed the time and the held alerts; what a digest looks like is bot.messages' matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import hours
from bot.domain.model import Alert, Chat, DeliveryMode

PERIODS = {
    DeliveryMode.HOURLY: timedelta(hours=1),
    DeliveryMode.DAILY: timedelta(days=1),
    DeliveryMode.WEEKLY: timedelta(days=7),
}


def next_at(
    mode: DeliveryMode, *, minute: int, weekday: int, timezone: str, now: datetime
) -> datetime | None:
    """The first moment after `now` at which a digest is due, in UTC; None for a mode without digests.

    `minute` is the local minute of the day, `weekday` 0 for Monday, `timezone` an IANA name. An hour that
    the clocks skip in spring comes an hour later that day; one that they repeat in autumn comes once, at
    its first pass.
    """
    if mode is DeliveryMode.HOURLY:
        return hours.next_hour(timezone, now)
    if mode is DeliveryMode.DAILY:
        return hours.next_daily(minute, timezone, now)
    if mode is DeliveryMode.WEEKLY:
        return hours.next_weekly(minute, weekday, timezone, now)
    return None


def next_for(chat: Chat, mode: DeliveryMode, now: datetime) -> datetime | None:
    """The chat's next digest of a mode. A period that had its digest has no second one when the clock is set back;
    a last digest more than a period ahead was told by a wrong clock and binds nobody."""
    last = chat.digested_at
    if last is not None and now < last <= now + PERIODS.get(mode, timedelta()):
        now = last
    return next_at(
        mode, minute=chat.digest_minute, weekday=chat.digest_weekday, timezone=chat.timezone, now=now
    )


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
