"""Pushes: what was agreed with hubs, and when each is asked next. What it means is bot.ingest's."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.domain.model import SourceId
from bot.domain.pushes import Offer, Push, PushId
from storage.feedtables import pushes as t


class Pushes:
    """The pushes of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def offer(self, source: SourceId, offer: Offer | None, *, token: str, secret: str, now: datetime) -> None:
        """A source is to be had by push from there, or from nowhere; what was agreed about it with another hub ends.
        `token` and `secret` are used if it is new."""
        known = self.of(source)
        if known is not None and offer == Offer(known.hub, known.topic):
            return
        self.end(source, now)
        if offer is not None:
            asked = {"hub": offer.hub, "topic": offer.topic, "token": token, "secret": secret, "due_at": now}
            rest = {"source_id": source, "attempts": 0, "algorithm": "", "ending": False}
            self._do.execute(insert(t).values(**asked, **rest))

    def end(self, source: SourceId, now: datetime) -> None:
        """Hubs are to send nothing of this source any more; they are told when due."""
        going = update(t).where(t.c.source_id == source, t.c.ending.is_(False))
        self._do.execute(going.values(ending=True, due_at=now, attempts=0))

    def of(self, source: SourceId) -> Push | None:
        """What is agreed, or asked for, about a source."""
        row = self._do.execute(select(t).where(t.c.source_id == source, t.c.ending.is_(False))).first()
        return None if row is None else _push(row)

    def find(self, token: str) -> Push | None:
        """The one whose address ends so."""
        row = self._do.execute(select(t).where(t.c.token == token)).first()
        return None if row is None else _push(row)

    def list_due(self, now: datetime, limit: int) -> list[Push]:
        """Those whose hub is to be asked, longest overdue first."""
        due = select(t).where(t.c.due_at <= now).order_by(t.c.due_at, t.c.id).limit(limit)
        return [_push(row) for row in self._do.execute(due)]

    def set_asked(self, id: PushId, due_at: datetime) -> None:
        """Its hub is asked now, and again then if there comes no word."""
        self._set(id, attempts=t.c.attempts + 1, due_at=due_at)

    def set_agreed(self, id: PushId, lease_until: datetime | None, due_at: datetime) -> None:
        """Its hub agrees until then, or (None) does not; it is asked again when due."""
        self._set(id, lease_until=lease_until, due_at=due_at, attempts=0)

    def set_pinged(self, id: PushId, algorithm: str, now: datetime) -> None:
        """Its hub sent something, signed so."""
        self._set(id, pinged_at=now, algorithm=algorithm)

    def remove(self, id: PushId) -> None:
        """Nothing is agreed any more."""
        self._do.execute(delete(t).where(t.c.id == id))

    def _set(self, id: PushId, **values: Any) -> None:
        self._do.execute(update(t).where(t.c.id == id).values(**values))


_FIELDS: Final = (
    "id", "hub", "topic", "token", "secret", "due_at", "attempts", "lease_until", "pinged_at", "algorithm", "ending"
)  # fmt: skip


def _push(row: Row[Any]) -> Push:
    return Push(source=row.source_id, **{name: getattr(row, name) for name in _FIELDS})
