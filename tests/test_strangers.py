"""What strangers may send to the HTTP server: it answers, goes on, and keeps quiet about it."""

import asyncio
import logging
from contextlib import suppress

import pytest

from bot.door import Limits
from tests.test_web import House, serving

NO_HTTP = {
    "a length and chunks": b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a length with a sign": b"POST /api/articles HTTP/1.1\r\nContent-Length: +4\r\n\r\nabcd",
    "NUL": b"GET /healthz HTTP/1.1\r\nX: a\0b\r\n\r\n",
    "a long query": b"GET /healthz?" + b"a=1&" * 5_000 + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET /healthz HTTP/1.1\r\n" + b"X: 1\r\n" * 2_000 + b"\r\n",
    "noise": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_HTTP.values(), ids=NO_HTTP.keys())
async def test_what_is_no_http_is_answered_and_fills_no_log(
    caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    async with serving(House()) as session:
        root = session._base_url
        assert root is not None
        reader, writer = await asyncio.open_connection(root.host, root.port)
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        assert b" 400 Bad Request\r\n" in answer
        async with session.get("/healthz") as health:
            assert health.status == 200
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []


HALF = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: "


async def test_a_crowd_of_half_sent_headers_shuts_nobody_out() -> None:
    house = House()
    async with serving(house, limits=Limits(connections=40, an_address=20)) as session:
        root = session._base_url
        crowd = [await asyncio.open_connection(root.host, root.port) for _ in range(60)]
        for _, writer in crowd:
            writer.write(HALF)
        async with asyncio.timeout(5):
            async with session.get("/healthz") as health:
                assert health.status == 200
            secret = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
            async with session.post("/telegram", json={"update_id": 1}, headers=secret) as update:
                assert update.status == 200
            for reader, _ in crowd[:40]:  # those of before had to make room
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
        for _, writer in crowd:
            writer.close()
    assert [one["update_id"] for one in house.pushed] == [1]


@pytest.mark.parametrize("sent", [b"", HALF], ids=["nothing", "half a header"])
async def test_who_does_not_say_in_time_what_he_wants_is_cut_off(sent: bytes) -> None:
    async with serving(House(), limits=Limits(header=0.05)) as session:
        root = session._base_url
        reader, writer = await asyncio.open_connection(root.host, root.port)
        writer.write(sent)
        async with asyncio.timeout(5):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()


async def test_a_connection_is_kept_for_the_next_request_longer_than_a_header_may_take() -> None:
    async with serving(House(), limits=Limits(header=0.05)) as session:
        root = session._base_url
        reader, writer = await asyncio.open_connection(root.host, root.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in await reader.readuntil(b"}")
        other, closed = await asyncio.open_connection(root.host, root.port)
        with suppress(ConnectionResetError):
            await asyncio.wait_for(other.read(), 5)  # as long as a header may take
        closed.close()
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"}"), 5)
        writer.close()
