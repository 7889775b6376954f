"""When digests are due, and in which order they tell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import compose, next_at
from bot.domain.model import (
    Alert,
    AlertId,
    AlertState,
    ChatId,
    Copy,
    DeliveryMode,
    Excerpt,
    IssueId,
    Reason,
    StoryId,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # a Tuesday
DAILY, WEEKLY = DeliveryMode.DAILY, DeliveryMode.WEEKLY


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "minute", "weekday", "now", "due"),
    [
        (DAILY, 480, 0, "2026-03-10 07:59", "2026-03-10 08:00"),
        (DAILY, 480, 0, "2026-03-10 08:00", "2026-03-11 08:00"),
        (WEEKLY, 450, 0, "2026-03-10 09:00", "2026-03-16 07:30"),
        (WEEKLY, 450, 1, "2026-03-10 07:00", "2026-03-10 07:30"),
        (WEEKLY, 450, 1, "2026-03-10 07:30", "2026-03-17 07:30"),
        (DeliveryMode.HOURLY, 480, 0, "2026-03-10 09:00", "2026-03-10 10:00"),
        (DeliveryMode.HOURLY, 480, 0, "2026-03-10 09:59", "2026-03-10 10:00"),
    ],
)
def test_a_digest_is_due_at_the_next_of_its_hours(
    mode: DeliveryMode, minute: int, weekday: int, now: str, due: str
) -> None:
    assert next_at(mode, minute=minute, weekday=weekday, timezone="UTC", now=at(now)) == at(due)


@pytest.mark.parametrize("mode", [DeliveryMode.OFF, DeliveryMode.INSTANT])
def test_a_mode_without_digests_has_no_next_one(mode: DeliveryMode) -> None:
    assert next_at(mode, minute=0, weekday=0, timezone="UTC", now=NOW) is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-28 12:00", "2026-03-29 01:30"),  # 02:30 does not exist in Berlin that day: 03:30 it is
        ("2026-03-29 12:00", "2026-03-30 00:30"),
        ("2026-10-24 12:00", "2026-10-25 00:30"),  # 02:30 comes twice: the first one
        ("2026-10-25 00:30", "2026-10-26 01:30"),
    ],
    ids=["skipped hour", "after it", "repeated hour", "not twice"],
)
def test_the_local_hour_is_kept_when_the_clocks_change(now: str, due: str) -> None:
    assert next_at(DAILY, minute=150, weekday=0, timezone="Europe/Berlin", now=at(now)) == at(due)


@given(
    st.integers(0, 2 * 365 * 1440).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.integers(0, 1439),
    st.sampled_from(["Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
@settings(max_examples=60, deadline=None)
def test_a_daily_digest_comes_once_a_day_and_always_later(now: datetime, minute: int, zone: str) -> None:
    due = next_at(DAILY, minute=minute, weekday=0, timezone=zone, now=now)
    assert due is not None
    assert now < due <= now + timedelta(hours=26)
    following = next_at(DAILY, minute=minute, weekday=0, timezone=zone, now=due)
    assert following is not None
    assert timedelta(hours=22) <= following - due <= timedelta(hours=26)


def alert(
    story: int, name: str, sources: int = 1, score: float = 0.9, heard: timedelta = timedelta()
) -> Alert:
    copies = tuple(Copy(f"Source {n}", None, "t", NOW + heard) for n in range(sources))
    return Alert(
        id=AlertId(story),
        chat=ChatId(1),
        story=StoryId(story),
        state=AlertState.HELD,
        reason=Reason.DIGEST,
        created_at=NOW + timedelta(minutes=story),
        excerpts=(Excerpt(IssueId(1), name, "text", (), "", score),),
        copies=copies,
    )


def test_the_busiest_issue_and_the_most_told_story_come_first() -> None:
    groups = compose([alert(1, "Grain"), alert(2, "Plant"), alert(3, "Plant", sources=3), alert(4, "Plant")])
    assert [(group.name, [one.story for one in group.alerts]) for group in groups] == [
        ("Plant", [3, 4, 2]),
        ("Grain", [1]),
    ]


def test_a_story_stands_under_the_issue_that_it_speaks_of_most_surely() -> None:
    both = replace(
        alert(1, "Grain", score=0.6),
        excerpts=(*alert(1, "Grain", score=0.6).excerpts, *alert(1, "Plant").excerpts),
    )
    assert [group.name for group in compose([both])] == ["Plant"]


def order(*alerts: Alert) -> list[int]:
    return [one.story for group in compose(alerts, NOW) for one in group.alerts]


def test_what_was_first_heard_since_the_last_digest_comes_before_what_is_older() -> None:
    old = alert(1, "Plant", sources=5, heard=timedelta(hours=-2))
    assert order(old, alert(2, "Plant", heard=timedelta(hours=1))) == [2, 1]
    assert order(old, alert(2, "Grain", heard=timedelta(hours=1))) == [2, 1]


def test_two_feeds_of_one_house_count_as_one_publisher() -> None:
    feeds = tuple(
        Copy(f"BBC {name}", f"https://feeds.bbc.co.uk/{name}", "t", NOW) for name in ("World", "Europe", "UK")
    )
    one_house = replace(alert(3, "Plant"), copies=feeds)
    assert order(alert(1, "Plant", sources=2), one_house) == [1, 3]
