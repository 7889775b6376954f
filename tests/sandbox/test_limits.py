"""Flood limits: what passes, what must wait and how long, on a clock that moves when told."""

from datetime import timedelta

import pytest

from bot.sandbox import UNLIMITED, Limits
from bot.sandbox.limits import FloodGate
from bot.sandbox.refusal import Refusal
from tests.fakes import FakeClock
from tests.sandbox.conftest import NEWSROOM, OLENA, TOKEN, Raw


class Sender:
    """Takes from a gate and says what happened: 0 for passed, else the seconds to wait."""

    def __init__(self, limits: Limits) -> None:
        self.at = 1000.0
        self.gate = FloodGate(limits, lambda: self.at)

    def send(self, chat: int) -> int:
        try:
            self.gate.take(chat)
        except Refusal as refusal:
            return refusal.parameters["retry_after"]
        return 0


@pytest.fixture
def sender() -> Sender:
    return Sender(Limits())


def test_private_chat_takes_a_short_burst_then_one_a_second(sender: Sender) -> None:
    assert [sender.send(1) for _ in range(5)] == [0, 0, 0, 0, 1]
    sender.at += 1
    assert [sender.send(1) for _ in range(2)] == [0, 1]
    sender.at += 10
    assert [sender.send(1) for _ in range(5)] == [0, 0, 0, 0, 1]


def test_group_takes_twenty_a_minute(sender: Sender) -> None:
    sent = []
    for _ in range(21):
        sent.append(sender.send(-1))
        sender.at += 1
    assert sent == [0] * 20 + [40]
    sender.at += 39
    assert sender.send(-1) == 0


def test_all_chats_together_take_thirty_a_second(sender: Sender) -> None:
    assert [sender.send(chat) for chat in range(1, 32)] == [0] * 30 + [1]
    sender.at += 1
    assert sender.send(31) == 0


@pytest.mark.parametrize("chat", [1, -1])
def test_whoever_waits_as_told_passes(sender: Sender, chat: int) -> None:
    for _ in range(60):
        if wait := sender.send(chat):
            sender.at += wait
            assert sender.send(chat) == 0
        sender.at += 0.3


def test_one_chats_flood_does_not_stop_another(sender: Sender) -> None:
    assert [sender.send(1) for _ in range(5)][-1] == 1
    assert sender.send(2) == 0


def test_limits_can_be_turned_off() -> None:
    unlimited = Sender(UNLIMITED)
    assert {unlimited.send(chat) for chat in (1, -1) for _ in range(200)} == {0}


async def test_edits_count_and_the_wait_is_told_twice(raw: Raw) -> None:
    sent = await raw.result("sendMessage", chat_id=OLENA, text="0")
    for number in range(1, 4):
        await raw.result("editMessageText", chat_id=OLENA, message_id=sent["message_id"], text=str(number))
    body = {"chat_id": OLENA, "message_id": sent["message_id"], "text": "4"}
    async with raw.session.post(f"{raw.address}/bot{TOKEN}/editMessageText", json=body) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert await answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }


async def test_answers_and_deletions_are_free(raw: Raw, clock: FakeClock) -> None:
    ids = [(await raw.result("sendMessage", chat_id=NEWSROOM, text="x"))["message_id"] for _ in range(20)]
    assert (await raw.refusal("sendMessage", chat_id=NEWSROOM, text="x"))[0] == 429
    for message_id in ids:
        assert await raw.result("deleteMessage", chat_id=NEWSROOM, message_id=message_id)
    clock.advance(timedelta(minutes=1))
    assert await raw.result("sendMessage", chat_id=NEWSROOM, text="x")
