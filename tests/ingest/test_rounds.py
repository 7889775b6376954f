"""Many sources at once: what is slow, or failed before, or comes in hundreds holds up nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import Clock, SystemClock
from bot.ingest.fetch import Request, Response
from bot.ingest.polling import Poller
from bot.ingest.rounds import BATCH, DOUBTFUL, HOST_GAP, PARALLEL, SHARE
from storage import Transaction
from tests.ingest.test_polling import HOUR, Room, rss

FEED = rss("one")
PATIENCE = 25
"""Seconds of the test's own time; less than two looks at what is due are apart."""


class Slow:
    """A web whose hosts answer at once, but for those that hang; tells whoever waits for an address to be asked."""

    def __init__(self, *hanging: str) -> None:
        self.hanging = hanging
        self.asked: list[str] = []
        self._awaited: list[tuple[Callable[[], bool], asyncio.Event]] = []

    async def fetch(self, request: Request) -> Response:
        self.asked.append(request.url)
        for wish, event in self._awaited:
            if wish():
                event.set()
        if any(word in request.url for word in self.hanging):
            await asyncio.Event().wait()
        return Response(request.url, 200, FEED)

    async def until(self, wish: Callable[[], bool]) -> None:
        event = asyncio.Event()
        self._awaited.append((wish, event))
        if not wish():
            await asyncio.wait_for(event.wait(), PATIENCE)

    def times(self, word: str) -> int:
        return sum(word in url for url in self.asked)


@asynccontextmanager
async def polling(room: Room, web: Slow, clock: Clock | None = None) -> AsyncIterator[None]:
    """The loop, until the block ends; a stop waits for nobody."""
    stop = asyncio.Event()
    poller = Poller(room.storage, web, clock or room.clock, room.desk.take, HOUR)
    task = asyncio.create_task(poller.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE)


async def follow(room: Room, urls: Iterable[str], *, failed: bool = False) -> None:
    """Sources that are due, and whose last poll failed or was none."""
    now = room.clock.now()

    def add(tx: Transaction) -> None:
        for url in urls:
            source, _ = tx.sources.add(url, "", now)
            if failed:
                tx.sources.record_failure(source.id, error="no", next_poll_at=now, now=now)

    await room.storage.write(add)


async def test_feed_that_hangs_delays_no_other(room):
    web = Slow("slow")
    await room.follow("https://slow.example/feed")
    await room.follow("https://coast.example/feed")
    async with polling(room, web):
        await web.until(lambda: web.times("coast") == 3)
    assert web.times("slow") == 1


async def test_host_with_hundreds_of_feeds_does_not_hold_up_another(room):
    web = Slow()
    await follow(room, (f"https://many.example/{number}" for number in range(BATCH + 50)))
    room.clock.advance(timedelta(seconds=1))
    await room.follow("https://coast.example/feed")
    async with polling(room, web):
        await web.until(lambda: web.times("coast") == 1)
    assert web.times("many") <= SHARE


async def test_feeds_that_failed_before_and_hang_now_hold_up_none_that_did_well(room):
    web = Slow("bad")
    await follow(room, (f"https://bad{n}.example/feed" for n in range(PARALLEL + DOUBTFUL)), failed=True)
    await follow(room, (f"https://coast{n}.example/feed" for n in range(PARALLEL + 1)))
    async with polling(room, web):
        await web.until(lambda: web.times("coast") == PARALLEL + 1)
    assert 0 < web.times("bad") <= DOUBTFUL


async def test_sources_beyond_one_batch_are_polled_without_waiting_for_the_next_look(room):
    web = Slow()
    await follow(room, (f"https://coast{number}.example/feed" for number in range(2 * BATCH + 1)))
    async with polling(room, web, SystemClock()):
        await web.until(lambda: len(web.asked) == 2 * BATCH + 1)
    assert len(set(web.asked)) == 2 * BATCH + 1


async def test_check_now_and_the_loop_ask_a_host_one_after_the_other(room):
    one, other = await room.follow("https://coast.example/1"), await room.follow("https://coast.example/2")
    began = room.clock.now()
    room.web.says(one.url, FEED)
    room.web.says(other.url, FEED)
    await asyncio.gather(room.poller.poll(one), room.poller.poll(other))
    assert room.web.most_busy == 1
    assert room.clock.now() - began >= timedelta(seconds=HOST_GAP)
