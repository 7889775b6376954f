"""/timezone: whose clock digests, quiet hours and mutes "until" go by."""

import asyncio
from zoneinfo import ZoneInfo

from bot.domain import zones
from bot.errors import UserError
from bot.messages import Message, clip, hours
from bot.messages.tongue import tr
from bot.releases import reschedule
from handlers.ask import OUTDATED, Ask
from storage import Transaction


async def timezone(ask: Ask) -> None:
    """Show or set the zone: /timezone [Kyiv | Germany | Europe/Kyiv | UTC+3]."""
    if not ask.args.strip():
        await ask.reply(await ask.services.storage.read(lambda tx: _shown(ask, tx)))
        return
    words = ask.args[:60]
    found = await asyncio.to_thread(zones.find, words)  # names in other languages are read in at first
    if found is None:
        near = await asyncio.to_thread(zones.near, words)
        await ask.reply(hours.zone_unknown(clip(words.strip(), 60), near))
        return
    await ask.reply(await _set(ask, found))


async def timezone_button(ask: Ask) -> None:
    """Set it by a button, in place."""
    found = zones.find(ask.args)
    if found is None:
        raise UserError(tr(OUTDATED))
    answer = await _set(ask, found)
    await ask.toast(tr("Set."))
    await ask.edit(answer)


async def _set(ask: Ask, name: str) -> Message:
    await ask.ensure_admin()

    def write(tx: Transaction) -> Message:
        tx.chats.set_timezone(ask.chat_id, name)
        reschedule(tx, ask.chat_id, ask.now)
        return _shown(ask, tx, tr("Set."))

    return await ask.write(write)


def _shown(ask: Ask, tx: Transaction, opening: str = "") -> Message:
    chat = ask.chat(tx)
    return hours.zone_settings(chat, ask.now.astimezone(ZoneInfo(chat.timezone)), opening=opening)
