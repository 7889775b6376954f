"""Well-known public news feeds, to begin with: by language, each read at a tap."""

from functools import partial

from bot.errors import UserError
from bot.ingest import starters as known
from bot.ingest.urls import canonical
from bot.messages import adding
from bot.messages.tongue import tr
from handlers.addsource import add_all, outcome
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, later


async def starters(ask: Ask) -> None:
    """Languages to choose from, or the feeds of one."""
    if not ask.args:
        await ask.edit(adding.starter_languages(known.languages()))
        return
    await _show(ask, _language(ask.word(0)))


async def starter(ask: Ask) -> None:
    """Read one of them."""
    chosen = next((one for one in known.load() if one.key == ask.word(0)), None)
    if chosen is None:
        raise UserError(tr(OUTDATED))
    ensure_room(ask)
    await ask.toast(tr("Looking at {site} …", site=chosen.name))
    later(ask, chosen.name, partial(_add, ask, chosen))


async def starters_all(ask: Ask) -> None:
    """Read all of a language."""
    language = _language(ask.word(0))
    await add_all(ask, [one.url for one in known.load() if one.language == language])


async def _add(ask: Ask, chosen: known.Starter) -> None:
    became = await outcome(ask, chosen.url)
    if became.source is None:
        raise UserError(became.why_not)
    await _show(ask, chosen.language)


async def _show(ask: Ask, language: str) -> None:
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    read = {one.url for one in every}
    mixed = known.are_mixed(language)
    feeds = [
        adding.Offered(one.key, one.name, canonical(one.url) in read, one.region if mixed else "")
        for one in known.load()
        if one.language == language
    ]
    name = dict(known.languages())[language]
    await ask.edit(adding.starters(language, name, feeds))


def _language(code: str) -> str:
    if code not in dict(known.languages()):
        raise UserError(tr(OUTDATED))
    return code
