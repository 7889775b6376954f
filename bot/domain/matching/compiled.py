"""Compiles the inner loops of matching to machine code, and keeps what was compiled beside the sources.

Knows nothing of matching. Compiled functions release the interpreter's lock: a long one never holds up another thread.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")
Array = npt.NDArray[Any]
Whole: Any = np.int64
"""Numbers of 64 bits in compiled code, where plain ones beside unsigned ones would become fractions."""
Record = Any
"""A row of a structured array, whose fields are attributes to compiled code."""

_HERE = Path(__file__).parent


def _digest() -> str:
    """Changes with any source of the package. Numba by itself sees only changes in a function's own file, not in the
    constants and functions that were compiled into it."""
    sources = sorted(_HERE.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


numba.config.CACHE_DIR = str(  # type: ignore[attr-defined]  # set from the environment by numba itself
    _HERE / "__pycache__" / f"compiled-{_digest()}"
)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers, arrays and named tuples of arrays, at its first call."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True, forceinline=True)(function))


def grown(rows: Array, size: int) -> Array:
    """The same rows with room for at least `size`, new ones zero."""
    have = len(rows)
    if have >= size:
        return rows
    wider = np.zeros(max(size, have + have // 2, 16), rows.dtype)
    wider[:have] = rows
    return wider


# -- hash tables -----------------------------------------------------------------------------------


class Hashed(NamedTuple):
    """Open addressing from 64-bit keys to numbers; 0 marks a free place, so no key is 0."""

    keys: Array
    """int64, a power of two of them."""
    values: Array
    """int32 or int64, -1 where a key holds nothing any more."""


def hashed(size: int, kind: npt.DTypeLike = np.int32) -> Hashed:
    """A table with room for `size` keys."""
    places = 1 << max(5, (size * 5 // 3).bit_length())
    return Hashed(np.zeros(places, np.int64), np.full(places, -1, kind))


_MIXER: Any = np.uint64(0x2545F4914F6CDD1D)
_TURN: Any = np.uint64(31)


@compiled
def mixed(value: int, more: int) -> int:
    """A hash that goes on with another number. Without signs inside: what a signed product does beyond 64 bits is
    not defined in compiled code, and depends on what it is compiled with."""
    product = (np.uint64(value) ^ np.uint64(more)) * _MIXER
    return int(np.int64(product ^ (product >> _TURN)))


@compiled
def place(table: Hashed, key: int) -> int:
    """Where a key is or would be put."""
    mask = len(table.keys) - 1
    at = int(np.int64(np.uint64(key) * _MIXER >> np.uint64(24))) & mask
    while table.keys[at] != 0 and table.keys[at] != key:
        at = at + 1 & mask
    return at


@compiled
def value(table: Hashed, key: int) -> int:
    """What a key holds; -1 if nothing."""
    at = place(table, key)
    return table.values[at] if table.keys[at] == key else -1


@compiled
def _move(old: Hashed, new: Hashed) -> int:
    moved = 0
    for i in range(len(old.keys)):
        if old.keys[i] != 0 and old.values[i] >= 0:
            at = place(new, old.keys[i])
            new.keys[at] = old.keys[i]
            new.values[at] = old.values[i]
            moved += 1
    return moved


def rehashed(table: Hashed, size: int) -> tuple[Hashed, int]:
    """The same content with room for `size` keys more, and how many there are."""
    live = int((table.values >= 0).sum())
    wider = hashed(live + max(size, live // 2), table.values.dtype)
    return wider, _move(table, wider)


def filled(content: Mapping[int, int]) -> Hashed:
    """A table that holds this."""
    table = hashed(2 * len(content))
    for key, number in content.items():
        at = place(table, key)
        table.keys[at], table.values[at] = key, number
    return table


@compiled
def look_up(table: Hashed, keys: Array, out: Array) -> int:
    """What keys hold, -1 for nothing; returns how many hold nothing."""
    missing = 0
    for i in range(len(keys)):
        out[i] = value(table, keys[i])
        missing += out[i] < 0
    return missing


@compiled
def note(table: Hashed, keys: Array, values: Array) -> int:
    """Let keys hold these values, for which there must be room; returns how many were never there."""
    new = 0
    for i in range(len(keys)):
        at = place(table, keys[i])
        new += table.keys[at] == 0
        table.keys[at], table.values[at] = keys[i], values[i]
    return new


# -- rows: many entries side by side ----------------------------------------------------------------


NODE = np.dtype([("item", np.int32), ("other", np.int32), ("mark", np.int64)])
_CLASSES = 32


class Pool(NamedTuple):
    """Many rows of entries, each row side by side in memory, the one put there last at its end. A row is known by one
    number, where it begins and how many it has (`span`); -1 is an empty one. It has room for a power of two."""

    nodes: Array
    """NODE: a number, and two more to tell it by."""
    state: Array
    """int64: nodes in use, entries, the longest row ever; then, by the logarithm of their size, where the first free
    space is, plus 1."""


def pool(size: int) -> Pool:
    """An empty pool with room for `size` entries."""
    return Pool(np.zeros(size, NODE), np.zeros(3 + _CLASSES, np.int64))


def roomier(them: Pool, more: int) -> Pool:
    """The pool with room for `more` entries, wherever they are put."""
    used, live, longest = map(int, them.state[:3])
    needed = used + min(2 * more * (longest + 1), 4 * (live + more))
    if needed <= len(them.nodes):
        return them
    nodes = np.zeros(needed + used // 2, NODE)
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
        them.state[3 + size] = them.nodes[at].mark
    else:
        at = them.state[0]
        them.state[0] += 1 << size
    return int(at)


@compiled
def _release(them: Pool, at: int, size: int) -> None:
    them.nodes[at].mark = them.state[3 + size]
    them.state[3 + size] = at + 1


@compiled
def append(them: Pool, row: int, item: int, tell: tuple[int, int]) -> int:
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
    node.item, node.other, node.mark = item, tell[0], tell[1]
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
    """From 64-bit keys to rows of a pool."""

    table: Hashed
    pool: Pool
    state: Array
    """int64: keys in use."""


def shelves(size: int) -> Shelves:
    """Empty shelves with room for `size` entries."""
    return Shelves(hashed(size, np.int64), pool(size), np.zeros(1, np.int64))


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
    them.table.values[at] = append(them.pool, them.table.values[at], item, tell)


@compiled
def take(them: Shelves, key: int, item: int) -> None:
    """Take a number from the shelf of a key; nothing happens if it is not there."""
    at = place(them.table, key)
    if them.table.keys[at] == key:
        them.table.values[at] = drop(them.pool, them.table.values[at], item)
