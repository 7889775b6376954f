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
    latin,
    reading,
    scan,
    scripts,
    senses,
    sounds,
    spelling,
    tables,
)
from bot.domain.matching.compiled import Array, Hashed, Whole, compiled, filled, value
from bot.domain.matching.latin import Grammar, Spelt
from bot.domain.matching.senses import Book
from bot.domain.matching.tables import Lookup

LANGUAGE = "en"
_NOT_PLAIN = scan.GRAM | scan.FOREIGN
_MOST_MEANINGS = 64
"""Places and people of one name that are gone through; a word of more is left to reading."""
_OPENING = 4
"""Letters by which words are known that may be made of a place's name."""
_LOWER, _TITLE, _UPPER, _OTHER = range(4)


class Plain(NamedTuple):
    """What is known of names and of English, as compiled functions take it."""

    places: Lookup
    people: Lookup
    ordinary: Lookup
    special: Hashed
    """By key: words that are not plain."""
    openings: Hashed
    """By key: how the words begin that may be made of a place's name."""
    longer: Lookup
    """The words of names of several words."""
    grammar: Grammar


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
    """latin.LINES lines a word."""
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
        filled({keys.of(word): 1 for word in special}),
        filled({keys.of(letters): 1 for letters in families.openings()}),
        tables.places().by_word.rows,
        Grammar(
            filled({keys.of(f"-{tail}"): 1 for tail in families.tails()}),
            filled({_group(g): int.from_bytes(signs.encode(), "little") for g, signs in spelling.GROUPS.items()}),
            keys.SALT, *begin,
        ),
    )  # fmt: skip


def _group(letters: str) -> int:
    """A group of letters as a number, `latin.GROUP` bits each."""
    return sum(ord(letter) % 32 << latin.GROUP * i for i, letter in enumerate(letters))


# -- compiled ----------------------------------------------------------------------------------------


@compiled
def _learn(
    book: Book, told: Plain, words: tuple[bytes, bytes], first: tuple[int, int, int], others: Array
) -> tuple[int, int, int]:
    lines, looks = words
    surface, kin, heard = first
    letters, sizes = (
        np.zeros((latin.LINES, latin.BYTES + latin.LONGEST), np.uint8),
        np.zeros(latin.LINES, np.int64),
    )
    at, left = 0, 0
    for i in range(len(looks)):
        for line in range(latin.LINES):
            at, sizes[line] = latin.read_line(lines, at, letters[line])
        spelt = Spelt(letters, sizes, latin.signs(letters[0], sizes[0]))
        plain = looks[i] != _OTHER and _is_plain(told, spelt)
        if not plain or not _meet(book, told, surface + i, (spelt, looks[i]), (kin, heard)):
            others[left] = i
            left += 1
            continue
        word = book.words[surface + i]
        latin.write_forms(told.grammar, word.forms, spelt)
        kin += word.kins
        heard += word.sounds
    return kin, heard, left


@compiled
def _is_plain(told: Plain, spelt: Spelt) -> bool:
    """Whether a word has letters that sound, is not special and may not be made of a place's name."""
    word, size = spelt.letters[0], spelt.sizes[0]
    roman = 0 if spelt.sizes[2] == 0 else 2
    if size == 0 or not latin.is_latin(spelt.letters[roman], 0, spelt.sizes[roman]):
        return False
    if value(told.special, keys.along(told.grammar.salt, word, 0, size)) >= 0:
        return False
    opening = keys.along(told.grammar.salt, word, 0, latin.opening(word, size, _OPENING))
    return value(told.openings, opening) < 0 or latin.derived(told.grammar, word, size)[0] > 0


@compiled
def _meet(book: Book, told: Plain, surface: int, read: tuple[Spelt, int], first: tuple[int, int]) -> bool:
    """Write all of a word but its forms; False if it means too much."""
    spelt, look = read
    kin, heard = first
    letters, size = spelt.letters[0], spelt.sizes[0]
    them, word = book.surfaces[surface], book.words[surface]
    flags = senses.LOWER if look == _LOWER else 0
    if look == _UPPER or (look == _TITLE and spelt.signs > latin.SHORT):
        flags |= senses.ACRONYM_OK
    kins, spoken = 0, 0
    for i in range(sounds.ENTITIES):
        word.entities[i] = 0
    if look != _LOWER:
        first_rank, last_rank = tables.span(
            told.ordinary, keys.whole(keys.along(told.grammar.english, letters, 0, size))
        )
        ordinary = last_rank > first_rank
        flags |= senses.ORDINARY if ordinary else 0
        is_heard = look != _UPPER or spelt.signs >= reading.MIN_CAPITALS
        kins = _meanings(told, spelt, word.entities, book.kin[kin : kin + sounds.ENTITIES])
        if kins < 0:
            return False
        kins = kins if is_heard else 0
        if is_heard and not ordinary:
            roman = 0 if spelt.sizes[2] == 0 else 2
            latin.sound(told.grammar.groups, spelt.letters[roman], spelt.sizes[roman], book.sounds[heard])
            spoken = 1
    word.flags = them.flags = flags
    word.script = them.script = sounds.LATIN
    word.letters = spelt.signs
    them.head = keys.whole(keys.along(told.grammar.head, letters, 0, latin.opening(letters, size, keys.HEAD)))
    senses.begin(book, surface, (kin, kins), (heard, spoken))
    if them.guards == senses.UNKNOWN:
        own = keys.whole(keys.along(told.grammar.salt, letters, 0, size))
        low, high = tables.span(told.longer, own)
        them.guards = senses.UNKNOWN if high > low else senses.UNGUARDED
    return True


@compiled
def _meanings(told: Plain, spelt: Spelt, entities: Array, kin: Array) -> int:
    """What a word is established as, into `entities`, and the keys of what it surely stands for, into `kin`; as
    known.kin and known.meant_of. Returns how many keys; -1 if it means too much."""
    found, count, meant, kins = np.empty(_MOST_MEANINGS, np.int64), 0, Whole(-1), 0
    for line in range(latin.LINES):
        if line == 1 or spelt.sizes[line] == 0:
            continue
        key = keys.whole(keys.along(told.grammar.salt, spelt.letters[line], 0, spelt.sizes[line]))
        count = tables.groups((told.places, told.people), key, found, count)
        if count < 0:
            return -1
        if line == 0:
            meant = tables.meant(told.places, key)
    for i in range(count):
        group = found[i]
        if i < len(entities):
            entities[i] = group + (group >= 0)
        if group < 0 or group == meant:
            if kins == len(kin):
                return -1
            kin[kins] = keys.of_kin(group, told.grammar.salt)
            kins += 1
    return kins
