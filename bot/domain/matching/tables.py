"""The tables of names that ship with Tocsin, as they are packed: opened lazily, looked up by hash.

Packs and unpacks; what a name found there means is the affair of known. `scripts/known_names` makes the files.
"""

import lzma
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple, TypeAlias

import numpy as np

from bot.domain import text
from bot.domain.matching import keys, scripts
from bot.domain.matching.compiled import Array, Whole, compiled

_Whole: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"
_PACKAGE = "bot.domain.matching.atlas"
_SECTION, _BLOCK = "\x00", "\x01"
_BLOCK_NAMES = 20_000
"""Names are unpacked so many at a time, so that opening a table needs little memory."""
_CODE = 48
"""The sign of the first language; the others follow it in Unicode."""
SHARED, OWNED, NEAR, LIMITED = "0", "1", "2", "3"
"""Whether a name could mean several places or rather another one, means the one it is listed under, means it and
sounds so much like its main name that it is heard as that, or means it in its own language only."""

_HYPHENS = "-‐‑–・"
_MARKS = "'’ʼʻ‘´`＇."


def fold(name: str) -> str:
    """The form in which names are looked up: normalised, hyphens as spaces, apostrophes and dots left out."""
    return _folded(text.normalise(name))


def _folded(name: str) -> str:
    if name.isalpha() or (name.isascii() and name.replace(" ", "").isalpha()):
        return name
    for sign in _HYPHENS:
        name = name.replace(sign, " ")
    for sign in _MARKS:
        name = name.replace(sign, "")
    return name


def _quickly(names: str) -> str:
    """Nearly always what `fold` makes of each line."""
    return _folded(names.lower())


# -- packing ---------------------------------------------------------------------------------------


def pack(*sections: str) -> bytes:
    """Sections of text as one compressed file."""
    return lzma.compress(_SECTION.join(sections).encode(), preset=9 | lzma.PRESET_EXTREME)


def pack_names(names: Sequence[str]) -> tuple[str, str]:
    """Names as two sections: themselves, and the folded forms of those that `_quickly` does not fold."""
    blocks = ["\n".join(names[i : i + _BLOCK_NAMES]) for i in range(0, len(names), _BLOCK_NAMES)]
    folded = [fold(name) for name in names]
    quick = [name for block in blocks for name in _quickly(block).split("\n")]
    others = [
        f"{i} {good}" for i, (good, found) in enumerate(zip(folded, quick, strict=True)) if good != found
    ]
    return _BLOCK.join(blocks), "\n".join(others)


def _unpack(name: str) -> list[bytes]:
    return lzma.decompress(resources.files(_PACKAGE).joinpath(name).read_bytes()).split(_SECTION.encode())


def _counted(section: bytes) -> _Whole:
    return np.array(section.split(b" "), np.int64)


def _folds(names: bytes, others: bytes) -> Iterator[list[str]]:
    """Packed names as `fold` folds them, a block at a time."""
    lines = others.decode().split("\n")
    better = {int(place): key for place, _, key in (line.partition(" ") for line in lines if line)}
    first = 0
    for block in names.split(_BLOCK.encode()):
        folded = _quickly(block.decode()).split("\n")
        for place in better.keys() & range(first, first + len(folded)):
            folded[place - first] = better[place]
        first += len(folded)
        yield folded


class Lookup(NamedTuple):
    """A table as compiled functions take it."""

    keys: Array
    """int64, sorted"""
    numbers: Array
    """int32, beside them"""
    marks: Array
    """uint8: a bit for each key, by its lower bits (Bloom 1970, with one hash)."""


class Numbers:
    """Which numbers a string has, in 12 bytes a pair: its key, sorted, beside the number. Most strings that are asked
    for have none; two bytes a pair more tell it at once."""

    def __init__(self, found: _Whole, numbers: _Whole) -> None:
        order = np.argsort(found, kind="stable")
        self._mask = (1 << (16 * len(found)).bit_length()) - 1
        marks = np.zeros(self._mask + 1, np.bool_)
        marks[found & self._mask] = True
        self.rows = Lookup(
            found[order], numbers[order].astype(np.int32), np.packbits(marks, bitorder="little")
        )
        self._keys: memoryview[int] = self.rows.keys.data
        self._numbers: memoryview[int] = self.rows.numbers.data
        self._marks: memoryview[int] = self.rows.marks.data

    def of(self, word: str) -> tuple[int, ...]:
        """The numbers of a string, in the order of the file; () if it has none."""
        return self.at(keys.of(word))

    def at(self, key: int) -> tuple[int, ...]:
        """The same by the string's key."""
        bit = key & self._mask
        if not self._marks[bit >> 3] >> (bit & 7) & 1:
            return ()
        first = bisect_left(self._keys, key)
        last = bisect_right(self._keys, key, first)
        return tuple(self._numbers[first:last]) if first < last else ()


@compiled
def span(table: Lookup, key: int) -> tuple[int, int]:
    """Where the numbers of a key begin in a table, and where they end."""
    bit = key & (8 * len(table.marks) - 1)
    if table.marks[bit >> 3] >> (bit & 7) & 1 == 0:
        return 0, 0
    low, high = 0, len(table.keys)
    while low < high:
        middle = (low + high) >> 1
        if table.keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(table.keys) and table.keys[last] == key:
        last += 1
    return low, last


_FEW = 32
"""Numbers of a key that are gone through."""


@compiled
def _has(numbers: Array, span: tuple[int, int], number: int) -> bool:
    """Whether a number is among those of a key, which stand in their order."""
    low, high = span
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return bool(low < span[1] and numbers[low] == number)


@compiled
def may_share(table: Lookup, looked_up: Array, spans: Array) -> bool:
    """Whether keys have a number in common; said of keys that all have very many without a look. `spans`: scratch,
    int64[n, 2]."""
    for key in looked_up:
        bit = key & (8 * len(table.marks) - 1)
        if table.marks[bit >> 3] >> (bit & 7) & 1 == 0:
            return False
    rarest, least = 0, len(table.keys) + 1
    for k in range(len(looked_up)):
        first, last = span(table, looked_up[k])
        spans[k, 0], spans[k, 1] = first, last
        if last - first < least:
            rarest, least = k, last - first
    if least > _FEW:
        return True
    for i in range(spans[rarest, 0], spans[rarest, 1]):
        shared = True
        for k in range(len(looked_up)):
            shared = shared and _has(table.numbers, (spans[k, 0], spans[k, 1]), table.numbers[i])
        if shared:
            return True
    return False


@compiled
def meant(places: Lookup, key: int) -> int:
    """The place that alone is called so; -1 for none."""
    first, last = span(places, key)
    for i in range(first, last):
        if places.numbers[i] & 1:
            return int(Whole(places.numbers[i]) >> 1)
    return -1


@compiled
def groups(lookups: tuple[Lookup, Lookup], key: int, found: Array, count: int) -> int:
    """Put what a key is established as among `count` sorted numbers, as known.kin numbers it, where there is room: in
    the tables of places and of people. Returns how many there are now, -1 if that is too many."""
    first, last = span(lookups[0], key)
    person, people = span(lookups[1], key)
    if count + last - first + people - person > len(found):
        return -1
    for i in range(first, last):
        count = _insert(found, count, Whole(lookups[0].numbers[i]) >> 1)
    for i in range(person, people):
        count = _insert(found, count, ~Whole(lookups[1].numbers[i]))
    return count


@compiled
def _insert(numbers: Array, count: int, number: int) -> int:
    """Put a number among sorted ones where it is not there; returns how many there are."""
    at = count
    while at > 0 and numbers[at - 1] > number:
        at -= 1
    if at > 0 and numbers[at - 1] == number:
        return count
    for i in range(count, at, -1):
        numbers[i] = numbers[i - 1]
    numbers[at] = number
    return count + 1


# -- the tables ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    """Places and their names: looked up by folded name, listed by number."""

    by_name: Numbers
    """Twice the place's number, and one more where the name means that place alone, in whatever language."""
    by_word: Numbers
    """A word of a name of several words -> the numbers of these names."""
    _names: bytes
    _starts: _Whole
    _first: _Whole
    _codes: str
    _kinds: str
    _languages: tuple[str, ...]

    def names(self, place: int) -> list[tuple[str, str, str]]:
        """(language or "", name, its kind: SHARED, OWNED ...) of a place, its main name first."""
        low, high = int(self._first[place]), int(self._first[place + 1])
        lines = self._names[int(self._starts[low]) : int(self._starts[high]) - 1].decode()
        return [
            (self._languages[ord(self._codes[i]) - _CODE], line, self._kinds[i])
            for i, line in enumerate(lines.replace(_BLOCK, "\n").split("\n"), low)
        ]

    def line(self, number: int) -> tuple[str, int]:
        """A name by its number, and the place that is listed with it."""
        name = self._names[int(self._starts[number]) : int(self._starts[number + 1]) - 1].decode()
        return name, int(np.searchsorted(self._first, number, side="right")) - 1

    def holding(self, part: str) -> Iterator[int]:
        """The numbers of the names in which a string of a script without spaces stands."""
        wanted = part.encode("utf-8", "surrogatepass")  # the table holds no such, so nothing is found
        at = self._names.find(wanted)
        while at >= 0:
            yield int(np.searchsorted(self._starts, at, side="right")) - 1
            at = self._names.find(wanted, at + len(wanted))


@lru_cache(maxsize=1)
def places() -> Places:
    """The table of places; the first call takes half a second."""
    names, others, counts, codes, kinds, languages = _unpack("places.xz")
    first = np.concatenate(([0], np.cumsum(_counted(counts))))
    own, words, lines, at = [], [], [], 0
    for folded in _folds(names, others):
        own.append(keys.every(folded))
        parts = [(part, line) for line, key in enumerate(folded, at) if " " in key for part in key.split(" ")]
        words.append(keys.every([part for part, _ in parts]))
        lines.append(np.array([line for _, line in parts], np.int64))
        at += len(folded)
    place = np.repeat(np.arange(len(first) - 1), np.diff(first))
    meant = np.isin(np.frombuffer(kinds, np.uint8), (ord(OWNED), ord(NEAR)))
    signs = np.frombuffer(names, np.uint8)
    ends = np.flatnonzero((signs == ord("\n")) | (signs == ord(_BLOCK))) + 1
    return Places(
        Numbers(np.concatenate(own), 2 * place + meant),
        Numbers(np.concatenate(words), np.concatenate(lines)),
        names, np.concatenate(([0], ends, [len(names) + 1])), first, codes.decode(), kinds.decode(),
        tuple(languages.decode().split(",")),
    )  # fmt: skip


@lru_cache(maxsize=1)
def people() -> Numbers:
    """Given and family names: which groups of writings of one name a folded name belongs to. One with marks is
    there without them, too: nobody types Erdoğan."""
    names, others, counts = _unpack("people.xz")
    sizes = _counted(counts)
    folded = [name for block in _folds(names, others) for name in block]
    group = np.repeat(np.arange(len(sizes)), sizes)
    marked = [at for at, name in enumerate(folded) if _is_marked(name)]
    plain = [scripts.romanise(folded[at]) for at in marked]
    return Numbers(
        np.concatenate([keys.every(folded), keys.every(plain)]), np.concatenate([group, group[marked]])
    )


_LONG = 6


def _is_marked(name: str) -> bool:
    """Whether a long name of Latin letters has any with a mark: short ones without theirs are others' names."""
    return len(name) >= _LONG and not name.isascii() and scripts.script_of(name) == "latn"


@lru_cache(maxsize=1)
def words() -> Numbers:
    """Ordinary words, as "en:judge"; the number is the word's rank in its language."""
    names, others, ranks = _unpack("words.xz")
    return Numbers(np.concatenate([keys.every(folded) for folded in _folds(names, others)]), _counted(ranks))
