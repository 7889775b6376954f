"""Text that is no command: the answer to a question of ours, or a name to do something with."""

from collections.abc import Mapping
from functools import cache

import telegram

from bot.errors import UserError
from bot.ingest.addresses import addresses_in
from bot.messages import adding, talk
from bot.messages.issues import offer
from bot.messages.rich import is_linkable
from bot.messages.tongue import everywhere, tr
from handlers import names
from handlers.addsource import addsource
from handlers.archive import keyed
from handlers.ask import Ask, Function
from handlers.follow import follow
from handlers.intents import intent_in
from handlers.replies import is_about_an_alert, replied, unclear
from handlers.status import status
from handlers.timeline import timeline
from handlers.why import LINK, address_in, why


def owners_only(function: Function) -> Function:
    """The function, for the bot's admins only."""

    async def guarded(ask: Ask) -> None:
        if not ask.is_owner:
            raise UserError(tr("Only the bot's owner can do that. /help shows what everyone can."))
        await function(ask)

    return guarded


PROMPTS: Mapping[str, Function] = {
    talk.FOLLOW_PROMPT: follow,
    talk.STATUS_PROMPT: status,
    talk.TIMELINE_PROMPT: timeline,
    talk.ADDSOURCE_PROMPT: owners_only(addsource),
}
"""Our questions, by their own words, in whatever language: a reply goes on where it was asked, after a restart too."""


@cache
def _questions() -> Mapping[str, Function]:
    return {said: function for prompt, function in PROMPTS.items() for said in everywhere(prompt)}


def answered(message: telegram.Message, bot: int) -> Function | None:
    """What a reply to one of our questions, or to an alert, goes on with."""
    asked = message.reply_to_message
    if asked is None or asked.from_user is None or asked.from_user.id != bot:
        return None
    if question := _questions().get(asked.text or ""):
        return question
    is_private = message.chat.type == telegram.Chat.PRIVATE
    if intent_in(message.text or "", alone=is_private):
        return replied
    return _said_under if is_private else None


async def _said_under(ask: Ask) -> None:
    """Words under a message of ours that are no answer to it."""
    if LINK.search(ask.args) is None and await is_about_an_alert(ask):
        await unclear(ask)
    else:
        await said(ask)


async def unknown(ask: Ask) -> None:
    """A command that does not exist."""
    raise UserError(tr("I do not know that command. /help shows what I can do."))


async def linked(ask: Ask) -> None:
    """What became of the article at a link; where nothing did, its owner may take it in."""
    url = address_in(ask.args)
    known = await ask.services.storage.read(lambda tx: tx.articles.find_url(url))
    if known is None and ask.is_owner and is_linkable(url):
        await ask.reply(adding.offer_article(url))
    else:
        await why(ask)


async def said(ask: Ask) -> None:
    """Offer to follow or to look up what was typed without a command; a link is asked about, and taken in for the
    bot's owner, several are added."""
    if LINK.fullmatch(ask.args):
        await linked(ask)
        return
    several = addresses_in(ask.args) if ask.is_owner else []
    if len(several) > 1:
        await ask.reply(adding.offer_feeds(several))
        return
    wanted = names.split(ask.args)
    if len(wanted) != 1:
        raise UserError(tr("Send /follow and the names, or /help for what I can do."))
    [(key, name)] = await keyed(ask, [names.unknown(wanted[0])])
    await ask.reply(offer(name, key))
