"""Being somebody in a chat: switching people and chats, writing, commands, what is unread and what is silent."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.page.visiting import Sandbox, last

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

NEWSROOM = -1001000000201
FORUM = -1001000000301


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


async def test_news_from_elsewhere_covers_nothing_and_goes_with_the_screen(sandbox: Sandbox) -> None:
    page = await sandbox.visit(width=390, height=780)
    await page.get_by_test_id("desk-toggle").click()
    before = await page.get_by_test_id("sample").bounding_box()
    sandbox.server.world.say(102, "/start")
    await sandbox.bot.say(102, "For Marek alone")
    news, desk = page.get_by_test_id("news"), page.get_by_test_id("desk")
    await expect(news).to_contain_text("Tocsin to Marek")
    top, above = await news.bounding_box(), await desk.bounding_box()
    assert top
    assert above
    assert above["y"] + above["height"] <= top["y"]
    assert await page.get_by_test_id("sample").bounding_box() == before
    await page.get_by_test_id("desk-close").click()
    await expect(news).to_be_empty()


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


async def test_typing_is_shown_until_the_message_comes(sandbox: Sandbox) -> None:
    page = await sandbox.visit()
    await sandbox.bot.call("sendChatAction", chat_id=101, action="typing")
    await expect(page.get_by_test_id("chat-subtitle")).to_have_text("Tocsin is typing…")
    await sandbox.bot.say(101, "Here it is")
    await expect(page.get_by_test_id("chat-subtitle")).to_have_text("bot")


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
