"""Single words: what an issue's word is (a term), what an article's word may stand for, and inflection.

Decides by one word alone; where words stand and what they mean together is the index's affair.
"""

import re
from collections.abc import Iterator
from enum import Enum, IntEnum
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from bot.domain import cases, han, languages, text
from bot.domain.matching import scripts, spelling


class Shape(Enum):
    """How a word is written."""

    LOWER = "lower"
    TITLE = "title"
    UPPER = "upper"
    CASELESS = "caseless"


class Kind(IntEnum):
    """What may stand for a term: a WORD only itself and its inflections, a NAME also other spellings of its
    sound, an established (KNOWN) name itself and its inflections, an ACRONYM only capitals,
    a GRAM (two characters of a script without spaces) only itself."""

    WORD = 0
    NAME = 1
    KNOWN = 2
    ACRONYM = 3
    GRAM = 4


class Word(NamedTuple):
    """A word as it was written, read once."""

    key: str
    """Normalised, without possessive or elision."""
    shape: Shape
    gram: bool = False


class Term(NamedTuple):
    """A word of an issue."""

    key: str
    kind: Kind


_POSSESSIVE = re.compile(r"(?<=\w)['\u2019\u02bc\uff07](?:s|\u0441|t|re|ll|ve|d|m)?$")
_APOSTROPHE = re.compile("['\u2019\u02bc\u2018\u02bb\u00b4\uff07]")
_ELISION = re.compile("(?:[ldjmnstc]|qu|dell|nell|sull|all|dall|quell|un|jusqu|lorsqu|puisqu)$")
ACRONYM_CHARS = 5


def word(raw: str, gram: bool = False) -> Word:
    """Read a word as it stands in a text."""
    if gram:
        return Word(han.simplified(text.normalise(raw)), Shape.CASELESS, gram=True)
    shape = _shape(raw)
    key = raw.lower() if raw.isascii() else text.normalise(raw)
    if not key.isalnum() and _APOSTROPHE.search(key):
        key = _without_clitics(key)
        if shape is Shape.LOWER and len(key) < len(raw):  # l'Allemagne is written with a capital
            shape = _shape(_APOSTROPHE.split(raw, 1)[-1] or raw)
    return Word(key, shape)


def _shape(raw: str) -> Shape:
    if not raw.isascii() and scripts.is_caseless(
        scripts.script_of(raw)
    ):  # Georgian letters have capitals that nobody writes
        return Shape.CASELESS
    if raw.islower():
        return Shape.LOWER
    if len(raw) > 1 and raw.isupper():
        return Shape.UPPER
    return Shape.TITLE if raw[0].isupper() else Shape.LOWER if raw[0].islower() else Shape.CASELESS


def _without_clitics(key: str) -> str:
    key = _POSSESSIVE.sub("", key)
    parts = _APOSTROPHE.split(key)
    if len(parts) > 1 and _ELISION.match(parts[0]):
        parts = parts[1:]
    if len(parts) == 2 and scripts.script_of(key) == "latn" and len(parts[0]) > 4 and len(parts[1]) < 5:
        parts = parts[:1]  # Turkish sets case endings off a name: Ankara'da
    return "".join(parts)


def term(read: Word) -> Term:
    """What a word of an issue looks for."""
    return Term(read.key, _kind(read))


def sound(key: str) -> str:
    """How a normalised word sounds."""
    return spelling.sound(scripts.romanise(key))


def _kind(read: Word) -> Kind:
    if read.gram:
        return Kind.GRAM
    if read.shape is Shape.UPPER and len(read.key) <= ACRONYM_CHARS:
        return Kind.ACRONYM
    if read.shape is Shape.LOWER or any(map(str.isdigit, read.key)):
        return Kind.WORD
    return Kind.NAME


# -- inflection ------------------------------------------------------------------------------------

_UKRAINIAN = re.compile(
    r"(?<=\w{3})(?:ськ(?:ого|ому|ими|их|им|ій|ою|ої|ий|е|а|і|у)|ами|ями|ого|ому|ові|еві|єві|ими|іми|ією|єю|ій|ої|ою|ею|их|им|"
    "ах|ях|ам|ям|ом|ем|єм|ів|їв|ий|а|я|у|ю|и|і|ї|е|є|о|й|ь)$"
)
_BULGARIAN = re.compile(r"(?<=\w{3})(?:ията|ите|ът|ят|та|то|те|ия|а|я|и|е|о|у)$")
_PERSIAN = re.compile(r"(?<=\w{3})(?:های|ها|ی)$")
_OWN_ENDINGS = {"uk": _UKRAINIAN, "be": _UKRAINIAN, "bg": _BULGARIAN, "fa": _PERSIAN, "ur": _PERSIAN}
_POLISH = re.compile(
    r"(?<=\w{3})(?:skiego|skiemu|skim|skiej|ską|iego|iemu|ego|emu|owi|ami|ach|iem|ów|om|em|im|ym|ie|ą|ę|a|e|i|o|u|y)$"
)
_MIN_STEM = 3
MAX_ENDING = 4
_stemmers = lru_cache(maxsize=64)(lambda name: Stemmer.Stemmer(name, 0))


def stem(key: str, language: str | None) -> str:
    """A normalised word without its ending, as far as the language is known; else the word."""
    if len(key) > text.WORD_CHARS or len(key) <= _MIN_STEM:
        return key
    own = _OWN_ENDINGS.get(language or "")
    if own is not None:
        short = own.sub("", key)
        return short if len(short) >= _MIN_STEM else key
    algorithm = languages.STEMMERS.get(language or "")
    if algorithm is None:
        return key
    return str(_stemmers(algorithm).stemWord(key))


# -- a name's forms --------------------------------------------------------------------------------

_ARABIC_PREFIX = re.compile("^(?:[وف]?(?:[بك]?ال|لل)|[وفبلك](?=..))")
_HEBREW_PREFIX = re.compile("^(?:[וש]?[הבלמכ]|[וש])")
_KOREAN_ENDING = re.compile(
    "(?:에서는|에서|에게|에는|으로|까지|부터|이라|은|는|이|가|을|를|에|의|도|와|과|로|만)$"
)


def sounds(key: str, language: str | None) -> tuple[tuple[str, bool], ...]:
    """How a name in an article may sound: as it stands, then without a prefix or ending of its language
    (second value True)."""
    found: dict[str, bool] = {}
    for form in forms(key, language):
        heard = spelling.sound(scripts.romanise(form))
        if heard:
            found.setdefault(heard, form != key)
    return tuple(found.items())


def forms(key: str, language: str | None) -> tuple[str, ...]:
    """What a name in an article may be: the word as it stands, then without a prefix or ending of its language."""
    if len(key) > text.WORD_CHARS:
        return ()
    shorter = (short for short in _bare(key, language) if len(short) >= _MIN_STEM or short >= "\uac00")
    return tuple(dict.fromkeys((key, *shorter)))


def _bare(key: str, language: str | None) -> Iterator[str]:
    script = scripts.script_of(key)
    yield from cases.bases(key, language or "")
    if script == "arab":
        yield _ARABIC_PREFIX.sub("", key)
        if language in ("fa", "ur"):
            yield _PERSIAN.sub("", key)
    elif script == "hebr":
        yield _HEBREW_PREFIX.sub("", key)
    elif script == "hang":
        yield _KOREAN_ENDING.sub("", key)
    elif script == "cyrl":
        yield _UKRAINIAN.sub("", key) if language in ("uk", "be") else stem(key, "ru")
    elif language == "pl":
        yield _POLISH.sub("", key)
    elif language not in ("en", None):
        yield stem(key, language)
