"""By what the entries of a feed are known again when their ids are not: hashes of what each one was at the last poll.

Pure. A feed that resets (a new system, another address) names everything anew; its readers must not take that for news.
Entries whose id, words and time all change at once are not known again.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from bot.domain.model import Article

_SIZE: Final = 8
RESET: Final = 2
"""Entries under new ids from which a feed may count as reset; they must be half of what it held, too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry. Eight bytes each; two entries share one by chance once in 2^64."""

    id: bytes
    words: bytes
    """Of title and text."""
    moment: bytes
    """Of title and time of publication; zeros where it has not both."""
    moved: bool = False
    """It was taken in under another id, so the store does not know this one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Places of a poll's entries that are no news, by what the poll before it held."""

    moved: frozenset[int] = frozenset()
    """There under another id than the one that they were taken in by."""
    old: frozenset[int] = frozenset()
    """Never held, and yet older than what moved: a feed that resets may reach further back than it did before."""


def mark(article: Article) -> Mark:
    """What an entry is known again by."""
    at = article.published_at
    moment = _hash(f"{article.title}\n{at.timestamp():.0f}") if at and article.title else bytes(_SIZE)
    return Mark(_hash(article.guid), _hash(f"{article.title}\n{article.text}"), moment)


def compare(now: Sequence[Mark], before: Sequence[Mark]) -> Seen:
    """Which of the entries, given oldest first, are no news. Whoever keeps its old id beside is another entry: a
    warning that is given a second time in the same words."""
    ids, known = {one.id for one in now}, {one.id for one in before}
    gone = [one for one in before if one.id not in ids]
    words = {one.words for one in gone}
    moments = {one.moment for one in gone} - {bytes(_SIZE)}
    fresh = [place for place, one in enumerate(now) if one.id not in known]
    moved = [place for place in fresh if now[place].words in words or now[place].moment in moments]
    is_reset = len(moved) >= RESET and 2 * len(moved) >= len(before)
    old = set(fresh) & set(range(moved[-1])) - set(moved) if is_reset else set[int]()
    once = {one.id for one in before if one.moved}
    since = {place for place, one in enumerate(now) if one.id in once}
    return Seen(frozenset(since.union(moved)), frozenset(old))


def remembered(now: Sequence[Mark], before: Sequence[Mark]) -> list[Mark]:
    """What is kept of a poll for the next one."""
    moved = compare(now, before).moved
    return [replace(one, moved=True) if place in moved else one for place, one in enumerate(now)]


def pack(marks: Iterable[Mark]) -> bytes:
    """As they are kept."""
    return b"".join(one.id + one.words + one.moment + bytes([one.moved]) for one in marks)


def unpack(packed: bytes) -> tuple[Mark, ...]:
    """What `pack` packed."""
    rows = struct.iter_unpack(f"{_SIZE}s{_SIZE}s{_SIZE}s?", packed)
    return tuple(Mark(*row) for row in rows)


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_SIZE).digest()
