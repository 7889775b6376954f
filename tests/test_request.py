"""Our requests to Telegram: what is sent arrives, and how far a broken one came is told."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, InputFile

from bot import outcome
from bot.domain.model import Destination
from bot.messages import Message
from bot.request import AiohttpRequest
from bot.sandbox import FaultKind, SandboxServer
from bot.sender import TelegramSender
from tests.harness import OLENA, sandbox

POST = outcome.Post(destination=Destination(8088, OLENA), message=Message("<b>Flood</b> in Marnice"))


class Hasty(AiohttpRequest):
    """Waits a moment for an answer."""

    async def do_request(self, url: str, method: str, *given: Any, **named: Any) -> tuple[int, bytes]:
        return await super().do_request(url, method, *given, **{**named, "read_timeout": -9.5})


def bot_on(address: str, token: str, request: AiohttpRequest | None = None) -> Bot:
    request = request or AiohttpRequest(connections=4)
    return Bot(token, base_url=address, request=request, get_updates_request=AiohttpRequest(connections=1))


async def result_of(server: SandboxServer, kind: FaultKind, bot: Bot) -> outcome.Outcome:
    async with bot:
        server.faults.add("sendMessage", kind)
        return await TelegramSender(bot).send(POST)


@pytest.mark.parametrize(
    ("kind", "wanted", "stands"),
    [
        (FaultKind.RESET, outcome.Unsure, 0),
        (FaultKind.LATE_RESET, outcome.Unsure, 1),
        (FaultKind.TIMEOUT, outcome.Unsure, 1),
        (FaultKind.BAD_JSON, outcome.Unsure, 0),
        (FaultKind.SERVER_ERROR, outcome.NotSent, 0),
        (FaultKind.BAD_GATEWAY, outcome.NotSent, 0),
        (FaultKind.FLOOD, outcome.RetryAfter, 0),
        (FaultKind.FORBIDDEN, outcome.ChatGone, 0),
    ],
)
async def test_how_a_broken_request_ended_is_told_apart(kind: FaultKind, wanted: type, stands: int) -> None:
    async with sandbox() as server:
        server.world.say(OLENA, "/start")
        hasty = Hasty(connections=4) if kind is FaultKind.TIMEOUT else None
        assert type(await result_of(server, kind, bot_on(server.base_url, server.token, hasty))) is wanted
        assert len(server.world.sent(OLENA)) >= stands


async def test_a_connection_that_never_stood_is_certainly_not_sent() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        bot = bot_on(f"http://127.0.0.1:{unheard.getsockname()[1]}/bot", "8088:x")
        await bot.request.initialize()
        assert type(await TelegramSender(bot).send(POST)) is outcome.NotSent
        await bot.request.shutdown()


async def test_no_free_connection_is_certainly_not_sent() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    request = AiohttpRequest(connections=1, patience=0.05)
    bot = bot_on(f"http://127.0.0.1:{port}/bot", "8088:x", request)
    await request.initialize()
    first = asyncio.create_task(TelegramSender(bot).send(POST))
    await asyncio.wait({first}, timeout=0.02)
    assert type(await TelegramSender(bot).send(POST)) is outcome.NotSent
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await request.shutdown()
    server.close()


async def test_a_picture_arrives_whole() -> None:
    async with sandbox() as server:
        server.world.say(OLENA, "/start")
        bot = bot_on(server.base_url, server.token)
        bot._base_file_url = f"{server.base_file_url}{server.token}"
        async with bot:
            picture = (Path(__file__).parent.parent / "docs" / "sandbox.png").read_bytes()
            sent = await bot.send_photo(OLENA, InputFile(picture, "p.png"), caption="Coverage · Ґ")
            file = await sent.photo[-1].get_file()
            assert sent.caption == "Coverage · Ґ"
            assert bytes(await file.download_as_bytearray()) == picture


async def answering(body: bytes, asked: list[bytes]) -> asyncio.Server:
    """A server that answers anything with this, and keeps the first lines of what it is asked."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


async def test_a_proxy_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    server = await answering(b'{"ok":true,"result":{"message_id":7}}', asked)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    monkeypatch.setenv("no_proxy", "")
    bot = bot_on("http://telegram.example/bot", "8088:x")
    await bot.request.initialize()
    assert await TelegramSender(bot).send(POST) == outcome.Sent(7)
    assert asked == [b"POST http://telegram.example/bot8088:x/sendMessage HTTP/1.1\r\n"]
    await bot.request.shutdown()
    server.close()


async def test_an_answer_that_names_no_message_is_no_certain_one() -> None:
    server = await answering(b'{"ok":true,"result":true}', [])
    bot = bot_on(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot", "8088:x")
    await bot.request.initialize()
    assert type(await TelegramSender(bot).send(POST)) is outcome.Unsure
    await bot.request.shutdown()
    server.close()


async def test_an_answer_that_is_none_of_telegrams_writes_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with sandbox() as server:
        server.world.say(OLENA, "/start")
        assert isinstance(
            await result_of(server, FaultKind.BAD_GATEWAY, bot_on(server.base_url, server.token)),
            outcome.NotSent,
        )
    assert [record.name for record in caplog.records if record.exc_info] == []
