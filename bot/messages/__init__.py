"""Domain values as escaped Telegram text that fits. Pure: sends nothing, asks no clock, knows no store.

`rich` holds the pieces, `message` the finished thing, the others one kind of message each.
"""

from bot.messages import adding, aliases, card, issues, sources, talk, why
from bot.messages.alert import alert, alert_buttons, roll
from bot.messages.digests import Part, digest, more
from bot.messages.message import Button, Key, Message, plain
from bot.messages.rich import clip, escape, when
from bot.messages.status import status, timeline, unknown

__all__ = [
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
    "issues",
    "more",
    "plain",
    "roll",
    "sources",
    "status",
    "talk",
    "timeline",
    "unknown",
    "when",
    "why",
]
