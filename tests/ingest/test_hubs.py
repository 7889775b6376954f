"""News by push, with a real hub and our real server on loopback."""

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import web
from bot.config import load
from bot.hubdoors import LARGEST_PUSH
from bot.ingest.fetch import Request, Response, WebSource
from bot.ingest.hubs import WORD, Budget, Hubs
from bot.ingest.polling import Poller
from bot.ingest.pushed import Pushed
from storage import Storage
from tests.fakes import FakeClock
from tests.ingest.hub import Hub
from tests.ingest.test_polling import Desk
from tests.ingest.web import Site, serving
from tests.test_disk import full
from tests.test_web import House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Wire:
    """A feed, its hub, our server, and a clock."""

    site: Site
    hub: Hub
    hubs: Hubs
    poller: Poller
    desk: Desk
    storage: Storage
    clock: FakeClock
    session: aiohttp.ClientSession
    callback: str

    def feed(self, *titles: str, links: str | None = None) -> bytes:
        if links is None:
            links = (
                f"<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='hub' href='{self.hub.url}'/>"
                f"<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='self' href='{self.site.url('/feed')}#self'/>"
            )
        items = "".join(
            f"<item><guid isPermaLink='false'>{title}</guid><title>{title}</title></item>" for title in titles
        )
        return f"<rss version='2.0'><channel><title>Coast</title>{links}{items}</channel></rss>".encode()

    async def follow(self, *titles: str, lease: int = 86400) -> None:
        """The feed is added, and its hub agrees."""
        self.site.says("/feed", self.feed(*titles))
        await self.poller.add(self.site.url("/feed"))
        await self.hubs.ask_due()
        assert await self.hub.verify(self.session, lease=lease) == (200, "c<h>4")

    async def pass_by(self, length: timedelta) -> None:
        """Polls and hubs at their time."""
        end = self.clock.now() + length
        while self.clock.now() < end:
            self.clock.advance(timedelta(minutes=30))
            await self.poller.poll_due()
            await self.hubs.ask_due()

    def polls(self) -> int:
        return sum(one.path == "/feed" for one in self.site.asked)


@pytest.fixture
async def wire(file_store: Storage) -> AsyncIterator[Wire]:
    source, clock, desk = WebSource(allow_private=True), FakeClock(), Desk()
    poller = Poller(file_store, source, clock, desk.take, HOUR)
    poller.recorder.takes_pushes = True
    budget = Budget(articles=12, bytes=10_000_000)
    hubs, house = Hubs(file_store, source, clock, poller, public="", budget=budget), House()
    routes = web.Routes(
        gate=house,
        read=Pushed(asyncio.to_thread),
        take=house.take,
        webhook_secret="",
        push=None,
        ailments=house.look,
        figures=house.figures,
        hubs=hubs,
    )
    runner, port = await web.start(routes, "127.0.0.1", 0)
    callback = f"http://127.0.0.1:{port}/websub/"
    hubs.public = callback
    async with serving() as site, aiohttp.ClientSession() as session:
        yield Wire(site, Hub(site), hubs, poller, desk, file_store, clock, session, callback)
    await runner.cleanup()
    await source.close()


async def test_hub_that_a_feed_names_is_asked_with_a_secret_and_an_address_of_its_own(wire: Wire) -> None:
    await wire.follow("one")
    [asked] = wire.hub.asked
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == wire.site.url("/feed") + "#self"
    assert asked["hub.callback"].startswith(wire.callback)
    assert len(asked["hub.secret"]) >= 43
    assert len(asked["hub.callback"]) >= len(wire.callback) + 43


async def test_hub_in_the_server_s_own_links_comes_first(wire: Wire) -> None:
    links = f'<{wire.hub.url}>; rel="hub", </topic>; rel="self"'
    wire.site.says("/feed", wire.feed("one", links=""), Link=links)
    await wire.poller.add(wire.site.url("/feed"))
    await wire.hubs.ask_due()
    assert wire.hub.asked[0]["hub.topic"] == wire.site.url("/topic")


async def test_what_a_hub_sends_is_taken_in_at_once_and_only_once(wire: Wire) -> None:
    await wire.follow("one")
    assert await wire.hub.send(wire.session, wire.feed("two")) == 202
    assert wire.desk.titles == ["one", "two"]
    wire.site.says("/feed", wire.feed("two", "one"))
    await wire.pass_by(2 * HOUR)
    assert wire.desk.titles == ["one", "two"]


async def test_a_hub_is_asked_to_come_again_while_the_store_takes_nothing(wire: Wire, tmp_path: Path) -> None:
    await wire.follow("one")
    with full(tmp_path):
        assert await wire.hub.send(wire.session, wire.feed("two")) == 503
        assert (await wire.hub.verify(wire.session))[0] == 503
    assert wire.desk.titles == ["one"]
    assert (await wire.hub.verify(wire.session))[0] == 200
    assert await wire.hub.send(wire.session, wire.feed("two")) == 202
    assert wire.desk.titles == ["one", "two"]


async def test_word_without_news_brings_a_poll_within_a_minute(wire: Wire) -> None:
    await wire.follow("one")
    wire.clock.advance(timedelta(minutes=2))
    wire.site.says("/feed", wire.feed("two", "one"))
    assert await wire.hub.send(wire.session, b"") == 202
    assert await wire.poller.poll_due() == 1
    assert wire.desk.titles == ["one", "two"]


async def test_words_without_news_in_a_row_do_not_hammer_the_feed(wire: Wire) -> None:
    await wire.follow("one")
    wire.clock.advance(timedelta(minutes=2))
    for _ in range(20):
        await wire.hub.send(wire.session, b"")
        await wire.poller.poll_due()
        wire.clock.advance(timedelta(seconds=3))
    assert wire.polls() <= 4


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": "sha256="},
        {"X-Hub-Signature": f"sha256={hashlib.sha256(b'guess').hexdigest()}"},
        {"X-Hub-Signature": f"md5={hashlib.md5(b'x').hexdigest()}"},
        {"X-Hub-Signature": "sha256=ünsinn"},
    ],
    ids=["none", "empty", "wrong", "unknown", "garbage"],
)
async def test_what_is_not_signed_is_let_fall_without_a_word(wire: Wire, headers: dict[str, str]) -> None:
    await wire.follow("one")
    assert await wire.hub.send(wire.session, wire.feed("two"), headers) == 202
    assert wire.desk.titles == ["one"]


async def test_body_that_was_changed_on_the_way_is_let_fall(wire: Wire) -> None:
    await wire.follow("one")
    proof = wire.hub.signed(wire.feed("two"))
    await wire.hub.send(wire.session, wire.feed("three"), proof)
    assert wire.desk.titles == ["one"]


async def test_sha1_is_enough_for_a_hub_that_never_did_better_and_for_no_other(wire: Wire) -> None:
    await wire.follow("one")
    for algorithm, title in (("sha1", "two"), ("sha512", "three"), ("sha1", "four"), ("sha256", "five")):
        wire.hub.algorithm = algorithm
        wire.clock.advance(timedelta(seconds=2))
        await wire.hub.send(wire.session, wire.feed(title))
    assert wire.desk.titles == ["one", "two", "three"]


async def test_address_that_nobody_was_given_wants_nothing(wire: Wire) -> None:
    async with wire.session.post(wire.callback + "guess", data=wire.feed("two")) as answer:
        assert answer.status == 410
    async with wire.session.get(wire.callback + "guess?hub.mode=subscribe&hub.challenge=x") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    "changes", [{"topic": "https://other.example/"}, {"mode": "unsubscribe"}, {"mode": "x"}]
)
async def test_what_was_not_asked_for_is_not_confirmed(wire: Wire, changes: dict[str, str]) -> None:
    await wire.follow("one")
    status, words = await wire.hub.verify(wire.session, **changes)
    assert (status, "c<h>4" in words) == (404, False)


async def test_more_than_a_feed_may_be_is_refused(wire: Wire) -> None:
    await wire.follow("one")
    assert await wire.hub.send(wire.session, b"x" * (LARGEST_PUSH + 1)) == 413


async def test_body_that_swells_when_it_is_unpacked_is_refused(wire: Wire) -> None:
    await wire.follow("one")
    bomb = gzip.compress(bytes(2 * LARGEST_PUSH))
    packed = {"Content-Encoding": "gzip", **wire.hub.signed(bytes(2 * LARGEST_PUSH))}
    assert await wire.hub.send(wire.session, bomb, packed) == 413


async def test_hub_that_sends_all_the_time_is_polled_for_instead(wire: Wire) -> None:
    """Reading costs; whoever owns a feed may own its hub."""
    await wire.follow("one")
    wire.site.says("/feed", wire.feed("two", "three", "four", "one"))
    for title in ("two", "three", "four"):
        await wire.hub.send(wire.session, wire.feed(title))
    assert wire.desk.titles == ["one", "two"]
    wire.clock.advance(timedelta(minutes=1))
    await wire.poller.poll_due()
    assert sorted(wire.desk.titles) == ["four", "one", "three", "two"]


async def test_beyond_a_day_s_worth_of_articles_a_source_is_polled_as_if_it_had_no_hub(wire: Wire) -> None:
    """Matching costs; whoever owns a feed may own its hub."""
    await wire.follow("one", lease=30 * 86400)
    for push in range(4):
        wire.clock.advance(timedelta(seconds=2))
        await wire.hub.send(wire.session, wire.feed(*(f"{push}-{n}" for n in range(6))))
    assert len(wire.desk.titles) == 1 + 12
    for title in ("four", "five"):
        wire.site.says("/feed", wire.feed(title, "one"))
        await wire.hub.send(wire.session, wire.feed(title))
        assert title not in wire.desk.titles
        await wire.pass_by(1.5 * HOUR)
        assert title in wire.desk.titles
    await wire.pass_by(DAY)
    await wire.hub.send(wire.session, wire.feed("six"))
    assert "six" in wire.desk.titles


async def test_beyond_a_day_s_worth_of_words_a_hub_brings_no_polls(wire: Wire) -> None:
    await wire.follow("one")
    for _ in range(10_000_000 // WORD + 20):
        wire.clock.advance(timedelta(seconds=40))
        await wire.hub.send(wire.session, b"")
        await wire.poller.poll_due()
    assert wire.polls() <= 10_000_000 // WORD + 5


async def test_lease_is_renewed_before_it_ends_at_the_same_address(wire: Wire) -> None:
    await wire.follow("one", lease=10 * 3600)
    await wire.pass_by(7 * HOUR)
    assert len(wire.hub.asked) == 1
    await wire.pass_by(2 * HOUR)
    assert {asked["hub.callback"] for asked in wire.hub.asked} == {wire.hub.asked[0]["hub.callback"]}
    assert 2 <= len(wire.hub.asked) <= 5
    assert (await wire.hub.verify(wire.session))[0] == 200
    asked = len(wire.hub.asked)
    await wire.pass_by(6 * HOUR)
    assert len(wire.hub.asked) == asked


async def test_hub_that_does_not_answer_is_asked_less_and_less_and_polling_goes_on(wire: Wire) -> None:
    wire.hub.status = 500
    wire.site.says("/feed", wire.feed("one"))
    await wire.poller.add(wire.site.url("/feed"))
    await wire.pass_by(DAY)
    assert 5 <= len(wire.hub.asked) <= 10
    assert wire.polls() >= 15


async def test_hub_that_says_no_is_left_alone_for_days(wire: Wire) -> None:
    wire.site.says("/feed", wire.feed("one"))
    await wire.poller.add(wire.site.url("/feed"))
    await wire.hubs.ask_due()
    assert (await wire.hub.verify(wire.session, mode="denied", reason="full"))[0] == 200
    await wire.pass_by(2 * DAY)
    assert len(wire.hub.asked) == 1


async def test_feed_whose_hub_has_shown_that_it_brings_all_is_polled_less(wire: Wire) -> None:
    await wire.follow("one", lease=30 * 86400)
    await wire.pass_by(DAY)
    before = wire.polls()
    assert before >= 15, "a hub that never sent anything is not relied on"
    await wire.hub.send(wire.session, wire.feed("two"))
    wire.site.says("/feed", wire.feed("two", "one"))
    await wire.pass_by(DAY)
    assert 2 <= wire.polls() - before <= 6
    wire.site.says("/feed", wire.feed("three", "two", "one"))
    await wire.pass_by(DAY)
    polled = wire.polls()
    await wire.pass_by(2 * HOUR)
    assert "three" in wire.desk.titles
    assert wire.polls() > polled - 3


async def test_removed_source_is_unsubscribed_and_what_still_comes_is_not_taken(wire: Wire) -> None:
    await wire.follow("one")
    [source] = await wire.storage.read(lambda tx: tx.sources.list_all())
    await wire.poller.remove(source.id)
    assert await wire.hub.send(wire.session, wire.feed("two")) == 410
    await wire.hubs.ask_due()
    assert wire.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert (await wire.hub.verify(wire.session))[0] == 200
    await wire.pass_by(2 * DAY)
    assert len(wire.hub.asked) == 2
    assert wire.desk.titles == ["one"]


async def test_feed_that_changes_its_hub_leaves_the_old_one(wire: Wire) -> None:
    await wire.follow("one")
    old, wire.hub = wire.hub, Hub(wire.site, "/other")
    wire.site.says("/feed", wire.feed("two"))
    await wire.pass_by(2 * HOUR)
    assert old.asked[-1]["hub.mode"] == "unsubscribe"
    assert wire.hub.asked[0]["hub.mode"] == "subscribe"
    assert wire.hub.asked[0]["hub.secret"] != old.asked[0]["hub.secret"]


async def test_hub_inside_the_owner_s_network_is_not_asked(wire: Wire) -> None:
    guarded = WebSource(hosts=["localhost"])
    hubs = Hubs(wire.storage, guarded, wire.clock, wire.poller, public=wire.callback)
    wire.site.says("/feed", wire.feed("one"))
    await wire.poller.add(wire.site.url("/feed"))
    assert await hubs.ask_due() == 1
    assert wire.hub.asked == []
    await guarded.close()


async def test_pushed_article_that_breaks_the_work_is_noted_at_its_source(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    await wire.follow("one")
    wire.desk.poison = "two"
    assert await wire.hub.send(wire.session, wire.feed("two")) == 202
    [source] = await wire.storage.read(lambda tx: tx.sources.list_all())
    assert "OverflowError" in (source.error or "")
    assert len([one for one in caplog.records if one.exc_info]) == 1


async def test_hub_that_cannot_be_asked_for_a_reason_nobody_foresaw_is_asked_later(wire: Wire) -> None:
    class Broken:
        """A web that breaks in a way of its own."""

        async def fetch(self, request: Request) -> Response:
            raise OverflowError("an address that nobody foresaw")

    hubs = Hubs(wire.storage, Broken(), wire.clock, wire.poller, public=wire.callback)
    wire.site.says("/feed", wire.feed("one"))
    await wire.poller.add(wire.site.url("/feed"))
    assert await hubs.ask_due() == 1
    assert await hubs.ask_due() == 0
    wire.clock.advance(HOUR)
    assert await wire.hubs.ask_due() == 1
    assert len(wire.hub.asked) == 1


async def test_without_a_public_address_no_hub_is_noted(wire: Wire) -> None:
    wire.poller.recorder.takes_pushes = False
    wire.site.says("/feed", wire.feed("one"))
    await wire.poller.add(wire.site.url("/feed"))
    assert await wire.hubs.ask_due() == 0


def test_hubs_reach_us_beside_the_webhook() -> None:
    secret = {"_env_file": None, "webhook_secret": "s"}
    assert load(**secret).hub_callbacks is None
    told = load(**secret, webhook_url="https://news.example/tocsin/telegram")
    assert told.hub_callbacks == "https://news.example/tocsin/websub/"
