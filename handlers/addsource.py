"""/addsource: read a feed from now on; a site's page is searched for its feed, a list of addresses taken whole."""

from collections.abc import Sequence
from functools import partial

from bot.errors import UserError
from bot.ingest.addresses import MOST, address_of, addresses_in
from bot.ingest.polling import Added
from bot.ingest.urls import site
from bot.messages import Message, adding, talk
from bot.messages.heard import heard
from bot.messages.tongue import many, tr
from handlers.ask import Ask
from handlers.background import ensure_room, later
from handlers.limits import ensure_sources
from handlers.links import pressed_link, pressed_links

SHOWN_EVERY = 5
"""Addresses of a list between two words on how far it is."""


async def addsource(ask: Ask) -> None:
    """Read a feed: /addsource <url>, or several. Says at once that it looks, and then in the same message what it
    found."""
    if not ask.args:
        await ask.reply(talk.ask(talk.ADDSOURCE_PROMPT, "https://example.org/feed.xml"))
        return
    several = addresses_in(ask.args)
    if len(several) > 1:
        await add_all(ask, several)
    else:
        await add(ask, several[0] if several else address_of(ask.args.split()[0]))


async def feed(ask: Ask) -> None:
    """Read the feed behind a button: one of those that a page names, or that of a link's site."""
    await add(ask, address_of(pressed_link(ask)))


async def feeds(ask: Ask) -> None:
    """Read all the feeds that a message lists."""
    await add_all(ask, [address_of(url) for url in pressed_links(ask)])


async def add(ask: Ask, address: str) -> None:
    """Look at one address, beside everything else."""
    ensure_room(ask)
    await ensure_sources(ask, 1)
    sent = await ask.reply(adding.looking(site(address)))
    later(ask, site(address), partial(_add, ask, address, sent))


async def add_all(ask: Ask, addresses: Sequence[str]) -> None:
    """Look at one address after another, beside everything else."""
    if len(addresses) > MOST:
        raise UserError(
            tr(
                "That is a lot: send at most {n} addresses at a time, or a list of feeds as an OPML file.",
                n=MOST,
            )
        )
    ensure_room(ask)
    await ensure_sources(ask, len(addresses))
    sent = await ask.reply(adding.looking_at_many(0, len(addresses)))
    later(ask, many("{n} address", "{n} addresses", len(addresses)), partial(_add_all, ask, addresses, sent))


async def _add(ask: Ask, address: str, sent: int | None) -> None:
    try:
        answer = _answer(ask, await ask.services.poller.add(address))
    except UserError as error:
        answer = talk.said(heard(str(error)))
    await _tell(ask, sent, answer)


async def _add_all(ask: Ask, addresses: Sequence[str], sent: int | None) -> None:
    outcomes = []
    for done, address in enumerate(addresses):
        if sent is not None and done and done % SHOWN_EVERY == 0:
            await ask.amend(sent, adding.looking_at_many(done, len(addresses)))
        outcomes.append(await outcome(ask, address))
    await _tell(ask, sent, adding.summary(outcomes))


async def outcome(ask: Ask, address: str) -> adding.Outcome:
    """What becomes of one address of several; a page with several feeds is left for its owner to choose from."""
    try:
        added = await ask.services.poller.add(address)
    except UserError as error:
        return adding.Outcome(address, why_not=str(error))
    if added.source is None:
        why = f"that page offers {len(added.choices)} feeds; send it alone to choose."
        return adding.Outcome(address, why_not=why)
    return adding.Outcome(address, added.source, added.created)


def _answer(ask: Ask, added: Added) -> Message:
    if added.source is None:
        return adding.choices([(one.title, one.url) for one in added.choices])
    pace = adding.often(added.times, ask.services.clock.now())
    return adding.added(added.source, added.titles, created=added.created, pace=pace)


async def _tell(ask: Ask, sent: int | None, answer: Message) -> None:
    await (ask.reply(answer) if sent is None else ask.amend(sent, answer))
