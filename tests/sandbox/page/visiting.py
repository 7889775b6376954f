"""What the page's tests stand on: a browser, a bot of a few lines, and a server that they meet at."""

import os
import shutil
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

import aiohttp
import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, async_playwright

from bot.sandbox import SandboxServer

TOKEN = "4242:page-tests"
NOW = 1_766_826_120.0  # 27 December 2025, 09:02 UTC
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Json = dict[str, Any]


class TinyBot:
    """A bot of a few lines: fetches updates and gives each to `answer`."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self._base_url = base_url
        self._session = session
        self.answer: Callable[[Json], Awaitable[None]] | None = None

    async def call(self, method: str, **params: object) -> Any:
        async with self._session.post(f"{self._base_url}{TOKEN}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, chat_id: int, text: str, **params: object) -> Json:
        message: Json = await self.call(
            "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **params
        )
        return message

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                if self.answer:
                    await self.answer(update)


class Desk:
    """Takes anything in but an address; what came before is not new."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def __call__(self, text: str) -> list[dict[str, object]]:
        if text.startswith("http"):
            raise ValueError("That page could not be fetched. Paste its text instead.")
        new = text not in self.taken
        self.taken.append(text)
        article = {"article": 1, "title": "Ferries stay in port", "source": "Harbour Post"}
        return [article | {"new": new, "alerts": int(new)}]


@dataclass
class Sandbox:
    """A running server, its bot, a browser's page, and what that one did to it."""

    server: SandboxServer
    bot: TinyBot
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def visit(self, *, width: int = 1280, height: int = 800, started: bool = True) -> Page:
        """Open the page; Olena has said /start unless told otherwise."""
        if started:
            self.server.world.say(101, "/start")
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.goto(self.server.address)
        await self.page.wait_for_selector("#app:not([inert])")
        return self.page

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note what the page asks for and what the browser finds wrong with it."""

        def asked(request: Request) -> None:
            self.requests.append(request.url)

        def failed(error: Error) -> None:
            self.complaints.append(str(error))

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(message.text)

        self.page.on("request", asked)
        self.page.on("pageerror", failed)
        self.page.on("console", said)
        yield
        self.page.remove_listener("request", asked)
        self.page.remove_listener("pageerror", failed)
        self.page.remove_listener("console", said)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The machine's Chromium. Without one the test is left out, saying so; on CI it fails."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        _leave_out("there is no `chromium` or `google-chrome`: apt install chromium")
    starting = async_playwright()
    try:
        playwright = await starting.__aenter__()
    except Exception as error:
        # Playwright raises nothing narrower when its driver does not run.
        _leave_out(f"Playwright's driver does not start ({error}): apt install libatomic1")
    try:
        browser = await playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()
    finally:
        await starting.__aexit__(None, None, None)


def _leave_out(why: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"The browser tests must run here, but {why}")
    pytest.skip(f"Browser test left out: {why}")


async def opened(browser: Browser, **options: Any) -> Page:
    """An empty page in a window of its own."""
    context = await browser.new_context(
        locale="en-GB", timezone_id="Europe/Kyiv", reduced_motion="reduce", **options
    )
    return await context.new_page()


def last(page: Page) -> Locator:
    return page.get_by_test_id("message").last


async def height(node: Locator) -> float:
    """How tall it stands, in pixels."""
    box = await node.bounding_box()
    assert box is not None
    return box["height"]


async def drawn(page: Page, text: str, entities: list[Json]) -> str:
    """The HTML that a text with these entities becomes."""
    html: str = await page.evaluate(
        """async ([text, entities]) => {
            const { draw } = await import("/page/entities.js");
            const box = document.createElement("div");
            box.append(draw(text, entities, "tocsin_sandbox_bot"));
            return box.innerHTML;
        }""",
        [text, entities],
    )
    return html


def png(width: int = 40, height: int = 20) -> bytes:
    """A plain grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
