"""Domain values as escaped Telegram text that fits. Pure: sends nothing, asks no clock, knows no store.

`rich` holds the pieces, `message` the finished thing, the others one kind of message each.
"""

from bot.messages import (
    adding,
    aliases,
    card,
    first,
    hours,
    issues,
    languages,
    privacy,
    settings,
    sources,
    talk,
    why,
)
from bot.messages.alert import alert, alert_buttons, roll
from bot.messages.digests import TITLE, Part, digest, rest
from bot.messages.message import Button, Key, Message, plain
from bot.messages.more import more, more_of
from bot.messages.rich import clip, escape, when
from bot.messages.status import status, timeline, unknown

__all__ = [
    "TITLE",
    "Button",
    "Key",
    "Message",
    "Part",
    "adding",
    "alert",
    "alert_buttons",
    "aliases",
    "card",
    "clip",
    "digest",
    "escape",
    "first",
    "hours",
    "issues",
    "languages",
    "more",
    "more_of",
    "plain",
    "privacy",
    "rest",
    "roll",
    "settings",
    "sources",
    "status",
    "talk",
    "timeline",
    "unknown",
    "when",
    "why",
]
