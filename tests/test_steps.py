"""A clock that is set back or forward while the bot runs, or while it was down."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import outcome
from bot.clock import wait_until
from bot.delivery import Deliverer
from bot.domain.model import DeliveryMode
from bot.outcome import Post
from bot.pace import Pace
from bot.schedule import Scheduler
from storage import Storage
from tests.builders import BOT, House, article, copy, house
from tests.fakes import FakeSender

HOUR = timedelta(hours=1)
FIRE = article(
    event="fire", text="A fire in Marnice burnt down the old mill by the bridge.", title="Mill burnt"
)


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    """One chat that follows an issue."""
    async with house(store) as built:
        await built.follow("Marnice")
        yield built


def restarted(home: House) -> None:
    """Another process takes over; the one before ended without a word."""
    wake = asyncio.Event()
    home.deliverer = Deliverer(
        home.storage, home.sender, home.clock, bot=BOT, owner="another", pace=Pace(30), wake=wake
    )
    home.scheduler = Scheduler(home.storage, home.clock, wake=wake)


async def a_minute_passes(home: House) -> None:
    for _ in range(60):
        home.clock.advance(timedelta(seconds=1))
        await home.deliverer.send_due()


async def test_a_clock_set_back_holds_up_nobody(home: House) -> None:
    await home.take(article())
    await home.deliver()
    home.clock.advance(-HOUR)
    await home.take(FIRE)
    await a_minute_passes(home)
    assert len(home.sender.posts) == 2


async def test_flood_control_is_waited_for_by_the_time_that_passes(home: House) -> None:
    home.sender.answer(outcome.RetryAfter(30))
    await home.take(article())
    await home.deliver(1)
    home.clock.advance(-HOUR)
    for _ in range(29):
        home.clock.advance(timedelta(seconds=1))
        await home.deliverer.send_due()
    assert len(home.sender.posts) == 1
    await a_minute_passes(home)
    assert len(home.sender.posts) == 2


async def test_a_process_that_starts_after_the_clock_was_set_back_sends_at_once(home: House) -> None:
    home.clock.advance(2 * 24 * HOUR)
    await home.take(article())
    await home.deliver()
    home.clock.advance(-2 * 24 * HOUR)
    restarted(home)
    await home.take(FIRE)
    await a_minute_passes(home)
    assert len(home.sender.posts) == 2


async def test_what_was_held_by_a_clock_ahead_comes_at_the_right_hour(home: House) -> None:
    chat = await home.chat()
    await home.storage.write(
        lambda tx: tx.chats.set_digest(chat.id, DeliveryMode.DAILY, minute=600, weekday=0)
    )
    await home.scheduler.queue_due()
    home.clock.advance(2 * 24 * HOUR)
    await home.scheduler.queue_due()
    await home.take(article())
    home.clock.advance(-2 * 24 * HOUR)
    assert await home.scheduler.queue_due() == 0
    home.clock.advance(HOUR)
    assert await home.scheduler.queue_due() == 1


async def test_a_message_on_its_way_when_the_clock_jumps_ahead_is_sent_once(home: House) -> None:
    class Slow(FakeSender):
        """Takes an hour by a clock that jumps, during which the loop goes round."""

        async def send(self, post: Post) -> outcome.Outcome:
            if not self.posts:
                home.clock.advance(HOUR)
                self.posts.append(post)
                await home.deliverer.send_due()
                return outcome.Sent(55)
            return await super().send(post)

    home.deliverer._sender = home.sender = Slow()
    await home.take(article(), copy("River Post"))
    await home.deliver()
    assert len(home.sender.posts) == 1


async def test_waiting_for_a_turn_ends_when_the_clock_is_set_back_meanwhile(home: House) -> None:
    class Stepping(type(home.clock)):  # type: ignore[misc] # the fake's own class
        async def wait(self, event: asyncio.Event, seconds: float) -> None:
            assert 0 < seconds <= 1
            await super().wait(event, seconds)
            self.advance(-HOUR)

    clock = Stepping(datetime(2026, 3, 10, tzinfo=UTC))
    await wait_until(clock, clock.now() + timedelta(seconds=1))
    assert clock.now() < datetime(2026, 3, 10, tzinfo=UTC)
