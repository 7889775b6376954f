"""Updates of Telegram's that were handled, so that one that comes again is nothing.

What a command changes and the note that it did are one transaction (`begin`); `done` follows the answer. So an
update that comes again after a crash is done once, and whoever sent it is told.
"""

from typing import Final

from sqlalchemy import Connection, delete, select, update

from storage.statements import insert_new
from storage.tables import updates as t

KEPT: Final = 10_000
"""So many are remembered, of all bots together; Telegram repeats only what it was not told of, the last few."""


class Updates:
    """The handled updates of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def begin(self, bot: int, update_id: int) -> None:
        """Note that what an update asked for is done, and not answered yet."""
        self._add(bot, update_id, answered=False)

    def done(self, bot: int, update_id: int) -> bool:
        """Note an update as handled and answered: True once for each, False when it was before."""
        if self._add(bot, update_id, answered=True):
            return True
        this = (t.c.bot_id == bot, t.c.update_id == update_id, t.c.answered.is_(False))
        return self._do.execute(update(t).where(*this).values(answered=True)).rowcount > 0

    def is_begun(self, bot: int, update_id: int) -> bool:
        """Whether what an update asked for was done by a process that ended before it answered."""
        return self._answered(bot, update_id) is False

    def is_done(self, bot: int, update_id: int) -> bool:
        """Whether an update was handled and answered before."""
        return self._answered(bot, update_id) is True

    def _answered(self, bot: int, update_id: int) -> bool | None:
        known = select(t.c.answered).where(t.c.bot_id == bot, t.c.update_id == update_id)
        answered: bool | None = self._do.execute(known).scalar()
        return answered

    def _add(self, bot: int, update_id: int, *, answered: bool) -> bool:
        adding = insert_new(self._do.dialect.name, t).values(
            bot_id=bot, update_id=update_id, answered=answered
        )
        added = self._do.execute(adding.returning(t.c.id)).scalar()
        if added is None:
            return False
        self._do.execute(delete(t).where(t.c.id <= added - KEPT))
        return True
