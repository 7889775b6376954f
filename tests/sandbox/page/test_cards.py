"""Inline mode: cards that the bot offers while its name and some words are typed, in any chat."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.visiting import Json, Sandbox, last

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def offer(sandbox: Sandbox, update: Json) -> None:
    """A card for whatever is typed, and a way to the bot."""
    if query := update.get("inline_query"):
        card = {
            "type": "article",
            "id": "1",
            "title": f"Where {query['query']} stands",
            "description": "Open since Sunday",
            "input_message_content": {
                "message_text": f"📍 <b>{query['query']}</b>: open",
                "parse_mode": "HTML",
            },
            "reply_markup": {"inline_keyboard": [[{"text": "Follow", "url": "https://post.example/1"}]]},
        }
        button = {"text": "Follow more", "start_parameter": "inline"}
        await sandbox.bot.call(
            "answerInlineQuery", inline_query_id=query["id"], results=[card], button=button
        )
    elif update["message"]["text"].startswith("/start inline"):
        await sandbox.bot.say(update["message"]["chat"]["id"], "Welcome from a card.")


@pytest.fixture
def offering(sandbox: Sandbox) -> Sandbox:
    sandbox.bot.answer = lambda update: offer(sandbox, update)
    return sandbox


async def test_card_is_offered_as_one_types_and_sent_at_a_press(offering: Sandbox) -> None:
    page = await offering.visit()
    composer, items = page.get_by_test_id("composer"), page.get_by_test_id("command")
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await composer.press_sequentially("@toc")
    await expect(items).to_contain_text("@tocsin_sandbox_bot")
    await page.keyboard.press("Tab")
    await page.keyboard.type("harbour")
    await expect(items.first).to_contain_text("Where harbour stands")
    await expect(items.first).to_contain_text("Open since Sunday")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("via @tocsin_sandbox_bot")
    await expect(last(page).locator("strong")).to_have_text("harbour")
    await expect(last(page).get_by_test_id("key")).to_contain_text("Follow")
    await expect(composer).to_have_value("")


async def test_offer_leads_to_the_bots_own_chat(offering: Sandbox) -> None:
    page = await offering.visit()
    await page.get_by_test_id("chat-item").filter(has_text="Newsroom").click()
    await page.get_by_test_id("composer").fill("@tocsin_sandbox_bot h")
    await page.get_by_test_id("command").filter(has_text="Follow more").click()
    await expect(last(page)).to_contain_text("Welcome from a card.")
    await expect(page.get_by_test_id("chat-title")).to_have_text("Tocsin")
