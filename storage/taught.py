"""Wishes and lessons as they stand in their columns: only what was said, as small JSON."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.domain.wishes import Lesson, LessonKind, Strictness, Wishes

_KNOWN = frozenset(one.name for one in fields(Wishes))


def packed(wishes: Wishes) -> dict[str, Any]:
    """What they say."""
    said = {one.name: getattr(wishes, one.name) for one in fields(wishes)}
    return {name: value for name, value in said.items() if value is not None}


def as_wishes(item: dict[str, Any]) -> Wishes:
    """The value of the column; a word of a later Tocsin is passed over."""
    if not item:
        return _NONE
    said: dict[str, Any] = {name: value for name, value in item.items() if name in _KNOWN}
    for name, value in said.items():
        if isinstance(value, list):
            said[name] = tuple(value)
    if "strictness" in said:
        said["strictness"] = Strictness(said["strictness"])
    return Wishes(**said)


_NONE = Wishes()


def packed_lesson(one: Lesson) -> dict[str, str]:
    """One lesson."""
    return {"kind": one.kind.value, "value": one.value, "at": one.at.isoformat()}


def as_lesson(item: dict[str, str]) -> Lesson:
    """The value of one."""
    return Lesson(LessonKind(item["kind"]), item["value"], datetime.fromisoformat(item["at"]))
