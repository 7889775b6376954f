"""Two things that statements share: the insert that leaves alone what is there, which the dialects spell in two
modules, and lists of values cut to what one statement may carry."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

V = TypeVar("V")
_MANY = 500


@cache
def insert_new(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """INSERT ... ON CONFLICT DO NOTHING in a dialect, whichever key it is that is taken."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def chunks(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """The values in lists short enough for an IN list on either database."""
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
