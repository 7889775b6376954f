"""Local hours in every zone there is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.hours import next_daily, next_hour, next_weekly, quiet_until
from bot.domain.model import QuietHours

ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.integers(0, 62 * 365 * 1440).map(
    lambda n: datetime(1975, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
MINUTES = st.integers(0, 1439)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def local(at: datetime, zone: str) -> tuple[int, int]:
    here = at.astimezone(ZoneInfo(zone))
    return here.toordinal(), here.hour * 60 + here.minute


@given(MOMENTS, MINUTES, ZONES)
@settings(max_examples=150, deadline=None)
def test_a_daily_hour_is_the_wall_clocks_and_comes_once_a_day(now: datetime, minute: int, zone: str) -> None:
    due = next_daily(minute, zone, now)
    following = next_daily(minute, zone, due)
    # Two islands crossed the date line and left out a whole day.
    assert now < due <= now + 2 * DAY + 2 * HOUR
    assert timedelta(hours=20) <= following - due <= 2 * DAY + 2 * HOUR
    there = due.astimezone(ZoneInfo(zone))
    if there.utcoffset() == (due - 3 * HOUR).astimezone(ZoneInfo(zone)).utcoffset():
        assert local(due, zone)[1] == minute


@given(MOMENTS, MINUTES, st.integers(0, 6), ZONES)
@settings(max_examples=100, deadline=None)
def test_a_weekly_hour_comes_once_a_week(now: datetime, minute: int, weekday: int, zone: str) -> None:
    due = next_weekly(minute, weekday, zone, now)
    assert now < due <= now + 8 * DAY + 2 * HOUR
    assert 6 * DAY - 2 * HOUR <= next_weekly(minute, weekday, zone, due) - due <= 8 * DAY + 2 * HOUR


@given(MOMENTS, ZONES)
@settings(max_examples=100, deadline=None)
def test_a_full_hour_is_the_wall_clocks(now: datetime, zone: str) -> None:
    due = next_hour(zone, now)
    assert now < due <= now + 2 * HOUR
    assert due.astimezone(ZoneInfo(zone)).minute == 0
    assert (
        due <= now + HOUR
        or now.astimezone(ZoneInfo(zone)).utcoffset() != due.astimezone(ZoneInfo(zone)).utcoffset()
    )


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23),  # two o'clock is skipped, by half an hour
        ("Australia/Lord_Howe", "2026-04-05", 24),
        ("Asia/Kathmandu", "2026-03-29", 24),
    ],
)
def test_a_day_has_as_many_full_hours_as_its_clocks_show(zone: str, day: str, hours: int) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    now, shown = begin.astimezone(UTC) - timedelta(seconds=1), list[datetime]()
    while (now := next_hour(zone, now)).astimezone(ZoneInfo(zone)).date() == begin.date():
        shown.append(now)
    assert len(shown) == hours


@given(MOMENTS, MINUTES, MINUTES, ZONES)
@settings(max_examples=150, deadline=None)
def test_quiet_hours_end_and_are_over_then(now: datetime, start: int, end: int, zone: str) -> None:
    assume((start - end) % 1440 >= 180)  # else clocks put forward may join two nights
    quiet = QuietHours(start, end)
    until = quiet_until(quiet, zone, now)
    if until is not None:
        assert now < until <= now + 2 * DAY + 2 * HOUR
        assert quiet_until(quiet, zone, until) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-28 20:59", None),
        ("2026-03-28 21:00", "2026-03-29 01:30"),  # Berlin has no 02:30 that night
        ("2026-03-29 01:30", None),
        ("2026-10-24 20:00", "2026-10-25 00:30"),  # and two of them in autumn: the first
        ("2026-10-25 01:00", None),
    ],
)
def test_a_quiet_night_ends_once_when_the_clocks_change(now: str, until: str | None) -> None:
    ends = quiet_until(
        QuietHours(1320, 150), "Europe/Berlin", datetime.fromisoformat(now).replace(tzinfo=UTC)
    )
    assert ends == (None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC))


def test_a_midnight_that_comes_twice_is_one_midnight() -> None:
    """Newfoundland's clocks once went back at a minute past midnight, so that midnight came again."""
    second_pass = datetime(2006, 10, 29, 3, 0, tzinfo=UTC)
    assert next_daily(0, "America/St_Johns", second_pass) > second_pass


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("europe/kyiv", "Europe/Kyiv"),
        ("New York", "America/New_York"),
        ("UTC+3", "Etc/GMT-3"),
        ("gmt -5", "Etc/GMT+5"),
        ("utc", "UTC"),
        ("UTC+99", None),
        ("nowhere", None),
    ],
)
def test_a_zone_is_found_by_what_people_type(words: str, zone: str | None) -> None:
    assert zones.find(words) == zone


def test_a_misspelt_city_is_offered() -> None:
    assert zones.near("Singapur")[0] == "Asia/Singapore"


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Germany", "Europe/Berlin"),
        ("Німеччина", "Europe/Berlin"),
        ("Япония", "Asia/Tokyo"),
        ("Київ", "Europe/Kyiv"),
        ("Londres", "Europe/London"),
        ("India", "Asia/Kolkata"),
    ],
)
def test_a_country_or_a_city_is_understood_in_several_languages(words: str, zone: str) -> None:
    assert zones.find(words) == zone


def test_a_country_with_several_clocks_is_asked_about() -> None:
    assert zones.find("Brazil") is None
    offered = zones.near("Brazil")
    assert len(offered) > 2
    assert all(name.startswith("America/") for name in offered)


@pytest.mark.parametrize("now", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_at_the_ends_of_the_calendar_no_hours_are_quiet(now: datetime) -> None:
    assert quiet_until(QuietHours(0, 1439), "Pacific/Kiritimati", now) is None
