"""Failures on demand: each kind as the client meets it, and only as often as asked for."""

import asyncio
import os

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.sandbox import FaultKind, SandboxServer
from tests.sandbox.conftest import OLENA, Raw

assert os.environ["PTB_TIMEDELTA"] == "1"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RetryAfter),
        ("500", NetworkError),
        ("502", NetworkError),
        ("403", Forbidden),
        ("bad_json", TelegramError),
        ("reset", NetworkError),
    ],
)
async def test_fault_strikes_once_and_nothing_is_sent(
    bot: Bot, raw: Raw, server: SandboxServer, kind: str, error: type[TelegramError]
) -> None:
    assert await raw.page("/sandbox/fault", {"method": "sendMessage", "times": 1, "kind": kind}) == (200, {})
    with pytest.raises(error) as caught:
        await bot.send_message(OLENA, "lost")
    assert not isinstance(caught.value, BadRequest)
    await bot.send_message(OLENA, "through")
    assert [message["text"] for message in server.world.sent()] == ["through"]


async def test_timeout_comes_after_the_message_was_accepted(bot: Bot, server: SandboxServer) -> None:
    server.faults.add("sendMessage", FaultKind.TIMEOUT)
    with pytest.raises(TimedOut):
        await bot.send_message(OLENA, "accepted", read_timeout=0.05)
    assert [message["text"] for message in server.world.sent()] == ["accepted"]


async def test_late_reset_breaks_the_connection_after_accepting(bot: Bot, server: SandboxServer) -> None:
    server.faults.add("sendMessage", FaultKind.LATE_RESET)
    with pytest.raises(NetworkError):
        await bot.send_message(OLENA, "accepted")
    assert [message["text"] for message in server.world.sent()] == ["accepted"]


async def test_a_slow_answer_comes_late_and_well(server: SandboxServer, raw: Raw) -> None:
    server.faults.add("sendMessage", FaultKind.SLOW)
    sending = asyncio.create_task(raw.call("sendMessage", chat_id=OLENA, text="x"))
    await server.world.wait_for(lambda message: message["text"] == "x")
    done, _ = await asyncio.wait({sending}, timeout=0.05)
    assert not done
    await asyncio.wait_for(server.stop(), 5)  # which lets it go
    assert (await sending)["ok"]


async def test_fault_of_any_method_strikes_as_often_as_asked(raw: Raw, server: SandboxServer) -> None:
    server.faults.add("*", FaultKind.FLOOD, times=2, retry_after=7)
    answers = [await raw.call("getMe") for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [False, False, True]
    assert answers[0]["parameters"] == {"retry_after": 7}


async def test_waiting_calls_are_let_go_when_the_server_stops(raw: Raw, server: SandboxServer) -> None:
    server.faults.add("sendMessage", FaultKind.TIMEOUT)
    hanging = asyncio.create_task(raw.call("sendMessage", chat_id=OLENA, text="x"))
    polling = asyncio.create_task(raw.call("getUpdates", timeout=50))
    await server.world.wait_for(lambda message: message["text"] == "x")
    await asyncio.wait_for(server.world.updates.polling.wait(), 5)
    await asyncio.wait_for(server.stop(), 5)
    assert isinstance((await asyncio.gather(hanging, return_exceptions=True))[0], Exception)
    assert (await polling)["result"] == []


async def test_unknown_fault_is_refused_with_the_known_ones(raw: Raw) -> None:
    status, answer = await raw.page("/sandbox/fault", {"method": "getMe", "kind": "fire"})
    assert status == 400
    assert "timeout" in answer["error"]
