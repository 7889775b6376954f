"""Sources and articles that people bring: pages, pastes, lists, links, forwarded messages, and the well-known feeds."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import Update

from bot.domain.pushes import Offer
from bot.ingest import starters
from bot.ingest.opml import read_opml, write_opml
from handlers.limits import MOST_SOURCES
from storage import Transaction
from tests.handlers.room import MAREK, NOW, OLENA, Json, Room, labels

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>"""
ITEM = """<item><title>{n}. report of {title}</title><guid>{title}{n}</guid>
<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"""
PAGE = b"""<html><head><title>Harbour</title>
<link rel="alternate" type="application/rss+xml" title="News &amp; views" href="/news.xml">
<link rel="alternate" type="application/rss+xml" title="Sport" href="/sport.xml"></head><body>Hello</body></html>"""
ARTICLE = b"""<html><head><title>Talks on the plant</title></head><body><article><h1>Talks on the plant go on</h1>
<p>The future of the Zaporizhzhia nuclear power plant remains unresolved, the chief negotiator said on Monday in a
long statement. Engineers asked for safe access to all six reactors before the winter, and were promised it.</p>
<p>Envoys met for a second day and spoke about several matters at length, officials said on Monday evening.</p>
</article></body></html>"""


def serve(room: Room, url: str, title: str, items: int = 4, every: timedelta = timedelta(hours=8)) -> None:
    """A feed at an address."""
    written = "".join(ITEM.format(n=n, title=title, at=NOW - every * n) for n in range(1, items + 1))
    room.source.pages[url] = (FEED.format(title=title, items=written).encode(), "application/rss+xml")


OPML = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="News">
<outline text="One" type="rss" xmlUrl="https://one.example/feed"/><outline xmlUrl="https://two.example/feed"/>
</outline></body></opml>"""


async def sent_file(room: Room, person: int, content: bytes) -> Json:
    """The bot's answer to a file."""
    room.server.world.attach(person, "feeds.opml", content)
    await room.settle()
    return room.messages(person)[-1]


async def brought(room: Room, person: int = OLENA, **message: Any) -> Json:
    """The bot's answer to a message that the sandbox's people cannot write themselves."""
    body: Json = {
        "message_id": 5000 + len(room.messages(person)),
        "date": int(NOW.timestamp()),
        "chat": {"id": person, "type": "private", "first_name": "O"},
        "from": {"id": person, "is_bot": False, "first_name": "O"},
        **message,
    }
    update = Update.de_json({"update_id": body["message_id"], "message": body}, room.application.bot)
    await room.application.process_update(update)
    await room.services.finish()
    return room.messages(person)[-1]


async def press(room: Room, answer: Json, label: str, quoted: Json) -> Json:
    """Press a button of an answer that hangs on such a message."""
    rows = answer["reply_markup"]["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if label in button["text"])
    query = {
        "id": "77", "chat_instance": "x", "data": data,
        "from": {"id": OLENA, "is_bot": False, "first_name": "O"}, "message": answer | {"reply_to_message": quoted},
    }  # fmt: skip
    update = Update.de_json({"update_id": 9000, "callback_query": query}, room.application.bot)
    await room.application.process_update(update)
    await room.services.finish()
    return next(one for one in room.messages() if one["message_id"] == answer["message_id"])


async def test_an_added_feed_shows_its_newest_three_and_how_often_it_publishes(room: Room) -> None:
    serve(room, "https://harbour.example.org/feed", "Harbour")
    text = (await room.say("/addsource https://harbour.example.org/feed"))["text"]
    shown = [line for line in text.splitlines() if line.startswith("•")]
    assert shown == [f"• {n}. report of Harbour" for n in (1, 2, 3)]
    assert "Publishes about 3 articles a day, the newest 8 h ago." in text


async def test_a_feed_that_was_not_meant_goes_by_the_button_under_it_and_comes_back_by_another(
    room: Room,
) -> None:
    serve(room, "https://harbour.example.org/feed", "Harbour")
    added = await room.say("/addsource https://harbour.example.org/feed")
    gone = await room.tap(added, "Remove")
    assert "No longer reading Harbour." in gone["text"]
    assert "nothing" in (await room.say("/removesource"))["text"]
    room.source.pages.clear()  # its server need not be there for it
    assert "Reading Harbour again" in (await room.tap(gone, "Undo"))["text"]
    [source] = await room.storage.read(lambda tx: tx.sources.list_all())
    assert (source.url, source.title) == ("https://harbour.example.org/feed", "Harbour")


async def test_a_page_with_several_feeds_offers_them_as_buttons(room: Room) -> None:
    room.source.pages["https://harbour.example.org/"] = (PAGE, "text/html")
    serve(room, "https://harbour.example.org/sport.xml", "Harbour Sport")
    offer = await room.say("/addsource harbour.example.org")
    assert labels(offer) == ["1. News & views", "2. Sport", "All of them"]
    assert "Reading Harbour Sport from now on." in (await room.tap(offer, "2. Sport"))["text"]


@pytest.mark.parametrize(
    "data", ["feed:0", "feeds", "starters", "check:1:0", "pause:1:0", "take:0", "take-message"]
)
async def test_only_the_owner_presses_what_adds_or_changes(room: Room, data: str) -> None:
    shown = await room.say("/help", MAREK)
    query = room.server.world.press(MAREK, data, chat_id=MAREK, message_id=shown["message_id"])
    await room.settle()
    assert "Only the bot's owner" in (await room.server.world.wait_answer(query))["text"]


async def test_a_paste_of_addresses_is_added_and_each_failure_is_named(room: Room) -> None:
    serve(room, "https://one.example/feed", "One")
    serve(room, "https://two.example/feed", "Two")
    room.source.pages["https://three.example/"] = (PAGE, "text/html")
    offer = await room.say(
        "My feeds:\n- https://one.example/feed\n- https://two.example/feed\nhttps://three.example/"
    )
    assert labels(offer) == ["Read 3 addresses"]
    text = (await room.tap(offer, "Read 3"))["text"]
    assert "Reading 2 new feeds from now on." in text
    assert "✕ https://three.example/: that page offers 2 feeds" in text
    again = (await room.say("/addsource https://one.example/feed\nhttps://two.example/feed"))["text"]
    assert "Reading 0 new feeds" in again
    assert "Read already: One, Two" in again


async def test_a_list_of_feeds_is_imported_from_a_file(room: Room) -> None:
    answer = await sent_file(room, OLENA, OPML)
    assert "Reading 2 new feeds from now on." in answer["text"]
    assert "2 feeds of the file were read already" in (await sent_file(room, OLENA, OPML))["text"]
    assert "• One\n   not read yet" in (await room.say("/sources"))["text"]


async def test_a_list_of_more_feeds_than_can_be_read_in_time_adds_none_and_says_so(room: Room) -> None:
    def feeds(first: int, count: int) -> bytes:
        some = range(first, first + count)
        return write_opml((f"https://harbour{n}.example/feed", f"Harbour {n}") for n in some)

    await sent_file(room, OLENA, feeds(0, 2))
    assert "I read 2 sources already" in (await sent_file(room, OLENA, feeds(0, MOST_SOURCES + 1)))["text"]
    assert len(await room.services.storage.read(lambda tx: tx.sources.list_all())) == 2


async def test_a_file_that_is_no_list_or_comes_from_a_stranger_is_refused_in_words(room: Room) -> None:
    assert "Only the bot's owner" in (await sent_file(room, MAREK, OPML))["text"]
    assert "a list of feeds (OPML)" in (await sent_file(room, OLENA, b"just words"))["text"]
    assert "no feed in that list" in (await sent_file(room, OLENA, b"<opml><body/></opml>"))["text"]


async def test_the_owner_sees_how_a_source_is_and_checks_pauses_and_removes_it(room: Room) -> None:
    serve(room, "https://harbour.example.org/feed", "Harbour")
    await room.say("/addsource https://harbour.example.org/feed")
    room.clock.advance(timedelta(minutes=30))
    listed = await room.say("/sources")
    card = await room.tap(listed, "✓ Harbour")
    assert (
        "Last good fetch: 30 min ago, 4 articles in all\nNewest item: 8 h ago\nNext look: in " in card["text"]
    )
    serve(room, "https://harbour.example.org/feed", "Harbour", items=5)
    assert "Last good fetch: 0 min ago, 5 articles in all" in (await room.tap(card, "Check now"))["text"]
    del room.source.pages["https://harbour.example.org/feed"]
    paused = await room.tap(card, "Pause")
    assert "It is read again when you resume it." in paused["text"]
    room.clock.advance(timedelta(days=3))
    assert await room.services.poller.poll_due() == 0
    assert "⏸ paused 3 days ago" in (await room.say("/sources", MAREK))["text"]
    assert "Next look: now." in (await room.tap(paused, "Resume"))["text"]
    assert "No longer reading Harbour" in (await room.tap(card, "Remove"))["text"]


async def test_the_owner_gets_all_sources_as_a_file_that_can_be_sent_back(room: Room) -> None:
    await sent_file(room, OLENA, OPML)
    await room.tap(await room.say("/sources"), "Export as a file")
    answer = room.messages(OLENA)[-1]
    assert answer["caption"].startswith("2 sources as OPML")
    assert answer["document"]["file_name"] == "tocsin-sources.opml"
    file = room.server.world.photos.get(answer["document"]["file_id"])
    assert file is not None
    assert [url for url, _ in read_opml(file.content)] == [url for url, _ in read_opml(OPML)]
    assert "2 feeds of the file were read already" in (await sent_file(room, OLENA, file.content))["text"]


async def test_the_owner_sees_that_a_source_is_pushed(room: Room) -> None:
    serve(room, "https://harbour.example.org/feed", "Harbour")
    await room.say("/addsource https://harbour.example.org/feed")

    def agree(tx: Transaction) -> None:
        [source] = tx.sources.list_all()
        offered = Offer("https://hub.example/", source.url)
        tx.pushes.offer(source.id, offered, token="t", secret="s", now=NOW)
        push = tx.pushes.of(source.id)
        assert push is not None
        tx.pushes.set_agreed(push.id, NOW + timedelta(days=9), NOW + timedelta(days=7))

    await room.services.storage.write(agree)
    card = await room.tap(await room.say("/sources"), "✓ Harbour")
    assert "⚡ Its news come at once, by push from hub.example, none so far." in card["text"]


async def test_strangers_see_the_sources_without_their_buttons(room: Room) -> None:
    serve(room, "https://harbour.example.org/feed", "Harbour")
    await room.say("/addsource https://harbour.example.org/feed")
    assert labels(await room.say("/sources", MAREK)) == []


async def test_the_first_run_offers_well_known_feeds_by_language(room: Room) -> None:
    chosen = next(one for one in starters.load() if one.language == "uk")
    serve(room, chosen.url, chosen.name)
    welcome = await room.say("/start")
    languages = await room.tap(welcome, "well-known feeds")
    ukrainian = await room.tap(languages, "Українська")
    assert f"✓ {chosen.name}" in labels(await room.tap(ukrainian, chosen.name))
    assert "📰 Choose from well-known feeds" not in labels(await room.say("/start"))
    assert "📰 Choose from well-known feeds" not in labels(await room.say("/start", MAREK))


async def test_well_known_feeds_say_where_their_news_is_from_and_ones_own_language_leads(room: Room) -> None:
    languages = await room.tap(await room.say("/start"), "well-known feeds")
    assert labels(languages)[0] == "English"
    german = labels(await room.tap(languages, "Deutsch"))
    assert "＋ ORF · Austria" in german
    await room.say("/language uk")
    languages = await room.say("/start")
    assert labels(await room.tap(languages, "відомих стрічок"))[0] == "Українська"


async def test_a_link_is_taken_in_at_a_tap_and_rings(room: Room) -> None:
    room.source.pages["https://news.example.org/plant"] = (ARTICLE, "text/html")
    await room.say("/follow Zaporizhzhia", MAREK)
    offer = await room.say("https://news.example.org/plant")
    assert labels(offer) == ["Take it in", "Read this site's feed"]
    assert "Taken in: Talks on the plant" in (await room.tap(offer, "Take it in"))["text"]
    await room.deliver()
    assert room.messages(MAREK)[-1]["text"].startswith("🔔 Zaporizhzhia")


async def test_a_strangers_link_is_not_fetched(room: Room) -> None:
    answer = await room.say("https://news.example.org/plant", MAREK)
    assert "has not come in" in answer["text"]
    assert labels(answer) == []


async def test_a_forwarded_post_is_taken_in_with_its_channel_time_and_address(room: Room) -> None:
    await room.say("/help")
    await room.say("/follow Zaporizhzhia", MAREK)
    post = {
        "text": "Talks go on\nThe Zaporizhzhia plant remains unresolved, the chief negotiator said on Monday evening.",
        "forward_origin": {
            "type": "channel", "date": int((NOW - timedelta(hours=1)).timestamp()), "message_id": 12,
            "chat": {"id": -100123, "type": "channel", "title": "Plant Watch", "username": "plantwatch"},
        },
    }  # fmt: skip
    offer = await brought(room, **post)
    assert labels(offer) == ["Take this message in"]
    quoted = {"message_id": 1, "date": 0, "chat": {"id": OLENA, "type": "private", "first_name": "O"}, **post}
    assert "Taken in: Talks go on" in (await press(room, offer, "Take this", quoted))["text"]
    await room.deliver()
    alert = room.messages(MAREK)[-1]
    assert "Plant Watch" in alert["text"]
    assert "https://t.me/plantwatch/12" in str(alert["entities"])
    assert "Only the bot's owner" in (await brought(room, MAREK, **post))["text"]
