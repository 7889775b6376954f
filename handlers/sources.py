"""/sources: where articles come from, how healthy each source is, and what its owner can do about it."""

import asyncio
from functools import partial
from typing import Final

from bot.domain.model import Source, SourceId
from bot.errors import UserError
from bot.ingest.opml import write_opml
from bot.messages import sources as shown
from bot.messages.tongue import tr
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, later

FILE: Final = "tocsin-sources.opml"


async def sources(ask: Ask) -> None:
    """List the sources, a page at a time, edited in place."""
    page = ask.number() if ask.query else 0
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    await ask.edit(shown.listing(every, page, now=ask.now, for_owner=ask.is_owner))


async def source(ask: Ask) -> None:
    """One source: how it is, what happens next, what can be done."""
    await _show(ask, await _found(ask))


async def check(ask: Ask) -> None:
    """Look at a source now, whenever it would be its turn."""
    found = await _found(ask)
    ensure_room(ask)
    await ask.toast(tr("Looking …"))
    later(ask, shown.name_of(found), partial(_check, ask, found))


async def pause(ask: Ask) -> None:
    """Let a source rest."""
    found = await _found(ask)
    await ask.write(lambda tx: tx.sources.pause(found.id, ask.now))
    await _show(ask, await _found(ask))


async def resume(ask: Ask) -> None:
    """Read a source again that rested."""
    found = await _found(ask)
    await ask.write(lambda tx: tx.sources.resume(found.id, ask.now))
    await _show(ask, await _found(ask))


async def export(ask: Ask) -> None:
    """Send the list of sources as a file."""
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    data = await asyncio.to_thread(write_opml, [(one.url, one.title) for one in every])
    await ask.reply_file(data, FILE, shown.exported(len(every)))


async def _check(ask: Ask, found: Source) -> None:
    await ask.services.poller.poll(found)
    await _show(ask, await _found(ask))


async def _show(ask: Ask, found: Source) -> None:
    push = await ask.services.storage.read(lambda tx: tx.pushes.of(found.id))
    await ask.edit(shown.one(found, ask.number(1), now=ask.services.clock.now(), push=push))


async def _found(ask: Ask) -> Source:
    found = await ask.services.storage.read(lambda tx: tx.sources.get(SourceId(ask.number())))
    if found is None:
        raise UserError(tr(OUTDATED))
    return found
