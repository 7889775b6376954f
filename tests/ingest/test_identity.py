"""Who may say which article an entry is: its own paper's feeds, and nobody else's."""

import json
from collections.abc import AsyncIterator, Callable

import pytest

from bot.domain.model import Article
from bot.ingest.identity import at_home
from bot.ingest.read import read
from storage import Storage
from tests.builders import House, house

Made = Callable[[str, str], Article]
PAPER, EVIL = "https://wire.example/feed", "https://evil.example/feed"
ADDRESS = "https://www.wire.example/2026/minister"
TRUE = "The minister of Marnice resigned on Monday after a long night of talks, her office said in a short statement."
FALSE = "The minister of Marnice did not resign, whatever others wrote; these are an attacker's words, at full length."
MORE = "She will be followed by her deputy until the council of Marnice has met, which is to be next week."


def entry(
    url: str, text: str, *, title: str = "Minister resigns", id: str = ADDRESS, link: str = ADDRESS
) -> Article:
    """The one article of a feed that says it is Wire's."""
    feed = (
        f"<rss version='2.0'><channel><title>Wire</title><item><title>{title}</title><description>{text}</description>"
        f"<guid isPermaLink='false'>{id}</guid><link>{link}</link><source url='http://w'>Wire</source></item></channel></rss>"
    )
    return read(feed.encode(), url=url).articles[0]


def told(url: str, text: str, **more: str) -> Article:
    """The same in a JSON Feed."""
    item = {"id": ADDRESS, "url": ADDRESS, "title": "Minister resigns", "content_text": text} | more
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [item]}
    return read(json.dumps(feed).encode(), url=url).articles[0]


@pytest.fixture
async def home(store: Storage) -> AsyncIterator[House]:
    async with house(store) as built:
        yield built


async def texts(home: House) -> list[str]:
    """What is stored, oldest first."""
    stored = await home.storage.read(lambda tx: tx.articles.newest(9))
    return [one.article.text for one in reversed(stored)]


@pytest.mark.parametrize("made", [entry, told], ids=["RSS", "JSON"])
async def test_another_site_s_feed_changes_no_article_of_a_paper(home: House, made: Made) -> None:
    await home.follow("Marnice")
    await home.take(made(PAPER, TRUE))
    await home.deliver()
    await home.take(made(EVIL, FALSE))
    assert await texts(home) == [TRUE, FALSE]
    await home.deliver()
    assert FALSE[:40] not in home.texts()[0]
    assert not any(post.edits and FALSE[:40] in post.message.html for post in home.sender.posts)


@pytest.mark.parametrize("made", [entry, told], ids=["RSS", "JSON"])
async def test_article_rings_though_another_site_s_feed_used_its_address_before(
    home: House, made: Made
) -> None:
    await home.follow("Marnice")
    await home.take(
        made(EVIL, "Buy our lottery tickets, the best that money can buy, today and on every other day.")
    )
    [taken] = await home.take(made(PAPER, TRUE))
    assert (taken.new, taken.alerts) == (True, 1)


@pytest.mark.parametrize(
    ("id", "link"),
    [
        (ADDRESS, ""),
        ("17", ADDRESS),
        ("", ADDRESS),
        ("tag:wire.example,2026:1", ""),
        ("tag:desk@wire.example,2026:1", ""),
        (f"{PAPER}#17", ""),
        (ADDRESS.upper(), ADDRESS + "?utm_source=rss#top"),
    ],
)
async def test_no_id_and_no_link_of_another_site_s_feed_is_the_paper_s(
    home: House, id: str, link: str
) -> None:
    await home.take(entry(PAPER, TRUE, id=id, link=link))
    [taken] = await home.take(entry(EVIL, FALSE, id=id, link=link))
    assert taken.new is True


async def test_one_article_in_two_feeds_of_its_paper_is_one_and_either_may_change_it(home: House) -> None:
    await home.take(entry(PAPER, TRUE))
    [again] = await home.take(entry("https://rss.wire.example/politics", f"{TRUE} {MORE}"))
    assert again.new is False
    assert await texts(home) == [f"{TRUE} {MORE}"]


@pytest.mark.parametrize(
    "id", [ADDRESS, "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "tag:cms.example,2026:1"]
)
async def test_one_article_in_two_feeds_of_a_paper_s_feed_host_is_one(home: House, id: str) -> None:
    await home.take(entry("https://feeds.wirecdn.example/world", TRUE, id=id))
    [again] = await home.take(entry("https://feeds.wirecdn.example/politics", f"{TRUE} {MORE}", id=id))
    assert again.new is False
    assert await texts(home) == [f"{TRUE} {MORE}"]


@pytest.mark.parametrize("link", [ADDRESS, "https://medium.com/wire/minister"])
@pytest.mark.parametrize("host", ["feeds.feedburner.com", "medium.com"])
async def test_feeds_of_strangers_at_one_carrier_are_strangers(home: House, host: str, link: str) -> None:
    await home.take(entry(f"https://{host}/feed/wire", TRUE, id=link, link=link))
    [taken] = await home.take(entry(f"https://{host}/feed/evil", FALSE, id=link, link=link))
    assert taken.new is True


async def test_what_another_site_s_feed_links_to_is_a_copy_in_the_same_story(home: House) -> None:
    await home.follow("Marnice")
    [first] = await home.take(entry(PAPER, f"{TRUE} {MORE}"))
    [second] = await home.take(entry("https://planet.example/atom", f"{TRUE} {MORE} Read on."))
    assert (second.new, second.story, second.alerts) == (True, first.story, 0)


async def test_same_words_from_another_site_s_feed_change_nothing(home: House) -> None:
    await home.take(entry(PAPER, TRUE))
    await home.take(entry(EVIL, TRUE.upper(), title="MINISTER RESIGNS"))
    assert await texts(home) == [TRUE]


async def test_why_finds_an_article_by_its_link_whoever_brought_it(home: House) -> None:
    [brought] = await home.take(entry("https://planet.example/atom", FALSE))
    found = await home.storage.read(lambda tx: tx.articles.find_url(ADDRESS))
    assert found is not None
    assert found.id == brought.article
    [own] = await home.take(entry(PAPER, TRUE))
    found = await home.storage.read(lambda tx: tx.articles.find_url(ADDRESS))
    assert found is not None
    assert found.id == own.article


@pytest.mark.parametrize("id", [ADDRESS, "17"])
def test_feed_of_a_carrier_that_moved_keeps_its_entries(id: str) -> None:
    there, here = "https://medium.com/feed/wire", "https://feeds.feedburner.com/wire"
    moved = at_home(entry(there, TRUE, id=id), there, here)
    assert moved == entry(here, TRUE, id=id)


def test_feed_without_an_address_is_the_owner_s_word() -> None:
    item = f"<item><title>T</title><guid>{ADDRESS}</guid></item>"
    feed = f"<rss version='2.0'><channel><title>Wire</title>{item}</channel></rss>"
    assert read(feed.encode()).articles[0].guid == ADDRESS
