"""How the bot gets its updates: in order, until confirmed, by one poller at a time."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.updates import KEPT_UPDATES, UpdateQueue
from tests.fakes import FakeClock
from tests.sandbox.conftest import FIELD_DESK, MAREK, NEWSROOM, OLENA, Json, Raw


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_a_higher_offset_confirms_them(raw: Raw, server: SandboxServer) -> None:
    for text in ("one", "two", "three"):
        server.world.say(OLENA, text)
    first = await raw.result("getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(await raw.result("getUpdates")) == ["one", "two", "three"]
    after = first[0]["update_id"] + 1
    assert texts(await raw.result("getUpdates", offset=after)) == ["two", "three"]
    assert texts(await raw.result("getUpdates")) == ["two", "three"]


async def test_negative_offset_keeps_the_newest_only(raw: Raw, server: SandboxServer) -> None:
    for text in ("one", "two", "three"):
        server.world.say(OLENA, text)
    assert texts(await raw.result("getUpdates", offset=-1)) == ["three"]
    assert texts(await raw.result("getUpdates")) == ["three"]


async def test_offset_far_beyond_the_end_is_ignored(raw: Raw, server: SandboxServer) -> None:
    server.world.say(OLENA, "one")
    assert texts(await raw.result("getUpdates", offset=2_000_000_000)) == ["one"]


async def test_waiting_poll_is_answered_as_soon_as_somebody_writes(raw: Raw, server: SandboxServer) -> None:
    poll = asyncio.create_task(raw.result("getUpdates", timeout=30))
    await until_polling(server)
    server.world.say(OLENA, "at last")
    assert texts(await asyncio.wait_for(poll, 5)) == ["at last"]


async def test_newer_poller_wins_and_the_older_one_is_told(raw: Raw, server: SandboxServer) -> None:
    older = asyncio.create_task(raw.call("getUpdates", timeout=30))
    await until_polling(server)
    assert await raw.result("getUpdates") == []
    assert (await older)["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert (await older)["status"] == 409


async def test_poll_is_refused_while_a_webhook_is_set(raw: Raw, server: SandboxServer) -> None:
    waiting = asyncio.create_task(raw.call("getUpdates", timeout=30))
    await until_polling(server)
    await raw.result("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    assert await raw.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await raw.result("deleteWebhook")
    assert await raw.result("getUpdates") == []


async def test_only_the_kinds_asked_for_are_queued(raw: Raw, server: SandboxServer) -> None:
    await raw.result("getUpdates", allowed_updates=["my_chat_member"])
    server.world.say(MAREK, "not asked for")
    server.world.block(MAREK)
    (update,) = await raw.result("getUpdates", allowed_updates=[])
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert update["my_chat_member"]["old_chat_member"]["status"] == "member"
    server.world.say(OLENA, "asked for again")
    assert "message" in (await raw.result("getUpdates"))[-1]


async def test_updates_are_forgotten_after_a_day(raw: Raw, server: SandboxServer, clock: FakeClock) -> None:
    server.world.say(OLENA, "old")
    clock.advance(timedelta(hours=24))
    server.world.say(OLENA, "new")
    assert texts(await raw.result("getUpdates")) == ["new"]


def test_queue_is_bounded() -> None:
    queue = UpdateQueue(lambda: 0.0)
    for number in range(KEPT_UPDATES + 5):
        queue.add("message", {"number": number})
    assert len(queue.pending()) == KEPT_UPDATES
    assert queue.pending()[0]["message"] == {"number": 5}


def test_later_run_numbers_its_updates_higher() -> None:
    earlier, later = UpdateQueue(lambda: 1_800_000_000.0), UpdateQueue(lambda: 1_800_000_060.0)
    first = [earlier.add("message", {}) or 0 for _ in range(100)]
    assert (later.add("message", {}) or 0) > max(first)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/status grain", True),
        ("/status@tocsin_sandbox_bot grain", True),
        ("/status@another_bot grain", False),
        ("what of the grain?", False),
        ("what says @tocsin_sandbox_bot?", True),
        ("what says @tocsin_sandbox_bot_2?", False),
        ("see /status", False),
    ],
)
async def test_in_a_group_the_bot_hears_what_is_meant_for_it(
    server: SandboxServer, text: str, heard: bool
) -> None:
    server.world.say(MAREK, text, chat_id=NEWSROOM)
    assert bool(server.world.updates.pending()) is heard


async def test_replies_to_the_bot_reach_it_and_replies_to_people_do_not(
    raw: Raw, server: SandboxServer
) -> None:
    mine = await raw.result("sendMessage", chat_id=NEWSROOM, text="news")
    theirs = server.world.say(MAREK, "hm", chat_id=NEWSROOM)
    server.world.say(OLENA, "to Marek", chat_id=NEWSROOM, reply_to=theirs)
    server.world.say(OLENA, "to the bot", chat_id=NEWSROOM, reply_to=mine["message_id"])
    (update,) = server.world.updates.pending()
    assert update["message"]["reply_to_message"]["text"] == "news"


async def test_administrator_bot_hears_everything(server: SandboxServer) -> None:
    server.world.set_bot(NEWSROOM, "administrator")
    server.world.say(MAREK, "just talk", chat_id=NEWSROOM)
    assert [next(iter(u.keys() - {"update_id"})) for u in server.world.updates.pending()] == [
        "my_chat_member",
        "message",
    ]


async def test_message_in_a_topic_names_its_thread(server: SandboxServer) -> None:
    server.world.say(OLENA, "/start", chat_id=FIELD_DESK, thread_id=3)
    server.world.say(OLENA, "/start", chat_id=FIELD_DESK, thread_id=1)
    topic, general = (update["message"] for update in server.world.updates.pending())
    assert (topic["message_thread_id"], topic["is_topic_message"]) == (3, True)
    assert "message_thread_id" not in general
    assert topic["reply_to_message"]["forum_topic_created"]["name"] == "Front line"
    assert "reply_to_message" not in general


async def until_polling(server: SandboxServer) -> None:
    """Until a getUpdates waits."""
    await asyncio.wait_for(server.world.updates.polling.wait(), 5)
