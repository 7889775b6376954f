"""The part of Tocsin that takes articles in, wired: store, matcher, pipeline, sources. Knows no Telegram.

Enough for the command line's `ingest` and `status`; `bot.app` puts the bot on top of it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.domain.model import Article, Coming, Destination, Issue, IssueId
from bot.errors import StoreError
from bot.ingest.apart import Apart, Children
from bot.ingest.fetch import Source, WebSource
from bot.ingest.polling import Poller
from bot.matcher import Matcher
from bot.meters import Meters
from bot.pipeline import Pipeline
from storage import Storage

PAGE = 5_000
"""Followed issues read from the store at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What takes articles in, without Telegram: enough for the command line."""

    storage: Storage
    matcher: Matcher
    pipeline: Pipeline
    source: Source
    poller: Poller
    meters: Meters
    apart: Apart
    """Where foreign bytes are read: in child processes."""
    clock: Clock
    wake: asyncio.Event
    ports: dict[str, int]
    """Where the bot listens once it runs: "http"."""
    loading: asyncio.Task[None]
    """Reads in what is followed; articles wait for it, commands do not."""

    def belongs_to(self, contact: str, owners: Sequence[Destination]) -> None:
        """Whose bot it is: servers that are asked are told its web address, its owners what becomes of sources."""
        self.poller.recorder.owners = tuple(owners)
        if isinstance(self.source, WebSource):
            self.source.contact = contact


def open_storage(settings: Settings) -> Storage:
    """The store, made and migrated where needed. Raises StoreError in words."""
    if settings.database_url is None:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {settings.data_dir} cannot be made ({error.strerror}). "
                "Name one that can be written with DATA_DIR."
            ) from error
    return Storage.open(settings.database)


@asynccontextmanager
async def core(
    settings: Settings,
    *,
    clock: Clock | None = None,
    source: Source | None = None,
    storage: Storage | None = None,
) -> AsyncIterator[Core]:
    """The store, the matcher and the pipeline, closed in reverse order at the end. `storage`: one that is open."""
    async with AsyncExitStack() as stack:
        clock = clock or SystemClock()
        storage = storage or open_storage(settings)
        stack.push_async_callback(storage.close)
        matcher = Matcher()
        stack.push_async_callback(matcher.stop)
        loading = matcher.begin(partial(_followed, storage))
        if source is None:
            source = WebSource.opened_to(settings.allow_private_sources)
            stack.push_async_callback(source.close)
        wake, meters = asyncio.Event(), Meters()
        pipeline = Pipeline(
            storage, matcher, clock, max_age=settings.max_article_age, wake=wake, meters=meters
        )
        apart = Children()
        stack.push_async_callback(apart.stop)

        async def take(articles: Sequence[Article], coming: Coming) -> int:
            taken = await pipeline.process_all(articles, coming=coming)
            return sum(one.new for one in taken)

        yield Core(
            storage=storage,
            matcher=matcher,
            pipeline=pipeline,
            source=source,
            meters=meters,
            poller=Poller(storage, source, clock, take, settings.poll_interval, apart=apart),
            apart=apart,
            clock=clock,
            wake=wake,
            ports={},
            loading=loading,
        )


async def _followed(storage: Storage, after: IssueId) -> list[Issue]:
    """The next page of what is followed."""
    return await storage.read(lambda tx: tx.issues.list_followed(after=after, limit=PAGE))
