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
from aiohttp.web_exceptions import HTTPException
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot import door
from bot.domain.model import Article
from bot.errors import InputError, StoreBusy, StoreError
from bot.openapi import DESCRIPTION

log = logging.getLogger(__name__)

LARGEST_BODY = 10 * 1024 * 1024
LARGEST_PUSH = 5 * 1024 * 1024
"""Of what a hub sends: as large as a feed may be."""
_CHALLENGE = 2000
MOST_ARTICLES = 1000
"""Articles one request may bring: what one transaction should hold."""
BODY_SECONDS = 15
_LIMITS = door.Limits()
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


class Hubs(Protocol):
    """Those who send us the news of feeds (WebSub)."""

    async def knows(self, token: str) -> bool:
        """Whether we asked for anything to be sent there."""
        ...

    async def verify(self, token: str, asked: Mapping[str, str]) -> str | None:
        """What to answer a hub that asks whether we meant it; None: we did not."""
        ...

    async def push(self, token: str, body: bytes, content_type: str, signatures: Sequence[str]) -> None:
        """Takes what was sent, if it is signed as agreed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """What the server calls. The parser runs in a thread; a route whose secret is empty is closed."""

    gate: Gate
    parse: Callable[[bytes, int], Sequence[Article | InputError]]
    """Reads a body as articles, at most so many and one more."""
    take: Callable[[Sequence[Article]], Awaitable[Sequence[Accepted]]]
    webhook_secret: str
    push: Callable[[Mapping[str, Any]], Awaitable[None]] | None
    ailments: Callable[[], Awaitable[Sequence[str]]]
    """What keeps the process from being ready, in words; empty when all is well."""
    figures: Callable[[], Awaitable[Mapping[str, float]]]
    hubs: Hubs | None = None
    counted: CollectorRegistry = field(default_factory=CollectorRegistry)
    """What was counted since the start."""


def application(routes: Routes) -> web.Application:
    """The server's routes, ready to run."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_at_the_door, _worded])
    handlers = _Handlers(routes)
    app.router.add_post("/api/articles", handlers.articles)
    app.router.add_get("/api/openapi.json", handlers.openapi)
    app.router.add_get("/healthz", handlers.healthz)
    app.router.add_get("/readyz", handlers.readyz)
    app.router.add_get("/metrics", handlers.metrics)
    if routes.push is not None:
        app.router.add_post("/telegram", handlers.telegram)
    if routes.hubs is not None:
        doors = _HubDoors(routes.hubs)
        app.router.add_get("/websub/{token}", doors.verify)
        app.router.add_post("/websub/{token}", doors.push)
    return app


async def start(
    routes: Routes, host: str, port: int, *, limits: door.Limits = _LIMITS
) -> tuple["Serving", int]:
    """Listen; returns what serves (call `cleanup()`) and the port. Raises OSError when the port is taken."""
    server = logging.getLogger(f"{__name__}.server")
    server.addFilter(_is_ours)
    runner = web.AppRunner(application(routes), access_log=None, shutdown_timeout=2, logger=server)
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
    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._push = routes.push or _nobody

    async def articles(self, request: web.Request) -> web.Response:
        """POST /api/articles: one article, an array, or JSON Lines."""
        await self._ensure_admitted(request)
        if request.content_type not in JSON_TYPES:
            raise _refusal(415, "Send JSON (application/json) or JSON Lines (application/x-ndjson).")
        found = await asyncio.to_thread(self._routes.parse, await _body(request), MOST_ARTICLES)
        articles = [one for one in found if isinstance(one, Article)]
        if len(articles) < len(found):
            errors = [
                {"item": n, "error": str(one)} for n, one in enumerate(found) if isinstance(one, InputError)
            ]
            first = errors[0]
            raise _refusal(
                422, f"Item {first['item']}: {first['error']} Nothing was stored.", errors=errors[:100]
            )
        if not articles:
            raise _refusal(422, "The body holds no article. Nothing was stored.", errors=[])
        if len(articles) > MOST_ARTICLES:
            raise _refusal(413, f"Send at most {MOST_ARTICLES} articles at a time. Nothing was stored.")
        taken = await self._routes.take(articles)
        return web.json_response([{"article": one.article, "new": one.new} for one in taken], status=202)

    async def _ensure_admitted(self, request: web.Request) -> None:
        """Before anything of the body is read."""
        gate = self._routes.gate
        client = await gate.client_of(_bearer(request.headers.get("Authorization", "")))
        if client is None and not await gate.is_open():
            raise _refusal(403, "This route is closed: the owner has set no INGEST_TOKEN and given no key.")
        if client is None:
            raise _refusal(401, "Send the header Authorization: Bearer, and INGEST_TOKEN or a key behind it.")
        if wait := gate.wait_for(client):
            refusal = _refusal(429, f"Too many requests; go on in {ceil(wait)} s. Nothing was stored.")
            refusal.headers["Retry-After"] = str(ceil(wait))
            raise refusal

    async def openapi(self, request: web.Request) -> web.Response:
        """GET /api/openapi.json: this interface, described for programs."""
        return web.json_response(DESCRIPTION)

    async def telegram(self, request: web.Request) -> web.Response:
        """POST /telegram: one update from Telegram, answered after it was handled."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self._routes.webhook_secret or not _same(secret, self._routes.webhook_secret):
            raise _refusal(403, "Wrong secret token.")
        try:
            data = json.loads(await _body(request))
            if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
                raise ValueError("an update is an object with a number")
            await self._push(data)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            # Only who knows the secret comes here; what is no update would only be repeated for ever.
            log.warning("the webhook got what is no update", exc_info=True)
            raise _refusal(400, "This is no update.") from None
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


class _HubDoors:
    def __init__(self, hubs: Hubs) -> None:
        self._hubs = hubs

    async def verify(self, request: web.Request) -> web.Response:
        """GET /websub/…: a hub asks whether we meant what we asked it; the challenge, if we did."""
        answer = await self._hubs.verify(request.match_info["token"], request.query)
        if answer is None:
            raise _refusal(404, "Nothing of the kind was asked for.")
        return web.Response(text=answer[:_CHALLENGE], headers={"X-Content-Type-Options": "nosniff"})

    async def push(self, request: web.Request) -> web.Response:
        """POST /websub/…: what a feed has new. A stranger's body is not even read; what is not signed as agreed gets
        the same answer as what is."""
        token = request.match_info["token"]
        if not await self._hubs.knows(token):
            raise _refusal(410, "Nothing is wanted here any more.")
        body = await _body(request.clone(client_max_size=LARGEST_PUSH))
        signatures = [
            one
            for name in ("X-Hub-Signature", "X-Hub-Signature-256")
            for one in request.headers.getall(name, [])
        ]
        await self._hubs.push(token, body, request.headers.get("Content-Type", ""), signatures)
        return web.Response(status=202)


async def _nobody(data: Mapping[str, Any]) -> None:
    """Where updates go without a webhook: nowhere, the route is not there."""


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise _refusal(408, "The body took too long. Nothing was stored.") from None
    except web.RequestPayloadError:
        raise _refusal(400, "The body cannot be decoded. Nothing was stored.") from None


def _bearer(header: str) -> str:
    """The secret in a header; "" when it holds none."""
    kind, _, given = header.partition(" ")
    return given.strip() if kind.lower() == "bearer" else ""


def _same(given: str, wanted: str) -> bool:
    """Compare in constant time; as bytes, because compare_digest refuses non-ASCII text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


_ERRORS = {cls.status_code: cls for cls in (web.HTTPBadRequest, web.HTTPUnauthorized, web.HTTPForbidden)} | {
    404: web.HTTPNotFound,
    408: web.HTTPRequestTimeout,
    410: web.HTTPGone,
    415: web.HTTPUnsupportedMediaType,
    422: web.HTTPUnprocessableEntity,
    429: web.HTTPTooManyRequests,
}


def _refusal(status: int, text: str, **more: object) -> HTTPException:
    body = _dump({"error": text, **more})
    if status == 413:
        return web.HTTPRequestEntityTooLarge(
            LARGEST_BODY, LARGEST_BODY, text=body, content_type="application/json"
        )
    return _ERRORS[status](text=body, content_type="application/json")


def _dump(value: object) -> str:
    return web.json_response(value).text or ""


@web.middleware
async def _at_the_door(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """From here on, the header is whole and the connection is being served."""
    with door.serving(request.transport):
        return await handler(request)


@web.middleware
async def _worded(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Every error leaves as JSON with words; what was not foreseen is logged and said plainly."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge as error:
        if error.content_type == "application/json":
            raise
        raise _refusal(
            413, f"Send at most {LARGEST_BODY // 2**20} MiB at a time. Nothing was stored."
        ) from None
    except HTTPException as error:
        if error.status < 400 or error.content_type == "application/json":
            raise
        return web.json_response({"error": error.reason}, status=error.status, headers=_kept(error))
    except StoreBusy as error:
        return web.json_response({"error": str(error)}, status=503, headers={"Retry-After": "5"})
    except StoreError as error:
        log.error("the store failed: %s", error)
        return web.json_response({"error": f"{error} Nothing was stored."}, status=503)
    except Exception:
        # The border: what nobody foresaw is logged whole and said plainly, and the server goes on.
        log.exception("%s %s failed", request.method, request.path)
        return web.json_response({"error": "Something went wrong here; the log says what."}, status=500)


def _kept(error: HTTPException) -> dict[str, str]:
    return {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
