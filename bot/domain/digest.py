"""Digests: when the next one is due, and in which order it tells its stories.

Pure: it is handed the time and the held alerts; what a digest looks like is bot.messages' matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import hours, publishers
from bot.domain.model import Alert, Chat, DeliveryMode

PERIODS = {
    DeliveryMode.HOURLY: timedelta(hours=1),
    DeliveryMode.DAILY: timedelta(days=1),
    DeliveryMode.WEEKLY: timedelta(days=7),
}

MISTAKE = timedelta(hours=1)
"""Clocks are most often wrong by an hour: somebody meant daylight saving time."""


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
    a last digest further ahead than a period and a clock's usual mistake was told by a wrong clock and binds nobody."""
    last = chat.digested_at
    if last is not None and now < last <= now + PERIODS.get(mode, timedelta()) + MISTAKE:
        now = last
    return next_at(
        mode, minute=chat.digest_minute, weekday=chat.digest_weekday, timezone=chat.timezone, now=now
    )


@dataclass(frozen=True, slots=True)
class Group:
    """The stories that a digest tells under one issue, most telling first."""

    name: str
    alerts: tuple[Alert, ...]


def compose(alerts: Iterable[Alert], since: datetime | None = None) -> tuple[Group, ...]:
    """Each story once, under the issue that it speaks of most surely. `since` is when the chat's last digest went
    out: the issue with the most news of after it comes first, then the one that most publishers tell of."""
    groups: dict[str, list[Alert]] = {}
    for alert in {alert.story: alert for alert in alerts}.values():
        groups.setdefault(heading(alert), []).append(alert)
    ordered = sorted(groups.items(), key=lambda item: (*_weight(item[1], since), item[0]))
    return tuple(Group(name, _ranked(held, since)) for name, held in ordered)


def heading(alert: Alert) -> str:
    """The name of the issue that a story is told under."""
    best = max(alert.excerpts, key=lambda excerpt: excerpt.score, default=None)
    return best.name if best else ""


def is_news(alert: Alert, since: datetime | None) -> bool:
    """Whether the story was first heard of after the last digest; a story that began before it and is only now told
    (it was held longer, or not followed yet) brings further copies of something older."""
    return (
        since is None or min((copy.published_at for copy in alert.copies), default=alert.created_at) > since
    )


def independent(alert: Alert) -> int:
    """How many publishers tell the story: several feeds of one house are one voice."""
    return len({publishers.family(copy.source, copy.url) for copy in alert.copies})


def _weight(alerts: Sequence[Alert], since: datetime | None) -> tuple[int, int]:
    fresh = [one for one in alerts if is_news(one, since)]
    return -len(fresh), -sum(independent(one) for one in fresh or alerts)


def _ranked(alerts: Sequence[Alert], since: datetime | None) -> tuple[Alert, ...]:
    """News first, then by the number of independent publishers, then the newest first."""
    return tuple(
        sorted(
            alerts,
            key=lambda one: (not is_news(one, since), -independent(one), -one.created_at.timestamp()),
        )
    )
