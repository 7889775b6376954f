"""How words sound, in rows of signs: how such rows are kept and filed, and whether two are alike enough to be compared.

What it costs to hear one as the other is hearing's affair, how a word comes to sound so that of spelling and scripts.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from bot.domain.matching import scripts, spelling
from bot.domain.matching.compiled import Array, Record, Whole, compiled, mixed
from bot.domain.matching.vocabulary import Kind

SOUNDS = 24
"""Signs of a sound string that are compared; what comes after them is no spelling any more."""
_BONES = 12
ENTITIES = 8

# A word's kind and its script in numbers
WORD, NAME, KNOWN, ACRONYM = int(Kind.WORD), int(Kind.NAME), int(Kind.KNOWN), int(Kind.ACRONYM)
SCRIPTS = {name: number for number, name in enumerate(scripts.NAMES)}
FOREIGN_HAN = len(SCRIPTS)
"""A name written in Chinese characters for their sound."""
LATIN, CYRILLIC = SCRIPTS["latn"], SCRIPTS["cyrl"]
INDIC, HANGUL, KATAKANA, HAN = SCRIPTS["indic"], SCRIPTS["hang"], SCRIPTS["kana"], SCRIPTS["han"]

LIKENESS, _SAME_BONES = 0.6, 0.4
"""Where vowels are written, sounds of other consonants, and of the same kinds, share at least so much."""


_SOUND: Final = [
    ("length", np.int8),
    ("boned", np.int8),
    ("bare", np.bool_),
    ("heard", np.uint8, (SOUNDS,)),
    ("bones", np.uint8, (_BONES,)),
]
SOUND = np.dtype(_SOUND)
"""A sound string: its signs, the skeleton of it, and whether an ending or prefix was taken off."""
TERM = np.dtype(
    [
        ("kind", np.int8),
        *_SOUND,
        ("script", np.int8),
        ("consonants", np.int8),
        ("letters", np.int16),
        ("key", np.int64),
        ("weight", np.float32),
        ("entities", np.int32, (ENTITIES,)),
        ("born", np.int32),
    ]
)
"""A term as it is compared: its sound, kind, script, length in letters, key and weight, the places and people
established under it (0: none), and when it came."""
USE = np.dtype(
    [("names", np.int64), ("uses", np.int32), ("letters", np.uint16), ("kind", np.int8)], align=True
)
"""What is asked for wherever a term may stand, by itself so that it stays near at hand: its row of names (-1: none),
how many of them there are, its length in letters, its kind."""
_SIGN = np.dtype([("gain", np.float32), ("kind", np.uint8), ("vowel", np.bool_), ("merged", np.uint8, (5,))])
_SCRIPT = np.dtype([("caseless", np.bool_), ("abjad", np.bool_)])


class Tables(NamedTuple):
    """What sounds cost and say."""

    near: Array
    """float32[5, 128, 128] by ways of writing and ASCII codes: the cost of one sound for another."""
    signs: Array
    """By ASCII code: what a sound says, the kind of a consonant (0 for what a skeleton leaves out), whether it is a
    vowel, and what it is for a way of writing that does not tell it from others."""
    scripts: Array
    """By script: whether it has no capitals, whether it leaves out short vowels."""


PLAIN, KOREAN, KANA, CHINESE, INDIAN = range(5)
"""Ways of writing that do not tell some sounds apart."""


def tables() -> Tables:
    """The tables of spelling and scripts as arrays."""
    near = np.ones((INDIAN + 1, 128, 128), np.float32)
    for sign, others in spelling.NEAR.items():
        for kindred, cost in others.items():
            near[:, ord(sign), ord(kindred)] = cost
    for number, pairs in ((INDIAN, spelling.UNSAID), (KANA, spelling.IN_KANA)):
        for pair in pairs.split():
            one, other = ord(pair[0]), ord(pair[1])
            near[number, one, other] = near[number, other, one] = spelling.NEARLY
    signs = np.zeros(128, _SIGN)
    for code in range(128):
        sign = chr(code)
        signs[code] = (
            spelling.weight(sign),
            ord(spelling.skeleton(sign) or "\0"),
            sign in spelling.VOWELS,
            code,
        )
    for number, table in ((KOREAN, spelling.KOREAN), (KANA, spelling.KANA), (CHINESE, spelling.HAN)):
        for code, instead in table.items():
            signs["merged"][code, number] = instead
    names = [*scripts.NAMES, "han"]
    kinds = np.array([(scripts.is_caseless(name), scripts.is_abjad(name)) for name in names], _SCRIPT)
    return Tables(near, signs, kinds)


def put_sound(row: Record, heard: str, *, bare: bool = False) -> None:
    """Write a sound string into a record."""
    codes = heard.encode("ascii", "replace")[:SOUNDS]
    row["heard"][: len(codes)] = np.frombuffer(codes, np.uint8)
    row["length"], row["bare"] = len(codes), bare


def written(sounds: Iterable[tuple[str, bool]]) -> Array:
    """Sound strings, and whether an ending or prefix was taken off each, as numbers: uint8[n, 2 + SOUNDS]."""
    rows = [
        bytes((min(len(heard), SOUNDS), bare))
        + heard.encode("ascii", "replace")[:SOUNDS].ljust(SOUNDS, b"\0")
        for heard, bare in sounds
    ]
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 2 + SOUNDS)


@compiled
def strip(sound: Record, tables: Tables) -> None:
    """Work out the skeleton of a sound; as spelling.skeleton."""
    count, last = 0, 0
    for i in range(sound.length):
        kind = tables.signs[sound.heard[i]].kind
        if kind != 0 and kind != last and count < _BONES:
            sound.bones[count] = kind
            count += 1
        if kind != 0:
            last = kind
    sound.boned = count


@compiled
def keys(sound: Record, out: Array) -> int:
    """Where a skeleton is filed so that near ones meet: itself, and itself less any sign but the first, which
    hardly any spelling changes in kind. Returns how many."""
    length = sound.boned
    if length == 0:
        return 0
    count = 0
    for skip in range(length if length >= 3 else 1):
        if skip > 1 and sound.bones[skip] == sound.bones[skip - 1]:
            continue
        key = Whole(0x51ED270B2A5)
        for i in range(length):
            if i != skip or skip == 0:
                key = mixed(key, sound.bones[i])
        out[count] = key
        count += 1
    return count


_SIGNS = "abcdefghiklmnoprstuvzSZCJ"
"""Every sign that a sound is written with; others are passed over here."""
_TWICE, _LONG = len(_SIGNS), 2 * len(_SIGNS)
_BITS: Final = np.array(
    [_SIGNS.index(chr(code)) if chr(code) in _SIGNS else _LONG for code in range(128)], np.int64
)
_ESTABLISHED, _WHOLE, _ORDINARY = (1 << bit for bit in (60, 61, 62))


@compiled
def sign_set(sound: Record) -> int:
    """Which signs a sound has, as bits, which it has twice, and above them how long it is: enough to see that most
    others are unlike."""
    found = Whole(0)
    for i in range(sound.length):
        bit = _BITS[sound.heard[i] & 127]
        if bit < _LONG:
            one = Whole(1) << Whole(bit)
            found |= one << Whole(_TWICE) if found & one else one
    return found | Whole(sound.length) << Whole(_LONG)


_HALVES: Any = np.uint64(0x5555555555555555)
_QUARTERS: Any = np.uint64(0x3333333333333333)
_BYTES: Any = np.uint64(0x0F0F0F0F0F0F0F0F)
_ONES: Any = np.uint64(0x0101010101010101)


@compiled
def _bits(number: int) -> int:
    """How many bits are set (H. S. Warren, Hacker's Delight, 5-1)."""
    n = np.uint64(number)
    n = n - (n >> np.uint64(1) & _HALVES)
    n = (n & _QUARTERS) + (n >> np.uint64(2) & _QUARTERS)
    n = n + (n >> np.uint64(4)) & _BYTES
    return int(np.int64(n * _ONES >> np.uint64(56)))


@compiled
def mark(entities: Array) -> int:
    """A bit beside those of `sign_set`: whether a term is established as something."""
    return Whole(_ESTABLISHED) if entities[0] != 0 else Whole(0)


@compiled
def marked(term: Record, number: int) -> int:
    """What stands beside a term that is filed under key number so many of its sound."""
    whole = Whole(_WHOLE) if number == 0 else Whole(0)
    ordinary = Whole(_ORDINARY) if term.kind == WORD else Whole(0)
    return sign_set(term) | mark(term.entities) | whole | ordinary


@compiled
def filed(term: Record, out: Array) -> int:
    """The keys that a term's sound is filed under; returns how many. A word that is no name must share the skeleton."""
    return min(keys(term, out), 1) if term.kind == WORD else keys(term, out)


@compiled
def settles(surface: Record) -> int:
    """The bits of terms that a word is no spelling of: both established, and neither a writing of the other."""
    return mark(surface.entities) if surface.script == LATIN else Whole(0)


@compiled
def may_be_like(signs: int, marked: int, first: bool, asked: bool) -> bool:
    """Whether a word may be as like a term as `unlike` wants it, by the word's sign_set and what is `marked` beside the
    term alone. `first`: they meet under the first key of the word. `asked`: as is_likeness_asked."""
    bones = first and marked & Whole(_WHOLE) != 0
    if not asked or (marked & Whole(_ORDINARY) and not bones):
        return bool(bones or marked & Whole(_ORDINARY) == 0)
    n, m = signs >> Whole(_LONG) & Whole(31), marked >> Whole(_LONG) & Whole(31)
    most = (1.0 - (_SAME_BONES if bones else LIKENESS)) * max(n, m)
    if abs(n - m) > most:
        return False
    every = (Whole(1) << Whole(_LONG)) - Whole(1)
    return _bits(signs & ~marked & every) <= most and _bits(marked & ~signs & every) <= most


@compiled
def is_likeness_asked(script: int) -> bool:
    """Whether sounds written in this script must share most of their signs: it writes vowels."""
    return script == LATIN or script == CYRILLIC


@compiled
def show(sound: Record, where: Array) -> None:
    """At which places of a sound each sign stands, as bits: int64[128] by ASCII code, zeros before."""
    for i in range(sound.length):
        where[sound.heard[i]] |= Whole(1) << Whole(i)


@compiled
def _similar(one: Record, where: Array, length: int) -> float:
    """Levenshtein similarity, 0..1, of a term's sound and one of so many signs, told by `show`. All rows of the table
    of distances at once, a bit each: H. Hyyro, 2003, after G. Myers, 1999."""
    plus, minus, distance = (Whole(1) << Whole(length)) - Whole(1), Whole(0), length
    last = Whole(1) << Whole(length - 1)
    for i in range(one.length):
        same = where[one.heard[i]]
        across = (((same & plus) + plus) ^ plus) | same | minus
        up, down = minus | ~(across | plus), plus & across
        distance += (up & last != 0) - (down & last != 0)
        up, down = up << Whole(1) | Whole(1), down << Whole(1)
        plus, minus = down | ~(across | up), up & across
    return 1.0 - distance / max(one.length, length, 1)


@compiled
def _near_bones(one: Array, n: int, other: Array, m: int) -> int:
    """0: the same skeleton, 1: one sign apart, 2: farther."""
    if n - m > 1 or m - n > 1:
        return 2
    at = 0
    while at < n and at < m and one[at] == other[at]:
        at += 1
    if at == n and at == m:
        return 0
    i, j = n - 1, m - 1
    while i >= at and j >= at and one[i] == other[j]:
        i -= 1
        j -= 1
    return 1 if i <= at and j <= at else 2


@compiled
def unlike(term: Record, sound: Record, where: Array, likeness: float) -> bool:
    """Whether two sounds are so far apart that the alignment need not be made; quick."""
    apart = _near_bones(term.bones, term.boned, sound.bones, sound.boned)
    if apart == 0:
        return likeness > 0 and _similar(term, where, sound.length) < _SAME_BONES
    if apart == 2 or term.kind == WORD:
        return True
    return likeness > 0 and _similar(term, where, sound.length) < likeness
