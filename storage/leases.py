"""Leases: rows that say who alone may do a thing for now, instead of locks that only one kind of server has."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, or_, select, update

from storage.columns import in_utc
from storage.statements import insert_new
from storage.tables import leases as t

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Leases:
    """The leases of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def acquire(self, name: str, owner: str, now: datetime, ttl: timedelta) -> int | None:
        """Take or renew a lease until `now + ttl`. Its epoch, which grows whenever it changes hands; None while
        another owner's runs. An owner's name must be one process's alone."""
        until = in_utc(now) + ttl
        taken: int | None = self._do.execute(
            update(t)
            .where(t.c.name == name, or_(t.c.owner == owner, t.c.until <= now))
            .values(owner=owner, until=until, epoch=t.c.epoch + case((t.c.owner == owner, 0), else_=1))
            .returning(t.c.epoch)
        ).scalar()
        if taken is not None:
            return taken
        first = insert_new(self._do.dialect.name, t).values(name=name, owner=owner, until=until, epoch=1)
        fresh: int | None = self._do.execute(first.returning(t.c.epoch)).scalar()
        return fresh

    def is_held(self, name: str, now: datetime) -> bool:
        """Whether anybody's runs."""
        held = select(t.c.name).where(t.c.name == name, t.c.until > now)
        return self._do.execute(held).first() is not None

    def cut(self, name: str, now: datetime, ttl: timedelta) -> bool:
        """Let a lease run no longer than one that is taken now; whether it would have, which tells that the clock
        was set back since it was taken."""
        end = in_utc(now) + ttl
        longer = update(t).where(t.c.name == name, t.c.until > end).values(until=end).returning(t.c.epoch)
        return self._do.execute(longer).first() is not None

    def release(self, name: str, owner: str) -> None:
        """Give a lease back, if it is this owner's; the row stays, so that its epoch goes on."""
        mine = update(t).where(t.c.name == name, t.c.owner == owner)
        self._do.execute(mine.values(until=_LONG_AGO, owner=""))
