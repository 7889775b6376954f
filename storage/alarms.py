"""Alarms: what is wrong with a bot and its owners were told of, so that they are told once, whatever restarts.

Decides nothing: what is an alarm is bot.health's.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.statements import insert_new
from storage.tables import alarms as t


class Alarms:
    """The alarms of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def begin(self, bot: int, name: str, now: datetime) -> bool:
        """Note an alarm; False when it was noted before."""
        fresh = insert_new(self._do.dialect.name, t).values(bot_id=bot, name=name, since=now)
        return self._do.execute(fresh.returning(t.c.name)).scalar() is not None

    def end(self, bot: int, name: str) -> datetime | None:
        """Take an alarm back; since when it was one, None when it was none."""
        this = delete(t).where(t.c.bot_id == bot, t.c.name == name)
        since: datetime | None = self._do.execute(this.returning(t.c.since)).scalar()
        return since

    def list_of(self, bot: int) -> dict[str, datetime]:
        """The alarms of a bot, and since when each is one."""
        rows = self._do.execute(select(t.c.name, t.c.since).where(t.c.bot_id == bot).order_by(t.c.name))
        return {row.name: row.since for row in rows}
