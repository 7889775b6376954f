"""How values stand in columns, the same on SQLite and PostgreSQL: times, words, ids, JSON and digests.

Knows no table. Every time that enters or leaves the store passes `Utc`, every text passes `Words`.
"""

import json
import re
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
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
        return None if value is None else json.loads(value)


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


def digest(*parts: str) -> str:
    """32 hex digits that stand for these texts in an index, whose entries PostgreSQL holds to 2,700 bytes."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "little") + data)
    return hashed.hexdigest()
