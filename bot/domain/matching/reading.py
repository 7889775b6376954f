"""How the word of an article may be read: the keys, names and sounds by which terms are looked up.

Looks at one word by itself, and at no term. Done once for a word that was never met, so it is written to be quick:
a hundred thousandth word of English has no established meaning, no irregular form and no clitic.
"""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from bot.domain import languages, text
from bot.domain.matching import chinese, inflection, keys, known, scan, scripts, sounds, vocabulary
from bot.domain.matching.senses import (
    ACRONYM_OK,
    ANY_STOP,
    FAMILIES,
    INFLECTS,
    LOWER,
    ORDINARY,
    OTHERS,
    SAME,
    STOP,
    WRITTEN,
)
from bot.domain.matching.vocabulary import Shape, Word

MIN_CAPITALS = 6
_UNINFLECTED = frozenset({"en", "fr", "es", "it", "pt", "nl", "id", "sv", "da", "no"})
"""Languages that set no endings to names, so that a word of a name's stem is another word."""
BEFORE_OTHERS = frozenset(
    {"new", "nueva", "nouvelle", "neu", "san", "santa", "saint", "st", "sankt", "los", "las"}
)
"""Words that, written before a name, make it somebody else's."""
_NO_ENTITIES = (0,) * sounds.ENTITIES
_UNWRITTEN = ("",) * WRITTEN


class Reading(NamedTuple):
    """What is known of a word by itself; the fields are those of senses.WORD."""

    flags: int
    script: int
    letters: int
    written: tuple[str, ...]
    """WRITTEN texts of which its keys are made, its head's and its forms', "" for none."""
    entities: tuple[int, ...]
    """As what it is established, sounds.ENTITIES numbers, 0 for none."""
    kin: tuple[int, ...] = ()
    """The keys of what it is an established writing of."""
    sounds: tuple[tuple[str, bool], ...] = ()
    """How it may sound, and whether an ending or prefix was taken off for it."""


class Words(NamedTuple):
    """Words of an article that were never met."""

    language: str | None
    written: list[str]
    """As they stand there, less the signs that scan does not tell them by."""
    flags: list[int]
    """scan's"""


UNREAD = Reading(0, 0, 0, _UNWRITTEN, _NO_ENTITIES)
"""A word that equals nothing."""


def of(words: Words, number: int) -> Reading:
    """Read one of the words."""
    raw, flags = words.written[number], words.flags[number]
    if flags & scan.FOREIGN:
        return foreign(raw, chinese.heard(raw))
    return read(raw, bool(flags & scan.GRAM), words.language)


def read(raw: str, gram: bool, language: str | None) -> Reading:
    """Read a word as it is written in an article of a language."""
    word = vocabulary.word(raw, gram)
    key = word.key
    if not key or len(key) > text.WORD_CHARS:
        return UNREAD
    script = scripts.script_of(key)
    flags = _flags(word, language)
    plain = Reading(flags, sounds.SCRIPTS[script], len(key), _written(word, language), _NO_ENTITIES)
    if flags & LOWER:
        return plain
    every = known.kin(key)
    entities = numbered(every)
    if not _is_heard(word, flags):
        return plain._replace(entities=entities)
    caseless = scripts.is_caseless(script)
    variants = vocabulary.forms(key, language) if caseless else (key,)
    kin = _kin(variants) if caseless else _keys(known.meant_of(key, every)) if every else ()
    if caseless and any(known.is_ordinary(one, language) for one in variants):
        flags |= ORDINARY
    if caseless:
        silent = any(known.is_everyday(one, language) for one in variants)
    else:
        silent = bool(flags & ORDINARY) and language in ("en", None)
    heard = () if silent else vocabulary.sounds(key, language)
    return plain._replace(flags=flags, entities=entities, kin=kin, sounds=heard)


def foreign(raw: str, heard: str) -> Reading:
    """Read a name that Chinese writes for its sound."""
    key = vocabulary.word(raw).key
    if not key or len(key) > text.WORD_CHARS:
        return UNREAD
    return Reading(
        _flags(Word(key, Shape.CASELESS), "zh"), sounds.FOREIGN_HAN, len(key), (keys.head(key), *_UNWRITTEN[1:]),
        numbered(known.kin(key)), _kin(vocabulary.forms(key, None)), ((heard, False),),
    )  # fmt: skip


def _flags(word: Word, language: str | None) -> int:
    key, shape = word.key, word.shape
    flags = ANY_STOP * languages.is_stop(key, None)
    if not word.gram and languages.is_stop(key, language):
        flags |= STOP
    if shape is Shape.LOWER:
        return flags | LOWER
    title = shape is Shape.TITLE
    flags |= ACRONYM_OK * (shape is Shape.UPPER or (title and len(key) > 3)) | OTHERS * (
        title and key in BEFORE_OTHERS
    )
    if word.gram:
        return flags
    ordinary = known.is_ordinary(key, language)
    return flags | INFLECTS * (language not in _UNINFLECTED and not ordinary) | ORDINARY * ordinary


def _is_heard(word: Word, flags: int) -> bool:
    """Whether other writings of a word are looked for."""
    if word.gram or flags & (LOWER | STOP | ANY_STOP):
        return False
    return word.shape is not Shape.UPPER or len(word.key) >= MIN_CAPITALS


def _kin(variants: Iterable[str]) -> tuple[int, ...]:
    """The keys of what a word is an established writing of."""
    return tuple(dict.fromkeys(chain.from_iterable(_keys(known.meanings(one)) for one in variants)))


def _keys(groups: known.Kin) -> tuple[int, ...]:
    return tuple(map(keys.kin, sorted(groups)))


def numbered(found: known.Kin) -> tuple[int, ...]:
    """What a word is established as, in numbers that are not 0, as many as are kept; 0 for none."""
    if not found:
        return _NO_ENTITIES
    chosen = [group + (group >= 0) for group in sorted(found)[: sounds.ENTITIES]]
    return (*chosen, *_NO_ENTITIES[len(chosen) :])


def _written(word: Word, language: str | None) -> tuple[str, ...]:
    """The texts of the keys under which terms of a word's letters and family are filed."""
    key, code = word.key, language or ("en" if word.key.isascii() else None)
    own = (keys.head(key), keys.form(key))
    if code is None or word.gram or not scripts.may_write(code, key) or languages.is_stop(key, code):
        return (*own, *_UNWRITTEN[2:])
    same, stem, family = inflection.of_written(key, code)
    shared = [keys.form(one, code) for one in same[:SAME]]
    kindred = [keys.form(f"~{root}", code) for root in family[:FAMILIES]]
    return (
        *own,
        *shared,
        *_UNWRITTEN[: SAME - len(shared)],
        keys.form(f"/{stem}", code),
        *kindred,
        *_UNWRITTEN[: FAMILIES - len(kindred)],
    )
