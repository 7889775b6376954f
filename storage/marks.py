"""By what the entries of each feed are known again: those of its last poll, packed. What they mean is
bot.domain.marks'."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, literal, select

from bot.domain.marks import Mark, pack, unpack
from bot.domain.model import SourceId
from storage.feedtables import marks as t
from storage.tables import sources


class Marks:
    """The marks of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def get(self, source: SourceId) -> tuple[Mark, ...]:
        """Those of a source's last poll; none where it had none yet."""
        packed = self._do.execute(select(t.c.packed).where(t.c.source_id == source)).scalar()
        return unpack(packed or b"")

    def set(self, source: SourceId, marks: Sequence[Mark]) -> None:
        """These, in place of those before. A source that was removed meanwhile has none."""
        self._do.execute(delete(t).where(t.c.source_id == source))
        there = select(sources.c.id, literal(pack(marks))).where(sources.c.id == source)
        self._do.execute(insert(t).from_select(["source_id", "packed"], there))
