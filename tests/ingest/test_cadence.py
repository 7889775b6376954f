"""When a feed is polled next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rhythm import WINDOW, Rhythm, gap_of
from bot.ingest.cadence import CAP, RETRY_CAP, after_bad, after_good, awake, next_bad, next_good

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def never() -> float:
    return 0.0


def test_good_feed_is_polled_at_the_interval():
    assert after_good(HOUR, None, None, chance=never) == HOUR


def test_feed_that_asks_for_longer_gets_it_up_to_a_day():
    assert after_good(HOUR, timedelta(hours=3), None, chance=never) == 3 * HOUR
    assert after_good(HOUR, timedelta(days=30), chance=never) == CAP


def test_feed_that_insists_on_days_gets_them_up_to_a_week():
    for insists, wait in ((2, DAY), (3, 5 * DAY)):
        rhythm = Rhythm(fresh=5 * DAY, insists=insists)
        assert next_good(HOUR, rhythm, TUESDAY, chance=never) == TUESDAY + wait
    assert next_good(HOUR, Rhythm(fresh=60 * DAY, insists=9), TUESDAY) == TUESDAY + 7 * DAY


def test_rests_and_waits_together_are_never_longer_than_a_week():
    rhythm = Rhythm(ttl=9 * DAY, insists=3, skip_days=(0, 2, 3, 4, 5, 6))
    assert next_good(HOUR, rhythm, TUESDAY) <= TUESDAY + 7 * DAY


def test_feed_that_speaks_seldom_is_asked_daily_though_it_insists():
    rhythm = Rhythm(gap=28 * DAY, ttl=HOUR, insists=9)
    assert next_good(HOUR, rhythm, TUESDAY, chance=never) == TUESDAY + DAY


def test_feed_that_asks_for_shorter_does_not_get_it():
    assert after_good(HOUR, timedelta(minutes=1), chance=never) == HOUR


def test_jitter_only_adds_and_at_most_a_quarter():
    assert after_good(HOUR, chance=lambda: 1.0) == HOUR * 1.25


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (2, 4), (10, 24), (10_000, 24)])
def test_failures_back_off_up_to_a_day(failures, hours):
    assert after_bad(HOUR, failures, None, chance=never) == timedelta(hours=hours)


def test_retry_after_is_obeyed_within_reason():
    assert after_bad(HOUR, 0, 7200, chance=never) == 2 * HOUR
    assert after_bad(HOUR, 0, 60, chance=never) == HOUR
    assert after_bad(HOUR, 0, 10**8, chance=never) == RETRY_CAP


@given(
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.integers(0, 10**6),
    st.floats(0, 10**8),
    st.floats(0, 1),
)
def test_no_wait_is_shorter_than_the_interval_or_longer_than_a_week_beyond_it(
    interval, failures, asked, chance
):
    for wait in (
        after_good(interval, timedelta(seconds=asked), chance=lambda: chance),
        after_bad(interval, failures, asked, chance=lambda: chance),
    ):
        assert interval <= wait <= interval * 1.25 + RETRY_CAP


def test_feed_that_seldom_speaks_is_asked_less_often_and_at_least_daily():
    assert next_good(HOUR, Rhythm(gap=12 * HOUR), TUESDAY, chance=never) == TUESDAY + 3 * HOUR
    assert next_good(HOUR, Rhythm(gap=HOUR), TUESDAY, chance=never) == TUESDAY + HOUR
    assert next_good(HOUR, Rhythm(gap=28 * DAY), TUESDAY, chance=never) == TUESDAY + DAY


def test_hours_and_days_of_rest_are_kept():
    assert awake(TUESDAY, Rhythm(skip_hours=(9, 10)), chance=never) == TUESDAY.replace(hour=11, minute=0)
    assert awake(TUESDAY, Rhythm(skip_days=(1, 2)), chance=never) == TUESDAY.replace(day=12, hour=0, minute=0)
    assert awake(TUESDAY, Rhythm(skip_hours=(3,)), chance=never) == TUESDAY


def test_feed_that_rests_all_week_is_asked_all_the_same():
    assert awake(TUESDAY, Rhythm(skip_hours=tuple(range(24)))) == TUESDAY
    assert awake(TUESDAY, Rhythm(skip_days=tuple(range(7)))) == TUESDAY


def test_who_is_refused_comes_back_a_day_later():
    assert next_bad(HOUR, 0, TUESDAY, status=403) >= TUESDAY + DAY
    assert next_bad(HOUR, 0, TUESDAY, status=500) < TUESDAY + DAY


def test_gap_is_that_of_the_entries_which_the_feed_still_holds():
    held = [TUESDAY - number * HOUR for number in range(1, 11)]
    assert gap_of(held, TUESDAY) == HOUR
    assert gap_of([TUESDAY - 300 * DAY], TUESDAY) == WINDOW
    assert gap_of([TUESDAY - 300 * DAY, TUESDAY - DAY], TUESDAY) == WINDOW


def test_no_gap_is_known_of_entries_without_a_date_or_of_the_future():
    assert gap_of([], TUESDAY) is None
    assert gap_of([TUESDAY + DAY], TUESDAY) is None
