"""What an alert quotes, as its column keeps it: JSON, made once of each text while a broadcast goes out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.domain.model import Excerpt, IssueId
from storage.columns import storable

_REMEMBERED = 512
"""Texts whose excerpts are kept: an alert that thousands of chats get quotes the same in all of them."""


class Excerpts(TypeDecorator[tuple[Excerpt, ...]]):
    """The excerpts of an alert, in order."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Sequence[Excerpt] | None, dialect: Dialect) -> str | None:
        """Compact JSON."""
        if value is None:
            return None
        told = [packed(one) for one in value]
        return storable(json.dumps(told, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Excerpt, ...] | None:
        """What was stored."""
        return None if value is None else _read(value)


def renamed(excerpts: Sequence[Excerpt], old: IssueId, new: IssueId) -> tuple[Excerpt, ...]:
    """The same, those of one issue under another's number."""
    return tuple(replace(one, issue=new) if one.issue == old else one for one in excerpts)


def packed(excerpt: Excerpt) -> dict[str, object]:
    """As JSON holds it."""
    return {
        "issue": excerpt.issue,
        "name": excerpt.name,
        "text": excerpt.text,
        "spans": excerpt.spans,
        "heading": excerpt.heading,
        "score": excerpt.score,
        **({"revised": excerpt.revised} if excerpt.revised else {}),
    }


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> tuple[Excerpt, ...]:
    items: list[dict[str, Any]] = from_json(text)
    return tuple(
        Excerpt(**{**item, "spans": tuple((start, end) for start, end in item["spans"])}) for item in items
    )
