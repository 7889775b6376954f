"""Sources polled from a real store over a scripted web."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Article, Coming, Source
from bot.errors import FetchError, StoreBusy
from bot.ingest.apart import Apart
from bot.ingest.fetch import Request, Response
from bot.ingest.polling import MAX_ENTRIES, Poller
from storage import Storage
from tests.fakes import FakeClock

URL = "https://coast.example/feed"
HOUR = timedelta(hours=1)


def rss(*titles: str, title: str = "Coast Daily", extra: str = "") -> bytes:
    """A feed, the newest entry first, an hour apart."""
    items = "".join(
        f"<item><guid>https://coast.example/{name}</guid><link>https://coast.example/{name}</link><title>{name}</title>"
        f"<pubDate>Tue, 10 Mar 2026 {8 - number:02d}:00:00 GMT</pubDate></item>"
        for number, name in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{extra}{items}</channel></rss>".encode()


class Web:
    """Answers by url, one answer after the other, the last one for ever; remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, list[Response | FetchError]] = {}
        self.asked: list[Request] = []
        self.busy: dict[str, int] = {}
        self.most_busy = 0
        self.asked_once, self.asked_again = asyncio.Event(), asyncio.Event()
        self.hangs = False

    def says(self, url: str, body: bytes = b"", status: int = 200, **more: object) -> None:
        self.pages.setdefault(url, []).append(Response(url, status, body, **more))  # type: ignore[arg-type] # test shorthand

    def fails(
        self, url: str, text: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        host = url.split("/")[2] if status else ""
        error = FetchError(text, status=status, retry_after=retry_after, host=host)
        self.pages.setdefault(url, []).append(error)

    async def fetch(self, request: Request) -> Response:
        self.asked.append(request)
        self.asked_once.set()
        if self.hangs:
            await asyncio.Event().wait()
        if len(self.asked) == 2:
            self.asked_again.set()
        host = request.url.split("/")[2]
        self.busy[host] = self.busy.get(host, 0) + 1
        self.most_busy = max(self.most_busy, self.busy[host])
        await asyncio.sleep(0)  # noqa: TID251 lets the others run; no time passes
        self.busy[host] -= 1
        answers = self.pages.get(request.url)
        if not answers:
            raise FetchError("There is nothing at this address (404).", status=404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, FetchError):
            raise answer
        return answer


class Desk:
    """Where articles go: keeps them, and says which it had not seen."""

    def __init__(self) -> None:
        self.taken: list[tuple[Article, Coming]] = []
        self.busy = False
        self.poison = ""
        """The title of an article that breaks the work."""

    @property
    def titles(self) -> list[str]:
        return [article.title for article, _ in self.taken]

    async def take(self, articles: Sequence[Article], coming: Coming) -> int:
        if self.busy:
            raise StoreBusy("Somebody else holds the store.")
        if self.poison and any(one.title == self.poison for one in articles):
            raise OverflowError("a number that nobody foresaw")
        seen = {article.guid for article, _ in self.taken}
        fresh = [article for article in articles if article.guid not in seen]
        self.taken += [(article, coming) for article in fresh]
        return len(fresh)


class Room:
    """A poller with everything round it."""

    def __init__(self, storage: Storage, apart: Apart = asyncio.to_thread) -> None:
        self.storage, self.web, self.desk, self.clock = storage, Web(), Desk(), FakeClock()
        self.poller = Poller(storage, self.web, self.clock, self.desk.take, HOUR, apart=apart)

    async def follow(self, url: str = URL) -> Source:
        """A source that is in the store but was never polled."""
        source, _ = await self.storage.write(lambda tx: tx.sources.add(url, "", self.clock.now()))
        return source

    async def source(self, url: str = URL) -> Source:
        sources = await self.storage.read(lambda tx: tx.sources.list_all())
        return next(source for source in sources if source.url == url)


async def test_first_poll_is_archive_and_the_next_one_is_news(room):
    await room.follow()
    room.web.says(URL, rss("one"))
    room.web.says(URL, rss("two", "one"))
    await room.poller.poll_due()
    room.clock.advance(2 * HOUR)
    await room.poller.poll_due()
    assert [(article.title, coming) for article, coming in room.desk.taken] == [
        ("one", Coming.ARCHIVE),
        ("two", Coming.NEWS),
    ]


@pytest.mark.parametrize(
    ("host", "least"),
    [
        ("news.example.com", 300),
        ("8.8.8.8", 300),
        ("127.0.0.1:8090", 10),
        ("feeds.local", 10),
        ("[::1]:80", 10),
    ],
)
async def test_only_an_owners_own_servers_are_asked_as_often_as_the_owner_wishes(room, host, least):
    url = f"http://{host}/feed"
    room.poller.recorder.interval = timedelta(seconds=10)
    await room.follow(url)
    room.web.says(
        url, b"<rss version='2.0'><channel><title>T</title><item><title>one</title></item></channel></rss>"
    )
    await room.poller.poll_due()
    wait = (await room.source(url)).next_poll_at - room.clock.now()
    assert timedelta(seconds=least) <= wait <= 1.25 * timedelta(seconds=least)


async def test_articles_are_handed_on_oldest_first_with_their_source(room):
    await room.follow()
    room.web.says(URL, rss("new", "middle", "old"))
    await room.poller.poll_due()
    assert room.desk.titles == ["old", "middle", "new"]
    assert {article.source for article, _ in room.desk.taken} == {"Coast Daily"}


async def test_poll_is_recorded_with_its_newest_article_and_title(room):
    await room.follow()
    room.web.says(URL, rss("one", "two"), etag='"1"', last_modified="then")
    await room.poller.poll_due()
    source = await room.source()
    assert (source.title, source.articles, source.error) == ("Coast Daily", 2, None)
    assert source.newest_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert (source.etag, source.last_modified) == ('"1"', "then")
    assert HOUR <= source.next_poll_at - room.clock.now() <= HOUR * 1.25


async def test_nothing_is_polled_before_it_is_due(room):
    await room.follow()
    room.web.says(URL, rss("one"))
    assert await room.poller.poll_due() == 1
    room.clock.advance(timedelta(minutes=59))
    assert await room.poller.poll_due() == 0
    assert len(room.web.asked) == 1


async def test_next_poll_asks_with_the_validators_of_the_last_good_one(room):
    await room.follow()
    room.web.says(URL, rss("one"), etag='W/"1"', last_modified="then")
    room.web.says(URL, status=304)
    for _ in range(3):
        await room.poller.poll_due()
        room.clock.advance(2 * HOUR)
    assert [(ask.etag, ask.last_modified) for ask in room.web.asked] == [
        (None, None),
        ('W/"1"', "then"),
        ('W/"1"', "then"),
    ]
    assert (await room.source()).error is None


async def test_validators_that_the_server_drops_are_dropped(room):
    await room.follow()
    room.web.says(URL, rss("one"), etag='"1"')
    room.web.says(URL, rss("two"))
    for _ in range(3):
        await room.poller.poll_due()
        room.clock.advance(2 * HOUR)
    assert [ask.etag for ask in room.web.asked] == [None, '"1"', None]


async def test_validators_of_an_answer_that_is_no_feed_are_not_kept(room):
    await room.follow()
    room.web.says(URL, b"<html><body><p>Maintenance. Come back later.</p></body></html>", etag='"bad"')
    room.web.says(URL, rss("one"))
    await room.poller.poll_due()
    source = await room.source()
    assert source.etag is None
    assert source.failures == 1
    room.clock.advance(3 * HOUR)
    await room.poller.poll_due()
    assert room.web.asked[1].etag is None
    assert (await room.source()).error is None


async def test_failure_is_kept_in_words_and_backs_off(room):
    await room.follow()
    room.web.fails(URL, "The server has trouble (500).", status=500)
    waits = []
    for _ in range(3):
        await room.poller.poll_due()
        source = await room.source()
        waits.append((source.next_poll_at - room.clock.now()) / HOUR)
        room.clock.advance(source.next_poll_at - room.clock.now())
    assert source.error == "The server has trouble (500)."
    assert source.failures == 3
    assert [round(wait / 1.13) for wait in waits] == [1, 2, 4]


async def test_failure_before_the_first_good_poll_leaves_the_archive_an_archive(room):
    await room.follow()
    room.web.fails(URL, "The server cannot be reached.")
    room.web.says(URL, rss("one"))
    await room.poller.poll_due()
    room.clock.advance(3 * HOUR)
    await room.poller.poll_due()
    assert [coming for _, coming in room.desk.taken] == [Coming.ARCHIVE]


async def test_retry_after_holds_its_feed_for_long_and_the_host_for_two_hours(room):
    other = "https://coast.example/other"
    await room.follow()
    await room.follow(other)
    room.web.fails(URL, "The server asks us to come less often (429).", status=429, retry_after=4 * 3600)
    room.web.says(other, rss("one"))
    await room.poller.poll_due()
    assert [ask.url for ask in room.web.asked] == [URL]
    assert (await room.source(other)).next_poll_at == room.clock.now() + 2 * HOUR
    assert (await room.source(other)).failures == 0
    assert (await room.source()).next_poll_at > room.clock.now() + 4 * HOUR


@pytest.mark.parametrize(
    ("extra", "more"),
    [("<ttl>180</ttl>", {}), ("", {"fresh_for": timedelta(hours=3)})],
    ids=["ttl", "max-age"],
)
async def test_feed_that_asks_for_longer_is_left_alone(room, extra, more):
    await room.follow()
    room.web.says(URL, rss("one", extra=extra), **more)
    await room.poller.poll_due()
    assert (await room.source()).next_poll_at >= room.clock.now() + 3 * HOUR


async def test_feed_that_is_gone_is_never_asked_again(room):
    await room.follow()
    room.web.fails(URL, "The server says that this address is gone for good (410).", status=410)
    await room.poller.poll_due()
    room.clock.advance(timedelta(days=60))
    assert await room.poller.poll_due() == 0
    assert (await room.source()).paused_at is not None


async def test_one_host_is_asked_one_thing_at_a_time(room):
    for number in range(5):
        await room.follow(f"https://coast.example/{number}")
        await room.follow(f"https://valley{number}.example/feed")
    await room.poller.poll_due()
    assert len(room.web.asked) == 10
    assert room.web.most_busy == 1


async def test_bad_source_stops_no_other(room):
    good = "https://valley.example/feed"
    await room.follow()
    await room.follow(good)
    room.web.says(URL, b"\x00\x01\x02" * 100)
    room.web.says(good, rss("one"))
    await room.poller.poll_due()
    assert room.desk.titles == ["one"]
    assert (await room.source()).error is not None


async def test_busy_store_leaves_the_source_due_and_loses_nothing(room):
    await room.follow()
    room.web.says(URL, rss("one"))
    room.desk.busy = True
    await room.poller.poll_due()
    assert room.desk.titles == []
    room.desk.busy = False
    assert await room.poller.poll_due() == 1
    assert room.desk.titles == ["one"]


async def test_unchanged_body_is_not_taken_in_again(room):
    await room.follow()
    room.web.says(URL, rss("one"))
    for _ in range(2):
        await room.poller.poll_due()
        room.clock.advance(2 * HOUR)
    assert len(room.web.asked) == 2
    assert (await room.source()).articles == 1


async def test_feed_of_thousands_gives_its_newest(room):
    await room.follow()
    items = "".join(f"<item><title>t{n}</title><guid>{n}</guid></item>" for n in range(MAX_ENTRIES + 5))
    room.web.says(URL, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    await room.poller.poll_due()
    assert len(room.desk.taken) == MAX_ENTRIES
    assert room.desk.titles[-1] == "t0"


async def test_date_of_the_future_does_not_count_as_newest(room):
    await room.follow()
    room.web.says(URL, rss("one").replace(b"2026", b"2036"))
    await room.poller.poll_due()
    assert (await room.source()).newest_at == room.clock.now()


async def test_loop_polls_until_it_is_stopped(room):
    stop = asyncio.Event()
    await room.follow()
    room.web.says(URL, rss("one"))
    task = asyncio.create_task(room.poller.run(stop))
    await asyncio.wait_for(room.web.asked_again.wait(), 5)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert room.clock.now() > datetime(2026, 3, 10, 10, tzinfo=UTC)


async def test_stop_does_not_wait_for_a_server_that_is_slow(room):
    stop = asyncio.Event()
    await room.follow()
    room.web.hangs = True
    task = asyncio.create_task(room.poller.run(stop))
    await asyncio.wait_for(room.web.asked_once.wait(), 5)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert (await room.source()).error is None
