"""Keyboards in place of the letters: words to send at a press, and a channel to choose."""

import pytest
from playwright.async_api import expect

from bot.sender import channel_keyboard
from tests.sandbox.page.visiting import Json, Sandbox, last

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

NOTICEBOARD = -1001000000401
WORDS = {"keyboard": [[{"text": "Today"}, {"text": "This week"}]], "resize_keyboard": True}
CHOOSING = channel_keyboard("📣 Choose a channel").to_dict()


async def test_keyboard_of_the_bot_sends_its_words_until_it_is_taken_away(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    keys = page.get_by_test_id("reply-keys")
    await sandbox.bot.say(101, "When?", reply_markup=WORDS)
    await page.get_by_test_id("reply-key").filter(has_text="This week").click()
    await expect(last(page)).to_contain_text("This week")
    await page.reload()
    await expect(keys).to_be_visible()
    await sandbox.bot.say(101, "Thanks.", reply_markup={"remove_keyboard": True})
    await expect(keys).to_be_hidden()


async def test_channel_is_chosen_by_its_administrator_and_once(sandbox: Sandbox) -> None:
    async def note(update: Json) -> None:
        if shared := update["message"].get("chat_shared"):
            await sandbox.bot.say(101, f"{shared['title']} is number {shared['chat_id']}")

    sandbox.bot.answer = note
    page = await sandbox.visit()
    key = page.get_by_test_id("reply-key")
    await sandbox.bot.say(101, "Which channel?", reply_markup=CHOOSING)
    await key.click()
    await page.get_by_test_id("shared-chat").click()
    await expect(last(page)).to_contain_text(f"Noticeboard is number {NOTICEBOARD}")
    await expect(page.get_by_test_id("message").nth(-2)).to_have_text("Olena chose “Noticeboard”")
    await expect(key).to_have_count(0)

    sandbox.server.world.say(102, "/start")
    await page.get_by_test_id("person-button").click()
    await page.get_by_test_id("person-102").click()
    await sandbox.bot.say(102, "Which channel?", reply_markup=CHOOSING)
    await key.click()
    await expect(page.get_by_role("menu")).to_contain_text("Marek has none to give here.")


async def test_nobody_but_the_bot_writes_in_a_channel(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.say(NOTICEBOARD, "🔔 Ferries stay in port")
    await page.get_by_test_id("chat-item").filter(has_text="Noticeboard").click()
    await expect(last(page)).to_contain_text("Ferries stay in port")
    await expect(page.get_by_test_id("composer")).to_be_hidden()
