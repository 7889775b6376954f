"""Lengths and hours as people type them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import DeliveryMode
from bot.errors import UserError
from handlers.times import digest_time, mute_end

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "what", "hours"),
    [
        ("all 8h", "all", 8),
        ("Zaporizhzhia 2 days", "Zaporizhzhia", 48),
        ("security guarantees for 1 week", "security guarantees", 168),
        ("30m", "", 0.5),
        ("all until 18:00", "all", 9),
        ("until 08:30", "", 23.5),
        ("all for 90 minutes", "all", 1.5),
        ("all 1 min.", "all", 1 / 60),
        ("all 2 hrs", "all", 2),
        ("all 1 D", "all", 24),
    ],
)
def test_a_mutes_end_is_understood(words: str, what: str, hours: float) -> None:
    assert mute_end(words, NOW) == (what, NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("all until 01.04", "2026-04-01 08:00"),
        ("all до 01.04", "2026-04-01 08:00"),
        ("all до 1.04. 18:30", "2026-04-01 18:30"),
        ("all bis 01.04.", "2026-04-01 08:00"),
        ("all jusqu'au 01.04", "2026-04-01 08:00"),
        ("all hasta el 01/04", "2026-04-01 08:00"),
        ("all do 25.12", "2026-12-25 08:00"),
        ("all until 01.02", "2027-02-01 08:00"),
        ("all until 01.02.2027", "2027-02-01 08:00"),
        ("all until 18.30", "2026-03-10 18:30"),
        ("all до 18.10", "2026-03-10 18:10"),
        ("all until 01:04", "2026-03-11 01:04"),
    ],
)
def test_an_end_in_figures_is_a_day_or_an_hour(words: str, end: str) -> None:
    what, until = mute_end(words, NOW)
    assert what == "all"
    assert until is not None
    assert f"{until:%Y-%m-%d %H:%M}" == end


@pytest.mark.parametrize("words", ["all until 31.02", "all until 01.02.2020"])
def test_a_day_that_cannot_be_is_no_end(words: str) -> None:
    assert mute_end(words, NOW)[1] is None


@pytest.mark.parametrize("name", ["Article 5", "Article 5 debate", "Dreams of 2 women", "Studio 5 might"])
def test_a_name_with_a_number_is_no_length(name: str) -> None:
    assert mute_end(name, NOW) == (name, None)


@pytest.mark.parametrize("words", ["all 0h", "all 5000d", "all until 25:00"])
def test_a_length_that_cannot_be_is_refused_in_words(words: str) -> None:
    with pytest.raises(UserError, match=r"mute lasts|no time of day"):
        mute_end(words, NOW)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("daily", (DeliveryMode.DAILY, 480, 0)),
        ("Daily 7:30", (DeliveryMode.DAILY, 450, 0)),
        ("daily at 07:30", (DeliveryMode.DAILY, 450, 0)),
        ("weekly fri 18.15", (DeliveryMode.WEEKLY, 1095, 4)),
        ("weekly on Sunday", (DeliveryMode.WEEKLY, 480, 6)),
        ("weekly monday 9", (DeliveryMode.WEEKLY, 540, 0)),
        ("daily 9", (DeliveryMode.DAILY, 540, 0)),
        ("hourly", (DeliveryMode.HOURLY, 480, 0)),
        ("off", (DeliveryMode.OFF, 480, 0)),
    ],
)
def test_a_digests_time_is_understood(words: str, expected: tuple[DeliveryMode, int, int]) -> None:
    assert digest_time(words, minute=480, weekday=0) == expected


@pytest.mark.parametrize(
    "words", ["tomorrow", "daily 24:00", "daily 24", "instant", "weekly someday", "daily mon"]
)
def test_what_is_not_understood_is_said(words: str) -> None:
    with pytest.raises(UserError, match=r"do not understand|no time of day"):
        digest_time(words, minute=480, weekday=0)
