"""Inline mode and shared links: cards for other chats, as somebody types."""

from dataclasses import replace

import pytest
from telegram import InlineQuery, Update, User

from handlers.inline import inline
from tests.handlers.room import GUARANTEES, MAREK, NOW, OLENA, PLANT, Json, Room, article, labels


async def typed(room: Room, text: str, person: int = OLENA) -> Json:
    """What is offered to somebody who types this after the bot's name."""
    query = room.server.world.type_inline(person, text)
    await room.settle()
    return await room.server.world.wait_event(lambda event: event.get("inline_query_id") == query)


async def titles(room: Room, text: str, person: int = OLENA) -> list[str]:
    """The titles of it."""
    return [one["title"] for one in (await typed(room, text, person))["results"]]


async def test_what_is_followed_is_offered_as_one_types_with_its_state(room: Room) -> None:
    await room.say("/follow Zaporizhzhia, security guarantees")
    await room.publish(PLANT)
    await room.publish(GUARANTEES)
    assert (await titles(room, "zapor"))[0] == "Zaporizhzhia: unresolved"
    assert "Zaporizhzhia: unresolved" in await titles(room, "")
    assert (await titles(room, "zaporizia"))[0] == "Zaporizhzhia: unresolved"
    [card] = [one for one in (await typed(room, "zapor"))["results"] if one["title"].endswith("unresolved")]
    assert "remains unresolved, the chief negotiator said." in card["text"]
    [[button]] = card["reply_markup"]["inline_keyboard"]
    assert button["url"].startswith("https://t.me/")


async def test_a_name_of_the_news_that_nobody_follows_is_offered_from_the_archive(room: Room) -> None:
    for n, verb in enumerate(("reopened", "flooded")):
        text = f"Officials in Oslo said on day {n} that the old bridge {verb} before {n + 3} boats arrived."
        await room.publish(article(f"The bridge {verb}", text))
    assert await titles(room, "osl", MAREK) == ["Oslo"]


async def test_nobody_is_offered_what_others_follow(room: Room) -> None:
    await room.say("/follow Secret divorce Marek", MAREK)
    answer = await typed(room, "secret")
    assert answer["results"] == []
    assert answer["button"]["start_parameter"] == "inline"


async def test_a_followed_issue_that_nothing_speaks_of_says_so(room: Room) -> None:
    await room.say("/follow Kherson")
    [card] = (await typed(room, "kher"))["results"]
    assert (card["title"], card["description"]) == ("Kherson", "Nothing known yet")


@pytest.mark.parametrize("text", ["<b>", "a" * 256, "/", "=,;", "\u202e%s", "з"])
async def test_whatever_is_typed_is_answered(room: Room, text: str) -> None:
    await room.publish(PLANT)
    assert isinstance((await typed(room, text))["results"], list)


async def test_a_bot_for_some_chats_offers_others_nothing(room: Room) -> None:
    await room.publish(PLANT)
    room.serve_only(OLENA)
    assert (await typed(room, "Zaporizhzhia", MAREK))["results"] == []
    assert (await typed(room, "Zaporizhzhia", OLENA))["results"] != []


async def test_the_link_under_a_card_offers_its_name(room: Room) -> None:
    await room.publish(PLANT)
    [card] = (await typed(room, "Zaporizhzhia", MAREK))["results"]
    payload = card["reply_markup"]["inline_keyboard"][0][0]["url"].split("start=")[1]
    offered = await room.say(f"/start {payload}", MAREK)
    assert offered["text"] == "Somebody shared Zaporizhzhia with you."
    assert (await room.tap(offered, "Follow", MAREK))["text"].startswith(
        "Following from now on:\nZaporizhzhia"
    )


@pytest.mark.parametrize("payload", ["n_", "n_!!", "n_4pyT4pyT", "inline", "n_gg"])
async def test_a_link_that_stands_for_nothing_welcomes(room: Room, payload: str) -> None:
    assert "went wrong" not in (await room.say(f"/start {payload}", MAREK))["text"]


async def test_an_issue_is_shared_by_a_link_that_says_nothing_of_its_aliases(room: Room) -> None:
    await room.say("/follow harbour")
    card = await room.say("/alias harbour = Petrenko")
    card = await room.tap(card, "Back")
    shared = await room.tap(card, "Share")
    assert "Petrenko" not in shared["text"]
    assert labels(shared) == ["📤 Send to somebody"]
    address = next(one["url"] for one in shared["entities"] if one["type"] == "text_link")
    offered = await room.say(f"/start {address.split('start=')[1]}", MAREK)
    assert "harbour" in offered["text"]


async def test_a_card_sent_into_the_bots_own_chat_is_not_taken_for_typed_words(room: Room) -> None:
    await room.say("/help")
    before = len(room.messages())
    sender = {"id": OLENA, "is_bot": False, "first_name": "Olena"}
    card = {
        "message_id": 4000,
        "date": int(NOW.timestamp()),
        "chat": {"id": OLENA, "type": "private", "first_name": "Olena"},
        "from": sender,
        "text": "Zaporizhzhia",
    }
    for number, via in enumerate(
        ({"via_bot": {"id": 7, "is_bot": True, "first_name": "T", "username": "t_bot"}}, {})
    ):
        update = Update.de_json({"update_id": 9000 + number, "message": card | via}, room.application.bot)
        await room.application.process_update(update)
        await room.services.finish()
        assert len(room.messages()) == before + number


async def test_a_look_that_takes_too_long_is_ready_for_the_next_letter(room: Room) -> None:
    for n, verb in enumerate(("reopened", "flooded")):
        text = f"Officials in Oslo said on day {n} that the old bridge {verb} before {n + 3} boats arrived."
        await room.publish(article(f"The bridge {verb}", text))
    hasty = replace(room.services, typing_seconds=0)

    async def offered(text: str) -> list[str]:
        query = room.server.world.type_inline(MAREK, text)
        person = User(MAREK, "Marek", is_bot=False)
        asked = InlineQuery(query, person, text, "")
        asked.set_bot(room.application.bot)
        await inline(asked, room.application.bot, hasty)
        answer = await room.server.world.wait_event(lambda event: event.get("inline_query_id") == query)
        return [one["title"] for one in answer["results"]]

    assert await offered("osl") == []  # the names of the news were read
    await hasty.finish()
    room.matcher.is_open.clear()
    assert await offered("osl") == []
    room.matcher.is_open.set()
    await hasty.finish()
    assert await offered("oslo") == ["Oslo"]
