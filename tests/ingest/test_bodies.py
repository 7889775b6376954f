"""Large bodies have places: memory has one bound, and nothing small waits for it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web

from bot.ingest.bodies import PLACES, SMALL, Bodies
from bot.ingest.fetch import Request, WebSource
from tests.ingest.web import Site, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as running:
        yield running


async def test_no_more_bodies_grow_large_than_there_are_places() -> None:
    bodies = Bodies(places=1)
    async with bodies.held() as first:
        await first.grow(SMALL + 1)
        await first.grow(3 * SMALL)
        async with bodies.held() as second:
            await second.grow(SMALL)
            growing = asyncio.create_task(second.grow(SMALL + 1))
            done, _ = await asyncio.wait({growing}, timeout=0.01)
            assert not done
            first.let_go()
            await asyncio.wait_for(growing, 5)


async def test_a_body_that_broke_off_leaves_its_place() -> None:
    bodies = Bodies(places=1)

    async def broken_off() -> None:
        async with bodies.held() as first:
            await first.grow(SMALL + 1)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await broken_off()
    async with bodies.held() as second:
        await asyncio.wait_for(second.grow(SMALL + 1), 5)


async def test_large_bodies_that_hang_delay_each_other_and_no_small_one(site: Site) -> None:
    may_end = asyncio.Event()

    async def large(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"x" * (2 * SMALL))
        await may_end.wait()
        return answer

    site.answers["/large"] = large
    site.says("/small", b"words")
    source = WebSource(allow_private=True, timeout=timedelta(seconds=20))
    asked = [Request(site.url("/large", f"127.0.0.{n}")) for n in range(1, PLACES + 3)]
    growing = [asyncio.create_task(source.fetch(one)) for one in asked]
    assert (await source.fetch(Request(site.url("/small")))).body == b"words"
    assert not any(one.done() for one in growing)
    may_end.set()
    assert [len(one.body) for one in await asyncio.gather(*growing)] == [2 * SMALL] * len(asked)
    await source.close()
