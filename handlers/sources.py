"""/sources: where articles come from, and how healthy each source is."""

from bot.messages import sources as shown
from handlers.ask import Ask


async def sources(ask: Ask) -> None:
    """List the sources, a page at a time, edited in place."""
    page = ask.number() if ask.query else 0
    every = await ask.services.storage.read(lambda tx: tx.sources.list_all())
    await ask.edit(shown.listing(every, page, now=ask.now))
