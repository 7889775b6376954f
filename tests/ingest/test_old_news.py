"""What is old rings for nobody: a real server's feeds, through the real pipeline, to messages."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bot.domain.model import Article, Coming
from bot.ingest.fetch import WebSource
from bot.ingest.polling import Poller
from storage import Storage
from tests.builders import House, house
from tests.ingest.web import Site, serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENTS = (
    ("River rises above the quay", "Cellars filled with water overnight while firefighters stacked sandbags"),
    (
        "Tram drivers walk out at noon",
        "Talks over night shifts and pay broke down for the third time this year",
    ),
    (
        "Polls open for a new council",
        "Observers counted more young voters than four years ago, queues were long",
    ),
    ("Market hall burns down", "Flames destroyed its wooden roof before crews from three districts arrived"),
    ("Treasurer found guilty", "Judges sentenced the official for selling permits to builders of a harbour"),
    (
        "Library opens its doors",
        "Schoolchildren cut the ribbon before shelves that hold ninety thousand books",
    ),
    ("Hospitals without power", "A fault in a transformer left wards on emergency generators since morning"),
    ("Late goal saves the cup", "The home side equalised in the last minute, a replay follows on Sunday"),
)


@dataclass(frozen=True)
class Item:
    """One entry of the feed: the event of its number."""

    number: int
    at: datetime | None
    guid: str = ""
    link: str = ""
    more: str = ""

    @property
    def xml(self) -> str:
        headline, words = EVENTS[self.number]
        time = f"<pubDate>{format_datetime(self.at)}</pubDate>" if self.at else ""
        link = f"<link>{self.link}</link>" if self.link else ""
        return (
            f"<item><guid isPermaLink='false'>{self.guid or f'n{self.number}'}</guid>{link}{time}"
            f"<title>{headline} in Belmora</title><description>{words} in Belmora. {self.more}</description></item>"
        )


@dataclass
class Town:
    """A feed on loopback, a chat that follows what it speaks of, and everything between them."""

    house: House
    site: Site
    poller: Poller
    items: dict[str, list[Item]] = field(default_factory=dict)

    def says(self, *items: Item, path: str = "/feed", title: str = "Coast Daily") -> None:
        """The newest first."""
        entries = "".join(one.xml for one in items)
        body = f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>"
        self.site.says(path, body.encode(), Content_Type="application/rss+xml")

    def item(self, number: int, age: timedelta = timedelta(), **changes: Any) -> Item:
        return Item(number, self.now - age, link=f"https://coast.example/{number}", **changes)

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    async def add(self, path: str = "/feed") -> None:
        await self.poller.add(self.site.url(path))

    async def poll(self, after: timedelta = 2 * HOUR) -> list[str]:
        """Time passes, what is due is polled and told; returns what the chat heard."""
        self.house.clock.advance(after)
        heard = len(self.house.sender.posts)
        assert await self.poller.poll_due()
        for _ in range(3):
            await self.house.scheduler.queue_due()
            await self.house.deliver()
            self.house.clock.advance(timedelta(minutes=3))
        return self.house.texts()[heard:]


@pytest.fixture
async def town(file_store: Storage) -> AsyncIterator[Town]:
    source = WebSource(allow_private=True)
    async with house(file_store) as home, serving() as site:

        async def take(articles: Sequence[Article], coming: Coming) -> int:
            return sum(one.new for one in await home.pipeline.process_all(articles, coming=coming))

        await home.follow("Belmora")
        yield Town(home, site, Poller(file_store, source, home.clock, take, HOUR))
    await source.close()


async def test_what_a_source_holds_when_it_is_added_is_archive_and_the_next_item_rings(town: Town) -> None:
    held = [town.item(number, number * HOUR) for number in range(3)]
    town.says(*held)
    await town.add()
    assert await town.poll() == []
    town.says(town.item(4), *held)
    [alert] = await town.poll()
    assert "Treasurer" in alert


async def test_feed_that_names_everything_anew_raises_nothing(town: Town) -> None:
    held = [town.item(number, number * HOUR) for number in range(4)]
    town.says(*held)
    await town.add()
    await town.poll()
    anew = [
        replace(one, guid=f"wp-{one.number}", link=f"https://new.coast.example/?p={one.number}")
        for one in held
    ]
    town.says(*anew, title="Coast Daily – News")
    assert await town.poll() == []
    town.says(town.item(5), *anew, title="Coast Daily – News")
    [alert] = await town.poll()
    assert "Library" in alert


async def test_feed_that_dates_its_items_anew_raises_nothing(town: Town) -> None:
    town.says(*(town.item(number, 5 * DAY + number * HOUR) for number in range(4)))
    await town.add()
    town.says(*(town.item(number) for number in range(4)))
    assert await town.poll(14 * HOUR) == []


async def test_feed_that_names_and_dates_everything_anew_and_reaches_further_back_raises_nothing(
    town: Town,
) -> None:
    town.says(*(town.item(number, 5 * DAY + number * HOUR) for number in range(3)))
    await town.add()
    imported = [town.item(number, guid=f"wp-{number}") for number in range(6)]
    town.says(*(replace(one, link="") for one in imported), title="Coast Daily – News")
    assert await town.poll(14 * HOUR) == []


async def test_reset_that_changes_words_but_not_times_raises_nothing(town: Town) -> None:
    held = [town.item(number, number * HOUR) for number in range(3)]
    town.says(*held)
    await town.add()
    await town.poll()
    town.says(*(replace(one, guid=f"wp-{one.number}", link="", more="Read on with us.") for one in held))
    assert await town.poll() == []


async def test_feed_that_names_its_items_anew_at_every_poll_still_gives_its_news(town: Town) -> None:
    held = [town.item(number, number * HOUR) for number in range(3)]

    def named(poll: int, *items: Item) -> list[Item]:
        return [replace(one, guid=f"{poll}-{one.number}", link="") for one in items]

    town.says(*named(1, *held))
    await town.add()
    town.says(*named(2, *held))
    assert await town.poll() == []
    new = town.item(6)
    town.says(*named(3, new, *held))
    [alert] = await town.poll()
    assert "Hospitals" in alert
    town.says(*named(4, new, *held))
    assert await town.poll() == []


async def test_warning_that_is_given_again_beside_the_first_one_is_news(town: Town) -> None:
    first = town.item(0, guid="a")
    town.says(first)
    await town.add()
    await town.poll()
    again = town.item(0, guid="b", more="This is the second warning of the day.")
    town.says(replace(again, link="https://coast.example/again"), first)
    assert len(await town.poll()) == 1


async def test_redirect_that_comes_and_goes_brings_nothing_anew(town: Town) -> None:
    """Ids that are unique in their feed only, no links, and a headline that changes with the redirect."""
    held = [Item(number, town.now - number * HOUR) for number in range(3)]
    town.says(*held)
    await town.add()
    await town.poll()
    town.says(*(replace(one, more="Updated.") for one in held), path="/elsewhere")
    town.site.says("/feed", status=302, Location=town.site.url("/elsewhere"))
    assert await town.poll() == []
    assert await town.house.storage.read(lambda tx: tx.articles.count()) == 3


async def test_source_back_after_days_gives_one_digest_and_then_rings_again(town: Town) -> None:
    town.says(town.item(0))
    await town.add()
    await town.poll()
    town.site.says("/feed", b"", status=500)
    for _ in range(3):
        assert await town.poll(DAY) == []
    missed = [town.item(number, timedelta(hours=3 * number)) for number in range(1, 6)]
    town.says(*missed)
    [digest] = await town.poll(DAY)
    assert "Missed while a source was silent</b> · 5 stories" in digest
    assert all(EVENTS[number][0] in digest for number in range(1, 6))
    assert await town.poll(10 * HOUR) == []
    town.says(town.item(7), *missed)
    [alert] = await town.poll(10 * HOUR)
    assert "🔔" in alert


async def test_sources_that_come_back_together_give_one_digest_together(town: Town) -> None:
    """Nobody read them: this machine was asleep."""
    for path in ("/one", "/two"):
        town.says(town.item(0), path=path)
        await town.add(path)
    await town.poll()
    town.house.clock.advance(3 * DAY)
    town.says(town.item(1, HOUR), town.item(2, 2 * HOUR), path="/one")
    town.says(town.item(3, HOUR), town.item(4, 5 * DAY), path="/two", title="Valley Post")
    [digest] = await town.poll()
    assert all(EVENTS[number][0] in digest for number in (1, 2, 3))
    assert EVENTS[4][0] not in digest


async def test_source_that_was_paused_for_days_gives_one_digest(town: Town) -> None:
    town.says(town.item(0))
    await town.add()
    await town.poll()
    [source] = await town.house.storage.read(lambda tx: tx.sources.list_all())
    await town.house.storage.write(lambda tx: tx.sources.pause(source.id, town.now))
    town.house.clock.advance(2 * DAY)
    await town.house.storage.write(lambda tx: tx.sources.resume(source.id, town.now))
    town.says(town.item(1), town.item(2))
    [digest] = await town.poll(timedelta(minutes=1))
    assert "Tram drivers" in digest
    assert "Polls open" in digest
