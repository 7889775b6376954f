"""The links of a message, in their order: what a button under it names by place. Fetches nothing."""

import telegram
from telegram.constants import MessageEntityType

from bot.errors import UserError
from bot.messages.tongue import tr
from handlers.ask import OUTDATED, Ask


def links_of(message: telegram.Message) -> list[str]:
    """Where the words of a message, or of a caption, lead: links behind words, and addresses written out."""
    kinds: list[str | None] = [MessageEntityType.TEXT_LINK, MessageEntityType.URL]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return [entity.url or written for entity, written in sorted(found.items(), key=lambda one: one[0].offset)]


def pressed_named_link(ask: Ask) -> tuple[str, str]:
    """The first link of the message whose button was pressed, and the words that it stands behind."""
    message = ask.seen.message
    found = message.parse_entities([MessageEntityType.TEXT_LINK]) if message else {}
    for entity, words in sorted(found.items(), key=lambda one: one[0].offset):
        return entity.url or "", words
    raise UserError(tr(OUTDATED))


def pressed_links(ask: Ask) -> list[str]:
    """The links of the message whose button was pressed."""
    if ask.seen.message is None:
        raise UserError(tr(OUTDATED))
    return links_of(ask.seen.message)


def pressed_link(ask: Ask) -> str:
    """The link that the pressed button names by its place."""
    links, place = pressed_links(ask), ask.number()
    if not 0 <= place < len(links):
        raise UserError(tr(OUTDATED))
    return links[place]
