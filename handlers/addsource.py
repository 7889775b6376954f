"""/addsource: read a feed from now on; a site's page is searched for its feed."""

from functools import partial

from bot.errors import UserError
from bot.ingest.addresses import address_of
from bot.ingest.urls import site
from bot.messages import Message, sources, talk
from handlers.ask import Ask
from handlers.background import ensure_room, later


async def addsource(ask: Ask) -> None:
    """Read a feed: /addsource <url>. Says at once that it looks, and then in the same message what it found."""
    if not ask.args:
        await ask.reply(talk.ask(talk.ADDSOURCE_PROMPT, "https://example.org/feed.xml"))
        return
    ensure_room(ask)
    address = address_of(ask.args.split()[0])
    sent = await ask.reply(sources.looking(site(address)))
    later(ask, site(address), partial(_add, ask, address, sent))


async def _add(ask: Ask, address: str, sent: int | None) -> None:
    try:
        answer = await _added(ask, address)
    except UserError as error:
        answer = talk.said(str(error))
    await (ask.reply(answer) if sent is None else ask.amend(sent, answer))


async def _added(ask: Ask, address: str) -> Message:
    added = await ask.services.poller.add(address)
    if added.source is None:
        return sources.choices([(one.title, one.url) for one in added.choices])
    return sources.added(added.source, added.titles, created=added.created)
