"""Words of an article in one compiled pass: where they stand, how they are written, what stands between them.

The same words as `text.tokens`, which tells what a word is; here only numbers come out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.domain import text
from bot.domain.matching.compiled import Array, Hashed, Whole, compiled, mixed, place

MAX_TOKENS = 400_000
"""What comes after so many words of an article is not read."""
MAX_DISTINCT = 50_000
"""Nor are more different words: an article has not so many."""

# A character's classes, as bits
_WORD, _MARK, _APOSTROPHE, _UNSPACED, _KANA, _UPPER, _LOWER, _OPENS, _ENDS, _FULL, _SPACE, _DASH = (
    1 << bit for bit in range(12)
)
# What is known of a word by its place and first letter, as bits
UPPER, GRAM, OPENING, TOUCHES, SPACED, FIRST, EXTRA, FOREIGN = (1 << bit for bit in range(8))


TOKEN = np.dtype(
    [
        ("hashed", np.int64),
        ("start", np.int32),
        ("end", np.int32),
        ("stretch", np.int32),
        ("sentence", np.int32),
        ("row", np.int32),
        ("order", np.int32),
        ("flags", np.int16),
    ],
    align=True,
)
"""A word of an article: a hash of it, where it stands in title + line break + text, in which stretch, a number that
rises at each end of a sentence, its row among the words met (-1: not looked up), its place among the telling words,
and bits."""


@lru_cache(maxsize=1)
def classes() -> Array:
    """uint16 by code point: what a character is."""
    found = np.zeros(0x110000, np.uint16)
    signs = [chr(code) for code in range(0x32400)]
    for bit, is_such in (
        (_WORD, str.isalnum),
        (_UPPER, str.isupper),
        (_LOWER, str.islower),
        (_SPACE, str.isspace),
    ):
        found[: len(signs)] |= bit * np.fromiter(map(is_such, signs), np.uint16, len(signs))
    for bit, pattern in (
        (_MARK, f"[{text.MARKS}{text.JOINERS}]"),
        (_APOSTROPHE, f"[{text.APOSTROPHES}]"),
        (_UNSPACED, f"[{text.UNSPACED}]"),
        (_KANA, f"[{text.KATAKANA}]"),
        (_OPENS, '[.!?…。:;।؟\n"“”«»„‘(\\[–—]'),
        (_ENDS, "[.!?…]"),
        (_FULL, "[。！？]"),
        (_DASH, r"[\-–—]"),
    ):
        found[[ord(sign) for sign in re.findall(pattern, "".join(signs))]] |= bit
    return found


@compiled
def _end_of_word(codes: Array, at: int, end: int, kinds: Array) -> tuple[int, bool]:
    """Where a word that begins at `at` ends, and whether it holds a script without spaces."""
    mixed = kinds[codes[at]] & (_UNSPACED | _KANA) != 0
    at += 1
    while at < end:
        kind = kinds[codes[at]]
        if kind & _APOSTROPHE:
            if at + 1 >= end or kinds[codes[at + 1]] & _WORD == 0:
                break
        elif kind & (_WORD | _MARK) == 0:
            break
        mixed = mixed or kind & (_UNSPACED | _KANA) != 0
        at += 1
    return at, mixed


@compiled
def _between(codes: Array, first: int, last: int, kinds: Array) -> tuple[int, bool]:
    """What stands between two words: flags of the second one, and whether a sentence ends."""
    ends, touches = False, True
    flags = 0
    for i in range(first, last):
        kind = kinds[codes[i]]
        if kind & _OPENS:
            flags |= OPENING
        if kind & _FULL or (kind & _ENDS and i + 1 < last and kinds[codes[i + 1]] & _SPACE):
            ends = True
        if kind & (_SPACE | _DASH) == 0:
            touches = False
    if touches:
        flags |= TOUCHES
    if last - first == 1 and codes[first] == 32:
        flags |= SPACED
    return flags, ends


@compiled
def _hash(codes: Array, first: int, last: int, seed: int) -> int:
    value = Whole(seed)
    for i in range(first, last):
        value = mixed(value, codes[i])
    return value if value != 0 else Whole(1)


@compiled
def _is_mark(code: int) -> bool:
    """Whether a sign joins the parts of a word: a hyphen, or the dot of an abbreviation."""
    return code == 45 or code == 46 or code == 0x2010 or code == 0x2011


@compiled
def _hash_joined(codes: Array, first: int, last: int, seed: int) -> int:
    """As `_hash`, of the same word written without such signs."""
    value = Whole(seed)
    for i in range(first, last):
        if not _is_mark(codes[i]):
            value = mixed(value, codes[i])
    return value if value != 0 else Whole(1)


@compiled
def _join(codes: Array, end: int, kinds: Array, tokens: Array, job: tuple[int, int, int]) -> tuple[int, int]:
    """Where the last word and the one before it are one elsewhere, as "co-operation" or "U.S.", write that one too.
    `job`: the stretch's first word, how many words there are, where a run of single capitals began (-1: nowhere).
    Returns the latter two anew."""
    first, count, run = job
    this = tokens[count - 1]
    before = count - 2
    while before > first and tokens[before].flags & EXTRA:
        before -= 1
    if before < first or this.start - tokens[before].end != 1 or tokens[before].flags & (GRAM | EXTRA):
        return count, -1
    mark, at = codes[this.start - 1], this.end
    if not _is_mark(mark):
        return count, -1
    start = tokens[before].start
    if mark == 46:
        single = at - this.start == 1 and tokens[before].end - start == 1
        if not single or kinds[codes[start]] & _UPPER == 0 or kinds[codes[this.start]] & _UPPER == 0:
            return count, -1
        run = start if run < 0 else run
        more = at + 1 < end and codes[at] == 46 and kinds[codes[at + 1]] & _UPPER
        if more and (at + 2 >= end or kinds[codes[at + 2]] & _WORD == 0):
            return count, run  # it goes on
        start = run
    flags = EXTRA | TOUCHES | (tokens[before].flags & (UPPER | OPENING))
    sentence = this.sentence
    _put(tokens, count, (start, at), this.stretch, flags)
    tokens[count].sentence = sentence
    return count + 1, -1


@compiled
def _shout(tokens: Array, first: int, count: int, low: int) -> None:
    """Where nearly every word has a capital, as in some headlines, a capital says nothing."""
    if count - first > 3 and (count - first - low) * 3 > 2 * (count - first):
        for i in range(first, count):
            tokens[i].flags |= OPENING


@compiled
def _put(tokens: Array, at: int, span: tuple[int, int], stretch: int, flags: int) -> None:
    tokens[at].start, tokens[at].end = span
    tokens[at].stretch, tokens[at].flags = stretch, flags


@compiled
def scan(codes: Array, parts: Array, kinds: Array, seed: int, tokens: Array) -> int:
    """Read the words of the stretches codes[start:end], `parts`, int32[n, 2]; returns how many there are.
    `tokens` has room for one a character of
    `parts`."""
    count, sentence = 0, 0
    for stretch in range(len(parts)):
        first, low, run = count, 0, -1
        at, end = parts[stretch, 0], parts[stretch, 1]
        before = at
        while at < end and count < MAX_TOKENS:
            if kinds[codes[at]] & _WORD == 0:
                at += 1
                continue
            start = at
            at, mixed = _end_of_word(codes, at, end, kinds)
            flags, ends = _between(codes, before, start, kinds)
            if count == first:
                flags |= OPENING | FIRST
            sentence += ends
            before = at
            added = count
            if mixed:
                count, run = _cut(codes, (start, at), kinds, (tokens, stretch, count)), -1
            else:
                _put(tokens, count, (start, at), stretch, 0)
                count += 1
            for i in range(added, count):
                kind = kinds[codes[tokens[i].start]]
                low += kind & _LOWER != 0
                tokens[i].flags |= (flags if i == added else TOUCHES) | UPPER * (kind & _UPPER != 0)
                tokens[i].sentence = sentence
            if not mixed:
                count, run = _join(codes, end, kinds, tokens, (first, count, run))
        _shout(tokens, first, count, low)
        sentence += 1
    for i in range(count):
        token = tokens[i]
        if token.flags & EXTRA:
            token.hashed = _hash_joined(codes, token.start, token.end, seed)
        else:
            end = _without_possessive(codes, token.start, token.end, kinds)
            token.hashed = _hash(codes, token.start, end, seed + (token.flags & GRAM))
    return count


@compiled
def _without_possessive(codes: Array, start: int, end: int, kinds: Array) -> int:
    """Where a word ends but for an English possessive: "Kyiv's" is met as often as "Kyiv"."""
    last = codes[end - 1]
    owned = end - start > 2 and (last == 115 or last == 83) and kinds[codes[end - 2]] & _APOSTROPHE
    return end - 2 if owned else end


@compiled
def _cut(codes: Array, span: tuple[int, int], kinds: Array, out: tuple[Array, int, int]) -> int:
    """Write the pieces of a run of several scripts; returns how many words there are now."""
    tokens, stretch, count = out
    at, end = span
    while at < end:
        kind = kinds[codes[at]] & (_UNSPACED | _KANA)
        stop = at + 1
        while stop < end and kinds[codes[stop]] & (_UNSPACED | _KANA) == kind:
            stop += 1
        if kind & _UNSPACED:
            for i in range(at, stop):
                _put(tokens, count, (i, min(i + 2, stop)), stretch, GRAM)
                count += 1
        else:
            _put(tokens, count, (at, stop), stretch, 0)
            count += 1
        at = stop
    return count


_PARTS = 0x5A17
MIN_JOINED = 6
"""Letters of a word that may stand as two elsewhere: "healthcare", "health care"."""


@compiled
def _hash_small(codes: Array, first: int, last: int, value: int) -> int:
    """Goes on with a hash, capitals of English as small letters."""
    for i in range(first, last):
        code = Whole(codes[i])
        if 65 <= code <= 90:
            code += 32
        value = mixed(value, code)
    return value


def all_in_parts(words: Sequence[str]) -> Array:
    """The keys by which normalised words are found where they stand as two, int64."""
    found = np.empty(len(words), np.int64)
    if words:
        codes = np.frombuffer("\n".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
        _lines_in_parts(codes, found)
    return found


@compiled
def _lines_in_parts(codes: Array, out: Array) -> None:
    first = 0
    for line in range(len(out)):
        last = first
        while last < len(codes) and codes[last] != 10:
            last += 1
        value = _hash_small(codes, first, last, Whole(_PARTS))
        out[line] = value if value != 0 else Whole(1)
        first = last + 1


PARTS_BITS = 19


@compiled
def mark(marks: Array, keys: Array) -> None:
    """Note that there are such keys by `all_in_parts`, in uint8[2 ** PARTS_BITS / 8]."""
    for key in keys:
        bit = key & (1 << PARTS_BITS) - 1
        marks[bit >> 3] |= 1 << (bit & 7)


@compiled
def parted(codes: Array, tokens: Array, keys: tuple[Array, Hashed], out: Array) -> int:
    """The words that, written as one with the word before, are a key of a table, by `all_in_parts`. Returns how many.
    `keys`: marks of all such keys, by which most others are told, and the table."""
    count = 0
    marks, table = keys
    for i in range(1, len(tokens)):
        one, two = tokens[i - 1], tokens[i]
        close = two.flags & (SPACED | FIRST | EXTRA | GRAM) == SPACED and one.flags & (EXTRA | GRAM) == 0
        if close and two.end - one.start > MIN_JOINED and count < len(out):
            value = _hash_small(codes, one.start, one.end, Whole(_PARTS))
            value = _hash_small(codes, two.start, two.end, value)
            bit = value & (1 << PARTS_BITS) - 1
            if marks[bit >> 3] >> (bit & 7) & 1 == 0:
                continue
            at = place(table, value)
            if table.keys[at] == value and table.values[at] >= 0:
                out[count] = i
                count += 1
    return count


@compiled
def resolve(tokens: Array, met: Hashed, known: int, fresh: Array) -> int:
    """Find the row of each word among those met; a word never met gets the next free row from `known` on, and its
    place is noted in `fresh`, as far as that goes. Returns how many are new."""
    new = 0
    for i in range(len(tokens)):
        at = place(met, tokens[i].hashed)
        if met.keys[at] == 0:
            if new >= len(fresh):
                tokens[i].row = -1
                continue
            met.keys[at] = tokens[i].hashed
            met.values[at] = known + new
            fresh[new] = i
            new += 1
        tokens[i].row = met.values[at]
    return new
