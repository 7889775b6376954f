"""Prompts that ask for a reply: the composer is set to answer them, as Telegram's is."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.visiting import Json, Sandbox, last

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

NEWSROOM = -1001000000201
PROMPT = {"force_reply": True, "selective": True, "input_field_placeholder": "A place or a name"}


async def ask(sandbox: Sandbox, update: Json) -> None:
    """Answer /follow with a question, and anything else with the words it replied to."""
    message = update["message"]
    chat = message["chat"]["id"]
    if message["text"].startswith("/follow"):
        here = {"reply_parameters": {"message_id": message["message_id"]}} if chat < 0 else {}
        await sandbox.bot.say(chat, "Which issue?", reply_markup=PROMPT, **here)
    elif "reply_to_message" in message:
        await sandbox.bot.say(chat, f"{message['text']} answers {message['reply_to_message']['text']}")


@pytest.fixture
def asking(sandbox: Sandbox) -> Sandbox:
    sandbox.bot.answer = lambda update: ask(sandbox, update)
    return sandbox


async def test_words_after_a_prompt_answer_it(asking: Sandbox) -> None:
    page = await asking.visit()
    composer, bar = page.get_by_test_id("composer"), page.get_by_test_id("replying")
    await composer.fill("/follow")
    await page.keyboard.press("Enter")
    await expect(bar).to_contain_text("Which issue?")
    await expect(composer).to_have_attribute("placeholder", "A place or a name")
    await page.keyboard.type("The harbour")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("The harbour answers Which issue?")
    await expect(bar).to_be_hidden()
    await expect(composer).to_have_attribute("placeholder", "Message")


@pytest.mark.parametrize("way", ["Escape", "close"])
async def test_prompt_that_was_waved_away_stays_away(asking: Sandbox, way: str) -> None:
    page = await asking.visit()
    bar = page.get_by_test_id("replying")
    await asking.bot.say(101, "Which issue?", reply_markup=PROMPT)
    await expect(bar).to_be_visible()
    if way == "Escape":
        await page.keyboard.press("Escape")
    else:
        await bar.get_by_role("button").click()
    await expect(bar).to_be_hidden()
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await page.get_by_test_id("chat-item").first.click()
    await expect(last(page)).to_contain_text("Which issue?")
    await expect(bar).to_be_hidden()


async def test_prompt_waits_in_its_chat_until_that_is_opened(asking: Sandbox) -> None:
    asking.server.world.say(101, "/start")
    await asking.bot.say(101, "Which issue?", reply_markup=PROMPT)
    page = await asking.visit(started=False)
    await expect(page.get_by_test_id("replying")).to_contain_text("Which issue?")
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await expect(page.get_by_test_id("replying")).to_be_hidden()
    await page.get_by_test_id("chat-item").first.click()
    await expect(page.get_by_test_id("replying")).to_contain_text("Which issue?")


async def test_selective_prompt_in_a_group_asks_only_who_was_answered(asking: Sandbox) -> None:
    page = await asking.visit()
    bar = page.get_by_test_id("replying")
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await page.get_by_test_id("composer").fill("/follow")
    await page.keyboard.press("Enter")
    await expect(bar).to_contain_text("Which issue?")
    for person, is_asked in (("person-102", False), ("person-101", True)):
        await page.get_by_test_id("person-button").click()
        await page.get_by_test_id(person).click()
        await expect(bar).to_be_visible(visible=is_asked)
