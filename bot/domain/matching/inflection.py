"""Under what a word is filed: keys that forms of one word share, and keys that words of one family share.

Snowball joins more than inflection: France and français, suggest and suggestions, выбор and выборы. English and
Romance forms are told by their endings, Russian ones by the dictionary of OpenCorpora (pymorphy3); in other
languages, and for words that the dictionary does not hold, words of one stem are taken for one word.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import pymorphy3

from bot.domain import cases
from bot.domain.matching import families, vocabulary


class Forms(NamedTuple):
    """The keys of a word in a language; of a followed word and one of an article, one in common is enough."""

    same: tuple[str, ...]
    """Shared by the forms of one word."""
    stem: str
    """Shared by words of one stem, which are of one family unless their lengths are too far apart."""
    family: tuple[str, ...]
    """Shared by a word and those made of it, as Japan and Japanese."""


_ROMANCE = frozenset({"ca", "es", "fr", "it", "pt"})
_PLURALS = (
    ("oes", "ao"), ("aes", "ao"), ("aos", "ao"), ("ais", "al"), ("eis", "el"), ("eis", "il"), ("aux", "al"),
    ("aux", "au"), ("ns", "m"), ("ces", "z"), ("es", ""), ("s", ""), ("x", ""), ("che", "ca"), ("chi", "co"),
    ("i", "o"), ("i", "e"), ("e", "a"),
)  # fmt: skip
_FEMININES = (
    ("ana", "ano"), ("ana", "an"), ("ica", "ico"), ("ada", "ado"), ("osa", "oso"), ("iva", "ivo"), ("ina", "ino"),
    ("ena", "eno"), ("esa", "es"), ("ora", "or"), ("aise", "ais"), ("oise", "ois"), ("enne", "en"), ("ive", "if"),
    ("elle", "el"), ("ale", "al"), ("ee", "e"), ("euse", "eux"), ("aine", "ain"), ("ine", "in"),
)  # fmt: skip
"""Of adjectives and of the words for people; other nouns of another gender are other words: "porto", "porta"."""
_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""))
_LAST = frozenset(ending[-1] for ending, _ in _ENDINGS)
_SINGULARS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "children": "child", "women": "woman", "men": "man", "mice": "mouse", "geese": "goose", "feet": "foot",
        "teeth": "tooth", "wives": "wife", "lives": "life", "knives": "knife", "wolves": "wolf", "leaves": "leaf",
        "thieves": "thief", "halves": "half", "shelves": "shelf", "crises": "crisis", "analyses": "analysis",
        "criteria": "criterion", "policemen": "policeman", "fishermen": "fisherman",
        "businessmen": "businessman",
    },
    "fr": {"travaux": "travail", "yeux": "oeil", "vitraux": "vitrail", "baux": "bail", "coraux": "corail"},
    "it": {"uomini": "uomo"},
}  # fmt: skip
"""What endings do not tell."""
_REGULAR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "es": (("ces", "z"),),
    "pt": (("ces", "z"), ("ões", "ão"), ("ães", "ão"), ("ais", "al"), ("éis", "el"), ("ns", "m")),
}
"""Plurals that Snowball misses."""
_UNACCENTED = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüñ", "aaaaaeeeeiiiiooooouuuun")
MIN_BASE = 2
_SHORT = 4
"""Russian words of one stem that share fewer letters have it by chance; Snowball leaves words of so many alone."""


def of_followed(key: str, language: str) -> Forms:
    """The keys under which a word of an issue is filed for articles of a language."""
    root = families.root(key, language)
    same, stem = _own(key, language)
    if language in cases.LANGUAGES:
        same = (*same, f"={key}")
    return Forms(same, stem, (root,) if root else ())


def of_written(key: str, language: str) -> Forms:
    """The keys under which a word of an article is looked up."""
    same, stem = _own(key, language)
    bare = (f"={base}" for base in cases.bases(key, language))
    return Forms((*same, *bare), stem, families.derived(key, language))


def _own(key: str, language: str) -> tuple[tuple[str, ...], str]:
    one = _singular(key, language)
    stem = vocabulary.stem(one, language)
    if language == "en" and one[-1:] not in _LAST:
        return (f"{stem}={one}",), stem
    lemmas = _russian(one) if language == "ru" else ()
    if lemmas:
        same = tuple("=" + lemma for lemma in lemmas)
    elif language == "en" or language in _ROMANCE:
        bases = _english(one) if language == "en" else _romance(one)
        same = tuple(dict.fromkeys(f"{stem}={base}" for base in bases))
    else:
        same = (stem,)
    return same, f"{stem}/{key[:_SHORT]}" if language == "ru" else stem


def irregular(language: str) -> Iterable[str]:
    """The words of which a table tells what they are forms of."""
    return _SINGULARS.get(language, ())


def _singular(key: str, language: str) -> str:
    known = _SINGULARS.get(language)
    if known and key in known:
        return known[key]
    for ending, instead in _REGULAR.get(language, ()):
        if key.endswith(ending) and len(key) > _SHORT:
            return key.removesuffix(ending) + instead
    if language in _ROMANCE and len(key) == _SHORT and key.endswith(("s", "x")):
        return key[:-1]  # loi, lois
    return key


def _english(key: str) -> Iterator[str]:
    yield key
    for ending, instead in _ENDINGS:
        base = key.removesuffix(ending)
        if base != key and len(base) >= MIN_BASE:
            yield base + instead
            if ending == "ing":
                yield base + "e"
            if ending in ("ed", "ing") and base[-1] == base[-2] and base[-1].isascii():
                yield base[:-1]


def _romance(key: str) -> Iterator[str]:
    key = key.translate(_UNACCENTED)
    for one in (key, *_instead(key, _PLURALS)):
        yield one
        yield from _instead(one, _FEMININES)


def _instead(key: str, endings: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for ending, instead in endings:
        if key.endswith(ending) and len(key) - len(ending) >= MIN_BASE:
            yield key[: len(key) - len(ending)] + instead


@lru_cache(maxsize=1)
def _dictionary() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def _russian(key: str) -> tuple[str, ...]:
    """The dictionary forms of a word, () if it is not in the dictionary; a word that is one is read as that one:
    "выборы" is not from "выбор"."""
    analyser = _dictionary()
    known = analyser.dictionary
    found = {
        known.build_normal_form(paradigm, number, word).replace("ё", "е")
        for word, parses in known.words.similar_items(key, analyser.char_substitutes)
        for paradigm, number in parses
    }
    key = key.replace("ё", "е")
    return (key,) if key in found else tuple(sorted(found))
