"""Compiles the inner loops of matching to machine code, and keeps what was compiled beside the sources.

Knows nothing of matching. Compiled functions release the interpreter's lock: a long one never holds up another thread.
"""

import hashlib
from collections.abc import Callable
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
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))


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
    """int32, -1 where a key holds nothing any more."""


def hashed(size: int) -> Hashed:
    """A table with room for `size` keys."""
    places = 1 << max(5, (size * 5 // 3).bit_length())
    return Hashed(np.zeros(places, np.int64), np.full(places, -1, np.int32))


@compiled
def place(table: Hashed, key: int) -> int:
    """Where a key is or would be put."""
    mask = len(table.keys) - 1
    at = (key * 0x2545F4914F6CDD1D) >> 24 & mask
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
    wider = hashed(live + max(size, live // 2))
    return wider, _move(table, wider)


# -- shelves: many numbers a key -------------------------------------------------------------------


NODE = np.dtype([("item", np.int32), ("following", np.int32), ("mark", np.int64)])


class Shelves(NamedTuple):
    """From 64-bit keys to chains of numbers, the one put there last first."""

    table: Hashed
    nodes: Array
    """NODE: the entries of all shelves, each a link of one shelf's chain."""
    state: Array
    """int64: keys in use, nodes in use, first node to use again (-1: none)."""


def shelves(size: int) -> Shelves:
    """Empty shelves with room for `size` entries."""
    return Shelves(hashed(size), np.zeros(size, NODE), np.array([0, 0, -1]))


def roomy(them: Shelves, more: int) -> Shelves:
    """The shelves with room for `more` entries."""
    table, nodes, state = them
    if (int(state[0]) + more) * 5 > len(table.keys) * 3:
        table, live = rehashed(table, more)
        state[0] = live
    if int(state[1]) + more > len(nodes):
        nodes = grown(nodes, int(state[1]) + more)
    return Shelves(table, nodes, state)


@compiled
def put(them: Shelves, key: int, item: int, mark: int) -> None:
    """Put a number first on the shelf of a key, with a mark to tell it by; there must be room."""
    at = place(them.table, key)
    if them.table.keys[at] == 0:
        them.table.keys[at] = key
        them.state[0] += 1
    node = them.state[2]
    if node >= 0:
        them.state[2] = them.nodes[node].following
    else:
        node = them.state[1]
        them.state[1] += 1
    them.nodes[node].item, them.nodes[node].mark = item, mark
    them.nodes[node].following = them.table.values[at]
    them.table.values[at] = node


@compiled
def take(them: Shelves, key: int, item: int) -> None:
    """Take a number from the shelf of a key; nothing happens if it is not there."""
    at = place(them.table, key)
    before = -1
    node = them.table.values[at] if them.table.keys[at] == key else -1
    while node >= 0 and them.nodes[node].item != item:
        before, node = node, them.nodes[node].following
    if node < 0:
        return
    if before < 0:
        them.table.values[at] = them.nodes[node].following
    else:
        them.nodes[before].following = them.nodes[node].following
    them.nodes[node].following = them.state[2]
    them.state[2] = node
