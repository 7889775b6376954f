"""What a sender is asked to do and how it can end: the seam between deliveries and Telegram.

Holds no behaviour. `bot.sender` makes the outcomes, `bot.delivery` acts on them in one `match`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.domain.model import Destination
from bot.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message to send, or with `edits` the message to change in place."""

    destination: Destination
    message: Message
    edits: int | None = None
    answers: int | None = None
    """The message that it is an answer to; where that is gone, it stands by itself."""
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands in the chat."""

    message_id: int


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Not sent: flood control; try again after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ChatGone:
    """Not sent, and nothing will be: blocked, kicked, deactivated, unknown."""

    why: str


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """Not sent: the group became a supergroup with another id."""

    to: int


class Refusal(StrEnum):
    """What Telegram did not like."""

    MARKUP = "markup"
    MESSAGE_LOST = "message_lost"
    THREAD_LOST = "thread_lost"
    NO_RIGHT = "no_right"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not sent, and the same request never will be."""

    refusal: Refusal
    why: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Telegram was not reached; certainly not sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have been sent: the connection broke, or the answer could not be read."""

    why: str


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """Telegram does not know the token (any more); nothing can be sent by anyone."""

    why: str


Outcome = Sent | RetryAfter | ChatGone | ChatMoved | Rejected | NotSent | Unsure | TokenRefused


class Sender(Protocol):
    """Gets one message to Telegram. Never retries by itself and never raises for what Telegram says."""

    async def send(self, post: Post) -> Outcome:
        """Send or edit one message."""
        ...
