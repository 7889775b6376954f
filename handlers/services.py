"""What handlers share: the parts of the bot that they may use, and the slow work that they have begun."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.standing import Status
from bot.ingest.apart import Apart
from bot.ingest.fetch import Source
from bot.ingest.polling import Poller
from bot.matcher import Matcher
from bot.pace import Pace
from bot.pipeline import Pipeline
from handlers.requests import Requests
from storage import Storage

SEARCHES = 2
"""Looks through the archive at once: each holds some thousand articles in memory."""
REMEMBERED = 1_000
"""Answers to letters that are kept until another article comes in."""


async def all_well() -> Sequence[str]:
    """Where nobody looks."""
    return ()


@dataclass(frozen=True)
class Line:
    """Slow work begun for one chat: a piece at a time, in the order asked."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    about: list[str] = field(default_factory=list)
    """What each piece is about, in words."""


@dataclass
class Typed:
    """What stays as it is until another article comes in: letters come faster than news."""

    newest: int = 0
    """The id of the newest article then."""
    names: list[str] | None = None
    """The names that the newest articles speak of; None until somebody asks."""
    statuses: dict[tuple[str, float], Status] = field(default_factory=dict)
    """By what was asked and how sure matches had to be."""
    at_work: set[asyncio.Task[None]] = field(default_factory=set)
    """Looks into the archive that have not ended yet."""

    def renew(self, newest: int) -> None:
        """Forget it all where this is another article, or there is very much of it."""
        if newest != self.newest or len(self.statuses) > REMEMBERED:
            self.newest, self.names = newest, None
            self.statuses = {}  # who is at work on an older one keeps that


@dataclass(frozen=True, kw_only=True)
class Services:
    """What handlers may use."""

    storage: Storage
    matcher: Matcher
    pipeline: Pipeline
    poller: Poller
    web: Source
    """The guarded way to fetch what somebody sends a link to."""
    apart: Apart = asyncio.to_thread
    """Where it is read, and the files that somebody sends."""
    clock: Clock
    pace: Pace
    """When something may be sent: the same one that deliveries keep to."""
    admins: frozenset[int]
    allowed_chats: frozenset[int] = frozenset()
    """Chats that may use the bot; empty: any."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something became owed, so that it goes out at once."""
    bot_username: str
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Work begun for somebody and not finished yet."""
    lines: dict[int, Line] = field(default_factory=dict)
    """The same by chat of Telegram's."""
    typing_seconds: float = 0.08
    """In which an inline query is answered, for as many names of the archive as fit into them."""
    asked_about: dict[int, datetime] = field(default_factory=dict)
    """Groups that are held for lost, and when Telegram was asked about them last; of the last minute only."""
    typed: Typed = field(default_factory=Typed)
    """What was worked out for those who type the bot's name."""
    searches: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SEARCHES))
    """A turn at looking through the archive."""
    requests: Requests = field(default_factory=Requests)
    """How often each chat asks."""
    ailments: Callable[[], Awaitable[Sequence[str]]] = all_well
    """What is wrong just now, in words."""
    started_at: datetime
    max_article_age: timedelta
    retention: timedelta = timedelta(days=90)
    """How long articles are kept."""

    async def finish(self) -> None:
        """Wait for what is still being worked on; before the store is closed."""
        while self.tasks:
            await asyncio.gather(*self.tasks)
