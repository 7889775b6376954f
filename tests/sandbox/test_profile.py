"""What the bot tells about itself: commands by scope and language, texts, the menu button."""

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest

from bot.sandbox import SandboxServer
from tests.sandbox.conftest import MAREK, NEWSROOM, OLENA, Raw


async def names(raw: Raw, chat: int, person: int) -> list[str]:
    """The menu that a person sees in a chat."""
    _, answer = await raw.page(f"/sandbox/commands?chat_id={chat}&person_id={person}")
    return [command["command"] for command in answer["commands"]]


async def test_menu_of_the_narrowest_scope_shows(bot: Bot, raw: Raw) -> None:
    await bot.set_my_commands([BotCommand("help", "what it does")])
    await bot.set_my_commands([BotCommand("follow", "follow an issue")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("health", "figures")], BotCommandScopeChat(OLENA))
    assert await names(raw, OLENA, OLENA) == ["health"]
    assert await names(raw, MAREK, MAREK) == ["follow"]
    assert await names(raw, NEWSROOM, MAREK) == ["help"]


async def test_menu_in_the_persons_language_comes_first(bot: Bot, raw: Raw, server: SandboxServer) -> None:
    server.world.set_client(MAREK, "pl")
    await bot.set_my_commands([BotCommand("help", "what it does")])
    await bot.set_my_commands([BotCommand("pomoc", "co robi")], language_code="pl")
    assert await names(raw, MAREK, MAREK) == ["pomoc"]
    assert await names(raw, OLENA, OLENA) == ["help"]


async def test_page_is_told_of_a_new_menu(bot: Bot, raw: Raw, server: SandboxServer) -> None:
    await bot.set_my_commands([BotCommand("help", "what it does")])
    assert (await server.world.wait_event(lambda event: event["type"] == "commands"))["n"]
    _, state = await raw.page("/sandbox/state")
    assert state["commands"] == [{"command": "help", "description": "what it does"}]
    assert [command.command for command in await bot.get_my_commands()] == ["help"]
    await bot.delete_my_commands()
    assert (await raw.page("/sandbox/state"))[1]["commands"] == []


@pytest.mark.parametrize(
    ("command", "description", "why"),
    [
        ("x" * 33, "x", "Command length must not exceed 32"),
        ("/", "x", "Command must be non-empty"),
        ("x", " ", "Command description must be non-empty"),
        ("x", "x" * 257, "Command description length must not exceed 256"),
        ("has-dash", "x", "Bot_command_invalid"),
    ],
)
async def test_bad_command_is_refused(raw: Raw, command: str, description: str, why: str) -> None:
    given = [{"command": command, "description": description}]
    _, text = await raw.refusal("setMyCommands", commands=given)
    assert text.removeprefix("Bad Request: ").capitalize() == why


async def test_more_than_a_hundred_commands_are_refused(raw: Raw) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    assert await raw.refusal("setMyCommands", commands=commands) == (
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    )


async def test_texts_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Follows issues")
    await bot.set_my_description("Śledzi sprawy", language_code="pl")
    await bot.set_my_short_description("Issues")
    assert (await bot.get_my_description()).description == "Follows issues"
    assert (await bot.get_my_description("pl")).description == "Śledzi sprawy"
    assert (await bot.get_my_description("uk")).description == "Follows issues"
    assert (await bot.get_my_short_description()).short_description == "Issues"
    assert (await bot.get_my_name()).name == "Tocsin"


async def test_long_description_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Short description is too long"):
        await bot.set_my_short_description("x" * 121)


async def test_menu_button_is_kept(bot: Bot) -> None:
    assert await bot.set_chat_menu_button(OLENA, MenuButtonCommands())
    assert (await bot.get_chat_menu_button(OLENA)).type == "commands"
