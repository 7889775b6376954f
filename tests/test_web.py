import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
import pytest

from bot import web
from bot.domain.model import Article
from bot.door import Limits
from bot.errors import InputError, StoreBusy
from bot.ingest.pushed import Pushed
from bot.refusals import LARGEST_BODY

Reads = Callable[[bytes, int], Awaitable[Sequence[Article | InputError]]]


class House:
    """What the server calls, remembered."""

    def __init__(self) -> None:
        self.taken: list[Article] = []
        self.pushed: list[Mapping[str, Any]] = []
        self.ailments: list[str] = []
        self.busy = False
        self.token = "letmein"
        self.wait = 0.0
        self.admitted = asyncio.Semaphore(0)

    async def is_open(self) -> bool:
        return bool(self.token)

    async def client_of(self, secret: str) -> str | None:
        name, _, number = secret.partition("#")
        return f"client {number}" if name and name == self.token else None

    def wait_for(self, client: str) -> float:
        self.admitted.release()
        return self.wait

    async def take(self, articles: Sequence[Article]) -> list[web.Accepted]:
        if self.busy:
            raise StoreBusy("The store is held by another program; try again.")
        self.taken += articles
        return [web.Accepted(number, True) for number, _ in enumerate(articles, 1)]

    async def push(self, data: Mapping[str, Any]) -> None:
        self.pushed.append(data)

    async def look(self) -> list[str]:
        return self.ailments

    async def figures(self) -> dict[str, float]:
        return {"deliveries_due": 3.0}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def server(house: House) -> AsyncIterator[aiohttp.ClientSession]:
    async with serving(house) as session:
        yield session


def serving(
    house: House,
    *,
    token: str = "letmein",
    secret: str = "s3cret",
    limits: Limits | None = None,
    shares: web.Shares | None = None,
    read: Reads | None = None,
) -> Any:
    house.token = token
    routes = web.Routes(
        gate=house,
        read=read or Pushed(asyncio.to_thread),
        take=house.take,
        webhook_secret=secret,
        push=house.push if secret else None,
        ailments=house.look,
        figures=house.figures,
    )
    return _Serving(routes, limits or Limits(), shares or web.Shares())


class _Serving:
    def __init__(self, routes: web.Routes, limits: Limits, shares: web.Shares) -> None:
        self._routes, self._limits, self._shares = routes, limits, shares

    async def __aenter__(self) -> aiohttp.ClientSession:
        self._runner, port = await web.start(
            self._routes, "127.0.0.1", 0, limits=self._limits, shares=self._shares
        )
        self._session = aiohttp.ClientSession(f"http://127.0.0.1:{port}")
        return self._session

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()


GOOD = {"Authorization": "Bearer letmein", "Content-Type": "application/json"}


async def post(
    server: aiohttp.ClientSession, body: object, headers: Mapping[str, str] = GOOD
) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with server.post("/api/articles", data=io.BytesIO(data), headers=headers) as answer:
        return answer.status, await answer.json()


async def test_one_article_an_array_and_json_lines_are_taken(
    server: aiohttp.ClientSession, house: House
) -> None:
    assert await post(server, {"title": "One"}) == (202, [{"article": 1, "new": True}])
    status, lines = await post(server, [{"title": "Two"}, {"title": "Three"}])
    assert (status, len(lines)) == (202, 2)
    status, lines = await post(
        server, b'{"title": "Four"}\n{"title": "Five"}\n', {**GOOD, "Content-Type": "application/x-ndjson"}
    )
    assert (status, len(lines)) == (202, 2)
    assert [article.title for article in house.taken] == ["One", "Two", "Three", "Four", "Five"]


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic letmein", "letmein", "Bearer летмеин"])
async def test_a_wrong_token_is_refused_before_anything_is_read(
    server: aiohttp.ClientSession, house: House, header: str
) -> None:
    status, body = await post(server, {"title": "One"}, {**GOOD, "Authorization": header})
    assert status == 401
    assert "Authorization" in body["error"]
    assert house.taken == []


async def test_without_a_token_set_the_route_is_closed(house: House) -> None:
    async with serving(house, token="") as server:
        status, body = await post(server, {"title": "One"}, {**GOOD, "Authorization": "Bearer "})
    assert status == 403
    assert "INGEST_TOKEN" in body["error"]


async def test_a_client_that_is_too_fast_is_told_when_to_go_on(
    server: aiohttp.ClientSession, house: House
) -> None:
    house.wait = 1.2
    async with server.post("/api/articles", data=b'{"title": "One"}', headers=GOOD) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    assert house.taken == []


async def test_a_bad_item_is_named_and_nothing_is_stored(server: aiohttp.ClientSession, house: House) -> None:
    status, body = await post(server, [{"title": "Good"}, {"title": 7}])
    assert status == 422
    assert body["errors"][0]["item"] == 1
    assert '"title" must be a string' in body["errors"][0]["error"]
    assert "Nothing was stored" in body["error"]
    assert house.taken == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{not json", b"[" * 100_000, b"\xff\xfe\x00", b"7", b"null"])
async def test_a_body_without_articles_is_refused_in_words(
    server: aiohttp.ClientSession, house: House, body: bytes
) -> None:
    status, answer = await post(server, body)
    assert status == 422
    assert answer["error"]
    assert house.taken == []


async def test_another_content_type_is_refused(server: aiohttp.ClientSession) -> None:
    status, body = await post(server, b"<rss/>", {**GOOD, "Content-Type": "application/xml"})
    assert status == 415
    assert "JSON" in body["error"]


async def test_too_large_a_body_is_refused_also_when_it_is_compressed(
    server: aiohttp.ClientSession, house: House
) -> None:
    large = b'{"title": "' + b"a" * (LARGEST_BODY + 1) + b'"}'
    assert (await post(server, large))[0] == 413
    status, body = await post(server, gzip.compress(large), {**GOOD, "Content-Encoding": "gzip"})
    assert status == 413
    assert "MiB" in body["error"]
    assert house.taken == []


async def test_broken_compression_is_the_clients_fault(server: aiohttp.ClientSession) -> None:
    status, body = await post(server, b"no gzip at all", {**GOOD, "Content-Encoding": "gzip"})
    assert status == 400
    assert "error" in body


async def test_too_many_articles_at_a_time_are_refused(server: aiohttp.ClientSession, house: House) -> None:
    status, _ = await post(server, [{"title": str(number)} for number in range(web.MOST_ARTICLES + 1)])
    assert status == 413
    assert house.taken == []


async def test_a_busy_store_asks_to_come_again(server: aiohttp.ClientSession, house: House) -> None:
    house.busy = True
    async with server.post("/api/articles", data=b'{"title": "One"}', headers=GOOD) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0


async def test_the_webhook_takes_updates_only_with_its_secret(
    server: aiohttp.ClientSession, house: House
) -> None:
    header = "X-Telegram-Bot-Api-Secret-Token"
    for wrong in ({}, {header: "guess"}, {header: "sécret"}):
        async with server.post("/telegram", json={"update_id": 1}, headers=wrong) as answer:
            assert answer.status == 403
    assert house.pushed == []
    async with server.post("/telegram", json={"update_id": 1}, headers={header: "s3cret"}) as answer:
        assert answer.status == 200
    async with server.post("/telegram", data=b"[1]", headers={header: "s3cret"}) as answer:
        assert answer.status in (400, 415)
    assert house.pushed == [{"update_id": 1}]


async def test_without_a_webhook_there_is_no_such_route(house: House) -> None:
    async with serving(house, secret="") as server, server.post("/telegram", json={}) as answer:
        assert answer.status == 404


async def test_health_readiness_and_metrics_say_what_is_so(
    server: aiohttp.ClientSession, house: House
) -> None:
    async with server.get("/healthz") as answer:
        assert answer.status == 200
    async with server.get("/readyz") as answer:
        assert answer.status == 200
    house.ailments = ["the delivery loop stands still"]
    async with server.get("/readyz") as answer:
        assert answer.status == 503
        assert (await answer.json())["why_not"] == house.ailments
    async with server.get("/metrics") as answer:
        assert "tocsin_deliveries_due 3.0" in await answer.text()


async def test_a_client_that_goes_away_halfway_leaves_nothing(
    server: aiohttp.ClientSession, house: House
) -> None:
    port = server._base_url.port  # type: ignore[union-attr] # given above
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer letmein\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await post(server, {"title": "After"}))[0] == 202
    assert [article.title for article in house.taken] == ["After"]


async def test_millions_of_tiny_items_are_refused_without_reading_them_all(
    server: aiohttp.ClientSession, house: House
) -> None:
    status, body = await post(server, b"[" + b"1," * 500_000 + b"1]")
    assert status == 422
    assert len(body["errors"]) <= 100
    assert house.taken == []


@pytest.mark.parametrize("at", [b"1" + b"0" * 400, b"-62135596800", b'"0001-01-01T00:00:00+14:00"', b"1e400"])
async def test_a_date_that_no_clock_knows_is_no_reason_to_fail(
    server: aiohttp.ClientSession, house: House, at: bytes
) -> None:
    status, _ = await post(server, b'{"title": "One", "published_at": ' + at + b"}")
    assert status in (202, 422)


async def test_what_nobody_foresaw_is_said_as_json(house: House) -> None:
    async def fail(articles: Sequence[Article]) -> list[web.Accepted]:
        raise RuntimeError("secret inside")

    house.take = fail  # type: ignore[method-assign] # the test's own house
    async with serving(house) as server:
        status, body = await post(server, {"title": "One"})
    assert status == 500
    assert "secret" not in body["error"]


@pytest.mark.parametrize(
    "body", [b"[" + b'{"":0},' * 100_000 + b"{}]", b"[" * 100_001, b"[{}" + b",[]" * 100_000]
)
async def test_more_objects_than_articles_need_are_refused_before_they_are_made(
    server: aiohttp.ClientSession, house: House, body: bytes
) -> None:
    status, answer = await post(server, body)
    assert (status, "objects and arrays" in answer["error"]) == (422, True)


async def test_braces_in_an_articles_words_are_words(server: aiohttp.ClientSession, house: House) -> None:
    script = 'function a() { return "[{" }' * 3_000
    assert (await post(server, [{"title": "One", "text": script} for _ in range(20)]))[0] == 202
    assert [article.text for article in house.taken] == [script] * 20
