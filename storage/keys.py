"""Keys of clients that push articles in: a random secret each, of which only a digest is kept."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.domain.clients import ClientKey
from storage.statements import insert_new
from storage.tables import keys as t


class Keys:
    """The keys of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, client: str, secret: str, now: datetime) -> bool:
        """Let a client in by this secret; False when one of that name has a key already."""
        values = {"client": client, "secret_digest": _digest(secret), "created_at": now}
        added = self._do.execute(
            insert_new(self._do.dialect.name, t).values(values).returning(t.c.id)
        ).first()
        return added is not None

    def find(self, secret: str) -> ClientKey | None:
        """Whose secret it is; looked up by digest, so the time it takes tells nothing of a secret."""
        row = self._do.execute(select(t).where(t.c.secret_digest == _digest(secret))).first()
        return None if row is None else ClientKey(row.id, row.client, row.created_at)

    def revoke(self, client: str) -> bool:
        """Let it in no longer; False when it had no key."""
        return self._do.execute(delete(t).where(t.c.client == client)).rowcount > 0

    def list_all(self) -> list[ClientKey]:
        """Every key, oldest first."""
        rows = self._do.execute(select(t).order_by(t.c.id))
        return [ClientKey(row.id, row.client, row.created_at) for row in rows]


def _digest(secret: str) -> str:
    """Plain SHA-256: a secret of 256 random bits cannot be guessed, so a slow hash would protect nothing more."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
