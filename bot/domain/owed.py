"""What is owed to chats: messages on their way, one row each, and how they stand. Frozen values, no behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.model import Alert, ChatId, DeliveryId, Destination, RollId


class DeliveryKind(StrEnum):
    """What a delivery brings."""

    ALERT = "alert"
    EDIT = "edit"
    DIGEST = "digest"
    NOTICE = "notice"
    ASKED = "asked"
    """A digest that somebody wanted at once: neither quiet hours nor mutes hold it."""
    ROLL = "roll"
    """A rolling message, or its edit."""


DIGESTS = (DeliveryKind.DIGEST, DeliveryKind.ASKED)

ButtonRows = Sequence[Sequence[tuple[str, str, str]]]
"""Rows of buttons as they are kept: label, data, address; the last two exclude each other."""


class DeliveryState(StrEnum):
    """`sending` is committed before the first byte leaves, `sent` after the answer came."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


class Stuck(StrEnum):
    """Why no loop would look at a row again."""

    BRINGS_WHAT_IS_GONE = "brings_what_is_gone"
    """A message whose alert is not in the store."""
    TO_NO_CHAT = "to_no_chat"
    CLAIMED_FOR_EVER = "claimed_for_ever"
    """A claim that never ends lets nothing else of its chat go out."""
    DUE_FAR_AHEAD = "due_far_ahead"
    CHAT_NEVER_READY = "chat_never_ready"
    HELD_WITHOUT_HOUR = "held_without_hour"
    HELD_FAR_AHEAD = "held_far_ahead"
    """For longer than any mute lasts: by a clock that was wrong."""
    OWED_BY_NO_MESSAGE = "owed_by_no_message"


@dataclass(frozen=True, slots=True)
class Roll:
    """One message that tells many alerts of a chat and is edited in place as more come."""

    id: RollId
    chat: ChatId
    began_at: datetime
    message_id: int | None = None
    """Telegram's, once it was sent."""
    sent_at: datetime | None = None
    """When it was last sent or edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """One message owed to a chat, claimed by a sender."""

    id: DeliveryId
    kind: DeliveryKind
    destination: Destination
    chat: ChatId
    attempt: int
    """1 at the first try."""
    alerts: tuple[Alert, ...] = ()
    """One for an alert or an edit, any number for a digest."""
    text: str = ""
    """The ready HTML of a notice."""
    buttons: ButtonRows = ()
    """Those of a notice."""
    edits: int | None = None
    """The message that a notice changes."""
    roll: Roll | None = None
    """The rolling message that it is; `alerts` are all that stand in it."""
    uncertain: bool = False
    """An earlier try may have reached the chat."""
    language: str = "en"
    """What its chat is spoken to in."""


NEWEST = 2_000
"""Messages, and decisions, of which it is told how they ended: the last so many, so that no look counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """How many deliveries are open, how the newest ones ended, and since when the oldest one is overdue."""

    due: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    oldest_due_at: datetime | None = None
    """None when nothing that is owed is due yet."""
