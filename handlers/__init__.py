"""What people can ask of the bot: one intent a file, parse -> call -> reply, no rules inside.

`COMMANDS` routes, fills the command menu and writes /help; `register` puts it all into an Application.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import telegram
from telegram import Update
from telegram import error as te
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.errors import UserError
from bot.messages import talk, tongue
from bot.messages.inline import alone
from bot.messages.tongue import mark, tr
from handlers import buttons, errors, presence, spoken, text
from handlers.addsource import addsource
from handlers.alias import alias
from handlers.ask import Ask, Function
from handlers.channels import shared
from handlers.digest import digest
from handlers.documents import document
from handlers.export import export, forget, privacy_note
from handlers.follow import follow
from handlers.health import health
from handlers.help import help
from handlers.inline import inline, language_of
from handlers.issues import issues
from handlers.keys import keys
from handlers.language import language
from handlers.limits import ensure_pace
from handlers.menu import ENTRIES, menu_in
from handlers.mute import mute, unmute
from handlers.quiet import quiet
from handlers.reading import ask_of, command_in
from handlers.removesource import removesource
from handlers.returning import Lookout
from handlers.services import Services
from handlers.settings import settings_menu
from handlers.sources import sources
from handlers.start import GOES, start
from handlers.status import status
from handlers.taking import forwarded
from handlers.timeline import timeline
from handlers.timezone import timezone
from handlers.unfollow import unfollow
from handlers.why import why

__all__ = ["COMMANDS", "Ask", "Command", "Lookout", "Services", "publish_menu", "register"]

log = logging.getLogger(__name__)

DONE = mark("I was restarted just now. What you asked for last is done; /issues shows how it stands.")

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is called, what it does in words, and what does it."""

    name: str
    description: str
    function: Function
    admin_only: bool = False


_FUNCTIONS: Mapping[str, Function] = {
    "addsource": addsource,
    "alias": alias,
    "digest": digest,
    "quiet": quiet,
    "timezone": timezone,
    "export": export,
    "follow": follow,
    "forget": forget,
    "health": health,
    "help": help,
    "issues": issues,
    "keys": keys,
    "language": language,
    "mute": mute,
    "privacy": privacy_note,
    "removesource": removesource,
    "settings": settings_menu,
    "sources": sources,
    "start": start,
    "status": status,
    "timeline": timeline,
    "unfollow": unfollow,
    "unmute": unmute,
    "why": why,
}

COMMANDS: tuple[Command, ...] = tuple(
    Command(entry.name, entry.does, _FUNCTIONS[entry.name], entry.admin_only) for entry in ENTRIES
)
_BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}


def register(application: App, services: Services) -> None:
    """Let the application hand every update to the function it is for."""

    async def take(update: Update, context: Context) -> None:
        await _take(update, context.bot, services)

    application.add_handler(TypeHandler(Update, take))


async def publish_menu(bot: telegram.Bot) -> None:
    """Fill the menu of commands that Telegram shows, in each language; without it everything still works."""
    await asyncio.to_thread(tongue.load)
    await asyncio.to_thread(spoken.load)
    for code in tongue.LANGUAGES:
        try:
            await bot.set_my_commands(menu_in(code), language_code=code if code != tongue.DEFAULT else None)
        except te.TelegramError as error:
            log.warning("the command menu was not set: %s", error.message)
            return


async def _take(update: Update, bot: telegram.Bot, services: Services) -> None:
    """Read, route, answer: the border at which every failure becomes words for the person and a line in the log."""
    await presence.note(update, services)
    if update.inline_query is not None:
        with tongue.speaking(await language_of(services, bot, update.inline_query.from_user)):
            await inline(update.inline_query, bot, services)
        return
    ask = ask_of(update, bot, services)
    function = _function(update, services.bot_username, bot.id) if ask else None
    if ask is None or function is None:
        return
    with tongue.speaking(ask.client_language or tongue.DEFAULT):
        try:
            if not ensure_pace(services.requests, ask):
                return
            _ensure_allowed(ask)
            await ask.enter()
            tongue.speak(ask.language)
            if ask.is_repeated:
                await _tell_done(ask)
                return
            await function(ask)
            await ask.end()
        except Exception as error:
            await errors.explain(ask, error)


async def _tell_done(ask: Ask) -> None:
    """The answer to what a process before this one did and could not answer any more."""
    if ask.query is not None:
        await ask.toast(tr(DONE))
    else:
        await ask.reply(talk.said(tr(DONE)))


def _function(update: Update, username: str, bot: int) -> Function | None:
    """What an update asks for; None for what is not meant for the bot."""
    if update.callback_query is not None:
        return buttons.function(update.callback_query.data or "")
    message = update.message
    if message is not None and message.via_bot is not None:
        return None  # a card of inline mode, ours or another bot's: nobody typed it
    if message is not None and message.chat.type == telegram.Chat.PRIVATE and message.from_user:
        if message.forward_origin is not None and (message.text or message.caption):
            return forwarded
        if message.document is not None:
            return document
        if message.chat_shared is not None:
            return shared
    if (
        message is None
        or not message.text
        or (message.from_user and message.from_user.is_bot and not message.sender_chat)
    ):
        return None
    command = command_in(message.text, username)
    if command is not None:
        return _known(command, message.chat.type == telegram.Chat.PRIVATE)
    is_private = message.chat.type == telegram.Chat.PRIVATE
    return text.answered(message, bot) or (text.said if is_private else None)


def _known(name: str, is_private: bool) -> Function | None:
    """The function of a command; in groups unknown ones are some other bot's."""
    command = _BY_NAME.get(name)
    if command is None:
        return text.unknown if is_private else None
    function = command.function if is_private or name not in GOES else partial(_alone, name)
    return text.owners_only(function) if command.admin_only else function


async def _alone(command: str, ask: Ask) -> None:
    await ask.reply(alone(ask.services.bot_username, command))


def _ensure_allowed(ask: Ask) -> None:
    allowed = ask.services.allowed_chats
    if allowed and ask.destination.chat not in allowed and not ask.is_owner:
        raise UserError(
            tr(
                "This bot serves only chats that its owner has named. Ask the owner to add this one to "
                "ALLOWED_CHATS: its number is {chat}.",
                chat=str(ask.destination.chat),
            )
        )
