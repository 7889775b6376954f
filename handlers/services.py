"""What handlers share: the parts of the bot that they may use, and the slow work that they have begun."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
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


async def all_well() -> Sequence[str]:
    """Where nobody looks."""
    return ()


@dataclass(frozen=True)
class Line:
    """Slow work begun for one chat: a piece at a time, in the order asked."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    about: list[str] = field(default_factory=list)
    """What each piece is about, in words."""


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
    typing_seconds: float = 0.12
    """In which the archive answers an inline query, for as many names as fit into them."""
    asked_about: dict[int, datetime] = field(default_factory=dict)
    """Groups that are held for lost, and when Telegram was asked about them last; of the last minute only."""
    news: dict[int, list[str]] = field(default_factory=dict)
    """The names that the newest articles speak of, under the id of the very newest."""
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
