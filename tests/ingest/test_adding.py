"""Sources added by address: a feed, a page that names its feeds, one that does not."""

import pytest

from bot.domain.model import Coming
from bot.errors import UserError
from bot.ingest.fetch import Response
from tests.ingest.test_polling import URL, rss


async def test_added_feed_is_there_at_once_with_its_archive(room):
    room.web.says(URL, rss("new", "old"))
    added = await room.poller.add(URL)
    assert added.created
    assert added.source is not None
    assert (added.source.title, added.source.articles) == ("Coast Daily", 2)
    assert added.titles == ("new", "old")
    assert {coming for _, coming in room.desk.taken} == {Coming.ARCHIVE}
    assert await room.poller.poll_due() == 0


async def test_feed_added_twice_is_one_source(room):
    room.web.says(URL, rss("one"))
    await room.poller.add(URL)
    again = await room.poller.add("HTTPS://coast.example:443/feed#top")
    assert not again.created
    assert len(await room.storage.read(lambda tx: tx.sources.list_all())) == 1


async def test_page_s_one_feed_is_added(room):
    page = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head><body>Hello</body></html>"
    room.web.says("https://coast.example/", page, content_type="text/html")
    room.web.says(URL, rss("one"))
    added = await room.poller.add("coast.example")
    assert added.source is not None
    assert added.source.url == URL


async def test_page_with_several_feeds_gives_choices_and_adds_none(room):
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' title='{n}' href='/{n}.xml'>"
        for n in ("News", "Sport")
    )
    room.web.says("https://coast.example/", f"<html><head>{links}</head></html>".encode())
    added = await room.poller.add("https://coast.example")
    assert added.source is None
    assert [choice.title for choice in added.choices] == ["News", "Sport"]
    assert await room.storage.read(lambda tx: tx.sources.list_all()) == []


async def test_feed_that_the_page_does_not_name_is_looked_for(room):
    room.web.says("https://coast.example/", b"<html><body>Hello</body></html>")
    room.web.says("https://coast.example/rss.xml", rss("one"))
    added = await room.poller.add("https://coast.example/")
    assert added.source is not None
    assert added.source.url == "https://coast.example/rss.xml"


async def test_moved_feed_is_added_where_it_is(room):
    room.web.pages[URL] = [Response("https://coast.example/new", 200, rss("one"), moved=True)]
    added = await room.poller.add(URL)
    assert added.source is not None
    assert added.source.url == "https://coast.example/new"


@pytest.mark.parametrize("typed", ["", "hello world", "news", "javascript:alert(1)"])
async def test_what_is_no_address_is_refused_in_words(room, typed):
    with pytest.raises(UserError, match="not a web address"):
        await room.poller.add(typed)


async def test_site_without_a_feed_is_refused_in_words(room):
    room.web.says("https://coast.example/", b"<html><body>Hello</body></html>")
    with pytest.raises(UserError, match="no feed was found"):
        await room.poller.add("https://coast.example/")


async def test_refused_address_is_told_in_the_fetcher_s_words(room):
    room.web.fails(URL, "This address is not allowed.")
    with pytest.raises(UserError, match="not allowed"):
        await room.poller.add(URL)


async def test_removed_source_is_polled_no_more(room):
    source = await room.follow()
    assert await room.poller.remove(source.id)
    assert not await room.poller.remove(source.id)
    assert await room.poller.poll_due() == 0
