"""Days in virtual time, with crashes and clocks that are set; `python -m tests.month` runs a month."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.matcher import Matcher
from storage import Storage
from tests.month import check
from tests.month.run import Plan, simulate

FORWARD = Plan(7, datetime(2026, 10, 3, 8, tzinfo=UTC), days=1, chats=10, crashes_a_day=9, longest_round=1200)
"""Clocks go forward on Lord Howe and in Sydney, ..."""
BACK = Plan(
    8,
    datetime(2026, 10, 24, 14, tzinfo=UTC),
    days=1,
    chats=10,
    crashes_a_day=9,
    steps_a_day=4,
    longest_round=1200,
)
"""... and back in Europe."""


@pytest.fixture(scope="module")
def matcher() -> Iterator[Matcher]:
    made = Matcher()
    yield made
    made.close()


@pytest.mark.parametrize("plan", [FORWARD, BACK], ids=["clocks go forward", "clocks go back"])
async def test_each_chat_has_one_digest_a_period_and_every_story_once(plan: Plan, matcher: Matcher) -> None:
    trace = await simulate(plan, lambda: Storage.open("sqlite://"), matcher)
    troubles = trace.uncertain + sum(trace.crashes.values())
    assert trace.crashes.total() > 2
    assert len(trace.digests) > plan.chats
    assert check.lost(trace) == []
    assert check.doubled(trace) == []
    assert max(check.late(trace)) <= timedelta()
    assert check.repeated(trace) <= troubles
    assert trace.shortest_wait >= 0


async def test_the_same_seed_gives_the_same_trace(matcher: Matcher) -> None:
    plan = Plan(9, datetime(2026, 10, 24, 22, tzinfo=UTC), days=1, chats=5, calm_days=1, longest_round=3600)
    first, again = [await simulate(plan, lambda: Storage.open("sqlite://"), matcher) for _ in range(2)]
    assert first.messages > 3
    assert first.digest == again.digest
