"""The sandbox as one thing: a local Bot API server with its chat page, to start and to stop.

Speaks plain HTTP, meant for this machine; binds to loopback unless told otherwise.
"""

import asyncio
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from aiohttp import web

from bot.sandbox.api import LARGEST_BODY, BotApi
from bot.sandbox.cast import Person
from bot.sandbox.faults import Faults
from bot.sandbox.guard import guard, harden
from bot.sandbox.limits import Limits
from bot.sandbox.pageapi import Desk, PageApi
from bot.sandbox.refusal import Json, not_found
from bot.sandbox.samples import Sample
from bot.sandbox.snapshot import Snapshot
from bot.sandbox.webhook import Courier
from bot.sandbox.world import World

BOT_NAME = "Tocsin"
BOT_USERNAME = "tocsin_sandbox_bot"
PAGE_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
LAST_SECONDS = 2.0
"""How long a stopping server waits for the answers under way."""


class SandboxServer:
    """A Bot API server for one bot, known by `token` ("<id>:<secret>").

    `world` is for those who act and watch from Python, `faults` for failures on demand. `clock` gives Unix time in
    seconds. With `port` 0 the system chooses one. `desk` takes in what is posted on the news desk, `samples` are
    offered there; `limits` are Telegram's unless given. With a `snapshot` file the chats outlive a restart.
    """

    def __init__(
        self,
        *,
        token: str,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float],
        desk: Desk | None = None,
        samples: Sequence[Sample] = (),
        limits: Limits | None = None,
        snapshot: Path | None = None,
    ) -> None:
        bot = Person(id=int(token.partition(":")[0]), first_name=BOT_NAME, username=BOT_USERNAME, is_bot=True)
        self.token = token
        self.world = World(bot, clock, limits or Limits())
        self.faults = Faults()
        self._host = host
        self._port = port
        self._api = BotApi(self.world, token, self.faults)
        self._page = PageApi(self.world, self.faults, desk, samples)
        self._courier = Courier(self.world, self._api.call)
        self._runner: web.AppRunner | None = None
        self._snapshot = Snapshot(snapshot) if snapshot else None
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def address(self) -> str:
        """Where it listens, as http://host:port."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as base_url."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as base_file_url."""
        return f"{self.address}/file/bot"

    async def start(self) -> str:
        """Listen; the address. Raises OSError where the port is taken or the host is not this machine's."""
        app = web.Application(middlewares=[guard(self._host)], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(harden)
        app.add_routes([*self._page.routes(), *self._api.routes()])
        app.router.add_get("/", _page_file)
        app.router.add_get("/page/{name}", _page_file)
        app.router.add_route("*", "/{path:.*}", _nowhere)
        if self._snapshot:
            self._snapshot.load(self.world)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_SECONDS)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = runner.addresses[0][1]
        self._tasks.append(asyncio.create_task(self._courier.run()))
        if self._snapshot:
            self._tasks.append(asyncio.create_task(self._snapshot.keep(self.world, self._stopping)))
        return self.address

    async def stop(self) -> None:
        """End waiting requests and stop listening."""
        self._stopping.set()
        self._courier.stop()
        self._api.stop()
        self.world.events.close()
        self.world.updates.end_poll("")
        if self._runner:
            await self._runner.cleanup()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> "SandboxServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def _page_file(request: web.Request) -> web.Response:
    """A file of the page, read from the package."""
    name = request.match_info.get("name", "index.html")
    # Looked for among the names that are there, never joined to a path: "..%2f" is just no name.
    file = {one.name: one for one in files("bot.sandbox").joinpath("page").iterdir()}.get(name)
    kind = PAGE_TYPES.get(Path(name).suffix)
    if kind is None or file is None:
        return await _nowhere(request)
    return web.Response(
        body=file.read_bytes(), content_type=kind, charset=None if "image" in kind else "utf-8"
    )


async def _nowhere(_request: web.Request) -> web.Response:
    body: Json = not_found().body()
    return web.json_response(body, status=404)
