"""Compiles the inner loops of matching to machine code, and keeps what was compiled beside the sources.

Knows nothing of matching. Compiled functions release the interpreter's lock: a long one never holds up another thread.
"""

import hashlib
import mmap
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


_UNCOUNTED: Any = {"_nrt": False}
"""An option of numba that its types do not tell of."""


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that makes no arrays and returns none. It counts no references to those that it is given or
    cuts out of them, which takes more time than the rest where little is done with each: whoever calls holds them."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True, forceinline=True, **_UNCOUNTED)(function))


_APART = 1 << 20


def zeros(size: int, kind: npt.DTypeLike) -> Array:
    """So many zeros. Large arrays lie in pages of their own: what is never written takes no memory, and all goes back
    to the system when they are outgrown, where the heap would keep a hole."""
    kind = np.dtype(kind)
    room = size * kind.itemsize
    return np.zeros(size, kind) if room < _APART else np.frombuffer(mmap.mmap(-1, room), kind)


def grown(rows: Array, size: int) -> Array:
    """The same rows with room for at least `size`, new ones zero."""
    have = len(rows)
    if have >= size:
        return rows
    wider = zeros(max(size, have + have // 4, 16), rows.dtype)
    wider[:have] = rows
    return wider


# -- hash tables -----------------------------------------------------------------------------------


class Hashed(NamedTuple):
    """Open addressing from 64-bit keys to numbers; 0 marks a free place, so no key is 0. A key and its number lie side
    by side in memory: they are asked for together, and seldom near at hand."""

    keys: Array
    """int64, a power of two of them."""
    values: Array
    """int32 or int64, -1 where a key holds nothing any more."""


def hashed(size: int, kind: npt.DTypeLike = np.int32) -> Hashed:
    """A table with room for `size` keys."""
    places = 1 << max(5, (size * 5 // 3).bit_length())
    rows = zeros(places, np.dtype([("key", np.int64), ("value", kind)]))
    rows["value"] = -1
    return Hashed(rows["key"], rows["value"])


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
