"""Who may push articles in: the owner's INGEST_TOKEN, and a key for each client, made and revoked at any time.

How fast each may go is bounded as well, so that one client cannot keep the others out. Knows no HTTP.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import UserError
from storage import Storage

BURST: Final = 600
"""Requests that a client may send at once, a thousand articles each."""
A_SECOND: Final = 20.0
"""Requests a second that it may keep up; a wire's busiest minute stays far below."""
OWNER: Final = "INGEST_TOKEN"
_CLIENT = re.compile(r"[\w.@ -]{1,60}")


def is_client(name: str) -> bool:
    """Whether a client can be called that: in a list, a log and a button it is one short line."""
    return _CLIENT.fullmatch(name) is not None


def new_secret() -> str:
    """256 random bits, behind a word by which a scanner for leaked secrets knows them."""
    return f"tocsin_{secrets.token_urlsafe(32)}"


async def add_key(storage: Storage, client: str, now: datetime) -> str:
    """A new secret for a client, which is shown this once. UserError when it has one already."""
    if not is_client(client):
        raise UserError("Name the client in 1 to 60 letters, digits, spaces and . @ _ -")
    secret = new_secret()
    if not await storage.write(lambda tx: tx.keys.add(client, secret, now)):
        raise UserError(f"{client} has a key already. Revoke it first to give it another one.")
    return secret


class Gate:
    """Lets in who has a key, as fast as agreed. `token` is the owner's own, "" for none."""

    def __init__(
        self, storage: Storage, clock: Clock, token: str, *, burst: int = BURST, rate: float = A_SECOND
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._token = token
        self._burst = burst
        self._rate = rate
        self._full_at: dict[str, datetime] = {}
        """When each client may send a whole burst again."""

    async def is_open(self) -> bool:
        """Whether anybody at all may come in."""
        return bool(self._token) or bool(await self._storage.read(lambda tx: tx.keys.list_all()))

    async def client_of(self, secret: str) -> str | None:
        """Who this is; None for nobody. The owner's token is compared in constant time, as bytes, because
        compare_digest refuses text that is not ASCII."""
        given = secret.encode("utf-8", "surrogateescape")
        if self._token and hmac.compare_digest(given, self._token.encode()):
            return OWNER
        found = await self._storage.read(lambda tx: tx.keys.find(secret)) if secret else None
        return None if found is None else f"key:{found.id}"

    def wait_for(self, client: str) -> float:
        """Counts one request; 0 when the client may go on, else in how many seconds it may. The owner's own token is
        not slowed: whoever has it may do anything."""
        if client == OWNER:
            return 0.0
        now = self._clock.now()
        full_at = max(self._full_at.get(client, now), now)
        step = timedelta(seconds=1 / self._rate)
        if full_at - now > step * (self._burst - 1):
            return (full_at - now - step * (self._burst - 1)).total_seconds()
        self._full_at[client] = full_at + step
        return 0.0
