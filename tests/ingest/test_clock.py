"""A clock that is set back: no source waits for a moment of the old time, and none is asked sooner for it."""

from datetime import timedelta

import pytest

from bot.ingest.polling import Poller
from tests.ingest.test_polling import HOUR, URL, Room, rss

DAY = timedelta(days=1)


@pytest.fixture
async def settled(room: Room) -> Room:
    """One source that was polled just now."""
    await room.follow()
    room.web.says(URL, rss("one"))
    await room.poller.poll_due()
    return room


@pytest.mark.parametrize("restarted", [False, True])
async def test_after_a_step_back_a_source_waits_as_long_as_it_would_have_waited(
    settled: Room, restarted: bool
) -> None:
    wait = (await settled.source()).next_poll_at - settled.clock.now()
    settled.clock.advance(-DAY)
    if restarted:
        settled.poller = Poller(settled.storage, settled.web, settled.clock, settled.desk.take, HOUR)
    assert await settled.poller.poll_due() == 0
    assert (await settled.source()).next_poll_at - settled.clock.now() == wait
    settled.clock.advance(wait)
    assert await settled.poller.poll_due() == 1


async def test_patience_that_a_host_asked_for_outlives_a_step_back(settled: Room) -> None:
    until = settled.clock.now() + 6 * HOUR
    await settled.storage.write(lambda tx: tx.sources.hold_host("coast.example", until))
    settled.clock.advance(-DAY)
    await settled.poller.poll_due()
    assert (await settled.source()).next_poll_at == until - DAY


async def test_a_clock_that_goes_right_changes_nothing(settled: Room) -> None:
    before = (await settled.source()).next_poll_at
    settled.clock.advance(-timedelta(seconds=2))
    await settled.poller.poll_due()
    assert (await settled.source()).next_poll_at == before
