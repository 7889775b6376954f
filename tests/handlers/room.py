"""A room with the whole bot in it: the real Application over HTTP against the sandbox server, a real store and
matcher, and a clock that only moves when told to. Nothing waits: updates are fetched and handled in turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import Application

import handlers
from bot.delivery import Deliverer
from bot.domain.archive import Filed, Question, Wanted
from bot.domain.model import Article, Issue, IssueId, Match
from bot.ingest.fetch import Request, Response
from bot.matcher import Matcher
from bot.pipeline import Pipeline
from bot.sandbox import SandboxServer
from bot.schedule import Scheduler
from handlers import Services
from storage import Storage
from tests.fakes import FakeClock

TOKEN = "4242:sandbox-secret"
OLENA, MAREK, PRIYA = 101, 102, 103
NEWSROOM, FIELD_DESK, ENERGY = -1001000000201, -1001000000301, 2
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
Json = dict[str, Any]


class FakeSource:
    """Answers with the pages it was given; while `is_open` is clear, nothing comes."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def fetch(self, request: Request) -> Response:
        await self.is_open.wait()
        body, kind = self.pages[request.url]
        return Response(request.url, 200, body, kind)

    async def close(self) -> None:
        """Nothing is open."""


class WatchedMatcher(Matcher):
    """The real one, in which other things can happen meanwhile: `meanwhile` runs once, before the next issue is
    removed; while `is_open` is clear, no look back ends. `most` is how many of them were under way at once."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.running = self.most = 0

    async def remove(self, issue: IssueId) -> None:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        await super().remove(issue)

    async def backtest(self, issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
        async with self._watched():
            return await super().backtest(issue, articles)

    async def wanted(self, issue: Issue, asked: Question, filed: Sequence[Filed]) -> Wanted:
        async with self._watched():
            return await super().wanted(issue, asked, filed)

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.is_open.wait()
            yield
        finally:
            self.running -= 1


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
    matcher: WatchedMatcher
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
        """Send everything that is due; time passes where a chat was written to just before."""
        for _ in range(20):
            await self.deliverer.send_due()
            if not (await self.storage.read(lambda tx: tx.deliveries.figures(self.clock.now()))).due:
                break
            self.clock.advance(timedelta(seconds=1))

    async def settle(self) -> None:
        """Handle every update that waits, and let what was begun for it end."""
        await self.handle()
        await self.services.finish()

    async def handle(self) -> None:
        """Handle every update that waits; what takes its time goes on."""
        while updates := await self.application.bot.get_updates(offset=self.offset, timeout=0):
            for update in updates:
                self.offset = update.update_id + 1
                await self.application.process_update(update)

    def serve_only(self, *chats: int) -> None:
        """Let the bot's owner allow only these chats."""
        self.application.handlers.clear()
        handlers.register(self.application, replace(self.services, allowed_chats=frozenset(chats)))

    async def fill_archive(self) -> None:
        """So many articles that nobody waits while they are looked through."""
        many = [
            article(f"Harbour report {n}", f"Quay {n} reopened; cranes {n * 7} moved grain {n * 13}.")
            for n in range(151)
        ]
        await self.pipeline.process_all([*many, PLANT])

    def messages(self, chat: int = OLENA) -> list[Json]:
        """The bot's messages in a chat, oldest first."""
        return self.server.world.sent(chat)


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
