"""The whole bot on the sandbox server, as the end-to-end tests meet it: real HTTP, a real store, the real client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import app
from bot.clock import SystemClock
from bot.config import Settings, load
from bot.core import Core, core
from bot.playground import TOKEN
from bot.sandbox import UNLIMITED, Desk, Limits, SandboxServer, World

Json = dict[str, Any]
OLENA, MAREK, PRIYA = 101, 102, 103


def settings(folder: Path, **changes: Any) -> Settings:
    """Settings of a test: everything in its own folder, ports of the system's choice."""
    given = {
        "telegram_bot_token": TOKEN,
        "data_dir": folder,
        "http_port": 0,
        "max_article_age": "36500d",
        "admin_ids": str(OLENA),
        "ingest_token": "letmein",
        "allow_private_sources": True,
    }
    return load(_env_file=None, **{**given, **changes})


@asynccontextmanager
async def sandbox(*, limits: Limits = UNLIMITED, desk: Desk | None = None) -> AsyncIterator[SandboxServer]:
    """A local Bot API server on a port of its own."""
    clock = SystemClock()
    server = SandboxServer(
        token=TOKEN, port=0, clock=lambda: clock.now().timestamp(), desk=desk, limits=limits
    )
    async with server:
        yield server


@asynccontextmanager
async def tocsin(server: SandboxServer, configured: Settings) -> AsyncIterator[Core]:
    """The bot, running against the server until the block ends."""
    configured = configured.model_copy(update={"telegram_base_url": server.base_url})
    stop = asyncio.Event()
    async with core(configured) as built, asyncio.TaskGroup() as group:
        group.create_task(app.serve(configured, built, stop))
        try:
            yield built
        finally:
            stop.set()


@dataclass
class Person:
    """Somebody at the sandbox's keyboard."""

    world: World
    id: int
    chat: int = 0
    thread: int = 0

    @property
    def where(self) -> int:
        return self.chat or self.id

    async def ask(self, text: str, awaited: str = "", *, timeout: float = 10.0) -> Json:
        """Write, and wait for a new message of the bot that holds the awaited words."""
        before = {one["message_id"] for one in self.heard()}
        self.world.say(self.id, text, chat_id=self.where, thread_id=self.thread)
        return await self.hears(awaited, but=before, timeout=timeout)

    async def hears(
        self, words: str, *, but: set[int] | frozenset[int] = frozenset(), timeout: float = 10.0
    ) -> Json:
        """A message of the bot in this chat that holds the words, waiting for it."""
        return await self.world.wait_for(
            lambda one: (
                one["chat"]["id"] == self.where and one["message_id"] not in but and words in said(one)
            ),
            timeout=timeout,
        )

    async def is_alerted(self, *, timeout: float = 10.0) -> Json:
        """An alert in this chat, waiting for it."""
        return await self.world.wait_for(
            lambda one: one["chat"]["id"] == self.where and said(one).startswith("🔔"), timeout=timeout
        )

    async def taps(self, message: Json, label: str, *, timeout: float = 10.0) -> Json:
        """Press a button; returns the event of the bot's answer to the press."""
        return await self.world.wait_answer(self.world.tap(self.id, message, label), timeout=timeout)

    def heard(self) -> list[Json]:
        """What the bot has said in this chat."""
        return self.world.sent(self.where)

    def alerts(self) -> list[Json]:
        """The alerts among it."""
        return [one for one in self.heard() if said(one).startswith("🔔")]


def said(message: Json) -> str:
    """The words of a message or a caption."""
    return str(message.get("text") or message.get("caption") or "")


def links(message: Json) -> set[str]:
    """Where its linked words lead."""
    return {entity["url"] for entity in message.get("entities", []) if entity["type"] == "text_link"}


def quoted(message: Json) -> str:
    """The words in its quotations."""
    raw = said(message).encode("utf-16-le")
    return "\n".join(
        raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.get("entities", [])
        if one["type"] in ("blockquote", "expandable_blockquote")
    )


def bold(message: Json) -> list[str]:
    """Its bold words, piece by piece."""
    raw = said(message).encode("utf-16-le")
    return [
        raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.get("entities", [])
        if one["type"] == "bold"
    ]
