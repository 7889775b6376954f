"""The page can be used by everybody: axe finds nothing serious in it, in either theme, on a phone and on a desktop."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.sender import channel_keyboard
from tests.sandbox.page.visiting import Json, Sandbox, last, png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

QUICK = {"resultTypes": ["violations"], "preload": False}
"""Nothing of the page comes from elsewhere, so axe need not fetch it first."""
THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
"""The light one last: it is that of the other tests."""
ALERT = (
    "🔔 <b>Harbour</b>\n<a href='https://post.example/1'>Ferries stay in port</a>\nHarbour Post · <tg-time "
    'unix="1766826120" format="dt">27 Dec</tg-time>\n<blockquote expandable>The <b>harbour</b> is closed.\n2\n3\n4'
    "</blockquote>\nAlso: <a href='https://wire.example'>Wire</a> <tg-spoiler>hidden</tg-spoiler> <code>/why</code>"
)
BUTTONS = {
    "inline_keyboard": [
        [{"text": "👍 Good", "callback_data": "up"}, {"text": "👎 Not this", "callback_data": "down"}],
        [{"text": "Site", "url": "https://post.example"}, {"text": "Why?", "callback_data": "why"}],
    ]
}


async def serious(page: Page) -> list[str]:
    """What axe finds in the dark and in the light that keeps people out, as sentences with the node."""
    found = []
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme)
        violations = (await Axe().run(page, options=QUICK)).response["violations"]
        found += [
            f"{theme}: {rule['help']}: {node['html']}"
            for rule in violations
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
    return found


async def furnished(sandbox: Sandbox) -> Page:
    """The page with all kinds of messages, something at the desk and news from another chat."""

    async def answer(update: Json) -> None:
        if query := update.get("callback_query"):
            await sandbox.bot.call(
                "answerCallbackQuery", callback_query_id=query["id"], text="Why", show_alert=True
            )

    sandbox.bot.answer = answer
    page = await sandbox.visit()
    photo = sandbox.server.world.photos.add(png(200, 100))
    await sandbox.bot.call("sendPhoto", chat_id=101, photo=photo.file_id, caption="Stories a day")
    await sandbox.bot.say(
        101, "Which channel?", reply_markup=channel_keyboard("📣 Choose a channel").to_dict()
    )
    await sandbox.bot.say(101, ALERT, reply_markup=BUTTONS, disable_notification=True)
    await page.get_by_test_id("sample").click()
    sandbox.server.world.say(102, "/start")
    await sandbox.bot.say(102, "Ferries stay in port")
    await expect(page.get_by_test_id("news")).to_contain_text("to Marek")
    return page


async def test_axe_finds_nothing_serious_on_a_desktop(sandbox: Sandbox) -> None:
    page = await furnished(sandbox)
    await page.get_by_test_id("command-button").click()
    await expect(page.get_by_test_id("command-menu")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("reply-key").click()
    await expect(page.get_by_test_id("shared-chat")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("person-button").click()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await last(page).get_by_text("Why?").click()
    await expect(page.get_by_test_id("alert")).to_be_visible()
    assert await serious(page) == []


async def test_axe_finds_nothing_serious_on_a_phone(sandbox: Sandbox) -> None:
    page = await furnished(sandbox)
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await serious(page) == []
    await page.get_by_test_id("photo").click()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_test_id("back").click()
    assert await serious(page) == []
    await page.get_by_test_id("desk-tab").click()
    assert await serious(page) == []
