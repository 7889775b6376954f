"""A walk through the commonest screens of docs/tour.md: the whole bot on its sandbox, used through the page.

Each stop leads to one screen and stands on those before it. What a screen has to show is the tour's to say.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from bot import playground
from bot.config import load
from tests.sandbox.page.visiting import last

WIDE = 420
"""Pixels of a picture, about a phone's width."""
DESKTOP = {"width": 1280, "height": 860}
PATIENCE = 20_000
"""Milliseconds until the bot must have answered, on a busy machine too."""
COLOURS = 128


@asynccontextmanager
async def whole_bot(folder: Path) -> AsyncIterator[str]:
    """What `python -m bot sandbox` starts, with a store in this folder, until the block ends; the page's address."""
    settings, stop = load(_env_file=None, data_dir=folder, http_port=0), asyncio.Event()
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            playground.run(
                settings, stop, host="127.0.0.1", port=0, ready=lambda address, _: ready.set_result(address)
            )
        )
        try:
            yield await ready
        finally:
            stop.set()


@dataclass
class Walker:
    """Somebody at the page, and which message the screen before them begins with."""

    page: Page
    begin: int = 0

    async def start(self) -> None:
        """Press the page's own Start."""
        await self.page.get_by_test_id("start").click()
        await self._answered("Tocsin rings")

    async def say(self, words: str, answer: str) -> None:
        """Write, and wait for the words of an answer; the screen begins with what was written."""
        self.begin = await self._count()
        await self.page.get_by_test_id("composer").fill(words)
        await self.page.get_by_test_id("send").click()
        # The last message may say the same as the answer, which comes after what was written.
        await expect(self.page.get_by_test_id("message").nth(self.begin + 1)).to_be_visible(timeout=PATIENCE)
        await self._answered(answer)

    async def press(self, label: str, answer: str) -> None:
        """Press a button under the last message, and wait for the words of what it becomes or brings."""
        await last(self.page).get_by_test_id("key").filter(has_text=label).click()
        await self._answered(answer)

    async def publish(self, sample: str) -> None:
        """Let a sample in, as the news desk does."""
        assert (await self.page.request.post(f"{self.page.url}sandbox/samples/{sample}", data={})).ok

    async def is_told(self, words: str) -> None:
        """Wait until the last message holds the words; the screen begins with it."""
        await self._answered(words)
        self.begin = await self._count() - 1

    async def reads(self) -> str:
        """The words of the screen, its buttons' among them."""
        texts = await self.page.get_by_test_id("message").all_inner_texts()
        return "\n".join(texts[self.begin :])

    async def tidied(self) -> None:
        """Leave nothing over the screen: no passing words, no pointer."""
        for toast in await self.page.get_by_test_id("toast").all():
            await toast.get_by_label("Dismiss").click()
        await self.page.mouse.move(0, 0)

    async def framed(self) -> None:
        """Make the window a phone's, just as high as the screen, with nothing of what came before."""
        first = self.page.get_by_test_id("message").nth(self.begin)
        await self.page.set_viewport_size({"width": WIDE, "height": 700})
        height: int = await first.evaluate(
            """(first) => {
                const log = document.getElementById("log");
                const above = first.previousElementSibling;
                const top = above?.matches(".day") ? above : first;
                const content = log.lastElementChild.getBoundingClientRect().bottom - top.getBoundingClientRect().top;
                return Math.ceil(innerHeight - log.clientHeight + content + 16);
            }"""
        )
        await self.page.set_viewport_size({"width": WIDE, "height": height})
        await expect(self.page.get_by_test_id("jump")).to_be_hidden()

    async def _count(self) -> int:
        return await self.page.get_by_test_id("message").count()

    async def _answered(self, words: str) -> None:
        await expect(last(self.page)).to_contain_text(words, timeout=PATIENCE)


async def _start(one: Walker) -> None:
    await one.start()


async def _follow(one: Walker) -> None:
    await one.say("/follow Zaporizhzhia", "Stricter")


async def _alert(one: Walker) -> None:
    await one.say("/follow security guarantees", "Stricter")
    await one.publish("talks")
    await one.is_told("🔔")
    await one.publish("talks-copy")
    await one.is_told("Also:")


async def _learning(one: Walker) -> None:
    await one.press("Not this", "👎 Zaporizhzhia")
    await one.press("👎 Zaporizhzhia", "Only a mention")
    await one.press("Only a mention", "What shall change")
    await one.is_told("What shall change")


async def _status(one: Walker) -> None:
    await one.say("/status zaporozhia", "Before that")


async def _timeline(one: Walker) -> None:
    await one.say("/timeline Zaporizhzhia", "🕓")


async def _digest(one: Walker) -> None:
    await one.say("/digest daily 08:00", "every day")
    await one.publish("plant")
    await one.publish("plant-uk")
    await one.say("/digest now", "🗞 Digest ·")


async def _settings(one: Walker) -> None:
    await one.say("/settings", "Strictness")


STOPS: Mapping[str, Callable[[Walker], Awaitable[None]]] = {
    "start": _start,
    "follow": _follow,
    "alert": _alert,
    "learning": _learning,
    "status": _status,
    "timeline": _timeline,
    "digest": _digest,
    "settings": _settings,
}
"""The screens by the names of their pictures, in the order of the walk."""


async def photograph(page: Page, to: Path) -> None:
    """A small picture of the window as it is."""
    with Image.open(io.BytesIO(await page.screenshot())) as taken:
        few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    to.parent.mkdir(exist_ok=True)
    few.save(to, optimize=True)
