"""/removesource: read a feed no longer. What came from it stays."""

from bot.domain.matching import nearest
from bot.domain.model import Source, SourceId
from bot.domain.named import is_sure
from bot.errors import UserError
from bot.ingest.urls import canonical
from bot.messages import adding
from bot.messages import sources as shown
from bot.messages.tongue import tr
from handlers.ask import OUTDATED, Ask
from handlers.links import pressed_named_link


async def removesource(ask: Ask) -> None:
    """Stop reading a feed: /removesource [name or address]; without one, a list to choose from."""
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    if not ask.args:
        page = ask.number() if ask.query else 0
        await ask.edit(shown.removal(every, page))
        return
    found = next((one for one in every if one.url == ask.args), None) or _near(every, ask.args)
    if found is None:
        raise UserError(tr("No source is called “{name}”. /removesource shows them all.", name=ask.args[:80]))
    await _remove(ask, found)


async def removesource_list(ask: Ask) -> None:
    """Another page of the list."""
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    await ask.edit(shown.removal(every, ask.number()))


async def resource(ask: Ask) -> None:
    """Undo: read the feed that the message names again, whether or not its server answers just now."""
    url, title = pressed_named_link(ask)
    now = ask.services.clock.now()
    source, _ = await ask.write(lambda tx: tx.sources.add(canonical(url) or url, title, now))
    await ask.edit(adding.brought_back(source))


async def unsource(ask: Ask) -> None:
    """Stop reading the feed behind a button."""
    found = await ask.services.storage.read(lambda tx: tx.sources.get(SourceId(ask.number())))
    if found is None:
        raise UserError(tr(OUTDATED))
    await _remove(ask, found)


def _near(every: list[Source], words: str) -> Source | None:
    found = nearest(words, [(one.id, shown.name_of(one)) for one in every], limit=1)
    if not found or not is_sure(words, found[0][1]):
        return None
    return next(one for one in every if one.id == found[0][0])


async def _remove(ask: Ask, source: Source) -> None:
    await ask.services.poller.remove(source.id)
    await ask.edit(shown.removed(source))
