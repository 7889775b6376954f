"""The page as a whole: the news desk, a phone's width, a server that goes away, and no foreign code."""

import re
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import UNLIMITED, SandboxServer
from tests.sandbox.page.visiting import NOW, TOKEN, Sandbox, last, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_desk_publishes_and_says_what_was_taken(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    for expected in ("1 alert, sent or held", "no new alert"):
        await page.get_by_test_id("desk-text").fill("Ferries stay in port. The harbour is closed.")
        await page.get_by_test_id("publish").click()
        await expect(page.get_by_test_id("taken-item").first).to_contain_text(expected)
    marks = page.get_by_test_id("taken-item").locator(".mark")
    await expect(marks).to_have_text(["seen already", "new"])
    await expect(page.get_by_test_id("desk-text")).to_have_value("")
    await page.get_by_test_id("sample").click()
    await expect(page.get_by_test_id("taken-item")).to_have_count(3)
    await page.reload()
    await expect(page.get_by_test_id("taken-item")).to_have_count(3)


async def test_desk_says_why_something_was_not_taken_and_keeps_it(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("desk-text").fill("http://harbour.invalid/")
    await page.get_by_test_id("publish").click()
    await expect(page.get_by_test_id("desk-error")).to_have_text(
        "That page could not be fetched. Paste its text instead."
    )
    await expect(page.get_by_test_id("desk-text")).to_have_value("http://harbour.invalid/")
    await expect(page.get_by_test_id("taken-item")).to_contain_text("not taken")
    assert [line for line in sandbox.complaints if "422" not in line] == []  # the browser notes every refusal
    sandbox.complaints.clear()


async def test_phone_shows_one_screen_at_a_time(sandbox: Sandbox, browser: Browser) -> None:
    page = await opened(browser, has_touch=True, is_mobile=True)
    await Sandbox(sandbox.server, sandbox.bot, page).visit(width=360, height=740)
    roster, chat, desk = (page.get_by_test_id(name) for name in ("roster", "chat", "desk"))
    await expect(chat).to_be_visible()
    await expect(roster).to_be_hidden()
    await page.get_by_test_id("back").tap()
    await expect(roster).to_be_visible()
    await expect(chat).to_be_hidden()
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").tap()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Newsroom")
    await page.get_by_test_id("desk-toggle").tap()
    await expect(desk).to_be_visible()
    await page.go_back()
    await expect(chat).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    small = await page.evaluate(
        """[...document.querySelectorAll("button")].filter((b) => b.checkVisibility())
        .filter((b) => b.offsetHeight < 40 && !b.closest(".text")).map((b) => b.outerHTML)"""
    )
    assert small == []
    await page.context.close()


async def test_page_says_that_the_server_is_gone_and_catches_up(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    first = SandboxServer(token=TOKEN, clock=lambda: NOW, limits=UNLIMITED)
    await page.goto(await first.start())
    await page.wait_for_selector("#app:not([inert])")
    await first.stop()
    await expect(page.get_by_test_id("status")).to_contain_text("does not answer")
    port = urlsplit(first.address).port or 0
    async with SandboxServer(token=TOKEN, port=port, clock=lambda: NOW, limits=UNLIMITED) as second:
        second.world.say(101, "/start after the break")
        await expect(last(page)).to_contain_text("/start after the break")
        await expect(page.get_by_test_id("status")).to_be_hidden()
        await page.goto("about:blank")
    sandbox.complaints.clear()  # the browser notes every request that nobody answered


async def test_page_holds_no_inline_code_and_names_no_other_host() -> None:
    folder = files("bot.sandbox").joinpath("page")
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        assert not re.search(
            r"\son\w+=\"|\sstyle=\"|<script>|<style|innerHTML|insertAdjacentHTML|@import", text
        ), file.name
        assert set(re.findall(r"https?://[\w.-]+", text)) <= {"http://www.w3.org"}, file.name
