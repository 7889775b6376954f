"""Telegram's updates are handled before they are confirmed, each once; the ends of polling are said."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Update
from telegram.error import Conflict
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.clock import SystemClock
from bot.request import AiohttpRequest
from bot.sandbox import FaultKind, SandboxServer
from bot.updates import PollingError, Updates
from storage import Storage
from tests.fakes import FakeClock
from tests.harness import OLENA, sandbox

App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    async with sandbox() as running:
        yield running


def application(server: SandboxServer, handled: list[str], seen: list[int] | None = None) -> App:
    """A bot that only remembers what it was told, and the numbers of the updates."""

    async def remember(update: Update, _: Any) -> None:
        if update.message is not None:
            handled.append(update.message.text or "")
            if seen is not None:
                seen.append(update.update_id)

    built = (
        ApplicationBuilder()
        .token(server.token)
        .base_url(server.base_url)
        .get_updates_request(AiohttpRequest(connections=4))
        .updater(None)
        .job_queue(None)
        .build()
    )
    built.add_handler(TypeHandler(Update, remember))
    return built


async def poll_until(
    server: SandboxServer, store: Storage, handled: list[str], number: int, *, cut: bool = False
) -> None:
    """Poll until so many updates are handled, then stop: in order, or cut off as by a kill."""
    seen: list[int] = []
    app = application(server, handled, seen)
    async with app.bot:
        await app.initialize()
        stop = asyncio.Event()
        polling = asyncio.create_task(Updates(app, store, SystemClock()).run(stop))
        async with asyncio.timeout(10):
            while len(handled) < number:
                await asyncio.wait({polling}, timeout=0.01)
        if cut:
            async with asyncio.timeout(10):
                while not await store.read(lambda tx: tx.updates.is_done(app.bot.id, seen[-1])):
                    await asyncio.wait({polling}, timeout=0.01)
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
        else:
            stop.set()
            await polling


async def test_what_people_write_is_handled_in_order(server: SandboxServer, store: Storage) -> None:
    handled: list[str] = []
    for word in ("one", "two", "three"):
        server.world.say(OLENA, word)
    await poll_until(server, store, handled, 3)
    assert handled == ["one", "two", "three"]


async def test_an_update_that_telegram_repeats_after_a_crash_is_handled_once(
    server: SandboxServer, store: Storage
) -> None:
    handled: list[str] = []
    server.world.say(OLENA, "one")
    await poll_until(server, store, handled, 1, cut=True)
    server.world.say(OLENA, "two")
    await poll_until(server, store, handled, 2)
    assert handled == ["one", "two"]


async def test_a_clean_stop_confirms_what_was_handled(server: SandboxServer, store: Storage) -> None:
    handled: list[str] = []
    server.world.say(OLENA, "one")
    await poll_until(server, store, handled, 1)
    app = application(server, [])
    async with app.bot:
        assert await app.bot.get_updates(timeout=0) == ()


async def test_what_takes_too_long_after_a_stop_comes_again(server: SandboxServer, store: Storage) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(_update: Update, _: Any) -> None:
        begun.set()
        await never.wait()

    app = application(server, [])
    app.add_handler(TypeHandler(Update, hang), group=1)
    server.world.say(OLENA, "one")
    async with app.bot:
        await app.initialize()
        stop = asyncio.Event()
        polling = asyncio.create_task(Updates(app, store, SystemClock(), patience=0.1).run(stop))
        await begun.wait()
        stop.set()
        await polling
    handled: list[str] = []
    await poll_until(server, store, handled, 1)
    assert handled == ["one"]


@pytest.mark.parametrize(
    "kind", [FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.BAD_JSON, FaultKind.RESET]
)
async def test_a_bad_answer_is_survived(server: SandboxServer, store: Storage, kind: FaultKind) -> None:
    handled: list[str] = []
    server.faults.add("getUpdates", kind, times=1)
    server.world.say(OLENA, "one")
    await poll_until(server, store, handled, 1)
    assert handled == ["one"]


async def test_a_second_bot_on_the_same_token_is_said_in_words(server: SandboxServer, store: Storage) -> None:
    app, other = application(server, []), application(server, [])
    async with app.bot, other.bot:
        await app.initialize()
        rival = asyncio.create_task(_poll_for_ever(other))
        try:
            with pytest.raises(PollingError, match="Another program is running this bot"):
                await Updates(app, store, Hurried()).run(asyncio.Event())
        finally:
            rival.cancel()
            await asyncio.gather(rival, return_exceptions=True)


async def _poll_for_ever(app: App) -> None:
    while True:
        with contextlib.suppress(Conflict):
            await app.bot.get_updates(timeout=20)


async def test_a_token_that_is_withdrawn_is_said_in_words(store: Storage) -> None:
    async with sandbox() as server:
        app = application(server, [])
        await app.initialize()
        port = int(server.address.rpartition(":")[2])
    clock = SystemClock()
    other = SandboxServer(token="8088:another", port=port, clock=lambda: clock.now().timestamp())
    async with other:
        with pytest.raises(PollingError, match="TELEGRAM_BOT_TOKEN"):
            await Updates(app, store, clock).run(asyncio.Event())
    await app.shutdown()


class Hurried(SystemClock):
    """The real clock, for who will not wait between tries."""

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, 0)


async def test_a_long_outage_is_one_line_at_its_start_and_one_at_its_end(
    server: SandboxServer, store: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    handled: list[str] = []
    app = application(server, handled)
    async with app.bot:
        await app.initialize()
        server.faults.add("getUpdates", FaultKind.BAD_GATEWAY, times=20)
        server.world.say(OLENA, "/issues")
        stop = asyncio.Event()
        polling = asyncio.create_task(Updates(app, store, FakeClock()).run(stop))
        async with asyncio.timeout(10):
            while not handled:
                await asyncio.wait({polling}, timeout=0.01)
        stop.set()
        await polling
        await app.shutdown()
    written = [record for record in caplog.records if record.levelname != "INFO"]
    assert [record.getMessage() for record in written] == [
        "updates could not be fetched (NetworkError); it is tried until it works",
        "updates are fetched again, after 20 tries in vain",
    ]
    assert not any(record.exc_info for record in written)
