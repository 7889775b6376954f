"""What all tables share: names for every constraint, indexes over a few rows, ids that are never given out twice."""

from typing import cast

from sqlalchemy import Index, MetaData, Table, text
from sqlmodel import SQLModel


class Row(SQLModel):
    """Base of the tables: their own metadata, with names for every constraint so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def some(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the few rows that `where` names: small, however long the table grows."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


NEVER_REUSED = {"sqlite_autoincrement": True}


def table_of(row: type[Row]) -> Table:
    """The table of a row, for Core statements."""
    return cast(Table, row.__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it
