"""What one client, or a stranger, sends too much of costs the others nothing."""

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

import aiohttp
import pytest

from bot import web
from bot.domain.model import Article
from bot.door import Limits
from bot.errors import InputError
from bot.ingest.apart import Children
from bot.ingest.pushed import BOUNDS, Pushed
from tests.test_web import GOOD, House, post, serving


async def test_page_that_takes_too_long_is_named_and_what_another_sends_is_taken_meanwhile() -> None:
    house = House()
    slow = "<html><body>" + "".join(f"<p>w<b>x</b>{n}</p>" for n in range(9_000)) + "</body></html>"
    children = Children(2, replace(BOUNDS, seconds=0.5))
    async with serving(house, read=Pushed(children)) as server:
        assert (await post(server, {"title": "First"}))[0] == 202
        heavy = asyncio.create_task(post(server, [{"title": "Good"}, {"html": slow}, {"title": "Not read"}]))
        other = {**GOOD, "Authorization": "Bearer letmein#2"}
        for _ in range(2):
            await house.admitted.acquire()
        assert (await post(server, {"title": "Honest"}, other))[0] == 202
        status, body = await heavy
    await children.stop()
    assert (status, [one["item"] for one in body["errors"]]) == (422, [1])
    assert "takes too long to read" in body["error"]
    assert [article.title for article in house.taken] == ["First", "Honest"]


async def test_client_has_few_bodies_read_at_once_and_keeps_nobody_else_waiting() -> None:
    house = House()
    reading, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def read(body: bytes, most: int) -> list[Article | InputError]:
        reading.release()
        if b"slow" in body:
            await go_on.wait()
        return [Article(guid="a", title="A")]

    async with serving(house, read=read, shares=web.Shares(readings=2, patience=0.05)) as server:
        slow = [asyncio.create_task(post(server, {"title": "slow"})) for _ in range(2)]
        for _ in slow:
            await reading.acquire()
        async with server.post("/api/articles", data=b'{"title": "slow"}', headers=GOOD) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
            assert "fewer at a time" in (await answer.json())["error"]
        other = {**GOOD, "Authorization": "Bearer letmein#2"}
        assert (await post(server, {"title": "Honest"}, other))[0] == 202
        go_on.set()
        assert [status for status, _ in await asyncio.gather(*slow)] == [202, 202]
        assert (await post(server, {"title": "slow"}))[0] == 202


class Raw:
    """A connection on which any bytes may be said."""

    def __init__(self, server: aiohttp.ClientSession) -> None:
        self._port = server._base_url.port  # type: ignore[union-attr] # given above

    async def __aenter__(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self._reader, self._writer

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()


def head(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


LONG = head(*(f"X-{n}: {'a' * 7000}" for n in range(10)))


@pytest.mark.parametrize(
    "begin",
    [
        head("POST /api/articles HTTP/1.1"),
        b"\r\n\r\n" + head("POST /api/articles HTTP/1.1"),
        head("GET /healthz HTTP/1.1", "Host: x", ""),
    ],
    ids=["the first request", "after empty lines", "a second request"],
)
async def test_header_without_an_end_is_cut_off(begin: bytes) -> None:
    async with asyncio.timeout(8), serving(House()) as server, Raw(server) as (reader, writer):
        writer.write(begin)
        if b"healthz" in begin:
            assert b"alive" in await reader.readuntil(b"}")
            writer.write(head("GET /healthz HTTP/1.1"))
        writer.write(LONG)
        with suppress(ConnectionError):
            assert b" 200 " not in await reader.read()


async def test_body_that_comes_with_its_header_and_a_header_in_pieces_are_taken() -> None:
    house = House()
    body = json.dumps({"title": "One", "text": "a" * 100_000}).encode()
    said = head(
        "POST /api/articles HTTP/1.1", "Host: x", "Authorization: Bearer letmein",
        "Content-Type: application/json", f"X-Long: {'a' * 7000}", f"Content-Length: {len(body)}", "",
    ) + body  # fmt: skip
    async with asyncio.timeout(8), serving(house) as server, Raw(server) as (reader, writer):
        for _ in range(2):
            writer.write(said)
            assert b" 202 " in await reader.readline()
            await reader.readuntil(b"}]")
        end = said.index(b"\r\n\r\n")
        for piece in (said[: end + 1], said[end + 1 : end + 3], said[end + 3 :]):
            writer.write(piece)
            await writer.drain()
        assert b" 202 " in await reader.readline()
    assert len(house.taken) == 3


async def test_slow_bodies_leave_room_for_others_for_telegram_and_for_health() -> None:
    house = House()
    shares = web.Shares(bodies=2, together=5, patience=0.05)
    begun = (
        "POST /api/articles HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        "Content-Length: 100",
    )
    async with (
        serving(house, shares=shares, limits=Limits(connections=8)) as server,
        AsyncExitStack() as open,
    ):
        for client in (1, 1, 2, 2, 3):
            _, writer = await open.enter_async_context(Raw(server))
            writer.write(head(*begun, f"Authorization: Bearer letmein#{client}", "") + b"[")
            await house.admitted.acquire()
        for client in (1, 4):
            answer = await post(
                server, {"title": "One"}, {**GOOD, "Authorization": f"Bearer letmein#{client}"}
            )
            assert answer[0] == 429
        async with server.get("/healthz") as health:
            assert health.status == 200
        secret = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        async with server.post("/telegram", json={"update_id": 1}, headers=secret) as update:
            assert update.status == 200
    assert house.taken == []


async def test_slow_bodies_of_one_client_keep_no_other_waiting() -> None:
    house = House()
    begun = (
        "POST /api/articles HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        "Content-Length: 100",
    )
    async with serving(house, shares=web.Shares(bodies=2, patience=0.05)) as server, AsyncExitStack() as open:
        for _ in range(2):
            _, writer = await open.enter_async_context(Raw(server))
            writer.write(head(*begun, "Authorization: Bearer letmein", "") + b"[")
            await house.admitted.acquire()
        assert (await post(server, {"title": "One"}))[0] == 429
        assert (await post(server, {"title": "One"}, {**GOOD, "Authorization": "Bearer letmein#2"}))[0] == 202
