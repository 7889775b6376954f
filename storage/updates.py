"""Updates of Telegram's that were handled, so that one that comes again is nothing."""

from typing import Final

from sqlalchemy import Connection, delete, select

from storage.statements import insert_new
from storage.tables import updates as t

KEPT: Final = 10_000
"""So many are remembered, of all bots together; Telegram repeats only what it was not told of, the last few."""


class Updates:
    """The handled updates of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def done(self, bot: int, update_id: int) -> bool:
        """Note an update as handled: True once for each, False when it was handled before."""
        added = self._do.execute(
            insert_new(self._do.dialect.name, t).values(bot_id=bot, update_id=update_id).returning(t.c.id)
        ).scalar()
        if added is None:
            return False
        self._do.execute(delete(t).where(t.c.id <= added - KEPT))
        return True

    def is_done(self, bot: int, update_id: int) -> bool:
        """Whether an update was handled before."""
        known = select(t.c.id).where(t.c.bot_id == bot, t.c.update_id == update_id)
        return self._do.execute(known).first() is not None
