"""Reads the plain words of English articles in compiled code: just as `reading.read` does, but far more quickly.

Plain is a word of Latin letters that is no function word, has no irregular form and is not made of a place's name; all
others are left to reading. Letters are bytes of UTF-8.
"""

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import Stemmer

from bot.domain import languages, text
from bot.domain.matching import (
    families,
    inflection,
    keys,
    known,
    reading,
    scan,
    scripts,
    senses,
    sounds,
    spelling,
    tables,
)
from bot.domain.matching.compiled import Array, Hashed, Record, Whole, compiled, hashed, mixed, place, value
from bot.domain.matching.senses import Book
from bot.domain.matching.tables import Lookup

LANGUAGE = "en"
_NOT_PLAIN = scan.GRAM | scan.FOREIGN
_MOST_MEANINGS = 64
"""Places and people of one name that are gone through; a word of more is left to reading."""
_OPENING, _SHORT = 4, 3
"""Letters by which words are known that may be made of a place's name, and of words that no stemmer shortens."""
_BYTES = 4 * text.WORD_CHARS
_LINE, _LINES = 10, 4
"""What ends a line, and lines a word: itself, its stem, in the letters a-z, and in these as German spells them out; the
last two are empty where they are the word itself."""
_LOWER, _TITLE, _UPPER, _OTHER = range(4)
_GROUP, _LONGEST = 5, 4
"""Bits of a letter in a group of letters that sound as one, and letters of the longest."""


class Plain(NamedTuple):
    """What is known of English and of names, as compiled functions take it."""

    places: Lookup
    people: Lookup
    ordinary: Lookup
    special: Hashed
    """By key: words that are not plain."""
    openings: Hashed
    """By key: how the words begin that may be made of a place's name."""
    tails: Hashed
    """By key: what may stand after -ist."""
    letters: Hashed
    """By group of letters: what it sounds as, one sign or two."""
    salt: int
    """Where keys of words begin; then those of English words, of whole words, of heads."""
    english: int
    whole: int
    head: int


class _Spelt(NamedTuple):
    """A word as it is read."""

    letters: Array
    """uint8[_LINES, _BYTES + _LONGEST], zeros after each line."""
    sizes: Array
    """How many of them."""
    signs: int
    """How many characters the word has."""


def learn(
    book: Book, words: reading.Words, first: tuple[int, int, int], told: Plain
) -> tuple[int, int, Array]:
    """Write the rows of the plain words among those that were never met. `first`: the first rows of surfaces, kin and
    sounds; there must be room for as many kin a word as it may have entities, and for a sound a word. Returns where
    the rows of kin and sounds end now, and which of the words are left to reading."""
    count = len(words.written)
    if words.language != LANGUAGE:
        return first[1], first[2], np.arange(count)
    pairs = zip(words.written, words.flags, strict=True)
    looks = bytes([_look(word, flags) for word, flags in pairs])
    small = [
        "" if look == _OTHER else word.lower() if word.isascii() else text.normalise(word)
        for word, look in zip(words.written, looks, strict=True)
    ]
    others = np.empty(count, np.int64)
    kin, heard, left = _learn(book, told, (_lines(small), looks), first, others)
    return kin, heard, others[:left]


def _look(word: str, flags: int) -> int:
    """How a word is written."""
    if flags & _NOT_PLAIN or len(word) > text.WORD_CHARS or not word.isalpha():
        return _OTHER
    if not word.isascii() and scripts.script_of(word.lower()) != "latn":
        return _OTHER
    if word.islower():
        return _LOWER
    if not word[0].isupper():
        return _LOWER if word[0].islower() else _OTHER
    return _UPPER if len(word) > 1 and word.isupper() else _TITLE


def _lines(small: list[str]) -> bytes:
    """`_LINES` lines a word."""
    found: list[str] = []
    for word, stem in zip(small, _stemmer().stemWords(small), strict=True):
        if word.isascii():
            found += (word, stem, "", "")
        else:
            roman, spelt_out = scripts.romanise(word), known.spelt_out(word)
            found += (word, stem, roman, "" if spelt_out == roman else spelt_out)
    return keys.signs("\n".join(found))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer(languages.STEMMERS[LANGUAGE], 0)


@lru_cache(maxsize=1)
def tell() -> Plain:
    """The tables; the first call takes a second."""
    begin = [keys.of(form) for form in (keys.form("", LANGUAGE), keys.form(""), keys.head(""))]
    special = chain(
        *languages.STOP_WORDS.values(),
        inflection.irregular(LANGUAGE),
        families.irregular(LANGUAGE),
        reading.BEFORE_OTHERS,
    )
    return Plain(
        tables.places().by_name.rows, tables.people().rows, tables.words().rows,
        _table({keys.of(word): 1 for word in special}),
        _table({keys.of(letters): 1 for letters in families.openings()}),
        _table({keys.of(f"-{tail}"): 1 for tail in families.tails()}),
        _table({_group(g): int.from_bytes(signs.encode(), "little") for g, signs in spelling.GROUPS.items()}),
        keys.SALT, *begin,
    )  # fmt: skip


def _group(letters: str) -> int:
    """A group of letters as a number, `_GROUP` bits each."""
    return sum(ord(letter) % 32 << _GROUP * i for i, letter in enumerate(letters))


def _table(content: dict[int, int]) -> Hashed:
    table = hashed(2 * len(content))
    for key, number in content.items():
        at = place(table, key)
        table.keys[at], table.values[at] = key, number
    return table


# -- compiled ----------------------------------------------------------------------------------------


@compiled
def _learn(
    book: Book, told: Plain, words: tuple[bytes, bytes], first: tuple[int, int, int], others: Array
) -> tuple[int, int, int]:
    lines, looks = words
    surface, kin, heard = first
    letters, sizes = np.zeros((_LINES, _BYTES + _LONGEST), np.uint8), np.zeros(_LINES, np.int64)
    at, left = 0, 0
    for i in range(len(looks)):
        for line in range(_LINES):
            at, sizes[line] = _read_line(lines, at, letters[line])
        spelt = _Spelt(letters, sizes, _signs(letters[0], sizes[0]))
        plain = looks[i] != _OTHER and _is_plain(told, spelt)
        if not plain or not _meet(book, told, surface + i, (spelt, looks[i]), (kin, heard)):
            others[left] = i
            left += 1
            continue
        word = book.words[surface + i]
        _write_forms(told, word.forms, spelt)
        kin += word.kins
        heard += word.sounds
    return kin, heard, left


@compiled
def _read_line(lines: bytes, at: int, out: Array) -> tuple[int, int]:
    """Read a line, with zeros after it; returns where the next one begins and how many letters it has, none if they
    are too many."""
    size = 0
    while at < len(lines) and lines[at] != _LINE:
        if size < _BYTES:
            out[size] = lines[at]
        size += 1
        at += 1
    size = size if size <= _BYTES else 0
    for i in range(size, size + _LONGEST):
        out[i] = 0
    return at + 1, size


@compiled
def _signs(letters: Array, size: int) -> int:
    """How many characters there are."""
    count = 0
    for i in range(size):
        count += letters[i] & 0xC0 != 0x80
    return count


@compiled
def _opening(letters: Array, size: int, signs: int) -> int:
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
def _is_latin(letters: Array, first: int, last: int) -> bool:
    """Whether these letters are all of a-z; there may be none before the word."""
    for i in range(first, last):
        if i < 0 or letters[i] < 97 or letters[i] > 122:
            return False
    return True


@compiled
def _is_plain(told: Plain, spelt: _Spelt) -> bool:
    """Whether a word has letters that sound, is not special and may not be made of a place's name."""
    word, size = spelt.letters[0], spelt.sizes[0]
    roman = 0 if spelt.sizes[2] == 0 else 2
    if size == 0 or not _is_latin(spelt.letters[roman], 0, spelt.sizes[roman]):
        return False
    if value(told.special, keys.along(told.salt, word, 0, size)) >= 0:
        return False
    opening = keys.along(told.salt, word, 0, _opening(word, size, _OPENING))
    return value(told.openings, opening) < 0 or _derived(told, word, size)[0] > 0


@compiled
def _meet(
    book: Book, told: Plain, surface: int, read: tuple[_Spelt, int], first: tuple[int, int]
) -> bool:
    """Write all of a word but its forms; False if it means too much."""
    spelt, look = read
    kin, heard = first
    letters, size = spelt.letters[0], spelt.sizes[0]
    them, word = book.surfaces[surface], book.words[surface]
    flags = senses.LOWER if look == _LOWER else 0
    if look == _UPPER or (look == _TITLE and spelt.signs > _SHORT):
        flags |= senses.ACRONYM_OK
    kins, spoken = 0, 0
    for i in range(sounds.ENTITIES):
        word.entities[i] = 0
    if look != _LOWER:
        first_rank, last_rank = tables.span(told.ordinary, keys.whole(keys.along(told.english, letters, 0, size)))
        ordinary = last_rank > first_rank
        flags |= senses.ORDINARY if ordinary else 0
        is_heard = look != _UPPER or spelt.signs >= reading.MIN_CAPITALS
        kins = _meanings(told, spelt, word.entities, book.kin[kin : kin + sounds.ENTITIES])
        if kins < 0:
            return False
        kins = kins if is_heard else 0
        if is_heard and not ordinary:
            roman = 0 if spelt.sizes[2] == 0 else 2
            _sound(told.letters, spelt.letters[roman], spelt.sizes[roman], book.sounds[heard])
            spoken = 1
    word.flags = them.flags = flags
    word.script = them.script = sounds.LATIN
    word.letters = spelt.signs
    them.head = keys.whole(keys.along(told.head, letters, 0, _opening(letters, size, keys.HEAD)))
    senses.begin(book, surface, (kin, kins), (heard, spoken))
    return True


@compiled
def _meanings(told: Plain, spelt: _Spelt, entities: Array, kin: Array) -> int:
    """What a word is established as, into `entities`, and the keys of what it surely stands for, into `kin`; as
    known.kin and known.meant_of. Returns how many keys; -1 if it means too much."""
    found, count, meant, kins = np.empty(_MOST_MEANINGS, np.int64), 0, Whole(-1), 0
    for line in range(_LINES):
        if line == 1 or spelt.sizes[line] == 0:
            continue
        key = keys.whole(keys.along(told.salt, spelt.letters[line], 0, spelt.sizes[line]))
        place_from, place_to = tables.span(told.places, key)
        person_from, person_to = tables.span(told.people, key)
        if count + place_to - place_from + person_to - person_from > _MOST_MEANINGS:
            return -1
        for i in range(place_from, place_to):
            number = Whole(told.places.numbers[i])
            if line == 0 and number & 1 and meant < 0:
                meant = number >> 1
            count = _insert(found, count, number >> 1)
        for i in range(person_from, person_to):
            count = _insert(found, count, ~Whole(told.people.numbers[i]))
    for i in range(count):
        group = found[i]
        if i < len(entities):
            entities[i] = group + (group >= 0)
        if group < 0 or group == meant:
            if kins == len(kin):
                return -1
            kin[kins] = keys.of_kin(group, told.salt)
            kins += 1
    return kins


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


# -- forms, as inflection.of_written ----------------------------------------------------------------


@compiled
def _write_forms(told: Plain, forms: Array, spelt: _Spelt) -> None:
    letters, size = spelt.letters[0], spelt.sizes[0]
    by_stem = spelt.signs > _SHORT
    stem, stem_size = (spelt.letters[1], spelt.sizes[1]) if by_stem else (letters, size)
    for i in range(senses.FORMS):
        forms[i] = 0
    forms[0] = keys.whole(keys.along(told.whole, letters, 0, size))
    stemmed = mixed(keys.along(told.english, stem, 0, stem_size), ord("="))
    forms[1] = keys.whole(keys.along(stemmed, letters, 0, size))
    _write_bases(forms, stemmed, spelt)
    forms[senses.FAMILY - 1] = keys.whole(keys.along(mixed(told.english, ord("/")), stem, 0, stem_size))
    base, ending = _derived(told, letters, size)
    if base > 0:
        key = keys.along(mixed(told.english, ord("~")), letters, 0, base)
        forms[senses.FAMILY] = keys.whole(keys.along(key, ending, 0, len(ending)))


@compiled
def _write_bases(forms: Array, stemmed: int, spelt: _Spelt) -> None:
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
def _add(forms: Array, count: int, key: int, base: tuple[_Spelt, int, int]) -> int:
    """Note a word less so many letters, and with another one for them if that is not 0, if it is long enough."""
    spelt, less, more = base
    if spelt.signs - less < inflection.MIN_BASE:
        return count
    key = keys.along(key, spelt.letters[0], 0, spelt.sizes[0] - less)
    forms[count] = keys.whole(mixed(key, more) if more else key)
    return count + 1


@compiled
def _add_single(forms: Array, count: int, key: int, base: tuple[_Spelt, int]) -> int:
    """The same of "run", where "running" gives "runn"."""
    spelt, less = base
    letters, size = spelt.letters[0], spelt.sizes[0] - less
    if spelt.signs - less < inflection.MIN_BASE or letters[size - 1] != letters[size - 2]:
        return count
    forms[count] = keys.whole(keys.along(key, letters, 0, size - 1))
    return count + 1


@compiled
def _derived(told: Plain, letters: Array, size: int) -> tuple[int, bytes]:
    """Of the word of whose family one is by its ending: how many letters they share, 0 if there is none, and what
    follows there; as families.derived."""
    for i in range(3, size - 2):
        if letters[i] == ord("i") and letters[i + 1] == ord("s") and letters[i + 2] == ord("t"):
            tail = keys.whole(keys.along(mixed(told.salt, ord("-")), letters, i + 3, size))
            if _is_latin(letters, i - 3, i) and value(told.tails, tail) >= 0:
                return i, b"-ism"
    end = 2 * _ends(letters, size, b"ic") + 4 * _ends(letters, size, b"ical") + 6 * _ends(letters, size, b"ically")
    base = size - end
    if end == 0:
        return 0, b""
    if end != 4 and letters[base - 1] == ord("t") and _is_latin(letters, base - 5, base - 1):
        base -= 1
        return base - (letters[base - 1] == ord("t")), b"cy"
    if not _is_latin(letters, base - 4, base):
        return 0, b""
    return base - (letters[base - 1] == ord("t")), b"y"


# -- sounds, as spelling.sound ------------------------------------------------------------------------


@compiled
def _is_one_of(letter: int, letters: bytes) -> bool:
    for one in letters:
        if one == letter:
            return True
    return False


@compiled
def _sound(groups: Hashed, letters: Array, size: int, row: Record) -> None:
    spelt, count = np.zeros(_BYTES + _LONGEST, np.uint8), 0
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
    for i in range(_LONGEST):
        group |= Whole(letters[at + i] & 31) << _GROUP * i
    for taken in range(_LONGEST, 0, -1):
        signs = value(groups, group & (1 << _GROUP * taken) - 1)
        if signs >= 0:
            return Whole(signs), taken
    return Whole(letters[at]), 1
