"""The room that every handler test acts in."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import ApplicationBuilder

import handlers
from bot.delivery import Deliverer
from bot.domain.model import Coming
from bot.ingest.polling import Poller
from bot.pace import Pace
from bot.pipeline import Pipeline
from bot.request import AiohttpRequest
from bot.sandbox import UNLIMITED, SandboxServer
from bot.schedule import Scheduler
from bot.sender import TelegramSender
from handlers import Services
from storage import Storage
from tests.fakes import FakeClock
from tests.handlers.room import NOW, OLENA, TOKEN, FakeSource, Room, WatchedMatcher


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the newest schema, to be copied: migrating one for each test would take longer than the tests."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    asyncio.run(Storage.open(f"sqlite:///{path}").close())
    return path


@pytest.fixture
async def room(empty_store: Path, tmp_path: Path) -> AsyncIterator[Room]:
    clock = FakeClock(NOW)
    shutil.copy(empty_store, tmp_path / "tocsin.sqlite3")
    storage = Storage.open(f"sqlite:///{tmp_path / 'tocsin.sqlite3'}")
    matcher = WatchedMatcher()
    wake = asyncio.Event()
    pipeline = Pipeline(storage, matcher, clock, max_age=timedelta(days=2), wake=wake)
    source = FakeSource()

    async def take(articles: Any, coming: Coming) -> int:
        return sum(one.new for one in await pipeline.process_all(articles, coming=coming))

    async with SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp(), limits=UNLIMITED) as server:
        application = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(server.base_url)
            .base_file_url(server.base_file_url)
            .request(AiohttpRequest(connections=20))
            .get_updates_request(AiohttpRequest(connections=4))
            .updater(None)
            .job_queue(None)
            .build()
        )
        await application.initialize()
        services = Services(
            storage=storage,
            matcher=matcher,
            pipeline=pipeline,
            poller=Poller(storage, source, clock, take, timedelta(hours=1)),
            web=source,
            clock=clock,
            pace=Pace(1000),
            admins=frozenset({OLENA}),
            bot_username=application.bot.username,
            started_at=NOW,
            max_article_age=timedelta(days=2),
            wake=wake,
            typing_seconds=30,
        )
        handlers.register(application, services)
        deliverer = Deliverer(
            storage, TelegramSender(application.bot), clock,
            bot=application.bot.id, owner="test", pace=services.pace, wake=wake,
        )  # fmt: skip
        yield Room(
            server, storage, clock, pipeline, deliverer, Scheduler(storage, clock, wake=wake),
            application, source, matcher, services,
        )  # fmt: skip
        await application.shutdown()
    matcher.close()
    await storage.close()
