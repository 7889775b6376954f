"""Seals of buttons: anybody can send any button's data, so one that names an issue by its id shows by a seal that
this very chat was given it. What is followed here needs none; see handlers.names for what is honoured."""

import hashlib
import hmac
from dataclasses import replace

from bot.messages import Button, Message

VERBS = frozenset({"first", "follow", "fresh", "status", "time", "undo"})
"""Buttons whose first argument is an issue."""
_LENGTH = 16
"""Hexadecimal digits: short enough for a button, too many to try."""


def sealed(answer: Message, secret: str, chat: int) -> Message:
    """The message with a seal on each button that names an issue by its id, for this chat of Telegram's."""
    rows = tuple(tuple(_sealed(button, secret, chat) for button in row) for row in answer.buttons)
    return replace(answer, buttons=rows)


def is_sealed(args: str, secret: str, chat: int) -> bool:
    """Whether what followed a button's verb bears the seal of this chat."""
    issue, *_, seal = args.split(":") if ":" in args else (args, "")
    return hmac.compare_digest(_seal(issue, secret, chat).encode(), seal.encode("utf-8", "replace"))


def _sealed(button: Button, secret: str, chat: int) -> Button:
    verb, *parts = button.data.split(":")
    if verb not in VERBS or not parts or not parts[0].isdecimal():
        return button
    return replace(button, data=f"{button.data}:{_seal(parts[0], secret, chat)}")


def _seal(issue: str, secret: str, chat: int) -> str:
    told = f"button:{chat}:{issue}".encode("utf-8", "replace")
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()[:_LENGTH]
