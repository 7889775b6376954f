"""`python -m bot sandbox` as a person starts it: a program of its own, spoken to over HTTP alone."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import SystemClock
from bot.config import load
from bot.playground import EVER, settings_for

ROOT = Path(__file__).resolve().parent.parent
OLENA = 101


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[tuple[aiohttp.ClientSession, str, Process]]:
    """The running program: its page's session, and where articles go in."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "sandbox", "--port", "0",
        cwd=ROOT, env={**bare, "DATA_DIR": str(folder), "HTTP_PORT": "0"}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(40):
        lines = [(await process.stdout.readline()).decode() for _ in range(2)]
    page, articles = (re.findall(r"http://\S+?(?=[\s.]|$)(?:\.\d+)*\S*", line)[0] for line in lines)
    try:
        async with aiohttp.ClientSession(page) as session:
            yield session, articles, process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def said(page: aiohttp.ClientSession, words: str) -> dict[str, Any]:
    """The bot's message that holds the words, waiting for it."""
    async with asyncio.timeout(15):
        while True:
            found = await (await page.get(f"/sandbox/messages?chat_id={OLENA}")).json()
            for one in found["messages"]:
                if one["outgoing_from"] is None and words in one.get("text", ""):
                    return dict(one)
            await SystemClock().wait(asyncio.Event(), 0.05)


async def test_chats_and_buttons_outlive_a_restart_of_the_sandbox(tmp_path: Path) -> None:
    async with sandbox(tmp_path) as (page, articles, process):
        sent = {"chat_id": OLENA, "from_id": OLENA, "text": "/follow Marnice"}
        assert (await page.post("/sandbox/send", json=sent)).status == 200
        await said(page, "Marnice")
        async with aiohttp.ClientSession() as client:
            answer = await client.post(
                articles,
                json={
                    "url": "https://post.example/1",
                    "title": "Marnice floods",
                    "text": "Marnice is flooded.",
                },
                headers={"Authorization": "Bearer sandbox"},
            )
            assert answer.status == 202
        alert = await said(page, "Marnice floods")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    async with sandbox(tmp_path) as (page, _, _):
        again = await said(page, "Marnice floods")
        assert again["message_id"] == alert["message_id"]
        [why] = [
            button["callback_data"]
            for row in again["reply_markup"]["inline_keyboard"]
            for button in row
            if "Why" in button["text"]
        ]
        pressed = {"chat_id": OLENA, "from_id": OLENA, "message_id": again["message_id"], "data": why}
        assert (await page.post("/sandbox/press", json=pressed)).status == 200
        await said(page, "new story")


def test_playing_never_reaches_a_real_store(tmp_path: Path) -> None:
    real = load(_env_file=None, data_dir=tmp_path, database_url="postgresql://me:pw@host/real")
    played = settings_for(real)
    assert played.database == f"sqlite:///{tmp_path}/sandbox/tocsin.sqlite3"
    assert played.max_article_age == EVER
    assert settings_for(load(_env_file=None, max_article_age="3d")).max_article_age.days == 3
