"""What nobody foresaw, from one source: it is noted there, and stops neither the loop nor another source."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web

from bot.domain.model import Source
from bot.ingest.fetch import WebSource
from bot.ingest.polling import Poller
from storage import Storage
from tests.fakes import FakeClock
from tests.ingest.test_polling import Desk, rss
from tests.ingest.web import Site, serving

HOUR = timedelta(hours=1)
POISON = "poison"


@dataclass
class Kitchen:
    """A poller of a real web, on whose desk one article breaks the work."""

    site: Site
    storage: Storage
    poller: Poller
    desk: Desk
    clock: FakeClock

    async def follow(self, path: str, *titles: str, host: str = "127.0.0.1") -> None:
        self.site.says(path, rss(*titles))
        url = self.site.url(path, host)
        await self.storage.write(lambda tx: tx.sources.add(url, "", self.clock.now()))

    async def source(self) -> Source:
        """The first that was followed."""
        return (await self.storage.read(lambda tx: tx.sources.list_all()))[0]


@pytest.fixture
async def kitchen(file_store: Storage) -> AsyncIterator[Kitchen]:
    source, clock, desk = WebSource(allow_private=True), FakeClock(), Desk()
    desk.poison = POISON
    async with serving() as site:
        yield Kitchen(site, file_store, Poller(file_store, source, clock, desk.take, HOUR), desk, clock)
    await source.close()


async def test_article_that_breaks_the_work_is_a_bad_poll_and_the_loop_goes_on(kitchen: Kitchen) -> None:
    await kitchen.follow("/bad", POISON, host="127.0.0.2")
    await kitchen.follow("/good", "one", host="127.0.0.3")
    asked_again, stop = asyncio.Event(), asyncio.Event()

    async def good(_: web.Request) -> web.Response:
        if len([one for one in kitchen.site.asked if one.path == "/good"]) > 1:
            asked_again.set()
        return web.Response(body=rss("one"))

    kitchen.site.answers["/good"] = good
    loop = asyncio.create_task(kitchen.poller.run(stop))
    waiting = asyncio.create_task(asked_again.wait())
    await asyncio.wait({loop, waiting}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    assert asked_again.is_set()
    stop.set()
    await asyncio.wait_for(loop, 5)
    source = await kitchen.source()
    assert source.error == "It could not be read: something in it is out of order (OverflowError)."


async def test_what_breaks_each_poll_is_asked_less_and_less_and_logged_with_its_trace_once(
    kitchen: Kitchen, caplog: pytest.LogCaptureFixture
) -> None:
    await kitchen.follow("/bad", POISON)
    waits = []
    for _ in range(3):
        await kitchen.poller.poll_due()
        waits.append((await kitchen.source()).next_poll_at - kitchen.clock.now())
        kitchen.clock.advance(waits[-1])
    assert [round(wait / HOUR / 1.13) for wait in waits] == [1, 2, 4]
    [told] = [one for one in caplog.records if one.exc_info]
    assert told.levelno == logging.ERROR


async def test_source_that_broke_the_work_is_well_again_once_that_is_gone_from_it(kitchen: Kitchen) -> None:
    await kitchen.follow("/bad", POISON)
    await kitchen.poller.poll_due()
    kitchen.site.says("/bad", rss("one"))
    kitchen.clock.advance(2 * HOUR)
    await kitchen.poller.poll_due()
    assert kitchen.desk.titles == ["one"]
    assert (await kitchen.source()).error is None
