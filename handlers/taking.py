"""Articles that a person brings: a link, or a forwarded message, taken in at a tap. Only the bot's owner's, since what
is taken in rings in every chat that follows what it speaks of."""

from functools import partial

import telegram

from bot.domain.model import Article
from bot.errors import InputError, UserError
from bot.ingest import fingerprint, languages
from bot.ingest.fetch import Request
from bot.ingest.read import read
from bot.ingest.urls import canonical, site
from bot.messages import adding, talk
from bot.messages.heard import heard
from bot.messages.tongue import mark, tr
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, later
from handlers.links import links_of, pressed_link

HEADLINE = 250
"""Characters; a longer first line is no headline."""
OWNERS_ONLY = mark(
    "Only the bot's owner can take articles in. /why and a link tells what became of one that came in."
)


async def forwarded(ask: Ask) -> None:
    """Offer to take a forwarded message in."""
    if not ask.is_owner:
        raise UserError(tr(OWNERS_ONLY))
    assert ask.seen.message is not None
    await ask.reply(adding.offer_forwarded(links_of(ask.seen.message)), quoting=True)


async def take(ask: Ask) -> None:
    """Take in the article behind a link of the message."""
    url = pressed_link(ask)
    ensure_room(ask)
    await ask.toast(tr("Fetching …"))
    later(ask, site(url), partial(_take, ask, url))


async def take_message(ask: Ask) -> None:
    """Take in the forwarded message that the offer answers."""
    offer = ask.seen.message
    brought = offer.reply_to_message if offer is not None else None
    if brought is None or not (brought.text or brought.caption):
        raise UserError(tr(OUTDATED))
    await ask.toast()
    await _keep(ask, article_of(brought))


async def _take(ask: Ask, url: str) -> None:
    try:
        response = await ask.services.web.fetch(Request(url))
        reading = await ask.services.apart(
            read, response.body, content_type=response.content_type, url=response.url
        )
    except InputError as error:
        await ask.reply(talk.said(heard(f"{url[:200]}: {error}")))
        return
    if reading.feed is not None or len(reading.articles) != 1:
        raise UserError(tr("That is a feed and no article. /addsource and its address reads it from now on."))
    await _keep(ask, reading.articles[0])


async def _keep(ask: Ask, article: Article) -> None:
    taken = await ask.services.pipeline.process(article)
    await ask.edit(adding.taken(article.title, article.url, new=taken.new, alerts=taken.alerts))


def article_of(message: telegram.Message) -> Article:
    """A forwarded message as an article: its first line is the headline where more follows, its channel the source."""
    words = (message.text or message.caption or "").strip()
    head, _, rest = words.partition("\n")
    titled = bool(rest.strip()) and len(head) <= HEADLINE
    title, text = (head.strip(), rest.strip()) if titled else ("", words)
    origin = message.forward_origin
    url = _address(origin)
    return Article(
        guid=url or fingerprint.of(title, text),
        title=title or text[:HEADLINE],
        text=text,
        url=url,
        source=_source(origin),
        published_at=origin.date if origin is not None else message.date,
        language=languages.of(None, title, text),
    )


def _address(origin: telegram.MessageOrigin | None) -> str | None:
    """Where a post of a public channel can be read by anybody."""
    if isinstance(origin, telegram.MessageOriginChannel) and origin.chat.username:
        return canonical(f"https://t.me/{origin.chat.username}/{origin.message_id}")
    return None


def _source(origin: telegram.MessageOrigin | None) -> str:
    """The channel or group; never a person, who may not want to be named."""
    match origin:
        case telegram.MessageOriginChannel(chat=chat) | telegram.MessageOriginChat(sender_chat=chat):
            return chat.title or "Telegram"
        case _:
            return "Telegram"
