"""The chat page of the sandbox in a real browser: what a person sees, hears of and can do.

A bot of a few lines answers over the same HTTP that the real one uses; the real one is tried elsewhere.
"""

import asyncio
import re
import shutil
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

from bot.sandbox import UNLIMITED, Sample, SandboxServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TOKEN = "4242:page-tests"
NOW = 1_766_826_120.0  # 27 December 2025, 09:02 UTC
NEWSROOM = -1001000000201
FORUM = -1001000000301
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG_QUOTE = "The ferry is late again. " * 30
ALERT = (
    "<b>Harbour strike</b>\n"
    '<a href="https://example.org/harbour">Ferries stay in port</a>\n'
    '<tg-time unix="1766818920" format="dt">27 Dec 07:02</tg-time>\n'
    f"<blockquote expandable>{LONG_QUOTE}</blockquote>\n"
    "Try /status or look <tg-spoiler>behind this</tg-spoiler>."
)
KEYS = {
    "inline_keyboard": [
        [{"text": "Mute", "callback_data": "mute:1"}, {"text": "Why?", "callback_data": "why:1"}],
        [{"text": "Site", "url": "https://example.org/"}],
    ]
}
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
        return [{"article": 1, "title": "Ferries stay in port", "source": "Harbour Post", "new": new}]


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


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.fail(
            "These tests need Chromium on the PATH, as `chromium` or `google-chrome`: apt install chromium"
        )
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        await chromium.close()


async def opened(browser: Browser, **options: Any) -> Page:
    """An empty page in a window of its own."""
    context = await browser.new_context(
        locale="en-GB", timezone_id="Europe/Kyiv", reduced_motion="reduce", **options
    )
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desktop(browser: Browser) -> Page:
    """One page for all tests: each has a server on a port of its own, so they share nothing stored."""
    return await opened(browser)


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(desktop: Page) -> AsyncIterator[Sandbox]:
    sample = Sample(id="s1", title="Ferries stay in port", note="The harbour", article={"title": "Ferries"})
    server = SandboxServer(token=TOKEN, clock=lambda: NOW, desk=Desk(), samples=[sample], limits=UNLIMITED)
    await server.start()
    async with aiohttp.ClientSession() as session:
        bot = TinyBot(server.base_url, session)
        names = ("start", "status", "follow", "stop")
        await bot.call(
            "setMyCommands", commands=[{"command": n, "description": f"what {n} does"} for n in names]
        )
        running = asyncio.create_task(bot.run())
        stage = Sandbox(server, bot, desktop)
        with stage.watching():
            yield stage
        await desktop.goto("about:blank")
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    await server.stop()
    assert {urlsplit(url).hostname for url in stage.requests} <= {"127.0.0.1"}
    assert stage.complaints == []


def last(page: Page) -> Locator:
    return page.get_by_test_id("message").last


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


# -- messages ----------------------------------------------------------------------------------------


async def test_start_brings_an_answer_drawn_from_its_entities(sandbox: Sandbox) -> None:
    async def answer(update: Json) -> None:
        await sandbox.bot.call("sendChatAction", chat_id=101, action="typing")
        await sandbox.bot.say(update["message"]["chat"]["id"], ALERT, reply_markup=KEYS)

    sandbox.bot.answer = answer
    page = await sandbox.visit(started=False)
    await page.get_by_test_id("start").click()
    message = last(page)
    await expect(message.locator("strong").first).to_have_text("Harbour strike")
    link = message.get_by_role("link", name="Ferries stay in port")
    assert await link.get_attribute("href") == "https://example.org/harbour"
    assert (await link.get_attribute("target"), await link.get_attribute("rel")) == (
        "_blank",
        "noopener noreferrer",
    )
    moment = message.locator(".text time")
    await expect(moment).to_have_attribute("datetime", "2025-12-27T07:02:00.000Z")
    assert "09:02" in await moment.inner_text()  # 07:02 UTC, as a clock in Kyiv shows it
    assert [await key.inner_text() for key in await message.get_by_test_id("key").all()] == [
        "Mute",
        "Why?",
        "Site",
    ]


async def test_long_quote_unfolds_and_spoiler_shows_by_keyboard(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(101, ALERT)
    quote, more = last(page).locator(".quote-body"), last(page).get_by_test_id("show-more")
    await expect(more).to_have_text("Show more")
    folded = (await quote.bounding_box() or {})["height"]
    await more.press("Enter")
    await expect(more).to_have_attribute("aria-expanded", "true")
    assert (await quote.bounding_box() or {})["height"] > 2 * folded
    spoiler = last(page).get_by_test_id("spoiler")
    await expect(spoiler).to_have_attribute("aria-label", "Hidden text, reveal")
    await spoiler.press("Enter")
    await expect(last(page).get_by_text("behind this")).to_be_visible()


async def test_short_quote_offers_nothing_to_unfold(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(101, "<blockquote expandable>Two words.</blockquote>")
    await expect(last(page).locator(".quote-body")).to_have_text("Two words.")
    await expect(last(page).get_by_test_id("show-more")).to_be_hidden()


async def test_pressed_button_waits_for_the_answer_and_the_edit_shows_in_place(sandbox: Sandbox) -> None:
    released = asyncio.Event()

    async def answer(update: Json) -> None:
        query = update.get("callback_query")
        if not query:
            return
        await released.wait()
        where = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        await sandbox.bot.call("editMessageText", **where, text="Muted until tomorrow.")
        await sandbox.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Muted.")

    sandbox.bot.answer = answer
    page = await sandbox.visit()
    await sandbox.bot.say(101, "Loud news", reply_markup=KEYS)
    count = await page.get_by_test_id("message").count()
    key = last(page).get_by_role("button", name="Mute")
    await key.click()
    await expect(key).to_have_attribute("aria-busy", "true")
    released.set()
    await expect(last(page).get_by_test_id("text")).to_have_text("Muted until tomorrow.")
    await expect(last(page).get_by_test_id("edited")).to_have_text("edited 11:02")
    await expect(page.get_by_test_id("toast")).to_contain_text("Muted.")
    assert await page.get_by_test_id("message").count() == count


async def test_answer_that_asks_for_an_alert_opens_a_box_that_escape_closes(sandbox: Sandbox) -> None:
    async def answer(update: Json) -> None:
        if query := update.get("callback_query"):
            await sandbox.bot.call(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text="It named the harbour.",
                show_alert=True,
            )

    sandbox.bot.answer = answer
    page = await sandbox.visit()
    await sandbox.bot.say(101, "News", reply_markup=KEYS)
    key = last(page).get_by_role("button", name="Why?")
    await key.press("Enter")
    await expect(page.get_by_test_id("alert")).to_contain_text("It named the harbour.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("alert")).to_be_hidden()
    await expect(key).to_be_focused()
    await expect(key).to_have_attribute("aria-busy", "false")


async def test_photo_stands_with_its_caption_and_opens_large(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    form = aiohttp.FormData({"chat_id": "101", "caption": "Stories a day"})
    form.add_field("photo", png(), filename="chart.png", content_type="image/png")
    async with aiohttp.ClientSession() as session:
        await session.post(f"{sandbox.server.base_url}{TOKEN}/sendPhoto", data=form)
    picture = last(page).get_by_role("img", name="Stories a day")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("async (img) => (await img.decode(), img.naturalWidth)") == 40
    await last(page).get_by_test_id("photo").click()
    await expect(page.get_by_test_id("viewer")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("viewer")).to_be_hidden()


async def test_reply_is_sent_shown_as_a_bar_and_leads_back(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(101, "Ferries stay in port")
    await last(page).hover()
    await last(page).get_by_test_id("reply").click()
    await expect(page.get_by_test_id("replying")).to_contain_text("Reply to Tocsin")
    await page.keyboard.type("mute until Monday")
    await page.keyboard.press("Enter")
    bar = last(page).get_by_test_id("reply-bar")
    await expect(bar).to_contain_text("Ferries stay in port")
    await expect(page.get_by_test_id("replying")).to_be_hidden()
    await bar.click()
    await expect(page.get_by_test_id("message").filter(has_text="Ferries stay in port").first).to_be_focused()


async def test_deleted_message_goes_from_the_page(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    message = await sandbox.bot.say(101, "Sent by mistake")
    await expect(page.get_by_text("Sent by mistake").first).to_be_visible()
    await sandbox.bot.call("deleteMessage", chat_id=101, message_id=message["message_id"])
    await expect(page.get_by_test_id("log")).not_to_contain_text("Sent by mistake")


async def test_hostile_text_is_shown_as_text_and_stays_inside(sandbox: Sandbox) -> None:
    page = await sandbox.visit(width=360, height=740)
    hostile = '<img src=x onerror="document.title=1"> \u202e\u05d0 txt.exe ' + "w" * 900
    await sandbox.bot.call("sendMessage", chat_id=101, text=hostile)
    await expect(last(page).get_by_test_id("text")).to_contain_text('<img src=x onerror="document.title=1">')
    assert await last(page).locator("img").count() == 0
    await sandbox.bot.call("sendMessage", chat_id=101, text="x" * 4096)
    await expect(last(page).get_by_test_id("text")).to_have_text("x" * 4096)
    wide = await page.evaluate(
        "[document.documentElement, document.getElementById('log')].map(n => n.scrollWidth - n.clientWidth)"
    )
    assert wide == [0, 0]


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        pytest.param(
            "abcd",
            [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 1, "length": 3}],
            "<strong>a<em>bc</em></strong><em>d</em>",
            id="overlapping spans",
        ),
        pytest.param(
            "\U0001f514 bell",
            [{"type": "bold", "offset": 3, "length": 4}],
            "\U0001f514 <strong>bell</strong>",
            id="offsets after an emoji",
        ),
        pytest.param(
            "ab", [{"type": "bold", "offset": 1, "length": 99}], "a<strong>b</strong>", id="too long"
        ),
        pytest.param("ab", [{"type": "bold", "offset": -1, "length": 1}], "ab", id="before the text"),
        pytest.param(
            "go",
            [{"type": "text_link", "offset": 0, "length": 2, "url": "javascript:alert(1)"}],
            "<span>go</span>",
            id="script in a link",
        ),
        pytest.param(
            "data:text/html,x",
            [{"type": "url", "offset": 0, "length": 16}],
            "<span>data:text/html,x</span>",
            id="data url",
        ),
        pytest.param(
            "a\nq\nb",
            [{"type": "blockquote", "offset": 2, "length": 1}],
            'a\n<blockquote class="quote"><div class="quote-body">q</div></blockquote>b',
            id="a quote ends its line",
        ),
    ],
)
async def test_entities_become(sandbox: Sandbox, text: str, entities: list[Json], html: str) -> None:
    page = await sandbox.visit()
    assert await drawn(page, text, entities) == html


# -- people and chats --------------------------------------------------------------------------------


async def test_switching_person_changes_who_writes(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await page.get_by_test_id("person-button").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("person-button")).to_contain_text("Marek")
    await expect(page.get_by_test_id("chat-title")).to_have_text("Newsroom")
    await page.get_by_test_id("composer").fill("/status harbour")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_have_class(re.compile("mine"))
    (said,) = sandbox.server.world.chats[NEWSROOM].messages.values()
    assert (said.person, said.body["text"]) == (102, "/status harbour")


async def test_topic_of_a_forum_is_written_to_and_keeps_to_itself(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("chat-item").filter(has_text="Energy").click()
    await page.get_by_test_id("composer").fill("/follow grid")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("/follow grid")
    (said,) = sandbox.server.world.chats[FORUM].messages.values()
    assert said.thread == 2
    await page.get_by_test_id("chat-item").filter(has_text="Front line").click()
    await expect(page.get_by_test_id("empty")).to_be_visible()


async def test_message_elsewhere_raises_a_toast_that_leads_there(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    sandbox.server.world.say(102, "/start")
    await sandbox.bot.say(102, "For Marek alone")
    toast = page.get_by_test_id("toast")
    await expect(toast).to_contain_text("Tocsin to Marek")
    await toast.get_by_role("button").first.click()
    await expect(page.get_by_test_id("person-button")).to_contain_text("Marek")
    await expect(last(page)).to_contain_text("For Marek alone")


async def test_silent_message_is_marked_and_counted_without_a_toast(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(NEWSROOM, "Quiet news", disable_notification=True)
    room = page.get_by_test_id("chat-item").filter(has_text="Newsroom")
    await expect(room.get_by_test_id("unread")).to_contain_text("1 unread, silent")
    assert await page.get_by_test_id("toast").count() == 0
    await room.click()
    await expect(last(page).get_by_role("img", name="sent silently")).to_be_visible()
    await expect(room.get_by_test_id("unread")).to_have_count(0)


async def test_reload_brings_back_the_place_the_messages_and_what_is_read(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(NEWSROOM, "Morning news")
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await page.reload()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Newsroom")
    await expect(last(page)).to_contain_text("Morning news")
    await expect(page.get_by_test_id("unread")).to_have_count(0)


async def test_person_blocks_the_bot_and_lets_it_back(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_test_id("block").click()
    await expect(page.get_by_test_id("start")).to_have_text("Unblock the bot")
    assert sandbox.server.world.people[101].blocked
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("composer")).to_be_focused()
    assert not sandbox.server.world.people[101].blocked


async def test_link_to_the_bot_itself_starts_it_with_the_payload(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(NEWSROOM, '<a href="https://t.me/tocsin_sandbox_bot?start=f_7">Follow this too</a>')
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await last(page).get_by_role("link").click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Tocsin")
    await expect(last(page)).to_contain_text("/start f_7")


# -- writing -----------------------------------------------------------------------------------------


async def test_command_menu_works_by_keyboard(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    box, menu = page.get_by_test_id("composer"), page.get_by_test_id("command-menu")
    await box.press_sequentially("/st")
    await expect(menu.get_by_role("option")).to_have_count(3)
    await page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("/status")
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await box.press_sequentially("a")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("/status")
    await expect(box).to_have_value("")


async def test_tab_completes_a_command_for_its_words(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("composer").press_sequentially("/fo")
    await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("composer")).to_have_value("/follow ")


async def test_shift_enter_breaks_the_line_and_enter_sends(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await page.get_by_test_id("composer").press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(last(page).get_by_test_id("text")).to_have_text("one\ntwo", use_inner_text=True)


async def test_command_in_a_message_is_sent_by_a_press(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(101, "Try /status now")
    await last(page).get_by_role("button", name="/status").click()
    await expect(last(page)).to_have_class(re.compile("mine"))
    await expect(last(page).get_by_test_id("text")).to_have_text("/status")


# -- the news desk -----------------------------------------------------------------------------------


async def test_desk_publishes_and_says_what_was_taken(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    for expected in ("new", "seen already"):
        await page.get_by_test_id("desk-text").fill("Ferries stay in port. The harbour is closed.")
        await page.get_by_test_id("publish").click()
        await expect(page.get_by_test_id("taken-item").first).to_contain_text(expected)
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


# -- the page as a whole -----------------------------------------------------------------------------


async def test_phone_shows_one_screen_at_a_time(sandbox: Sandbox, browser: Browser) -> None:
    sandbox.page = await opened(browser, has_touch=True, is_mobile=True)
    page = await sandbox.visit(width=360, height=740)
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
