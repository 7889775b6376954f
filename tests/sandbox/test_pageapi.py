"""The page protocol: what the chat page reads, hears and does."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Sample, SandboxServer
from tests.fakes import FakeClock
from tests.sandbox.conftest import FIELD_DESK, MAREK, NEWSROOM, OLENA, TOKEN, Json, Raw

SAMPLE = Sample("s1", "Ferries", "About the harbour", {"title": "Ferries stay in port"})
OLD = Sample("s2", "Older", "From the archive", {"title": "Older"}, archived=True)


async def until(content: aiohttp.StreamReader, kind: str) -> Json:
    """The next event of a kind from a stream of server-sent events."""
    while True:
        line = (await asyncio.wait_for(content.readline(), 5)).decode()
        if line.startswith("data: ") and (event := json.loads(line[6:]))["type"] == kind:
            found: Json = event
            return found


async def test_state_tells_people_chats_and_topics(raw: Raw) -> None:
    status, state = await raw.page("/sandbox/state")
    assert status == 200
    assert state["bot"] == {"id": 42, "first_name": "Tocsin", "username": "tocsin_sandbox_bot"}
    assert [(one["first_name"], one["language_code"], one["blocked"]) for one in state["people"]] == [
        ("Olena", "en", False),
        ("Marek", "en", False),
        ("Priya", "en", False),
    ]
    chats = {chat["id"]: chat for chat in state["chats"]}
    assert (chats[OLENA]["type"], chats[OLENA]["person"]) == ("private", OLENA)
    assert (chats[NEWSROOM]["title"], chats[NEWSROOM]["admins"]) == ("Newsroom", [OLENA])
    assert [topic["name"] for topic in chats[FIELD_DESK]["topics"]] == ["General", "Energy", "Front line"]


async def test_what_a_person_sends_becomes_an_update_with_its_command(raw: Raw) -> None:
    body = {"chat_id": OLENA, "from_id": OLENA, "text": "/start f_12 🌾"}
    assert await raw.page("/sandbox/send", body) == (200, {"message_id": 1})
    (update,) = await raw.result("getUpdates")
    message = update["message"]
    assert (message["text"], message["from"]["language_code"]) == ("/start f_12 🌾", "en")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_messages_are_listed_oldest_first_by_topic(raw: Raw, server: SandboxServer) -> None:
    server.world.say(MAREK, "general", chat_id=FIELD_DESK)
    server.world.say(MAREK, "/energy", chat_id=FIELD_DESK, thread_id=2)
    await raw.result(
        "sendMessage", chat_id=FIELD_DESK, message_thread_id=2, text="reply", disable_notification=True
    )
    _, energy = await raw.page(f"/sandbox/messages?chat_id={FIELD_DESK}&thread_id=2")
    seen = [(one["text"], one["outgoing_from"], one["silent"]) for one in energy["messages"]]
    assert seen == [("/energy", MAREK, False), ("reply", None, True)]
    for general in ("", "&thread_id=0", "&thread_id=1"):
        _, answer = await raw.page(f"/sandbox/messages?chat_id={FIELD_DESK}{general}")
        assert [one["text"] for one in answer["messages"]] == ["general"]


async def test_events_stream_what_was_and_what_comes(raw: Raw, server: SandboxServer) -> None:
    first = await raw.result(
        "sendMessage",
        chat_id=OLENA,
        text="before",
        reply_markup={"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]},
    )
    async with raw.session.get(f"{raw.address}/sandbox/events?since=0") as stream:
        assert stream.content_type == "text/event-stream"
        before = await until(stream.content, "message")
        assert (before["chat_id"], before["message"]["text"]) == (OLENA, "before")
        query = server.world.tap(OLENA, first, "b")
        await raw.result("answerCallbackQuery", callback_query_id=query, text="ok")
        answer = await until(stream.content, "callback_answer")
        assert (answer["callback_query_id"], answer["text"], answer["show_alert"]) == (query, "ok", False)
        await raw.result("editMessageText", chat_id=OLENA, message_id=first["message_id"], text="after")
        assert (await until(stream.content, "edited_message"))["message"]["text"] == "after"
        await raw.result("deleteMessage", chat_id=OLENA, message_id=first["message_id"])
        assert (await until(stream.content, "deleted"))["message_id"] == first["message_id"]


async def test_returning_page_goes_on_after_the_last_event_it_saw(raw: Raw) -> None:
    for text in ("one", "two", "three"):
        await raw.result("sendMessage", chat_id=OLENA, text=text)
    headers = {"Last-Event-ID": "2"}
    async with raw.session.get(f"{raw.address}/sandbox/events?since=0", headers=headers) as stream:
        assert (await until(stream.content, "message"))["message"]["text"] == "three"


async def test_page_that_missed_too_much_is_told_to_read_anew(raw: Raw) -> None:
    async with raw.session.get(f"{raw.address}/sandbox/events?since=99") as stream:
        assert (await until(stream.content, "state"))["n"] == 0


async def test_press_becomes_a_callback_query(raw: Raw) -> None:
    sent = await raw.result("sendMessage", chat_id=OLENA, text="x")
    press = {"chat_id": OLENA, "message_id": sent["message_id"], "from_id": OLENA, "data": "mute:1"}
    status, answer = await raw.page("/sandbox/press", press)
    (update,) = await raw.result("getUpdates")
    assert (status, answer["callback_query_id"]) == (200, update["callback_query"]["id"])
    assert update["callback_query"]["data"] == "mute:1"


async def test_person_blocks_the_bot_and_lets_it_in_again(raw: Raw, server: SandboxServer) -> None:
    assert await raw.page("/sandbox/person", {"id": MAREK, "blocked": True}) == (200, {})
    status, answer = await raw.page("/sandbox/send", {"chat_id": MAREK, "from_id": MAREK, "text": "x"})
    assert (status, answer["error"]) == (409, "Marek has blocked the bot. Unblock it first.")
    await raw.page("/sandbox/person", {"id": MAREK, "blocked": False})
    assert await raw.page("/sandbox/person", {"id": MAREK, "language_code": "pl"}) == (200, {})
    _, state = await raw.page("/sandbox/state")
    assert [one["language_code"] for one in state["people"]] == ["en", "pl", "en"]
    kinds = [
        update["my_chat_member"]["new_chat_member"]["status"] for update in server.world.updates.pending()
    ]
    assert kinds == ["kicked", "member"]


async def test_group_can_be_upgraded_and_the_bot_removed(raw: Raw, server: SandboxServer) -> None:
    _, answer = await raw.page("/sandbox/chat", {"id": NEWSROOM, "migrate": True})
    assert server.world.chats[answer["id"]].title == "Newsroom"
    assert await raw.page("/sandbox/chat", {"id": answer["id"], "bot": "kicked"}) == (200, {})
    assert (await raw.refusal("sendMessage", chat_id=answer["id"], text="x"))[0] == 403


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("send", {"chat_id": OLENA, "from_id": OLENA, "text": "  "}, 409, "There is nothing to send."),
        ("send", {"chat_id": OLENA, "from_id": MAREK, "text": "x"}, 409, "Marek is not in that chat."),
        ("send", {"chat_id": OLENA, "from_id": 9, "text": "x"}, 409, "There is no such person."),
        ("send", {"chat_id": "x", "from_id": OLENA, "text": "x"}, 400, "chat_id must be a whole number."),
        ("send", {"chat_id": OLENA, "from_id": OLENA}, 400, "text must be text."),
        ("send", [1], 400, "Send a JSON object."),
        (
            "send",
            {"chat_id": FIELD_DESK, "from_id": OLENA, "text": "x", "thread_id": 9},
            409,
            "There is no such topic.",
        ),
        (
            "press",
            {"chat_id": OLENA, "message_id": 9, "from_id": OLENA, "data": "x"},
            409,
            "That message is gone.",
        ),
        ("desk", {"text": " "}, 422, "There is nothing to post."),
        ("desk", {"text": "x"}, 422, "There is no news desk here."),
        ("samples/none", {}, 404, "There is no such sample."),
        (
            "chat",
            {"id": NEWSROOM, "bot": "king"},
            400,
            "The bot can be member, administrator, left or kicked.",
        ),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    raw: Raw, path: str, body: object, status: int, error: str
) -> None:
    assert await raw.page(f"/sandbox/{path}", body) == (status, {"error": error})


@pytest.fixture
async def desk_server(clock: FakeClock) -> AsyncIterator[tuple[SandboxServer, list[str]]]:
    """A server with a news desk that takes everything but nonsense, and what it took."""
    posted: list[str] = []

    async def desk(text: str) -> list[dict[str, object]]:
        if text == "nonsense":
            raise ValueError("There is no article in it.")
        posted.append(text)
        return [{"article": 1, "title": "Ferries"}]

    samples = [SAMPLE, OLD]
    server = SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp(), desk=desk, samples=samples)
    async with server:
        yield server, posted


async def test_news_desk_takes_text_and_samples_and_words_its_errors(
    desk_server: tuple[SandboxServer, list[str]],
) -> None:
    server, posted = desk_server
    async with aiohttp.ClientSession() as session:
        raw = Raw(session, server.address)
        assert await raw.page("/sandbox/samples") == (
            200,
            [{"id": "s1", "title": "Ferries", "note": "About the harbour"}],
        )
        assert await raw.page("/sandbox/desk", {"text": " a text "}) == (
            200,
            {"articles": [{"article": 1, "title": "Ferries"}]},
        )
        assert await raw.page("/sandbox/desk", {"text": "nonsense"}) == (
            422,
            {"error": "There is no article in it."},
        )
        assert (await raw.page("/sandbox/samples/s1", {}))[0] == 200
    assert posted[0] == "a text"
    assert json.loads(posted[1]) == {
        "title": "Ferries stay in port",
        "published_at": "2026-03-10T08:55:00+00:00",
    }


async def test_photo_is_shown_to_the_page(raw: Raw, server: SandboxServer) -> None:
    photo = server.world.photos.add(b"GIF89a" + b"\x02\0\x02\0" + b"rest")
    async with raw.session.get(f"{raw.address}/sandbox/photo/{photo.file_id}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/gif", photo.content)
    assert (await raw.page("/sandbox/photo/none"))[0] == 404
