"""Rows of entries that grow and shrink side by side in one array, and shelves of such rows by key; compiled.

Knows nothing of matching: an entry is a number with one or two more to tell it by.
"""

from typing import Any, NamedTuple

import numpy as np

from bot.domain.matching.compiled import Array, Hashed, Whole, compiled, hashed, place, rehashed, zeros

# -- rows: many entries side by side ----------------------------------------------------------------


NODE = np.dtype([("item", np.int32), ("other", np.int32)])
MARKED = np.dtype([*NODE.descr, ("mark", np.int64)])
"""An entry: a number, and one more to tell it by; or two, the second of 64 bits."""
_CLASSES = 32


class Pool(NamedTuple):
    """Many rows of entries, each row side by side in memory, the one put there last at its end. A row is known by one
    number, where it begins and how many it has (`span`); -1 is an empty one. It has room for a power of two."""

    nodes: Array
    """NODE or MARKED"""
    state: Array
    """int64: nodes in use, entries, the longest row ever; then, by the logarithm of their size, where the first free
    space is, plus 1."""


def pool(size: int, kind: np.dtype[Any] = NODE) -> Pool:
    """An empty pool with room for `size` entries."""
    return Pool(np.zeros(size, kind), np.zeros(3 + _CLASSES, np.int64))


def roomier(them: Pool, more: int) -> Pool:
    """The pool with room for `more` entries, wherever they are put."""
    used, live, longest = them.state[:3].tolist()
    needed = used + min(2 * more * (longest + 1), 4 * (live + more))
    if needed <= len(them.nodes):
        return them
    nodes = zeros(needed + used // 2, them.nodes.dtype)
    nodes[:used] = them.nodes[:used]  # the rest stays untouched, and so takes no memory
    return them._replace(nodes=nodes)


@compiled
def span(row: int) -> tuple[int, int]:
    """Where a row begins and where it ends."""
    if row < 0:
        return 0, 0
    start = row >> Whole(32)
    return start, start + (row & Whole(0xFFFFFFFF))


@compiled
def _class(count: int) -> int:
    size = 0
    while 1 << size < count:
        size += 1
    return size


@compiled
def _space(them: Pool, size: int) -> int:
    """Room for 2 ** size entries."""
    at = them.state[3 + size] - 1
    if at >= 0:
        them.state[3 + size] = them.nodes[at].other
    else:
        at = them.state[0]
        them.state[0] += 1 << size
    return int(at)


@compiled
def _release(them: Pool, at: int, size: int) -> None:
    them.nodes[at].other = them.state[3 + size]
    them.state[3 + size] = at + 1


@compiled
def append(them: Pool, row: int, item: int, other: int) -> int:
    """Put an entry at the end of a row; there must be room. Returns the row anew."""
    start, end = span(row)
    count = end - start
    if count == 0:
        start = _space(them, 0)
    elif count & (count - 1) == 0:  # full
        size = _class(count)
        wider = _space(them, size + 1)
        for i in range(count):
            them.nodes[wider + i] = them.nodes[start + i]
        _release(them, start, size)
        start = wider
    node = them.nodes[start + count]
    node.item, node.other = item, other
    them.state[1] += 1
    them.state[2] = max(them.state[2], count + 1)
    return int(Whole(start) << Whole(32) | Whole(count + 1))


@compiled
def drop(them: Pool, row: int, item: int) -> int:
    """Take an entry from a row; nothing happens if it is not there. Returns the row anew."""
    start, end = span(row)
    at = end - 1
    while at >= start and them.nodes[at].item != item:
        at -= 1
    if at < start:
        return row
    for i in range(at, end - 1):
        them.nodes[i] = them.nodes[i + 1]
    count = end - start - 1
    them.state[1] -= 1
    if count == 0:
        _release(them, start, 0)
        return -1
    if count & (count - 1) == 0:  # half of its room is free
        _release(them, start + count, _class(count))
    return int(Whole(start) << Whole(32) | Whole(count))


# -- shelves: a row a key ----------------------------------------------------------------------------


class Shelves(NamedTuple):
    """From 64-bit keys to rows of a pool of MARKED entries."""

    table: Hashed
    pool: Pool
    state: Array
    """int64: keys in use."""


def shelves(size: int) -> Shelves:
    """Empty shelves with room for `size` entries."""
    return Shelves(hashed(size, np.int64), pool(size, MARKED), np.zeros(1, np.int64))


def roomy(them: Shelves, more: int) -> Shelves:
    """The shelves with room for `more` entries."""
    table = them.table
    if (int(them.state[0]) + more) * 5 > len(table.keys) * 3:
        table, them.state[0] = rehashed(table, more)
    return Shelves(table, roomier(them.pool, more), them.state)


@compiled
def put(them: Shelves, key: int, item: int, tell: tuple[int, int]) -> None:
    """Put a number last on the shelf of a key, with two more to tell it by; there must be room."""
    at = place(them.table, key)
    if them.table.keys[at] == 0:
        them.table.keys[at] = key
        them.state[0] += 1
    row = append(them.pool, them.table.values[at], item, tell[0])
    them.pool.nodes[span(row)[1] - 1].mark = tell[1]
    them.table.values[at] = row


@compiled
def take(them: Shelves, key: int, item: int) -> None:
    """Take a number from the shelf of a key; nothing happens if it is not there."""
    at = place(them.table, key)
    if them.table.keys[at] == key:
        them.table.values[at] = drop(them.pool, them.table.values[at], item)
