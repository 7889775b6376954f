"""`doctor` finds the usual mistakes, each in words with what to do."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.cli.doctor import findings
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import open_storage
from bot.request import AiohttpRequest
from bot.sandbox import SandboxServer
from tests.harness import sandbox, settings


async def said(configured: Settings) -> dict[str, str]:
    """Every finding, and its mark."""
    return {one.what: one.mark async for one in findings(configured)}


def on(server: SandboxServer, folder: Path, **changes: Any) -> Settings:
    """Settings that lead to the sandbox."""
    return settings(folder, telegram_base_url=server.base_url, **changes)


def mark_of(found: dict[str, str], words: str) -> str:
    """The mark of the finding that says this; "" for none."""
    return next((mark for what, mark in found.items() if words in what), "")


async def test_a_good_set_up_has_nothing_bad(tmp_path: Path) -> None:
    async with sandbox() as server:
        configured = on(server, tmp_path)
        storage = open_storage(configured)
        bot = int(server.token.partition(":")[0])
        soon = timedelta(minutes=5)
        await storage.write(lambda tx: tx.leases.acquire(f"health:{bot}", "it", SystemClock().now(), soon))
        await storage.close()
        found = await said(configured)
    assert "BAD" not in found.values()
    assert mark_of(found, "the clock is right") == "ok"
    assert mark_of(found, "the bot is running") == "ok"
    assert mark_of(found, "there are no sources yet") == "hint"


async def test_a_refused_token_is_found(tmp_path: Path) -> None:
    async with sandbox() as server:
        found = await said(on(server, tmp_path, telegram_bot_token="8088:not-this-one"))
    assert mark_of(found, "Telegram refuses the token") == "BAD"


async def test_a_second_poller_is_found(tmp_path: Path) -> None:
    async with sandbox() as server:
        other = Bot(server.token, base_url=server.base_url, get_updates_request=AiohttpRequest(connections=2))
        async with other:
            looking = asyncio.create_task(said(on(server, tmp_path)))
            while not looking.done():
                await asyncio.gather(other.get_updates(timeout=1), return_exceptions=True)
    assert mark_of(looking.result(), "another program is running this bot with the same token") == "BAD"


async def test_a_webhook_that_was_left_on_is_found(tmp_path: Path) -> None:
    async with sandbox() as server:
        async with Bot(server.token, base_url=server.base_url) as bot:
            await bot.set_webhook("http://127.0.0.1:9/telegram")
        found = await said(on(server, tmp_path))
    assert mark_of(found, "a webhook of an earlier set-up is still on") == "hint"


async def test_a_clock_that_is_off_is_found(tmp_path: Path) -> None:
    async def late(_: web.Request) -> web.Response:
        return web.Response(status=502, headers={"Date": "Mon, 01 Jan 2024 00:00:00 GMT"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", late)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    found = await said(settings(tmp_path, telegram_base_url=base))
    await runner.cleanup()
    assert mark_of(found, "min ahead of Telegram's") == "BAD"


async def test_data_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    async with sandbox() as server:
        # With a token that is taken it would listen for a second poller, for seconds.
        found = await said(on(server, tmp_path / "file" / "data", telegram_bot_token="8088:not-this-one"))
    assert mark_of(found, "Name one that can be written with DATA_DIR") == "BAD"
