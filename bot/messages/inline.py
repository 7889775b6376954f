"""Cards that are sent into other chats: where an issue stands, with links instead of buttons, and links that share an
issue. Decides nothing."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote as quoted

from bot.domain.standing import Status
from bot.messages.issues import NAME
from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, clip, join, link, one_line, phrase, plain
from bot.messages.standing import state_word
from bot.messages.status import status as standing
from bot.messages.tongue import bare, tr

PAYLOAD = 64
"""Characters of a deep link's payload."""
ALONE = "go_"
"""The payload of a command that is not answered in a group begins so."""
_NAMED = "n_"


@dataclass(frozen=True, slots=True)
class Card:
    """One result of an inline query."""

    title: str
    description: str
    message: Message


def card(status: Status, bot: str) -> Card:
    """Where an issue stands, for a chat in which the bot may not be: its buttons are links to the bot."""
    whole = standing(status, "", followed=False) if status.newest is not None else None
    name = clip(one_line(status.issue), NAME)
    words = join((plain("📍 ") + bold(name), phrase("Nothing about it in the articles that came in so far.")))
    payload = named(status.issue)
    rows = ((Button(tr("🔔 Follow in Tocsin"), url=start_link(bot, payload)),),) if payload else ()
    html = whole.html if whole is not None else message(words).html
    title = f"{name}: {state_word(status.state)}" if status.state else name
    said = clip(one_line(status.newest.sentence), 160) if status.newest else tr("Nothing known yet")
    return Card(title, said, Message(html, rows))


def share(name: str, issue: int, bot: str) -> Message:
    """The link that offers an issue to somebody else, and a button that sends it."""
    to_it = start_link(bot, f"f_{issue}")
    words = join(
        (
            phrase(
                "This link offers {name} to whoever opens it; aliases stay here:",
                name=bold(clip(one_line(name), NAME)),
            ),
            link(to_it, to_it),
        )
    )
    text = quoted(bare(tr("Follow “{name}” with Tocsin", name=clip(one_line(name), 60))))
    to = f"https://t.me/share/url?url={quoted(to_it, safe='')}&text={text}"
    return message(words, [[Button(tr("📤 Send to somebody"), url=to)]])


def named(name: str) -> str:
    """The payload that stands for a name; empty for one too long for it."""
    payload = _NAMED + base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
    return payload if len(payload) <= PAYLOAD else ""


def name_in(payload: str) -> str:
    """The name that a payload stands for; empty for none. Anybody can write one."""
    coded = payload.removeprefix(_NAMED)
    if coded == payload:
        return ""
    try:
        return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


def start_link(bot: str, payload: str) -> str:
    """The address that opens the private chat with a bot, where /start has the payload."""
    return f"https://t.me/{bot}?start={payload}"


def alone(bot: str, command: str) -> Message:
    """In a group: what somebody asked for is not for all eyes; where it is had instead."""
    button = Button(tr("Open our private chat"), url=start_link(bot, f"{ALONE}{command}"))
    return message(phrase("That is only for your eyes: I answer in our private chat."), [[button]])
