"""Work that takes its time: the answer comes at once, others are not held up, and there is an end to it."""

from bot.ingest.discover import guesses
from handlers.background import A_CHAT, MOST
from tests.handlers.room import MAREK, OLENA, PRIYA, Json, Room

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour News</title>
<item><title>Cranes back at work</title><link>https://harbour.example.org/1</link><guid>1</guid></item>
</channel></rss>"""


async def begun(room: Room, text: str, person: int = OLENA) -> Json:
    """The newest answer to a text while no look back ends."""
    room.server.world.say(person, text)
    await room.handle()
    return room.messages(person)[-1]


async def ended(room: Room) -> None:
    """Every look back ends."""
    room.matcher.is_open.set()
    room.source.is_open.set()
    await room.services.finish()


async def test_an_alias_is_confirmed_before_the_look_back(room: Room) -> None:
    await room.fill_archive()
    await room.say("/follow Zaporizhzhia")
    room.matcher.is_open.clear()
    assert "• ZNPP" in (await begun(room, "/alias Zaporizhzhia = ZNPP"))["text"]
    await ended(room)
    assert "Last 7 days" in (await room.tap(room.messages()[-1], "Back"))["text"]


async def test_undo_is_confirmed_before_the_look_back_and_amended_after_it(room: Room) -> None:
    await room.fill_archive()
    await room.say("/follow Zaporizhzhia")
    gone = await room.say("/unfollow Zaporizhzhia")
    room.matcher.is_open.clear()
    room.server.world.tap(OLENA, gone, "Undo")
    await room.handle()
    assert "Following again:\nZaporizhzhia" in room.messages()[-1]["text"]
    assert "Looking back over the last 7 days" in room.messages()[-1]["text"]
    await ended(room)
    assert "Last 7 days: 1 alert from 1 article." in room.messages()[-1]["text"]
    assert room.messages()[-1]["message_id"] == gone["message_id"]


async def test_adding_a_source_says_that_it_looks_and_then_what_it_found(room: Room) -> None:
    room.source.pages["https://harbour.example.org/feed"] = (FEED, "application/rss+xml")
    room.source.is_open.clear()
    looking = await begun(room, "/addsource https://me:secret@harbour.example.org/feed")
    assert looking["text"] == "Looking at harbour.example.org …"
    await ended(room)
    assert "Reading Harbour News from now on." in room.messages()[-1]["text"]
    assert room.messages()[-1]["message_id"] == looking["message_id"]


async def test_a_source_that_cannot_be_added_says_why_in_the_same_message(room: Room) -> None:
    site = "https://harbour.example.org/"
    room.source.pages = dict.fromkeys((site, *guesses(site)), (b"<p>Nothing to read</p>", "text/html"))
    answer = await room.say("/addsource harbour.example.org")
    assert "no feed was found there" in answer["text"]
    assert len(room.messages()) == 1
    assert "is not a web address" in (await room.say("/addsource nonsense"))["text"]


async def test_one_chat_is_looked_back_for_at_a_time_and_two_in_all(room: Room) -> None:
    await room.fill_archive()
    for people, most in (([OLENA], 1), ([OLENA, MAREK, PRIYA], 2)):
        room.matcher.is_open.clear()
        for person in people:
            for name in ("Kherson", "Odesa"):
                room.server.world.say(person, f"/status {name}")
        await room.handle()
        await ended(room)
        assert room.matcher.most == most
    assert [len(room.messages(person)) for person in (OLENA, MAREK, PRIYA)] == [4, 2, 2]


async def test_a_chat_that_asks_too_much_at_once_is_told_what_is_being_done(room: Room) -> None:
    await room.fill_archive()
    room.matcher.is_open.clear()
    for name in ("Kherson", "Odesa", "Lviv"):
        room.server.world.say(OLENA, f"/status {name}")
    refused = await begun(room, "/follow Zaporizhzhia")
    assert "still busy with Kherson" in refused["text"]
    assert "Following from now on" in (await begun(room, "/follow Zaporizhzhia", MAREK))["text"]
    await ended(room)
    assert len(room.messages()) == 4
    assert "Nothing is followed here yet" in (await room.say("/issues"))["text"]


async def test_there_is_an_end_to_what_all_chats_may_wait_for(room: Room) -> None:
    await room.fill_archive()
    room.matcher.is_open.clear()
    for person in range(5000, 5000 + MOST // A_CHAT):
        room.server.world.add_person(person, "Somebody", started=True)
        for n in range(A_CHAT):
            room.server.world.say(person, f"/status place {n}")
    refused = await begun(room, "/status Kherson")
    assert "busy with other chats" in refused["text"]
    await ended(room)
    assert "Nothing about it" in (await room.say("/status Kherson"))["text"]
