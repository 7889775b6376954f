"""Files that a person sends: an export restores its chat; a list of feeds (OPML) is taken by the bot's owner."""

import asyncio
from functools import partial

import telegram

from bot.errors import InputError, UserError
from bot.ingest import opml
from bot.messages import adding, privacy
from bot.messages.heard import heard
from bot.messages.tongue import mark, tr
from handlers import portable
from handlers.ask import Ask
from handlers.background import ensure_room, later
from handlers.elsewhere import speak_for_group
from handlers.export import restore
from handlers.limits import ensure_sources
from handlers.portable import looks_exported

GONE = mark("The file is gone. Send it to me once more.")
ADMINS = mark("Only the admins of that group can restore its file.")
LARGEST = 5_000_000
"""Bytes; ten thousand feeds are one or two million."""


async def document(ask: Ask) -> None:
    """Take in a file."""
    assert ask.seen.message is not None
    assert ask.seen.message.document is not None
    sent = ask.seen.message.document
    if (sent.file_size or 0) > LARGEST:
        raise UserError(tr("That file is too large: at most {n} MB are read.", n=LARGEST // 1_000_000))
    ensure_room(ask)
    later(ask, sent.file_name or tr("a file"), partial(_read, ask, sent))


async def restore_where(ask: Ask) -> None:
    """Restore the file that the question hangs on: in the group that it was made of, or in this chat."""
    question = ask.seen.message
    asked = question.reply_to_message if question is not None else None
    if asked is None or asked.document is None:
        raise UserError(tr(GONE))
    if ask.args != "here":
        await speak_for_group(ask, ask.args, ADMINS)
    ensure_room(ask)
    await ask.toast()
    later(ask, asked.document.file_name or tr("a file"), partial(_restore, ask, asked.document))


async def _restore(ask: Ask, sent: telegram.Document) -> None:
    file = await sent.get_file()
    await restore(ask, bytes(await file.download_as_bytearray()))


async def _read(ask: Ask, sent: telegram.Document) -> None:
    file = await sent.get_file()
    data = bytes(await file.download_as_bytearray())
    if looks_exported(data):
        whole = await asyncio.to_thread(portable.read, data)
        if whole.of is not None and not ask.is_channel:
            await ask.reply(privacy.whose(whole.chat, whole.of), quoting=True)
        else:
            await restore(ask, data)
        return
    if not ask.is_owner:
        raise UserError(
            tr(
                "Only the bot's owner can send me a list of feeds. A file that /export gave restores this chat."
            )
        )
    if not opml.looks_like_opml(data):
        raise UserError(tr("I can read a list of feeds (OPML) and a file that /export gave, nothing else."))
    try:
        found = await ask.services.apart(opml.read_opml, data)
    except InputError as error:
        raise UserError(heard(str(error))) from error
    if not found:
        raise UserError(tr("There is no feed in that list."))
    known = await ask.services.storage.read(lambda tx: {one.url for one in tx.sources.list_all()})
    await ensure_sources(ask, sum(url not in known for url, _ in found))
    now = ask.services.clock.now()
    made = await ask.write(lambda tx: [tx.sources.add(url, title, now)[1] for url, title in found])
    await ask.reply(adding.imported(sum(made), len(found)))
