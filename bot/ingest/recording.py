"""What a poll leaves in the store: when to ask again, where the feed moved, and what its owner should know.

One transaction a poll. Fetches nothing and reads no feed; the times are `cadence`'s.
"""

import html
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.clock import Clock
from bot.domain import marks
from bot.domain.model import Article, Destination, Source
from bot.domain.owed import DeliveryKind
from bot.domain.pushes import Offer
from bot.domain.rhythm import Rhythm, gap_of
from bot.errors import FetchError, InputError
from bot.ingest import cadence, fetch, urls, websub
from bot.ingest.border import out_of_order
from bot.ingest.feeds import FeedInfo
from bot.ingest.guard import is_inside
from bot.messages.heard import heard
from bot.messages.tongue import many, mark, speaking, tr
from storage import Storage, Transaction

GONE: Final = 410
AFTER_OTHERS: Final = timedelta(minutes=5)
"""The feed that made its host ask for patience comes last there; else its next refusal held up the others for ever."""
NET: Final = 6
"""So many times the usual interval, and at most a day, lies between two polls of a feed whose hub brings its news."""
_PATIENCE: Final = frozenset({429, 503})

log = logging.getLogger(__name__)


class Recorder:
    """Writes down how polls went. `owners` are told, in their own chats, of what fails for long, rests or moved."""

    def __init__(self, storage: Storage, clock: Clock, interval: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self.interval = interval
        self.owners: tuple[Destination, ...] = ()
        self._patient: dict[str, datetime] = {}
        """Until when hosts are left alone, for polls of theirs that are under way while that is asked."""
        self.takes_pushes = False
        """Whether hubs can reach us."""

    async def good(
        self,
        source: Source,
        response: fetch.Response,
        feed: FeedInfo | None,
        articles: Sequence[Article],
        new: int,
    ) -> None:
        """A poll that gave a feed, or (`feed` None) word that nothing changed."""
        now = self._clock.now()
        kept = response.status == 304
        rhythm = rhythm_of(source, response, feed, articles, now)
        dated = [article.published_at for article in articles if article.published_at]

        def record(tx: Transaction) -> None:
            tx.sources.record_ok(
                source.id,
                etag=response.etag or (source.etag if kept else None),
                last_modified=response.last_modified or (source.last_modified if kept else None),
                newest_at=max((min(at, now) for at in dated), default=None),
                new_articles=new,
                next_poll_at=max(
                    cadence.next_good(self._interval_of(tx, source, new, now), rhythm, now),
                    self._patient.get(source.host, now),
                ),
                now=now,
                title=feed.title if feed and feed.title and not source.title else None,
                rhythm=rhythm,
            )
            if feed is not None:
                held = [marks.mark(one) for one in articles]
                tx.marks.set(source.id, marks.remembered(held, tx.marks.get(source.id)))
                self._note_offer(tx, source, websub.offer(response.links, feed.hub, feed.topic, source.url))
            self._follow_move(tx, source, response, now)

        await self._storage.write(record)

    def _interval_of(self, tx: Transaction, source: Source, new: int, now: datetime) -> timedelta:
        """The usual interval; a longer one where a hub has brought all that this poll could have found."""
        push = tx.pushes.of(source.id) if self.takes_pushes else None
        if push is None or not push.brings(now) or (new and not push.has_told(now)):
            return self._usual(source)
        return max(self._usual(source), min(NET * self.interval, cadence.CAP))

    def _usual(self, source: Source) -> timedelta:
        """The owner's interval, as far as it is the owner's to say: other people's servers are asked no more often than
        is decent."""
        return self.interval if is_inside(source.host) else max(self.interval, cadence.FLOOR)

    def _note_offer(self, tx: Transaction, source: Source, offer: Offer | None) -> None:
        if self.takes_pushes:
            token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
            tx.pushes.offer(source.id, offer, token=token, secret=secret, now=self._clock.now())

    async def bad(self, source: Source, error: InputError) -> None:
        """A poll that failed. What a server says about too many requests holds for all feeds of its host, for a while:
        of the host that said so, which is not the feed's own after a redirect."""
        now = self._clock.now()
        status, retry_after = (
            (error.status, error.retry_after) if isinstance(error, FetchError) else (None, None)
        )
        at = cadence.next_bad(
            self._usual(source), source.failures, now, status=status, retry_after=retry_after
        )

        host = error.host if isinstance(error, FetchError) and _asks_for_patience(error) else ""
        own = at + AFTER_OTHERS if host == source.host else max(at, self._patient.get(source.host, at))
        until = min(at, now + cadence.HOST_CAP)
        if host:
            others = {one: end for one, end in self._patient.items() if end > now}
            self._patient = others | {host: max(until, others.get(host, until))}

        def record(tx: Transaction) -> None:
            tx.sources.record_failure(source.id, error=str(error), next_poll_at=own, now=now)
            if host:
                tx.sources.hold_host(host, until)
            self._judge(tx, source, error, now, gone=status == GONE)

        await self._storage.write(record)

    async def broken(self, source: Source, error: Exception) -> InputError:
        """A poll, or what a hub sent, that ended in a way nobody foresaw: as a poll that failed, so that the source is
        asked less and less and never ends the loop. Gives what its owner reads; the trace is logged once."""
        said = out_of_order(error)
        trace = None if source.error == str(said) else error
        log.error("source %s broke the work off: %r", source.id, error, exc_info=trace)
        await self.bad(source, said)
        return said

    def _judge(
        self, tx: Transaction, source: Source, error: InputError, now: datetime, *, gone: bool
    ) -> None:
        """Let rest what is gone or failed for weeks; tell of what failed for days, once."""
        failing = now - (source.failing_since or now)
        if gone or failing >= cadence.REST_AFTER:
            tx.sources.pause(source.id, now)
            said = mark("I stopped asking it: {why} /sources lets you try it again.")
            self._tell(tx, source, lambda: tr(said, why=heard(str(error))), now)
        elif failing >= cadence.TELL_AFTER and source.told_at is None:
            tx.sources.set_told(source.id, now)
            self._tell(tx, source, partial(_failing, failing.days, str(error)), now)

    def _follow_move(self, tx: Transaction, source: Source, response: fetch.Response, now: datetime) -> None:
        """Take a permanent redirect at its word once it has led to one place for days."""
        target = (urls.canonical(response.url) or response.url) if response.moved else None
        if target != source.moved_to:
            tx.sources.set_moved(source.id, target, now if target else None)
        elif target and source.moved_since and now - source.moved_since >= cadence.MOVED_AFTER:
            there = tx.sources.readdress(source.id, target)
            if not there or not urls.related(source.url, target):
                self._tell(tx, source, partial(_moved, target, is_double=not there), now)

    def _tell(self, tx: Transaction, source: Source, words: Callable[[], str], now: datetime) -> None:
        for owner in self.owners:
            if chat := tx.chats.find(owner):
                with speaking(chat.tongue):
                    whole = f"{source.title or source.url}\n{source.url}\n{words()}"
                text = html.escape(whole[:1500], quote=False)
                tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=text, due_at=now)


def wants_patience(source: Source, error: InputError | None) -> bool:
    """Whether the source's whole host asks to be left alone."""
    return isinstance(error, FetchError) and error.host == source.host and _asks_for_patience(error)


def _asks_for_patience(error: FetchError) -> bool:
    return error.status == 429 or (error.status in _PATIENCE and bool(error.retry_after))


def _failing(days: int, why: str) -> str:
    return many(
        "It has failed for {n} day: {why} I go on trying, less often.",
        "It has failed for {n} days: {why} I go on trying, less often.",
        days,
        why=heard(why),
    )


def _moved(target: str, *, is_double: bool) -> str:
    said = tr("It has moved to {address}, where I read it from now on.", address=target)
    also = tr("It was among the sources already, so there is one less now.") if is_double else ""
    return f"{said} {also}".strip()


def rhythm_of(
    source: Source,
    response: fetch.Response,
    feed: FeedInfo | None,
    articles: Sequence[Article],
    now: datetime,
) -> Rhythm:
    """What the feed and its server ask for. An answer without a feed changes only what its own headers say."""
    if feed is None:
        kept = source.rhythm.fresh if response.status == 304 else None
        said = replace(source.rhythm, fresh=response.fresh_for or kept)
    else:
        said = _rhythm(response, feed, articles, now)
    return replace(said, insists=source.rhythm.insists + 1 if said.asked > cadence.CAP else 0)


def _rhythm(response: fetch.Response, feed: FeedInfo, articles: Sequence[Article], now: datetime) -> Rhythm:
    return Rhythm(
        ttl=feed.ttl,
        fresh=response.fresh_for,
        gap=gap_of((one.published_at for one in articles if one.published_at), now),
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
    )
