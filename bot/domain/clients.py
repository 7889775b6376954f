"""Clients that push articles in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A client that may push articles in; its secret is known to itself alone."""

    id: int
    client: str
    created_at: datetime
