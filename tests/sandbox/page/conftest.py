"""One browser and one page for all of the page's tests; a server, a desk and a bot for each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.sandbox import UNLIMITED, Sample, SandboxServer
from tests.sandbox.page.visiting import NOW, TOKEN, Desk, Sandbox, TinyBot, chromium, opened


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def desktop(browser: Browser) -> Page:
    """One page for all tests: each has a server on a port of its own, so they share nothing stored."""
    return await opened(browser)


@pytest_asyncio.fixture(loop_scope="package")
async def sandbox(desktop: Page) -> AsyncIterator[Sandbox]:
    sample = Sample(id="s1", title="Ferries stay in port", note="The harbour", article={"title": "Ferries"})
    server = SandboxServer(token=TOKEN, clock=lambda: NOW, desk=Desk(), samples=[sample], limits=UNLIMITED)
    await server.start()
    async with aiohttp.ClientSession() as session:
        bot = TinyBot(server.base_url, session)
        names = ("start", "status", "follow", "stop")
        await bot.call(
            "setMyCommands", commands=[{"command": n, "description": f"what {n} does"} for n in names]
        )
        running = asyncio.create_task(bot.run())
        stage = Sandbox(server, bot, desktop)
        with stage.watching():
            yield stage
        await desktop.goto("about:blank")
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    await server.stop()
    assert {urlsplit(url).hostname for url in stage.requests} <= {"127.0.0.1"}
    assert stage.complaints == []
