"""Told to stop before it runs, Tocsin ends at once and cleanly: a deploy that goes wrong stops it at any time."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.clock import SystemClock
from bot.playground import TOKEN
from tests.crashing.child import catches
from tests.harness import settings

ROOT = Path(__file__).resolve().parent.parent
SOON = 3.0


@asynccontextmanager
async def silent() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A server that takes every request and never answers: its address, and whether it was asked."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        asked.set()
        await over.wait()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot", asked
        over.set()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process catches")
async def test_a_program_that_is_told_to_stop_while_it_loads_ends_as_asked(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    given = {"DATA_DIR": str(tmp_path), "TELEGRAM_BOT_TOKEN": TOKEN, "HTTP_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=bare | given, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(20):
        while not catches(process.pid, signal.SIGTERM):
            await SystemClock().wait(asyncio.Event(), 0.005)
        process.terminate()
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"", b"")


async def test_a_stop_does_not_wait_for_a_telegram_that_is_silent(tmp_path: Path) -> None:
    async with silent() as (address, asked):
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(settings(tmp_path, telegram_base_url=address), stop))
        async with asyncio.timeout(20):
            await asked.wait()
        stop.set()
        async with asyncio.timeout(SOON):
            await running
