"""When a feed is polled next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.cadence import CAP, GONE, RETRY_CAP, after_bad, after_good

HOUR = timedelta(hours=1)


def never() -> float:
    return 0.0


def test_good_feed_is_polled_at_the_interval():
    assert after_good(HOUR, None, None, chance=never) == HOUR


def test_feed_that_asks_for_longer_gets_it_up_to_a_day():
    assert after_good(HOUR, timedelta(hours=3), None, chance=never) == 3 * HOUR
    assert after_good(HOUR, timedelta(days=30), chance=never) == CAP


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
        assert interval <= wait <= interval * 1.25 + GONE
