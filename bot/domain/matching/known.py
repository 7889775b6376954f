"""Established names of countries and of cities that name a time zone, in many languages, from CLDR (by Babel).

Used twice: a spelling established for one place never counts as a misspelling of another one, and an issue that
is such a place by name also matches its names in other languages. CLDR is under the Unicode licence.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.domain import text

LANGUAGES = (
    "en", "ar", "bg", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ka",
    "ko", "nl", "no", "pl", "pt", "ro", "ru", "sr", "sv", "ta", "th", "tr", "uk", "ur", "zh",
)  # fmt: skip
"""Languages whose names are looked for."""

_NOTED = re.compile("[(（]")
"""A name that is only told from another by a note in brackets says too little without it."""
_NOT_PLACES = frozenset({"EZ", "UN", "XA", "XB", "ZZ", "QO"})


@lru_cache(maxsize=64)
def names(language: str) -> Mapping[str, str]:
    """Entity -> its name in a language; entities are CLDR's codes of countries and time zones."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    found = {
        c: n for c, n in locale.territories.items() if len(c) == 2 and c.isalpha() and c not in _NOT_PLACES
    }
    for zone, data in locale.time_zones.items():
        city = data.get("city") or (zone.rsplit("/", 1)[-1].replace("_", " ") if language == "en" else "")
        if city and not zone.startswith(("Etc/", "Antarctica/")) and city not in found.values():
            found[zone] = city
    return found


@lru_cache(maxsize=64)
def _index(language: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entity, name in names(language).items():
        key = text.normalise(name)
        found[key] = found.get(key, frozenset()) | {entity}
    return found


def entities(name: str, language: str | None) -> frozenset[str]:
    """The places that are established under a normalised name, in this language or in English."""
    here = _index("en").get(name, frozenset())
    return here | _index(language).get(name, frozenset()) if language and language != "en" else here


@lru_cache(maxsize=64)
def _holding(language: str) -> Mapping[str, tuple[str, ...]]:
    """Word (of scripts without spaces: pair of characters) -> the established names of several words that hold it."""
    found: dict[str, list[str]] = {}
    for name in _index(language):
        words = [token.text for token in text.tokens(name) if not token.gram or len(token.text) > 1]
        for word in dict.fromkeys(words if len(words) > 1 else ()):
            found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def _opening(name: str) -> str:
    words = text.tokens(name)
    return words[0].text if words else ""


def longer(name: str, language: str) -> tuple[str, ...]:
    """The established names of a language in which a normalised name stands as a part."""
    first = name.partition(" ")[0] if name.isascii() else _opening(name)
    found = _holding(language).get(first, ())
    return tuple(other for other in found if len(other) > len(name) and name in other)


@lru_cache(maxsize=1)
def _everywhere() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for code in LANGUAGES:
        for key, places in _index(code).items():
            found[key] = found.get(key, frozenset()) | places
    return found


def translations(name: str) -> tuple[tuple[str, str], ...]:
    """(language, name there) of the place that a name establishes, in English first, else in any language;
    () where it is none or more than one."""
    key = text.normalise(name).strip()
    places = _index("en").get(key) or _everywhere().get(key, frozenset())
    if len(places) != 1:
        return ()
    (entity,) = places
    found = ((code, names(code).get(entity, "")) for code in LANGUAGES)
    return tuple(
        (code, there)
        for code, there in found
        if there and not _NOTED.search(there) and text.normalise(there) != key
    )
