"""What was agreed with a hub (WebSub): that it sends the news of one source, until when, and how it proves itself.

Frozen values, no behaviour beyond what can be read off them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from bot.domain.model import SourceId

PushId = NewType("PushId", int)

FRESH = timedelta(minutes=5)
"""What a poll finds so soon after the hub's word was told by the hub."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed's word that its news can be had by push."""

    hub: str
    topic: str
    """The address by which the hub knows the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The news of one source by push, as asked of its hub."""

    id: PushId
    source: SourceId
    hub: str
    topic: str
    token: str
    """The last part of our address for this hub, which nobody else knows."""
    secret: str
    """With which the hub signs what it sends."""
    due_at: datetime
    """When the hub is asked next: at first, for more time, or to stop."""
    attempts: int = 0
    """How often it was asked without a word from it."""
    lease_until: datetime | None = None
    """Until when it has agreed; None while it has not."""
    pinged_at: datetime | None = None
    """When it last sent something that it had signed."""
    algorithm: str = ""
    """The strongest with which it has signed; it cannot fall back behind it."""
    ending: bool = False
    """It is to stop: the source is gone, or names another hub."""

    def brings(self, now: datetime) -> bool:
        """Whether its hub has agreed, and has shown that it does send."""
        return self.lease_until is not None and now < self.lease_until and self.pinged_at is not None

    def has_told(self, now: datetime) -> bool:
        """Whether what a poll finds now came by push as well."""
        return self.pinged_at is not None and now - self.pinged_at <= FRESH
