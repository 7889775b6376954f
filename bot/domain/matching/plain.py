"""Reads the plain words of English articles in compiled code: just as `reading.read` does, but far more quickly.

Plain is a word of the letters a-z that is no function word, has no irregular form and is not made of another word;
all others are left to reading.
"""

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import Stemmer

from bot.domain import languages, text
from bot.domain.matching import families, inflection, keys, reading, scan, senses, sounds, spelling, tables
from bot.domain.matching.compiled import Array, Hashed, Record, Whole, compiled, hashed, mixed, place, value
from bot.domain.matching.senses import Book
from bot.domain.matching.tables import Lookup

LANGUAGE = "en"
_NOT_PLAIN = scan.GRAM | scan.FOREIGN
_MOST_MEANINGS = 64
"""Places and people of one name that are gone through; a word of more is left to reading."""
_OPENING, _SHORT = 4, 3
"""Letters by which words are known that may be made of a place's name, and of words that no stemmer shortens."""
_LINE, _CASE = 10, 32
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
    letters: Hashed
    """By group of letters: what it sounds as, one sign or two."""
    salt: int
    """Where keys of words begin; then those of English words, of whole words, of heads."""
    english: int
    whole: int
    head: int


def learn(
    book: Book, words: reading.Words, first: tuple[int, int, int], known: Plain
) -> tuple[int, int, Array]:
    """Write the rows of the plain words among those that were never met. `first`: the first rows of surfaces, kin and
    sounds; there must be room for as many kin a word as it may have entities, and for a sound a word. Returns where
    the rows of kin and sounds end now, and which of the words are left to reading."""
    others = np.arange(len(words.written))
    if words.language != LANGUAGE:
        return first[1], first[2], others
    small = [one.lower() if len(one) <= text.WORD_CHARS else "" for one in words.written]
    lines = (
        keys.signs("\n".join(words.written)),
        keys.signs("\n".join(_stemmer().stemWords(small))),
        np.array(words.flags, np.int16),
    )
    kin, heard, left = _learn(book, known, lines, first, others)
    return kin, heard, others[:left]


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer(languages.STEMMERS[LANGUAGE], 0)


@lru_cache(maxsize=1)
def known() -> Plain:
    """The tables; the first call takes a second."""
    begin = [keys.of(form) for form in (keys.form("", LANGUAGE), keys.form(""), keys.head(""))]
    special = chain(
        *(words for code, words in languages.STOP_WORDS.items()),
        inflection.irregular(LANGUAGE),
        families.irregular(LANGUAGE),
        reading.BEFORE_OTHERS,
    )
    sounds = {_group(letters): signs for letters, signs in spelling.GROUPS.items()}
    return Plain(
        tables.places().by_name.rows, tables.people().rows, tables.words().rows,
        _table({keys.of(word): 1 for word in special}),
        _table({keys.of(letters): 1 for letters in families.openings()}),
        _table({group: int.from_bytes(signs.encode(), "little") for group, signs in sounds.items()}),
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
    book: Book, known: Plain, words: tuple[bytes, bytes, Array], first: tuple[int, int, int], others: Array
) -> tuple[int, int, int]:
    spelt, stems, flags = words
    surface, kin, heard = first
    letters, stem = np.zeros(text.WORD_CHARS + _LONGEST, np.uint8), np.zeros(text.WORD_CHARS, np.uint8)
    at, stem_at, left = 0, 0, 0
    for i in range(len(flags)):
        at, size, shape = _line(spelt, at, letters)
        stem_at, stem_size, _ = _line(stems, stem_at, stem)
        if size <= _SHORT:
            stem[:size], stem_size = letters[:size], size
        plain = shape != _OTHER and flags[i] & _NOT_PLAIN == 0 and _is_plain(known, letters, size)
        if not plain or not _meet(book, known, surface + i, (letters, size, shape), (kin, heard)):
            others[left] = i
            left += 1
            continue
        word = book.words[surface + i]
        _write_forms(known, word.forms, (letters, size), (stem, stem_size))
        kin += word.kins
        heard += word.sounds
    return kin, heard, left


@compiled
def _line(lines: bytes, at: int, out: Array) -> tuple[int, int, int]:
    """Read a line in small letters, with zeros after them; returns where the next one begins, how many letters it has
    and how it is written."""
    size, capitals, first, others = 0, 0, False, False
    while at < len(lines) and lines[at] != _LINE:
        code = Whole(lines[at])
        at += 1
        capital = 65 <= code <= 90
        others = others or not (capital or 97 <= code <= 122) or size == text.WORD_CHARS
        if others:
            continue
        first = first or (capital and size == 0)
        capitals += capital
        out[size] = code + _CASE * capital
        size += 1
    if others or size == 0:
        return at + 1, 0, _OTHER
    for i in range(size, min(size + _LONGEST, len(out))):
        out[i] = 0
    if capitals == size and size > 1:
        return at + 1, size, _UPPER
    return at + 1, size, _TITLE if first else _LOWER


@compiled
def _ends(letters: Array, size: int, ending: bytes) -> bool:
    if size < len(ending):
        return False
    for i in range(len(ending)):
        if letters[size - len(ending) + i] != ending[i]:
            return False
    return True


@compiled
def _is_plain(known: Plain, letters: Array, size: int) -> bool:
    """Whether a word is neither special nor may be made of another one, as families.derived tells it."""
    key = keys.along(known.salt, letters, 0, size)
    opening = keys.along(known.salt, letters, 0, min(size, _OPENING))
    if value(known.special, key) >= 0 or value(known.openings, opening) >= 0:
        return False
    for i in range(size - 2):
        if letters[i] == 105 and letters[i + 1] == 115 and letters[i + 2] == 116:  # "ist"
            return False
    return not (_ends(letters, size, b"ic") or _ends(letters, size, b"ical") or _ends(letters, size, b"ically"))


@compiled
def _meet(
    book: Book, known: Plain, surface: int, spelt: tuple[Array, int, int], first: tuple[int, int]
) -> bool:
    """Write all of a word but its forms; False if it means too much."""
    letters, size, shape = spelt
    kin, heard = first
    them, word = book.surfaces[surface], book.words[surface]
    flags = senses.LOWER if shape == _LOWER else 0
    if shape == _UPPER or (shape == _TITLE and size > _SHORT):
        flags |= senses.ACRONYM_OK
    kins, spoken = 0, 0
    for i in range(sounds.ENTITIES):
        word.entities[i] = 0
    if shape != _LOWER:
        first_ranked, last_ranked = tables.span(known.ordinary, keys.along(known.english, letters, 0, size))
        ordinary = last_ranked > first_ranked
        flags |= senses.ORDINARY if ordinary else 0
        told = shape != _UPPER or size >= reading.MIN_CAPITALS
        room = book.kin[kin : kin + sounds.ENTITIES]
        kins = _meanings(known, keys.along(known.salt, letters, 0, size), word.entities, room)
        if kins < 0:
            return False
        kins = kins if told else 0
        if told and not ordinary:
            _sound(known.letters, letters, size, book.sounds[heard])
            spoken = 1
    word.flags = them.flags = flags
    word.script = them.script = sounds.LATIN
    word.letters = size
    them.head = keys.along(known.head, letters, 0, min(size, keys.HEAD))
    senses.begin(book, surface, (kin, kins), (heard, spoken))
    return True


@compiled
def _meanings(known: Plain, key: int, entities: Array, kin: Array) -> int:
    """What a word is established as, into `entities`, and the keys of what it surely stands for, into `kin`; as
    known.kin and known.meant_of. Returns how many keys; -1 if it means too much."""
    place_from, place_to = tables.span(known.places, key)
    person_from, person_to = tables.span(known.people, key)
    if place_to - place_from + person_to - person_from > _MOST_MEANINGS:
        return -1
    found, count, meant = np.empty(_MOST_MEANINGS, np.int64), 0, Whole(-1)
    for i in range(place_from, place_to):
        number = Whole(known.places.numbers[i])
        if number & 1 and meant < 0:
            meant = number >> 1
        count = _insert(found, count, number >> 1)
    for i in range(person_from, person_to):
        count = _insert(found, count, ~Whole(known.people.numbers[i]))
    kins = 0
    for i in range(count):
        group = found[i]
        if i < len(entities):
            entities[i] = group + (group >= 0)
        if group < 0 or group == meant:
            if kins == len(kin):
                return -1
            kin[kins] = keys.of_kin(group, known.salt)
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
def _write_forms(known: Plain, forms: Array, word: tuple[Array, int], stem: tuple[Array, int]) -> None:
    letters, size = word
    for i in range(senses.FORMS):
        forms[i] = 0
    forms[0] = keys.whole(keys.along(known.whole, letters, 0, size))
    stemmed = mixed(keys.along(known.english, stem[0], 0, stem[1]), ord("="))
    forms[senses.FAMILY - 1] = keys.whole(
        keys.along(mixed(known.english, ord("/")), stem[0], 0, stem[1])
    )
    forms[1] = keys.whole(keys.along(stemmed, letters, 0, size))
    count, last = 2, letters[size - 1]
    if last == ord("s"):
        count = _add(forms, count, stemmed, (letters, size - 1, 0))
        if _ends(letters, size, b"es"):
            count = _add(forms, count, stemmed, (letters, size - 2, 0))
        if _ends(letters, size, b"ies"):
            _add(forms, count, stemmed, (letters, size - 3, ord("y")))
    elif last == ord("d"):
        if _ends(letters, size, b"ied"):
            count = _add(forms, count, stemmed, (letters, size - 3, ord("y")))
        if _ends(letters, size, b"ed"):
            count = _add(forms, count, stemmed, (letters, size - 2, 0))
            count = _add_single(forms, count, stemmed, (letters, size - 2, 0))
        _add(forms, count, stemmed, (letters, size - 1, 0))
    elif _ends(letters, size, b"ing"):
        count = _add(forms, count, stemmed, (letters, size - 3, 0))
        count = _add(forms, count, stemmed, (letters, size - 3, ord("e")))
        _add_single(forms, count, stemmed, (letters, size - 3, 0))


@compiled
def _add(forms: Array, count: int, key: int, base: tuple[Array, int, int]) -> int:
    """Note what a word may be a form of, if it is long enough: so many of its letters, and one more if not 0."""
    letters, size, more = base
    if size < inflection.MIN_BASE:
        return count
    key = keys.along(key, letters, 0, size)
    forms[count] = keys.whole(mixed(key, more) if more else key)
    return count + 1


@compiled
def _add_single(forms: Array, count: int, key: int, base: tuple[Array, int, int]) -> int:
    """The same of "run", where "running" gives "runn"."""
    letters, size, _ = base
    if size < inflection.MIN_BASE or letters[size - 1] != letters[size - 2]:
        return count
    forms[count] = keys.whole(keys.along(key, letters, 0, size - 1))
    return count + 1


# -- sounds, as spelling.sound ------------------------------------------------------------------------


@compiled
def _is_one_of(letter: int, letters: bytes) -> bool:
    for one in letters:
        if one == letter:
            return True
    return False


@compiled
def _sound(groups: Hashed, letters: Array, size: int, row: Record) -> None:
    spelt, count = np.zeros(text.WORD_CHARS + _LONGEST, np.uint8), 0
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
