"""/language: what is spoken in this chat. In private it is what the client speaks until one is chosen; a group has its
own."""

import logging

import telegram
from babel import Locale
from telegram import error as te

from bot.domain.model import Chat
from bot.errors import UserError
from bot.messages import Message, clip, languages, tongue
from bot.messages.languages import AUTOMATIC
from bot.messages.tongue import LANGUAGES, tr
from handlers.ask import OUTDATED, Ask
from handlers.menu import menu_in
from storage import Transaction

log = logging.getLogger(__name__)


async def language(ask: Ask) -> None:
    """Show or set the language: /language [uk | Ukrainian | українська]."""
    words = ask.args.strip()
    if not words:
        await ask.reply(await ask.services.storage.read(lambda tx: languages.choice(ask.chat(tx))))
        return
    wanted = meant_by(words)
    if wanted is None:
        chat = await ask.services.storage.read(ask.chat)
        await ask.reply(languages.unknown(chat, clip(words, 40)))
        return
    await ask.reply(await _set(ask, wanted))


async def language_button(ask: Ask) -> None:
    """Set it by a button, in place."""
    if ask.args not in (*LANGUAGES, AUTOMATIC):
        raise UserError(tr(OUTDATED))
    answer = await _set(ask, ask.args)
    await ask.toast(tr("Set."))
    await ask.edit(answer)


def meant_by(words: str) -> str | None:
    """The language that words name: by its code, or by its name in any of the languages spoken here."""
    wanted = words.casefold()
    if wanted in (*LANGUAGES, AUTOMATIC):
        return wanted
    for code, name in LANGUAGES.items():
        own = {Locale.parse(tongue.locale_name(other)).languages.get(code, "") for other in LANGUAGES}
        if wanted in {one.casefold() for one in (name, *own)}:
            return code
    return None


async def _set(ask: Ask, wanted: str) -> Message:
    """Keep it for all topics of the chat, and speak it from here on, where it is this very chat's."""
    await ask.ensure_admin()
    code = None if wanted == AUTOMATIC else wanted

    def write(tx: Transaction) -> Chat:
        here = ask.chat(tx).destination
        tx.chats.set_language(here.bot, here.chat, code)
        return ask.chat(tx)

    chat = await ask.write(write)
    if ask.chat_id == ask.own_id:
        tongue.speak(chat.tongue)
    await _show_menu(ask, chat)
    return languages.choice(chat, opening=tr("Set."))


async def _show_menu(ask: Ask, chat: Chat) -> None:
    """Telegram's menu of commands follows the client; for this chat it follows what was chosen."""
    scope = telegram.BotCommandScopeChat(chat.destination.chat)
    try:
        if chat.language is None:
            await ask.bot.delete_my_commands(scope=scope)
        else:
            await ask.bot.set_my_commands(menu_in(chat.language), scope=scope)
    except te.TelegramError as error:
        log.info("no menu for chat %d: %s", chat.destination.chat, error.message)
