"""docs/tour.md stays true: each of its screens can be reached, and shows what is said of it."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.sandbox.page.touring import DESKTOP, STOPS, Walker, photograph, whole_bot
from tests.sandbox.page.visiting import opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

DOCS = Path(__file__).resolve().parents[3] / "docs"
IS_DRAWING = bool(os.environ.get("TOUR"))
"""Whether the pictures are made anew."""


def captions() -> dict[str, list[str]]:
    """The tour's pictures by name, each with what stands in quotation marks in its section: words of the screen."""
    sections = (DOCS / "tour.md").read_text().split("\n## ")[1:]
    pictures = [re.search(r"\]\(tour/(\w+)\.png\)", section) for section in sections]
    return {
        picture[1]: re.findall("“([^”]+)”", section)
        for picture, section in zip(pictures, sections, strict=True)
        if picture
    }


async def test_every_screen_of_the_tour_shows_what_is_said_of_it(browser: Browser, tmp_path: Path) -> None:
    told = captions()
    assert list(told) == list(STOPS)
    page = await opened(browser, viewport=DESKTOP)
    async with whole_bot(tmp_path) as address:
        await page.goto(address)
        walker = Walker(page)
        for name, lead in STOPS.items():
            await lead(walker)
            seen = await walker.reads()
            assert told[name]
            assert [words for words in told[name] if words not in seen] == [], seen
            if IS_DRAWING:
                await _draw(walker, name)
        await page.context.close()


async def _draw(walker: Walker, name: str) -> None:
    await walker.tidied()
    if name == "alert":  # the README's picture: the same in a wide window
        await photograph(walker.page, DOCS / "sandbox.png")
    await walker.framed()
    await photograph(walker.page, DOCS / "tour" / f"{name}.png")
    await walker.page.set_viewport_size(DESKTOP)
