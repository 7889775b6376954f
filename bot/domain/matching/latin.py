"""A plain word's letters in compiled code: its forms and its sound, as inflection, families and spelling tell them.

Of English words in Latin letters. Letters are bytes of UTF-8; endings are of a-z only.
"""

from typing import NamedTuple

import numpy as np

from bot.domain import text
from bot.domain.matching import inflection, keys, senses, sounds
from bot.domain.matching.compiled import Array, Hashed, Record, Whole, compiled, mixed, value

BYTES = 4 * text.WORD_CHARS
LINES = 4
"""Lines a word: itself, its stem, in the letters a-z, and in these as German spells them out; the last two are empty
where they are the word itself."""
SHORT = 3
"""Letters of a word that no stemmer shortens."""
GROUP, LONGEST = 5, 4
"""Bits of a letter in a group of letters that sound as one, and letters of the longest."""
_LINE = 10


class Grammar(NamedTuple):
    """What is known of English, as compiled functions take it."""

    tails: Hashed
    """By key: what may stand after -ist."""
    groups: Hashed
    """By group of letters: what it sounds as, one sign or two."""
    salt: int
    """Where keys of words begin; then those of English words, of whole words, of heads."""
    english: int
    whole: int
    head: int


class Spelt(NamedTuple):
    """A word as it is read."""

    letters: Array
    """uint8[LINES, BYTES + LONGEST], zeros after each line."""
    sizes: Array
    """How many of them."""
    signs: int
    """How many characters the word has."""


@compiled
def read_line(lines: bytes, at: int, out: Array) -> tuple[int, int]:
    """Read a line, with zeros after it; returns where the next one begins and how many letters it has, none if they
    are too many."""
    size = 0
    while at < len(lines) and lines[at] != _LINE:
        if size < BYTES:
            out[size] = lines[at]
        size += 1
        at += 1
    size = size if size <= BYTES else 0
    for i in range(size, size + LONGEST):
        out[i] = 0
    return at + 1, size


@compiled
def signs(letters: Array, size: int) -> int:
    """How many characters there are."""
    count = 0
    for i in range(size):
        count += letters[i] & 0xC0 != 0x80
    return count


@compiled
def opening(letters: Array, size: int, signs: int) -> int:
    """How many letters the first characters are."""
    for i in range(size):
        if letters[i] & 0xC0 != 0x80:
            if signs == 0:
                return i
            signs -= 1
    return size


@compiled
def _ends(letters: Array, size: int, ending: bytes) -> bool:
    if size < len(ending):
        return False
    for i in range(len(ending)):
        if letters[size - len(ending) + i] != ending[i]:
            return False
    return True


@compiled
def is_latin(letters: Array, first: int, last: int) -> bool:
    """Whether these letters are all of a-z; there may be none before the word."""
    for i in range(first, last):
        if i < 0 or letters[i] < 97 or letters[i] > 122:
            return False
    return True


@compiled
def write_forms(grammar: Grammar, forms: Array, spelt: Spelt) -> None:
    """Write the keys of a word's forms, senses.FORMS; as inflection.of_written."""
    letters, size = spelt.letters[0], spelt.sizes[0]
    by_stem = spelt.signs > SHORT
    stem, stem_size = (spelt.letters[1], spelt.sizes[1]) if by_stem else (letters, size)
    for i in range(senses.FORMS):
        forms[i] = 0
    forms[0] = keys.whole(keys.along(grammar.whole, letters, 0, size))
    stemmed = mixed(keys.along(grammar.english, stem, 0, stem_size), ord("="))
    forms[1] = keys.whole(keys.along(stemmed, letters, 0, size))
    _write_bases(forms, stemmed, spelt)
    forms[senses.FAMILY - 1] = keys.whole(keys.along(mixed(grammar.english, ord("/")), stem, 0, stem_size))
    base, ending = derived(grammar, letters, size)
    if base > 0:
        key = keys.along(mixed(grammar.english, ord("~")), letters, 0, base)
        forms[senses.FAMILY] = keys.whole(keys.along(key, ending, 0, len(ending)))


@compiled
def _write_bases(forms: Array, stemmed: int, spelt: Spelt) -> None:
    """The key of each word that a word may be a form of by its ending."""
    letters, size = spelt.letters[0], spelt.sizes[0]
    last = letters[size - 1]
    if last == ord("s"):
        count = _add(forms, 2, stemmed, (spelt, 1, 0))
        if _ends(letters, size, b"es"):
            count = _add(forms, count, stemmed, (spelt, 2, 0))
        if _ends(letters, size, b"ies"):
            _add(forms, count, stemmed, (spelt, 3, ord("y")))
    elif last == ord("d"):
        count = 2
        if _ends(letters, size, b"ied"):
            count = _add(forms, count, stemmed, (spelt, 3, ord("y")))
        if _ends(letters, size, b"ed"):
            count = _add(forms, count, stemmed, (spelt, 2, 0))
            count = _add_single(forms, count, stemmed, (spelt, 2))
        _add(forms, count, stemmed, (spelt, 1, 0))
    elif _ends(letters, size, b"ing"):
        count = _add(forms, 2, stemmed, (spelt, 3, 0))
        count = _add(forms, count, stemmed, (spelt, 3, ord("e")))
        _add_single(forms, count, stemmed, (spelt, 3))


@compiled
def _add(forms: Array, count: int, key: int, base: tuple[Spelt, int, int]) -> int:
    """Note a word less so many letters, and with another one for them if that is not 0, if it is long enough."""
    spelt, less, more = base
    if spelt.signs - less < inflection.MIN_BASE:
        return count
    key = keys.along(key, spelt.letters[0], 0, spelt.sizes[0] - less)
    forms[count] = keys.whole(mixed(key, more) if more else key)
    return count + 1


@compiled
def _add_single(forms: Array, count: int, key: int, base: tuple[Spelt, int]) -> int:
    """The same of "run", where "running" gives "runn"."""
    spelt, less = base
    letters, size = spelt.letters[0], spelt.sizes[0] - less
    last, before = letters[size - 1], letters[size - 2]
    if spelt.signs - less < inflection.MIN_BASE or last != before or last >= 0x80:
        return count
    forms[count] = keys.whole(keys.along(key, letters, 0, size - 1))
    return count + 1


@compiled
def derived(grammar: Grammar, letters: Array, size: int) -> tuple[int, bytes]:
    """Of the word of whose family one is by its ending: how many letters they share, 0 if there is none, and what
    follows there; as families.derived."""
    for i in range(3, size - 2):
        if letters[i] == ord("i") and letters[i + 1] == ord("s") and letters[i + 2] == ord("t"):
            tail = keys.whole(keys.along(mixed(grammar.salt, ord("-")), letters, i + 3, size))
            if is_latin(letters, i - 3, i) and value(grammar.tails, tail) >= 0:
                return i, b"-ism"
    end = (
        2 * _ends(letters, size, b"ic")
        + 4 * _ends(letters, size, b"ical")
        + 6 * _ends(letters, size, b"ically")
    )
    base = size - end
    if end == 0:
        return 0, b""
    if end != 4 and letters[base - 1] == ord("t") and is_latin(letters, base - 5, base - 1):
        base -= 1
        return base - (letters[base - 1] == ord("t")), b"cy"
    if not is_latin(letters, base - 4, base):
        return 0, b""
    return base - (letters[base - 1] == ord("t")), b"y"


@compiled
def _is_one_of(letter: int, letters: bytes) -> bool:
    for one in letters:
        if one == letter:
            return True
    return False


@compiled
def sound(groups: Hashed, letters: Array, size: int, row: Record) -> None:
    """Write how a word of a-z sounds; as spelling.sound."""
    spelt, count = np.zeros(BYTES + LONGEST, np.uint8), 0
    for i in range(size):
        after_vowel = letters[i] == ord("h") and i > 0 and _is_one_of(letters[i - 1], b"aeou")
        if not after_vowel or _is_one_of(letters[i + 1], b"aeiouy"):
            spelt[count] = letters[i]
            count += 1
    at, length, last = 0, 0, Whole(0)
    while at < count:
        signs, taken = _group_at(groups, spelt, at)
        while signs:
            sign = signs & 0xFF
            if sign != last and length < sounds.SOUNDS:
                row.heard[length] = sign
                length += 1
            last, signs = sign, signs >> 8
        at += taken
    for i in range(length, sounds.SOUNDS):
        row.heard[i] = 0
    row.length, row.bare = length, False


@compiled
def _group_at(groups: Hashed, letters: Array, at: int) -> tuple[int, int]:
    """What the longest group of letters here sounds as, and how many letters it has."""
    group = Whole(0)
    for i in range(LONGEST):
        group |= Whole(letters[at + i] & 31) << GROUP * i
    for taken in range(LONGEST, 0, -1):
        signs = value(groups, group & (1 << GROUP * taken) - 1)
        if signs >= 0:
            return Whole(signs), taken
    return Whole(letters[at]), 1
