"""What a simulated month must show, worked out anew: hours by counting through local days, not by bot.domain.hours."""

from bisect import bisect_right
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.model import Chat, ChatId, DeliveryMode
from tests.month.run import Trace

DAY = timedelta(days=1)


def lost(trace: Trace) -> list[tuple[ChatId, int]]:
    """Stories that a chat was never told."""
    return [
        (chat.id, event)
        for chat in trace.chats
        for event in sorted(trace.stories[chat.id])
        if not trace.told[chat.destination.chat, event]
    ]


def repeated(trace: Trace) -> int:
    """Messages that came again, at the least: the most often that any one story of a chat was told, but for once."""
    most: Counter[int] = Counter()
    for (chat, _), times in trace.told.items():
        most[chat] = max(most[chat], times - 1)
    return sum(most.values())


def doubled(trace: Trace) -> list[tuple[ChatId, datetime, int]]:
    """Periods of a chat that had more than one digest: chat, begin, digests."""
    hours = {chat.id: Hours.of(chat, trace.plan.begin, trace.plan.days) for chat in trace.chats}
    counted = Counter((chat, hours[chat].last(at)) for chat, at in trace.digests)
    return [(chat, begin, count) for (chat, begin), count in sorted(counted.items()) if count > 1]


def late(trace: Trace) -> list[timedelta]:
    """How long after their hour digests were made, beyond what the process was down or asleep before it."""
    hours = {chat.id: Hours.of(chat, trace.plan.begin, trace.plan.days) for chat in trace.chats}
    before = dict(trace.waits)
    found = list[timedelta]()
    for chat, at in trace.digests:
        asleep = at - before.get(at, at)
        if asleep >= timedelta():  # after a clock was set back there is no telling
            found.append(at - hours[chat].last(at) - asleep)
    return found


class Hours:
    """The moments of a chat's digests, quiet hours considered."""

    def __init__(self, chat: Chat, first: datetime, length: int) -> None:
        begin, length = first - 9 * DAY, length + 30
        days = [begin.date() + DAY * n for n in range(length)]
        zone = ZoneInfo(chat.timezone)
        if chat.digest is DeliveryMode.HOURLY:
            moments = _full_hours(begin, length, zone)
        else:
            every = chat.digest is DeliveryMode.DAILY
            wanted = [day for day in days if every or day.weekday() == chat.digest_weekday]
            moments = [moment(day, chat.digest_minute, zone) for day in wanted]
        self._moments = sorted({self._loud(chat, one, zone) for one in moments})

    @classmethod
    @cache
    def of(cls, chat: Chat, first: datetime, length: int) -> "Hours":
        """Those of a stretch of days; counting them takes a while."""
        return cls(chat, first, length)

    def last(self, at: datetime) -> datetime:
        """The last of them until a moment."""
        return self._moments[bisect_right(self._moments, at) - 1]

    def _loud(self, chat: Chat, at: datetime, zone: ZoneInfo) -> datetime:
        if chat.quiet is None:
            return at
        today = at.astimezone(zone).date()
        for day in (today - DAY, today):
            start, end = moment(day, chat.quiet.start, zone), moment(day + DAY, chat.quiet.end, zone)
            if start <= at < end:
                return end
        return at


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a local clock first shows a time of a day, found by looking at it minute by minute; a time that it never
    shows comes when it would have been."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
    wanted, about = (day, minute // 60, minute % 60), minute - 720
    for n in range(about - 150, about + 150):
        there = (at := noon + timedelta(minutes=n)).astimezone(zone)
        if (there.date(), there.hour, there.minute) == wanted:
            return at
    before = moment(day, minute - 60, zone) if minute >= 60 else moment(day - DAY, minute + 1380, zone)
    return before + timedelta(hours=1)


def _full_hours(begin: datetime, days: int, zone: ZoneInfo) -> list[datetime]:
    quarters = (begin + timedelta(minutes=15 * n) for n in range(days * 96))
    return [one for one in quarters if one.astimezone(zone).minute == 0]
