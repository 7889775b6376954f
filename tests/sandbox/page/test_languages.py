"""The language of a person's app, as the bot is told it, and text from right to left."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.visiting import Json, Sandbox, last

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_bot_is_told_the_language_that_a_person_chose(sandbox: Sandbox) -> None:
    async def tell(update: Json) -> None:
        await sandbox.bot.say(101, f"You speak {update['message']['from']['language_code']}.")

    sandbox.bot.answer = tell
    command = {"command": "status", "description": "现状"}
    await sandbox.bot.call("setMyCommands", commands=[command], language_code="zh")
    page = await sandbox.visit()
    await expect(last(page)).to_contain_text("You speak en.")
    language = page.get_by_test_id("language")
    await language.select_option("zh-hans")
    await page.get_by_test_id("command-button").click()
    await expect(page.get_by_test_id("command")).to_have_text("/status现状")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("You speak zh-hans.")
    await page.get_by_test_id("person-button").click()
    await page.get_by_test_id("person-102").click()
    await expect(language).to_have_value("en")


async def test_words_from_right_to_left_stand_at_the_right_and_quotes_as_they_are_written(
    sandbox: Sandbox,
) -> None:
    page = await sandbox.visit()
    buttons = {"inline_keyboard": [[{"text": "تابع", "callback_data": "x"}]]}
    quote = "<blockquote>The harbour is closed.</blockquote>"
    await sandbox.bot.say(101, f"📍 <b>زابوريجيا</b>\nلم تُحسم بعد.\n{quote}", reply_markup=buttons)
    words = last(page).get_by_test_id("text")
    await expect(words).to_have_css("direction", "rtl")
    first, end = await words.locator(".quote-body").evaluate(
        """(quote) => [0, quote.textContent.trimEnd().length - 1].map((at) => {
            const range = document.createRange();
            range.setStart(quote.firstChild, at);
            range.setEnd(quote.firstChild, at + 1);
            return range.getBoundingClientRect().x;
        })"""
    )
    assert first < end  # what is quoted keeps its own direction
