"""The message that a request came with."""

from dataclasses import dataclass

import telegram

LARGEST = 2**63 - 1
"""Number that a store takes; a button's data may hold any."""


def numbered(word: str) -> int | None:
    """The number that a word of a button's data is; None for what is none."""
    try:
        number = int(word)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The message that a request came with, or whose button was pressed."""

    id: int
    has_photo: bool = False
    answers: int | None = None
    """The message that it replies to."""
    message: telegram.Message | None = None
    """All of it, where Telegram still shows it."""

    @property
    def is_forum(self) -> bool:
        """Whether it stands in a group with topics."""
        return self.message is not None and bool(self.message.chat.is_forum)
