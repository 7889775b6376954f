"""Acting and watching from Python, as the end-to-end tests do."""

import asyncio

import pytest
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bot.sandbox import Impossible, SandboxServer
from tests.sandbox.conftest import NEWSROOM, OLENA, TOKEN, Raw

BUTTONS = {"inline_keyboard": [[{"text": "🔕 Mute", "callback_data": "mute:1"}]]}


async def test_waits_for_a_message_that_comes_later(raw: Raw, server: SandboxServer) -> None:
    waiting = asyncio.create_task(server.world.wait_for(lambda message: message["text"] == "two"))
    for text in ("one", "two"):
        await raw.result("sendMessage", chat_id=OLENA, text=text)
    assert (await waiting)["chat"]["id"] == OLENA


async def test_waits_for_an_edit(raw: Raw, server: SandboxServer) -> None:
    sent = await raw.result("sendMessage", chat_id=OLENA, text="one")
    waiting = asyncio.create_task(server.world.wait_for(lambda message: message["text"] == "two"))
    await raw.result("editMessageText", chat_id=OLENA, message_id=sent["message_id"], text="two")
    assert (await waiting)["message_id"] == sent["message_id"]


async def test_vain_wait_tells_what_was_said_instead(raw: Raw, server: SandboxServer) -> None:
    await raw.result("sendMessage", chat_id=OLENA, text="something else")
    with pytest.raises(TimeoutError, match="something else"):
        await server.world.wait_for(lambda message: message["text"] == "two", timeout=0.01)


async def test_button_is_found_by_its_words(raw: Raw, server: SandboxServer) -> None:
    sent = await raw.result("sendMessage", chat_id=OLENA, text="x", reply_markup=BUTTONS)
    server.world.tap(OLENA, sent, "Mute")
    assert server.world.updates.pending()[0]["callback_query"]["data"] == "mute:1"
    with pytest.raises(Impossible, match="🔕 Mute"):
        server.world.tap(OLENA, sent, "Follow")


async def test_upgrade_is_told_to_the_bot_as_telegram_tells_it(server: SandboxServer) -> None:
    new = server.world.migrate(NEWSROOM)
    member, left, came = server.world.updates.pending()
    assert member["my_chat_member"]["chat"]["id"] == new
    assert (left["message"]["chat"]["id"], left["message"]["migrate_to_chat_id"]) == (NEWSROOM, new)
    assert (came["message"]["chat"]["id"], came["message"]["migrate_from_chat_id"]) == (new, NEWSROOM)
    with pytest.raises(Impossible, match="upgraded"):
        server.world.say(OLENA, "x", chat_id=NEWSROOM)


async def greet(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html("Welcome, <b>Olena</b>")


async def test_whole_client_application_runs_on_it(server: SandboxServer) -> None:
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(server.base_url)
        .base_file_url(server.base_file_url)
        .build()
    )
    application.add_handler(CommandHandler("start", greet))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        server.world.say(OLENA, "/start f_1")
        message = await server.world.wait_for(lambda message: "Welcome" in message["text"])
        await application.updater.stop()
        await application.stop()
    assert message["entities"] == [{"type": "bold", "offset": 9, "length": 5}]
