"""The methods by which the bot tells about itself: its name, texts, command menus and menu button."""

import re
from collections.abc import Callable

from bot.sandbox.cast import Chat
from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request
from bot.sandbox.stage import Stage

Method = Callable[[Stage, Params], object]
MOST_COMMANDS = 100


def get_me(stage: Stage, _params: Params) -> object:
    """getMe."""
    powers = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return stage.bot.user() | powers


def agree(_stage: Stage, _params: Params) -> object:
    """logOut and close: nothing to do here."""
    return True


def set_my_commands(stage: Stage, params: Params) -> object:
    """setMyCommands for one scope and language."""
    commands = params.objects("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope(stage, params), _language(params)
    stage.profile.commands[key] = [_command(command) for command in commands]
    stage.events.add("commands")
    return True


def get_my_commands(stage: Stage, params: Params) -> object:
    """getMyCommands."""
    return stage.profile.commands.get((_scope(stage, params), _language(params)), [])


def delete_my_commands(stage: Stage, params: Params) -> object:
    """deleteMyCommands: the next wider scope shows again."""
    stage.profile.commands.pop((_scope(stage, params), _language(params)), None)
    stage.events.add("commands")
    return True


def menu(stage: Stage, chat: Chat, person_id: int, language: str) -> list[Json]:
    """The commands that a person sees in a chat: of the narrowest scope that has any, in their language first."""
    scopes = [f"chat:{chat.id}"]
    if chat.type == "private":
        scopes += ["all_private_chats", "default"]
    else:
        admin = person_id in chat.admins
        scopes = (
            [f"chat_member:{chat.id}:{person_id}"]
            + ([f"chat_administrators:{chat.id}"] if admin else [])
            + scopes
            + (["all_chat_administrators"] if admin else [])
            + ["all_group_chats", "default"]
        )
    spoken = language.split("-", maxsplit=1)[
        0
    ]  # menus are by languages of two letters, whatever the client adds
    for key in [(scope, code) for scope in scopes for code in (spoken, "")]:
        if stage.profile.commands.get(key):
            return stage.profile.commands[key]
    return []


def text_methods(name: str, key: str, *, longest: int) -> tuple[Method, Method]:
    """The set and get methods of one of the bot's texts; `name` as the store has it, `key` as the Bot API."""

    def read(stage: Stage) -> dict[str, str]:
        texts: dict[str, str] = getattr(stage.profile, name)
        return texts

    def put(stage: Stage, params: Params) -> object:
        text, language = params.text(key).strip(), _language(params)
        if len(text) > longest:
            raise bad_request(f"{key.replace('_', ' ')} is too long")
        read(stage)[language] = text
        return True

    def get(stage: Stage, params: Params) -> object:
        texts = read(stage)
        fallback = stage.bot.first_name if key == "name" else ""
        return {key: texts.get(_language(params)) or texts.get("") or fallback}

    return put, get


def set_chat_menu_button(stage: Stage, params: Params) -> object:
    """setChatMenuButton, of one private chat or of all."""
    button = params.object("menu_button") or {"type": "default"}
    stage.profile.menu_buttons[params.number("chat_id")] = button
    return True


def get_chat_menu_button(stage: Stage, params: Params) -> object:
    """getChatMenuButton."""
    buttons = stage.profile.menu_buttons
    return buttons.get(params.number("chat_id")) or buttons.get(0) or {"type": "commands"}


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(stage: Stage, params: Params) -> str:
    """The scope as a key: its type with the ids that it names."""
    scope = params.object("scope") or {"type": "default"}
    ids = [scope[key] for key in ("chat_id", "user_id") if key in scope]
    if ids:
        stage.readable(ids[0])
    return ":".join([scope["type"], *map(str, ids)])


def _command(given: Json) -> Json:
    name, description = given["command"].removeprefix("/"), given["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not re.fullmatch("[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {"command": name, "description": description}
