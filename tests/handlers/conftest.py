"""A room with the whole bot in it: the real Application over HTTP against the sandbox server, a real store and
matcher, and a clock that only moves when told to. Nothing waits: updates are fetched and handled in turn."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

import handlers
from bot.delivery import Deliverer
from bot.domain.model import Article
from bot.ingest.fetch import Request, Response
from bot.ingest.polling import Poller
from bot.matcher import Matcher
from bot.pipeline import Pipeline
from bot.sandbox import UNLIMITED, SandboxServer
from bot.schedule import Scheduler
from bot.sender import TelegramSender
from handlers import Services
from storage import Storage
from tests.fakes import FakeClock

TOKEN = "4242:sandbox-secret"
OLENA, MAREK, PRIYA = 101, 102, 103
NEWSROOM, FIELD_DESK, ENERGY = -1001000000201, -1001000000301, 2
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
Json = dict[str, Any]


class FakeSource:
    """Answers with the pages it was given."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}

    async def fetch(self, request: Request) -> Response:
        body, kind = self.pages[request.url]
        return Response(request.url, 200, body, kind)

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Room:
    """What a test acts on and looks at."""

    server: SandboxServer
    storage: Storage
    clock: FakeClock
    pipeline: Pipeline
    deliverer: Deliverer
    scheduler: Scheduler
    application: Application[Any, Any, Any, Any, Any, Any]
    source: FakeSource
    services: Services
    offset: int = field(default=0)

    async def say(self, text: str, person: int = OLENA, **where: int) -> Json:
        """Write to the bot; its newest answer in that chat."""
        before = self.messages(where.get("chat_id", person))
        self.server.world.say(person, text, **where)
        await self.settle()
        new = self.messages(where.get("chat_id", person))[len(before) :]
        assert new, f"no answer to {text!r}"
        return new[-1]

    async def whisper(self, text: str, person: int = OLENA, **where: int) -> list[Json]:
        """Write something; whatever the bot answers, if anything."""
        before = self.messages(where.get("chat_id", person))
        self.server.world.say(person, text, **where)
        await self.settle()
        return self.messages(where.get("chat_id", person))[len(before) :]

    async def tap(self, message: Json, label: str, person: int = OLENA) -> Json:
        """Press a button; the message that it changed or brought. The fading text is in `toast`."""
        chat = message["chat"]["id"]
        count = len(self.messages(chat))
        query = self.server.world.tap(person, message, label)
        await self.settle()
        answer = await self.server.world.wait_answer(query)
        now = self.messages(chat)
        shown = (
            now[-1]
            if len(now) > count
            else next(one for one in now if one["message_id"] == message["message_id"])
        )
        return shown | {"toast": answer.get("text") or ""}

    async def publish(self, article: Article) -> None:
        """An article comes in and what it means goes out."""
        await self.pipeline.process(article)
        await self.deliver()

    async def deliver(self) -> None:
        """Send everything that is due."""
        while await self.deliverer.send_due():
            self.clock.advance(timedelta(seconds=2))

    async def settle(self) -> None:
        """Handle every update that waits."""
        while updates := await self.application.bot.get_updates(offset=self.offset, timeout=0):
            for update in updates:
                self.offset = update.update_id + 1
                await self.application.process_update(update)
        await self.services.finish()

    def messages(self, chat: int = OLENA) -> list[Json]:
        """The bot's messages in a chat, oldest first."""
        return self.server.world.sent(chat)


def _plain_http() -> HTTPXRequest:
    """Without the certificates, which take long to load and which the sandbox has none of."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


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
    matcher = Matcher()
    wake = asyncio.Event()
    pipeline = Pipeline(storage, matcher, clock, max_age=timedelta(days=2), wake=wake)
    source = FakeSource()

    async def take(articles: Any, backfill: bool) -> int:
        return sum(one.new for one in await pipeline.process_all(articles, backfill=backfill))

    async with SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp(), limits=UNLIMITED) as server:
        application = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(server.base_url)
            .base_file_url(server.base_file_url)
            .request(_plain_http())
            .get_updates_request(_plain_http())
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
            clock=clock,
            admins=frozenset({OLENA}),
            bot_username=application.bot.username,
            started_at=NOW,
            max_article_age=timedelta(days=2),
            wake=wake,
        )
        handlers.register(application, services)
        deliverer = Deliverer(
            storage, TelegramSender(application.bot), clock,
            bot=application.bot.id, owner="test", rate=1000, wake=wake,
        )  # fmt: skip
        yield Room(
            server, storage, clock, pipeline, deliverer, Scheduler(storage, clock, wake=wake),
            application, source, services,
        )  # fmt: skip
        await application.shutdown()
    matcher.close()
    await storage.close()


def article(title: str, text: str = "", **more: Any) -> Article:
    """An article of an hour ago."""
    given: Json = {
        "guid": title,
        "title": title,
        "text": text or title,
        "url": f"https://news.example.org/{abs(hash(title))}",
        "source": "Morning Post",
        "published_at": NOW - timedelta(hours=1),
        "language": "en",
    }
    return replace(Article(guid=title), **(given | more))


PLANT = article(
    "Talks on the plant go on",
    "Envoys met for a second day and spoke about several matters at length, officials said on Monday.\n\n"
    "The future of the Zaporizhzhia nuclear power plant remains unresolved, the chief negotiator said. "
    "Engineers asked for safe access to all six reactors before the winter.",
)
GUARANTEES = article(
    "Security guarantees still open after the talks",
    "Talks continue over the nature and scope of security guarantees, a spokeswoman said on Monday evening. "
    "She named no date for a further round of meetings.",
    source="AP",
)


def labels(message: Json) -> list[str]:
    """What the buttons under a message say."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]
