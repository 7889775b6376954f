"""The one HTTP server: articles pushed in, Telegram's webhook, health and metrics.

Judges nothing: it parses, bounds and answers. Articles are stored before 202 is said.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Protocol

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot import door
from bot.domain.model import Article
from bot.errors import InputError
from bot.hubdoors import HubDoors, Hubs
from bot.openapi import DESCRIPTION
from bot.refusals import LARGEST_BODY, body_of, refusal, worded
from bot.turns import Turns

log = logging.getLogger(__name__)

MOST_ARTICLES = 1000
"""Articles one request may bring: what one transaction should hold."""
HEADER_LINE = 8_000
"""Bytes of one of its lines; of all together the door takes a few times as many."""
_LIMITS = door.Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How much of the server may be taken up by those who push, at once."""

    bodies: int = 8
    """Requests of one client that are taken in and stored."""
    readings: int = 2
    """Bodies of one client that are read."""
    together: int = 200
    """Requests of all clients, those that wait for their turn among them. The other connections are left to Telegram
    and to whoever asks how the process is doing."""
    patience: float = 5
    """Seconds that a request may wait for its turn."""


_SHARES = Shares()
JSON_TYPES = frozenset(
    {
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-lines",
    }
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An article that is stored."""

    article: int
    new: bool


class Gate(Protocol):
    """Who may push articles in, and how fast."""

    async def is_open(self) -> bool:
        """Whether anybody may."""
        ...

    async def client_of(self, secret: str) -> str | None:
        """Whose secret it is; None for nobody's."""
        ...

    def wait_for(self, client: str) -> float:
        """Counts a request; 0 when it may go on, else seconds to wait."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """What the server calls; a route whose secret is empty is closed."""

    gate: Gate
    read: Callable[[bytes, int], Awaitable[Sequence[Article | InputError]]]
    """Reads a body as articles, at most so many and one more, away from the event loop."""
    take: Callable[[Sequence[Article]], Awaitable[Sequence[Accepted]]]
    webhook_secret: str
    push: Callable[[Mapping[str, Any]], Awaitable[None]] | None
    ailments: Callable[[], Awaitable[Sequence[str]]]
    """What keeps the process from being ready, in words; empty when all is well."""
    figures: Callable[[], Awaitable[Mapping[str, float]]]
    hubs: Hubs | None = None
    counted: CollectorRegistry = field(default_factory=CollectorRegistry)
    """What was counted since the start."""


def application(routes: Routes, shares: Shares = _SHARES) -> web.Application:
    """The server's routes, ready to run."""
    turns = Turns(shares.bodies, together=shares.together, patience=shares.patience)
    readings = Turns(shares.readings, together=shares.together, patience=shares.patience)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_at_the_door, worded])
    handlers = _Handlers(routes, turns, readings)
    app.router.add_post("/api/articles", handlers.articles)
    app.router.add_get("/api/openapi.json", handlers.openapi)
    app.router.add_get("/healthz", handlers.healthz)
    app.router.add_get("/readyz", handlers.readyz)
    app.router.add_get("/metrics", handlers.metrics)
    if routes.push is not None:
        app.router.add_post("/telegram", handlers.telegram)
    if routes.hubs is not None:
        doors = HubDoors(routes.hubs, turns)
        app.router.add_get("/websub/{token}", doors.verify)
        app.router.add_post("/websub/{token}", doors.push)
    return app


async def start(
    routes: Routes, host: str, port: int, *, limits: door.Limits = _LIMITS, shares: Shares = _SHARES
) -> tuple["Serving", int]:
    """Listen; returns what serves (call `cleanup()`) and the port. Raises OSError when the port is taken."""
    server = logging.getLogger(f"{__name__}.server")
    server.addFilter(_is_ours)
    runner = web.AppRunner(
        application(routes, shares),
        access_log=None,
        shutdown_timeout=2,
        logger=server,
        max_field_size=HEADER_LINE,
        max_line_size=HEADER_LINE,
    )
    await runner.setup()
    assert runner.server is not None
    keeper = door.Doorkeeper(runner.server, limits)
    try:
        listening = await asyncio.get_running_loop().create_server(keeper, host, port, backlog=128)
    except OSError:
        await runner.cleanup()
        raise
    return Serving(listening, runner), listening.sockets[0].getsockname()[1]


@dataclass(frozen=True, slots=True)
class Serving:
    """The server while it listens."""

    listening: asyncio.Server
    runner: web.AppRunner

    async def cleanup(self) -> None:
        """Listen no more, answer what was begun, close all connections."""
        self.listening.close()
        await self.runner.cleanup()


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a fault is ours to mend. What is no HTTP anybody may send, as often as he likes: it is answered with 400,
    and neither its bytes nor a trace of them fill the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


class _Handlers:
    def __init__(self, routes: Routes, turns: Turns, readings: Turns) -> None:
        self._routes = routes
        self._turns = turns
        self._readings = readings
        self._push = routes.push or _nobody

    async def articles(self, request: web.Request) -> web.Response:
        """POST /api/articles: one article, an array, or JSON Lines."""
        client = await self._admitted(request)
        if request.content_type not in JSON_TYPES:
            raise refusal(415, "Send JSON (application/json) or JSON Lines (application/x-ndjson).")
        async with self._turns.of(client):
            body = await body_of(request)
            async with self._readings.of(client):
                articles = await self._articles(body)
            taken = await self._routes.take(articles)
        return web.json_response([{"article": one.article, "new": one.new} for one in taken], status=202)

    async def _articles(self, body: bytes) -> Sequence[Article]:
        """What a body brings; a refusal that names each item which is no article."""
        try:
            found = await self._routes.read(body, MOST_ARTICLES)
        except InputError as error:
            raise refusal(422, f"{error} Nothing was stored.", errors=[]) from None
        errors = [
            {"item": n, "error": str(one)} for n, one in enumerate(found) if isinstance(one, InputError)
        ]
        if errors:
            words = f"Item {errors[0]['item']}: {errors[0]['error']} Nothing was stored."
            raise refusal(422, words, errors=errors[:100])
        articles = [one for one in found if isinstance(one, Article)]
        if not articles:
            raise refusal(422, "The body holds no article. Nothing was stored.", errors=[])
        if len(articles) > MOST_ARTICLES:
            raise refusal(413, f"Send at most {MOST_ARTICLES} articles at a time. Nothing was stored.")
        return articles

    async def _admitted(self, request: web.Request) -> str:
        """Which client it is, before anything of the body is read."""
        gate = self._routes.gate
        client = await gate.client_of(_bearer(request.headers.get("Authorization", "")))
        if client is None and not await gate.is_open():
            raise refusal(403, "This route is closed: the owner has set no INGEST_TOKEN and given no key.")
        if client is None:
            raise refusal(401, "Send the header Authorization: Bearer, and INGEST_TOKEN or a key behind it.")
        if wait := gate.wait_for(client):
            told = refusal(429, f"Too many requests; go on in {ceil(wait)} s. Nothing was stored.")
            told.headers["Retry-After"] = str(ceil(wait))
            raise told
        return client

    async def openapi(self, request: web.Request) -> web.Response:
        """GET /api/openapi.json: this interface, described for programs."""
        return web.json_response(DESCRIPTION)

    async def telegram(self, request: web.Request) -> web.Response:
        """POST /telegram: one update from Telegram, answered after it was handled."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self._routes.webhook_secret or not _same(secret, self._routes.webhook_secret):
            raise refusal(403, "Wrong secret token.")
        try:
            data = json.loads(await body_of(request))
            if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
                raise ValueError("an update is an object with a number")
            await self._push(data)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            # Only who knows the secret comes here; what is no update would only be repeated for ever.
            log.warning("the webhook got what is no update", exc_info=True)
            raise refusal(400, "This is no update.") from None
        return web.Response()

    async def healthz(self, request: web.Request) -> web.Response:
        """GET /healthz: the process is alive."""
        return web.json_response({"alive": True})

    async def readyz(self, request: web.Request) -> web.Response:
        """GET /readyz: 200 when it does its work, 503 with the reasons when not."""
        ailments = list(await self._routes.ailments())
        return web.json_response(
            {"ready": not ailments, "why_not": ailments}, status=503 if ailments else 200
        )

    async def metrics(self, request: web.Request) -> web.Response:
        """GET /metrics: Prometheus text; no label ever carries a chat, a person or an address."""
        registry = CollectorRegistry()
        for name, value in (await self._routes.figures()).items():
            Gauge(f"tocsin_{name}", name.replace("_", " "), registry=registry).set(value)
        body = generate_latest(registry) + generate_latest(self._routes.counted)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _nobody(data: Mapping[str, Any]) -> None:
    """Where updates go without a webhook: nowhere, the route is not there."""


def _bearer(header: str) -> str:
    """The secret in a header; "" when it holds none."""
    kind, _, given = header.partition(" ")
    return given.strip() if kind.lower() == "bearer" else ""


def _same(given: str, wanted: str) -> bool:
    """Compare in constant time; as bytes, because compare_digest refuses non-ASCII text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


@web.middleware
async def _at_the_door(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """From here on, the header is whole and the connection is being served."""
    with door.serving(request.transport):
        return await handler(request)
