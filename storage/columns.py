"""How values stand in columns, the same on SQLite and PostgreSQL: times, words, ids, JSON and digests.

Knows no table. Every time that enters or leaves the store passes `Utc`, every text passes `Words`.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from pydantic_core import from_json
from sqlalchemy import BigInteger, Boolean, ColumnElement, DateTime, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Utc(TypeDecorator[datetime]):
    """An aware time, handed out in UTC. SQLite forgets the zone of a time, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same moment in UTC; ValueError for a naive time, which names no moment."""
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, whatever the driver made of it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def in_utc(value: datetime) -> datetime:
    """The same moment in UTC, clamped to the years 1 to 9999; ValueError for a naive time."""
    if value.utcoffset() is None:
        raise ValueError(f"a naive time cannot be stored: {value.isoformat()}")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return _FIRST if value.year == 1 else _LAST


class Words(TypeDecorator[str]):
    """Text of any length. What no database keeps (NUL, half a surrogate pair) becomes U+FFFD, one for one,
    so offsets into the text stay true."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as both databases can hold it."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text with what cannot be stored replaced, in the same length."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


class Json(TypeDecorator[Any]):
    """A small value as JSON text: portable, and never searched by SQL."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Compact JSON."""
        return (
            None if value is None else storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        )

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What was stored; tuples come back as lists."""
        if value is None:
            return None
        if value == "[]":  # as most are: a list of rows is read twice as quickly without asking for these
            return []
        return {} if value == "{}" else from_json(value)


class BigId(TypeDecorator[int]):
    """A 64-bit whole number; INTEGER on SQLite, whose row ids are 64 bits wide under that name only.

    A number beyond 64 bits (anybody can write one into a button's data) becomes the nearest one: it finds no row.
    """

    impl = BigInteger()
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The number, within 64 bits."""
        return None if value is None else max(-(2**63), min(value, 2**63 - 1))

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The dialect's own name for it."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Ids(TypeDecorator[Sequence[int]]):
    """Many ids as one value, for `among`; each within 64 bits, as `BigId` has it."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> str | None:
        """As JSON, or as PostgreSQL writes its arrays."""
        if value is None:
            return None
        listed = ",".join(str(max(-(2**63), min(one, 2**63 - 1))) for one in value)
        return f"[{listed}]" if dialect.name == "sqlite" else f"{{{listed}}}"


class among(FunctionElement[bool]):  # noqa: N801 - called like a function of SQL
    """Whether a column of ids is one of a list that is bound as one value (`ids`). An IN with a parameter for each
    costs ten times as much to make as to run."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[int], ids: str = "ids") -> None:
        super().__init__(column, bindparam(ids, type_=Ids()))

    def self_group(self, against: OperatorType | None = None) -> "among":
        """As it is: without this SQLite is asked whether it equals 1, and looks at every row."""
        return self


@compiles(among, "sqlite")
def _among_on_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are made by SQLAlchemy


@compiles(among, "postgresql")
def _among_on_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} = ANY (CAST({ids} AS BIGINT[]))"


def digest(*parts: str) -> str:
    """32 hex digits that stand for these texts in an index, whose entries PostgreSQL holds to 2,700 bytes."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "little") + data)
    return hashed.hexdigest()
