"""A week at the other end: a real server writes down every request of seven virtual days and finds nothing rude."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.model import Destination
from bot.domain.owed import DeliveryKind
from bot.errors import UserError
from bot.ingest.discover import COMMON
from bot.ingest.fetch import WebSource
from bot.ingest.polling import Poller
from bot.ingest.rounds import HOST_GAP
from storage import Storage
from tests.fakes import FakeClock
from tests.ingest.test_polling import Desk
from tests.ingest.web import Site, serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = timedelta(days=7)
Answer = Callable[[web.Request], web.Response]


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    at: datetime
    path: str
    host: str
    headers: dict[str, str]

    @property
    def is_conditional(self) -> bool:
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


@dataclass
class Week:
    """A server, a poller, and a clock that jumps from one poll to the next."""

    site: Site
    storage: Storage
    poller: Poller
    clock: FakeClock
    source: WebSource
    log: list[Asked] = field(default_factory=list)

    async def follow(self, path: str, answer: Answer, host: str = "127.0.0.1") -> None:
        async def tell(request: web.Request) -> web.StreamResponse:
            self.log.append(Asked(self.clock.now(), request.path, host, dict(request.headers)))
            return answer(request)

        self.site.answers[path] = tell
        url = self.site.url(path, host)
        await self.storage.write(lambda tx: tx.sources.add(url, "", self.clock.now()))

    async def pass_by(self, length: timedelta = WEEK) -> None:
        end = self.clock.now() + length
        while (due := await self.storage.read(lambda tx: tx.sources.next_due())) and due < end:
            self.clock.advance(max(due - self.clock.now(), timedelta()))
            await self.poller.poll_due()
        self.clock.advance(max(end - self.clock.now(), timedelta()))

    def of(self, path: str) -> list[Asked]:
        return [one for one in self.log if one.path == path]

    def waits(self, path: str) -> list[timedelta]:
        times = [one.at for one in self.of(path)]
        return [later - earlier for earlier, later in pairwise(times)]


@pytest.fixture
async def week(tmp_path: Path) -> AsyncIterator[Week]:
    clock = FakeClock()
    storage = Storage.open(f"sqlite:///{tmp_path}/t.db")
    source = WebSource(allow_private=True)
    async with serving() as site:
        yield Week(site, storage, Poller(storage, source, clock, Desk().take, HOUR), clock, source)
    await source.close()
    await storage.close()


def feed(now: datetime, *, every: timedelta = HOUR, extra: str = "") -> bytes:
    """A feed whose newest entry is the last multiple of `every`; it holds ten."""
    newest = now.timestamp() // every.total_seconds()
    items = "".join(
        f"<item><guid>https://coast.example/{newest - n:.0f}</guid><title>Tide {newest - n:.0f}</title><pubDate>"
        f"{format_datetime(datetime.fromtimestamp((newest - n) * every.total_seconds(), UTC))}</pubDate></item>"
        for n in range(10)
    )
    return f"<rss version='2.0'><channel><title>Coast</title>{extra}{items}</channel></rss>".encode()


def fresh(week: Week, *, every: timedelta = HOUR, extra: str = "", **headers: str) -> Answer:
    """Answers with an odd ETag that changes with the newest entry, and 304 to whoever names it letter for letter."""

    def answer(request: web.Request) -> web.Response:
        tag = f'W/"{week.clock.now().timestamp() // every.total_seconds():.0f}--gzip"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        body = feed(week.clock.now(), every=every, extra=extra)
        return web.Response(body=body, headers={"ETag": tag, "Last-Modified": "Tue, 10 Mar 2026", **named})

    return answer


async def test_week_of_polls_breaks_no_rule(week: Week) -> None:
    await week.follow("/busy", fresh(week))
    await week.follow("/slow", fresh(week, every=timedelta(days=2)), "127.0.0.2")
    await week.follow("/ttl", fresh(week, extra="<ttl>180</ttl>"), "127.0.0.2")
    await week.follow("/max-age", fresh(week, Cache_Control="max-age=14400"), "127.0.0.3")
    night = "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    await week.follow("/night", fresh(week, extra=night), "127.0.0.3")
    await week.follow("/gone", lambda _: web.Response(status=410), "127.0.0.4")
    await week.follow("/closed", lambda _: web.Response(status=403), "127.0.0.4")
    await week.pass_by()

    again = [one for path in ("/busy", "/slow", "/ttl", "/max-age", "/night") for one in week.of(path)[1:]]
    assert sum(one.is_conditional for one in again) >= 0.99 * len(again) > 300
    assert len(week.of("/gone")) == 1
    for path, least in {"/busy": 1, "/slow": 3, "/ttl": 3, "/max-age": 4, "/night": 1, "/closed": 24}.items():
        assert min(week.waits(path)) >= least * HOUR, path
    assert max(week.waits("/busy")) <= 1.25 * HOUR + timedelta(seconds=15)  # a round may be under way
    assert not [one.at for one in week.of("/night")[1:] if one.at.hour < 3 or one.at.weekday() == 6]
    by_host: dict[str, list[datetime]] = defaultdict(list)
    for one in week.log:
        by_host[one.host].append(one.at)
    for times in by_host.values():
        assert all(later - earlier >= timedelta(seconds=HOST_GAP) for earlier, later in pairwise(times))
    for one in week.log:
        assert one.headers["User-Agent"].startswith("Tocsin/")
        assert "0 subscribers" in one.headers["User-Agent"]
        assert not {"Cookie", "Referer"} & set(one.headers)


async def test_validators_come_back_letter_for_letter_and_go_when_the_server_drops_them(week: Week) -> None:
    given = [{"ETag": 'W/"a\\b"--x', "Last-Modified": "yesterday-ish"}, {"Last-Modified": "later"}, {}, {}]
    asked = iter(given)

    def answer(_: web.Request) -> web.Response:
        return web.Response(body=feed(week.clock.now()), headers=next(asked, {}))

    await week.follow("/feed", answer)
    await week.pass_by(6 * HOUR)
    seen = [
        (one.headers.get("If-None-Match"), one.headers.get("If-Modified-Since")) for one in week.of("/feed")
    ]
    assert seen[:4] == [(None, None), ('W/"a\\b"--x', "yesterday-ish"), (None, "later"), (None, None)]


async def test_patience_asked_of_one_feed_holds_for_its_host_and_over_a_restart(week: Week) -> None:
    await week.follow("/a", lambda _: web.Response(status=429, headers={"Retry-After": "21600"}))
    await week.follow("/b", fresh(week))
    await week.follow("/other", fresh(week), "127.0.0.9")
    await week.pass_by(timedelta(minutes=1))
    week.poller = Poller(week.storage, week.source, week.clock, Desk().take, HOUR)
    await week.pass_by(1.9 * HOUR)
    assert (len(week.of("/a")), len(week.of("/b"))) == (1, 0)
    assert week.of("/other")
    await week.pass_by(4 * HOUR)
    assert (len(week.of("/a")), len(week.of("/b")) >= 3) == (1, True)


async def test_patience_asked_by_redirect_holds_only_the_host_that_asks_for_it(week: Week) -> None:
    """Whoever owns one feed of a host may send its readers wherever he likes."""
    there = week.site.url("/busy", "127.0.0.2")
    await week.follow(
        "/busy", lambda _: web.Response(status=429, headers={"Retry-After": "315360000"}), "127.0.0.2"
    )
    await week.storage.write(lambda tx: tx.sources.remove(tx.sources.list_all()[0].id))
    await week.follow("/there", fresh(week), "127.0.0.2")
    await week.pass_by(timedelta(minutes=10))
    await week.follow("/evil", lambda _: web.Response(status=302, headers={"Location": there}))
    await week.follow("/good", fresh(week))
    await week.pass_by(1.9 * HOUR)
    assert (len(week.of("/evil")), len(week.of("/busy"))) == (1, 1)
    assert len(week.of("/good")) >= 1
    assert len(week.of("/there")) == 1, "the host that asks is left alone"
    await week.pass_by(46 * HOUR)
    assert len(week.of("/evil")) == 1, "and the feed itself waits for as long as it asks"
    assert len(week.of("/good")) >= 30
    assert len(week.of("/there")) >= 30


async def test_permanent_redirect_is_believed_after_three_days_and_a_temporary_one_never(week: Week) -> None:
    def moved(status: int, to: str) -> Answer:
        return lambda _: web.Response(status=status, headers={"Location": to})

    await week.follow("/new", fresh(week), "127.0.0.2")
    await week.storage.write(lambda tx: tx.sources.remove(tx.sources.list_all()[0].id))
    await week.follow("/old", moved(301, week.site.url("/new")))
    await week.follow("/detour", moved(302, week.site.url("/new")), "127.0.0.3")
    await week.pass_by(4 * DAY)
    urls = {source.url for source in await week.storage.read(lambda tx: tx.sources.list_all())}
    assert urls == {week.site.url("/new"), week.site.url("/detour", "127.0.0.3")}
    believed = week.of("/old")[-1].at - week.of("/old")[0].at
    assert timedelta(days=3) <= believed <= timedelta(days=3, hours=2)


async def test_owner_is_told_once_of_a_failure_of_days_and_of_the_end(week: Week) -> None:
    owner = await week.storage.write(
        lambda tx: tx.chats.get_or_add(Destination(1, 7), "Olena", week.clock.now())
    )
    week.poller.recorder.owners = (Destination(1, 7), Destination(1, 8))
    await week.follow("/feed", lambda _: web.Response(status=500))

    async def told() -> list[str]:
        now = week.clock.now()
        due = await week.storage.write(lambda tx: tx.deliveries.claim(1, "me", now, limit=9, lease=HOUR))
        for one in due:
            assert (one.kind, one.chat) == (DeliveryKind.NOTICE, owner.id)
            await week.storage.write(lambda tx, id=one.id: tx.deliveries.mark_sent(id, message_id=1, now=now))
        return [one.text for one in due]

    await week.pass_by(timedelta(days=2))
    assert await told() == []
    await week.pass_by(timedelta(days=6))
    [first] = await told()
    assert "has failed for 3 days" in first or "has failed for 4 days" in first
    await week.pass_by(timedelta(days=12))
    [last] = await told()
    assert "stopped asking it: The server has trouble (500)" in last
    assert await week.storage.read(lambda tx: tx.sources.next_due()) is None


async def test_host_has_its_second_between_two_rounds_too(week: Week) -> None:
    await week.follow("/a", fresh(week))
    await week.poller.poll_due()
    week.clock.advance(timedelta(seconds=0.2))
    await week.follow("/b", fresh(week))
    await week.poller.poll_due()
    assert week.of("/b")[0].at - week.of("/a")[0].at >= timedelta(seconds=HOST_GAP)


async def test_looking_for_a_feed_that_a_page_does_not_name_leaves_a_second_between_requests(
    week: Week,
) -> None:
    def page(path: str) -> Answer:
        return lambda _: web.Response(body=b"<html><body>Hello</body></html>", content_type="text/html")

    for path in ("/", *COMMON):
        await week.follow(path, page(path))
    for source in await week.storage.read(lambda tx: tx.sources.list_all()):
        await week.storage.write(lambda tx, id=source.id: tx.sources.remove(id))
    with pytest.raises(UserError, match="no feed was found there"):
        await week.poller.add(week.site.url("/"))
    assert len(week.log) == 1 + len(COMMON)
    assert all(later.at - earlier.at >= timedelta(seconds=HOST_GAP) for earlier, later in pairwise(week.log))


async def test_server_that_insists_on_days_gets_them_at_the_fourth_poll_and_one_that_stops_does_not(
    week: Week,
) -> None:
    age = ["max-age=259200"] * 4

    def answer(_: web.Request) -> web.Response:
        return web.Response(body=feed(week.clock.now()), headers={"Cache-Control": age.pop() if age else ""})

    await week.follow("/feed", answer)
    await week.pass_by(timedelta(days=11))
    waits = [round(wait / DAY, 2) for wait in week.waits("/feed")]
    assert all(1 <= wait <= 1.3 for wait in waits[:2])
    assert all(3 <= wait <= 3.8 for wait in waits[2:4])
    assert max(waits[4:]) < 0.1
