"""Polled feeds: asks the store what is due, fetches it politely, hands its articles on, records how it went.

Decides nothing about articles; `take` (given by the app) stores them. Waiting is a column of the store, so a
restart polls nothing twice and forgets nothing.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from bot.clock import Clock
from bot.domain.model import Article, Coming, Source, SourceId
from bot.errors import FetchError, InputError, StoreError, UserError
from bot.ingest import discover, fetch, urls
from bot.ingest.addresses import address_of
from bot.ingest.apart import Apart
from bot.ingest.arriving import arriving, portions
from bot.ingest.bodies import Bodies, Hold
from bot.ingest.discover import Choice
from bot.ingest.identity import at_home
from bot.ingest.read import Reading, read
from bot.ingest.recording import Recorder, wants_patience
from bot.ingest.rounds import Rounds
from bot.trouble import Trouble
from storage import Storage

Take = Callable[[Sequence[Article], Coming], Awaitable[int]]
"""Takes articles in, oldest first; returns how many were new."""

MAX_ENTRIES: Final = 500
"""The newest of one poll that are taken; a feed that holds more is an archive."""
NEWEST_SHOWN: Final = 3
PUSHED_GAP: Final = timedelta(seconds=30)
"""Between a poll and the next one that a hub's word brings."""
GUESSING: Final = 20.0
"""Seconds; each guess waits for its host's turn."""
COUNTED_FOR: Final = timedelta(minutes=1)
T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an address that somebody asked to add: a source, or several feeds to choose from."""

    source: Source | None = None
    created: bool = False
    titles: tuple[str, ...] = ()
    """Of its newest articles, newest first."""
    times: tuple[datetime, ...] = ()
    """When the articles that it holds were published, where they say so."""
    choices: tuple[Choice, ...] = ()
    """Not empty: the page offers several feeds and none was added; `add` the url of one."""


@dataclass(frozen=True, slots=True)
class _Got:
    """A fetched feed. A reading of None: nothing has changed since the last good poll."""

    response: fetch.Response
    reading: Reading | None


class Poller:
    """Keeps every source of the store polled. `interval` is the usual time between two polls of one source; `apart` is
    where feeds and pages are read."""

    def __init__(
        self,
        storage: Storage,
        source: fetch.Source,
        clock: Clock,
        take: Take,
        interval: timedelta,
        *,
        apart: Apart = asyncio.to_thread,
    ) -> None:
        self._storage = storage
        self._web = source
        self._clock = clock
        self._take = take
        self._apart = apart
        self.recorder = Recorder(storage, clock, interval)
        self._room = Bodies()
        self._bodies: dict[SourceId, bytes] = {}
        self._busy: set[SourceId] = set()
        self._counted = (_EPOCH, 0)
        """When readers were last counted, and how many there were."""
        self._rounds = Rounds(storage, clock, self._poll_in_turn)
        self._stop = asyncio.Event()

    # -- the loop ----------------------------------------------------------------------------------

    @property
    def trouble(self) -> Trouble:
        """Since when looking at what is due fails, if it does."""
        return self._rounds.trouble

    @property
    def working_at(self) -> datetime | None:
        """When it last looked what is due; for readiness."""
        return self._rounds.looked_at

    async def run(self, stop: asyncio.Event) -> None:
        """Polls what is due until told to stop; then fetches are dropped, and what was fetched is still taken in."""
        self._stop = stop
        await self._rounds.run(stop)

    async def poll_due(self) -> int:
        """One round: every source that is due now. Returns how many."""
        return await self._rounds.once()

    async def poll(self, source: Source) -> None:
        """Polls one source now; how it went stands in the store afterwards."""
        async with self._rounds.turn(source.host):
            await self._poll(source)

    async def _poll_in_turn(self, source: Source) -> bool:
        return wants_patience(source, await self._poll(source))

    async def _poll(self, source: Source) -> InputError | None:
        if source.id in self._busy:
            return None
        self._busy.add(source.id)
        try:
            got = await self._unless_stopped(self._get(source))
            if got is not None:
                await self._record(source, got)
        except InputError as error:
            log.info("source %s: %s", source.id, error)
            await self.recorder.bad(source, error)
            return error
        except StoreError:
            raise
        except Exception as error:
            return await self.recorder.broken(source, error)
        finally:
            self._busy.discard(source.id)
        return None

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What the work gives; None when the stop came first, and the work was dropped."""
        doing, stopping = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else None
        finally:
            doing.cancel()
            stopping.cancel()
            await asyncio.wait({doing, stopping})

    # -- one source --------------------------------------------------------------------------------

    async def _get(self, source: Source) -> _Got:
        async with self._room.held() as hold:
            return await self._get_into(hold, source)

    async def _get_into(self, hold: Hold, source: Source) -> _Got:
        request = fetch.Request(
            source.url,
            source.etag,
            source.last_modified,
            max_bytes=fetch.FEED_BYTES,
            followers=await self._readers(),
            hold=hold,
        )
        response = await self._web.fetch(request)
        digest = hashlib.blake2b(response.body, digest_size=16).digest()
        unchanged = source.last_ok_at is not None and self._bodies.get(source.id) == digest
        if response.status == 304 or unchanged:
            return _Got(response, None)
        reading = await self._read_feed(response)
        self._bodies[source.id] = digest
        return _Got(response, reading)

    async def _readers(self) -> int:
        """How many chats follow something, a minute ago at most."""
        now = self._clock.now()
        at, count = self._counted
        if not at <= now < at + COUNTED_FOR:
            count = await self._storage.read(lambda tx: tx.subscriptions.count_chats())
            self._counted = now, count
        return count

    async def _read_feed(self, response: fetch.Response) -> Reading:
        reading = await self._read(response)
        if reading.feed is None:
            raise InputError("There is no feed at this address any more: it gives a page or a file instead.")
        return reading

    async def _try_feed(self, response: fetch.Response) -> Reading | None:
        try:
            reading = await self._read(response)
        except InputError:
            return None
        return reading if reading.feed is not None else None

    async def _read(self, response: fetch.Response) -> Reading:
        return await self._apart(read, response.body, content_type=response.content_type, url=response.url)

    async def _record(self, source: Source, got: _Got) -> None:
        """Takes the articles, then records the poll: a kill in between polls again and finds nothing new."""
        articles = [] if got.reading is None else newest(got.reading.articles, source.title)
        articles = [at_home(one, got.response.url, source.url) for one in articles]
        try:
            new = await self._take_in(source, articles) if articles else 0
        except BaseException:
            self._bodies.pop(source.id, None)
            raise
        await self.recorder.good(
            source, got.response, got.reading.feed if got.reading else None, articles, new
        )

    async def _take_in(self, source: Source, articles: Sequence[Article]) -> int:
        interval, now = self.recorder.interval, self._clock.now()
        parts = await self._storage.read(
            lambda tx: arriving(source, articles, tx.marks.get(source.id), interval, now)
        )
        return sum(
            [await self._take(some, part.coming) for part in parts for some in portions(part.articles)]
        )

    async def take_pushed(self, source: Source, body: bytes, content_type: str) -> int:
        """Takes in what a hub sent of a source; where that holds no article, the source is polled soon instead.
        Returns how many articles were looked at."""
        now = self._clock.now()
        reading = await self._try_feed(fetch.Response(source.url, 200, body, content_type))
        if reading is None or not reading.articles:
            await self.poll_soon(source)
            return 0
        articles = newest(reading.articles, source.title)
        try:
            new = await self._take_in(replace(source, last_ok_at=now), articles)
        except StoreError:
            raise
        except Exception as error:
            await self.recorder.broken(source, error)
            return len(articles)
        newest_at = max((min(one.published_at, now) for one in articles if one.published_at), default=None)
        await self._storage.write(
            lambda tx: tx.sources.record_push(source.id, newest_at=newest_at, new_articles=new)
        )
        return len(articles)

    async def poll_soon(self, source: Source, gap: timedelta = PUSHED_GAP) -> None:
        """Somebody says that a source has news: it is polled as soon as that is polite, `gap` after the last time."""
        now = self._clock.now()
        at = max(now, (source.last_ok_at or now) + gap)
        await self._storage.write(lambda tx: tx.sources.hurry(source.id, at))

    # -- adding and removing -----------------------------------------------------------------------

    async def add(self, url: str) -> Added:
        """Adds the feed at an address, or the one that the page there names. What it holds now is archive.

        UserError in words when there is none. Several: nothing is added, the choices are returned.
        """
        address = address_of(url)
        try:
            return await self._add(address)
        except InputError as error:
            raise UserError(f"{address}: {error}") from error

    async def _add(self, address: str) -> Added:
        response = await self._fetch_in_turn(fetch.Request(address))
        reading = await self._try_feed(response)
        if reading is not None:
            return await self._keep(response.url if response.moved else address, response, reading)
        choices = await self._apart(discover.feeds, response.body, response.url, response.content_type)
        if len(choices) > 1:
            return Added(choices=tuple(choices))
        found = await self._first_feed([choice.url for choice in choices] or discover.guesses(response.url))
        if found is not None:
            return await self._keep(*found)
        raise InputError(
            "no feed was found there. Look for a link named RSS, Atom or Feed on that site and add that."
        )

    async def _first_feed(self, guesses: Sequence[str]) -> tuple[str, fetch.Response, Reading] | None:
        """The first address that holds a feed; a server that lets each guess hang is left after GUESSING seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GUESSING):
                for guess in guesses:
                    if found := await self._feed_at(guess):
                        return guess, *found
        return None

    async def _feed_at(self, url: str) -> tuple[fetch.Response, Reading] | None:
        try:
            response = await self._fetch_in_turn(fetch.Request(url, max_bytes=fetch.FEED_BYTES))
        except FetchError:
            return None
        reading = await self._try_feed(response)
        return (response, reading) if reading is not None else None

    async def _fetch_in_turn(self, request: fetch.Request) -> fetch.Response:
        """What somebody asks for waits for its host's next turn, as polls do."""
        async with self._rounds.turn(urls.host(request.url)):
            return await self._web.fetch(request)

    async def _keep(self, url: str, response: fetch.Response, reading: Reading) -> Added:
        title = (reading.feed.title if reading.feed else "") or urls.site(url)
        now = self._clock.now()
        source, created = await self._storage.write(
            lambda tx: tx.sources.add(urls.canonical(url) or url, title, now)
        )
        if created and source.id not in self._busy:
            self._busy.add(source.id)
            try:
                await self._record(source, _Got(response, reading))
            finally:
                self._busy.discard(source.id)
        stored = await self._storage.read(lambda tx: tx.sources.get(source.id))
        shown = [article.title or article.text[:80] for article in reversed(newest(reading.articles, title))]
        times = tuple(article.published_at for article in reading.articles if article.published_at)
        return Added(stored or source, created, tuple(shown[:NEWEST_SHOWN]), times)

    async def remove(self, id: SourceId) -> bool:
        """Stops polling a source; its articles stay. False when there was none."""
        self._bodies.pop(id, None)
        return await self._storage.write(lambda tx: tx.sources.remove(id))


def newest(articles: Sequence[Article], source: str) -> list[Article]:
    """At most MAX_ENTRIES articles, the newest, in order of time; those without a time keep the feed's own order
    (newest first in nearly every feed) before all others. Names the source where the feed does not."""
    oldest_first = list(reversed(articles))
    ordered = sorted(oldest_first, key=lambda article: article.published_at or _EPOCH)
    return [_named(article, source) for article in ordered[-MAX_ENTRIES:]]


def _named(article: Article, source: str) -> Article:
    return article if article.source or not source else replace(article, source=source)
