"""What strangers may send to the HTTP server: it answers, goes on, and keeps quiet about it."""

import asyncio
import logging

import pytest

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
