"""Messages as a person sees them in a real browser: text, pictures, buttons, edits, and what may not harm."""

import asyncio

import aiohttp
import pytest
from playwright.async_api import expect

from tests.sandbox.page.visiting import TOKEN, Json, Sandbox, drawn, height, last, png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

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
    folded = await height(quote)
    await more.press("Enter")
    await expect(more).to_have_attribute("aria-expanded", "true")
    assert await height(quote) > 2 * folded
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
    await expect(last(page)).to_contain_text("Loud news")
    count = await page.get_by_test_id("message").count()
    key = last(page).get_by_role("button", name="Mute")
    await key.click()
    await expect(key).to_have_attribute("aria-busy", "true")
    released.set()
    await expect(last(page).get_by_test_id("text")).to_have_text("Muted until tomorrow.")
    await expect(last(page).get_by_test_id("edited")).to_have_text("edited 11:02")
    await expect(page.get_by_test_id("toast")).to_contain_text("Muted.")
    assert await page.get_by_test_id("message").count() == count


async def test_newer_answer_takes_the_place_of_the_older_and_is_in_nobodys_way(sandbox: Sandbox) -> None:
    async def answer(update: Json) -> None:
        if query := update.get("callback_query"):
            await sandbox.bot.call(
                "answerCallbackQuery", callback_query_id=query["id"], text=f"Set to {query['data']}."
            )

    sandbox.bot.answer = answer
    page = await sandbox.visit(width=390, height=780)
    choices = [[{"text": name, "callback_data": name.lower()}] for name in ("Daily", "Instant")]
    await sandbox.bot.say(101, "Line\n" * 40, reply_markup={"inline_keyboard": choices})
    toast, log = page.get_by_test_id("toast"), page.get_by_test_id("log")
    await last(page).get_by_role("button", name="Daily").click()
    await expect(toast).to_have_text("Set to daily.")
    await last(page).get_by_role("button", name="Instant").click()
    await expect(toast).to_have_text("Set to instant.")
    around = await log.bounding_box()
    assert around
    async with asyncio.timeout(10):  # it slides in; where it comes to rest is meant
        while not ((box := await toast.bounding_box()) and around["y"] <= box["y"] < around["y"] + 20):
            pass
    beneath = await page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[data-testid=toast]')",
        [box["x"] + 30, box["y"] + box["height"] / 2],
    )
    assert beneath is None
    await page.get_by_test_id("desk-toggle").click()
    await expect(toast).to_have_count(0)


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
    await expect(last(page)).to_contain_text("Ferries")
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


async def test_any_entities_become_a_proper_tree_without_danger(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    bold = {"type": "bold"}
    script = {"type": "text_link", "offset": 0, "length": 2, "url": "javascript:alert(1)"}
    cases: list[tuple[str, list[Json], str]] = [
        (
            "overlap",
            [bold | {"offset": 0, "length": 4}, {"type": "italic", "offset": 2, "length": 5}],
            "<strong>ov<em>er</em></strong><em>lap</em>",
        ),
        ("\U0001f514 bell", [bold | {"offset": 3, "length": 4}], "\U0001f514 <strong>bell</strong>"),
        ("end", [bold | {"offset": 1, "length": 99}], "e<strong>nd</strong>"),
        ("before", [bold | {"offset": -1, "length": 1}], "before"),
        ("go", [script], "<span>go</span>"),
        ("data:text/html,x", [{"type": "url", "offset": 0, "length": 16}], "<span>data:text/html,x</span>"),
        (
            "a\nq\nb",
            [{"type": "blockquote", "offset": 2, "length": 1}],
            'a\n<blockquote class="quote"><div class="quote-body">q</div></blockquote>b',
        ),
    ]
    for text, entities, html in cases:
        assert await drawn(page, text, entities) == html
