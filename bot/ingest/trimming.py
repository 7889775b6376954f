"""What is left out of a feed that is made to be slow, or is an archive: entities made of entities, and the middle.

Works on XML in bytes as they came, so what is written in another way (UTF-16) goes through untouched; what that costs
is bounded where it is parsed.
"""

import re
from typing import Final, TypeVar

T = TypeVar("T")
ENDS: Final = 1_000
"""Entries that are kept at either end: the newest of a feed stand at one of them."""
_ENTRY = re.compile(rb"<(?:[A-Za-z]\w{0,30}:)?(?:item|entry)[\s>]", re.I)
_PROLOGUE: Final = 1_000_000
"""Bytes in which declarations are looked for."""
_SUBSET = re.compile(rb"<!DOCTYPE[^<>\[]{0,1000}\[.*?\]\s*>", re.S | re.I)
_NESTED = re.compile(rb"""<!ENTITY[^<>"']{1,200}["'][^"'<]*&(?!#)""", re.I)


def trimmed(data: bytes) -> bytes:
    """The same feed, without what would make its reading take long and no article better."""
    return _shortened(_plain(data))


def both_ends(entries: list[T]) -> list[T]:
    """The same without those in the middle where there are thousands."""
    return entries if len(entries) <= 2 * ENDS else entries[:ENDS] + entries[-ENDS:]


def _plain(data: bytes) -> bytes:
    """Without its own declarations where they build entities of entities: what those make grows without bound."""
    head = data[:_PROLOGUE]
    if b"<!" not in head or not _NESTED.search(head):
        return data
    return _SUBSET.sub(b"", head, count=1) + data[_PROLOGUE:]


def _shortened(data: bytes) -> bytes:
    """Without the entries in the middle where there are thousands."""
    if data.count(b"<") < 4 * ENDS:
        return data
    starts = [found.start() for found in _ENTRY.finditer(data)]
    if len(starts) <= 2 * ENDS:
        return data
    return data[: starts[ENDS]] + data[starts[-ENDS] :]
