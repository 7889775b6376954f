"""Ordinary words of many languages by how frequent they are, from wordfreq (CC BY-SA 4.0), names left out."""

from collections.abc import Collection

import wordfreq

from bot.domain.matching import scripts, tables, vocabulary

CASELESS, ENGLISH, CASED = 12_000, 5_000, 1_000
"""How many words of a language; where capitals tell names, fewer are needed, and of most of these languages names
are inflected, so that rarer words may be one."""
_CYRILLIC = ("ru", "uk", "bg", "mk", "sr")
"""Languages whose names are frequent in many cases."""
NAME_RANK = 400
"""A word this frequent is ordinary even if it is also a name."""


def pack(names: Collection[str]) -> bytes:
    """The file: "en:judge", the languages one after the other, and each word's rank."""
    found: dict[str, int] = {}
    for language in sorted(wordfreq.available_languages("best")):
        code = {"sh": "sr", "nb": "no"}.get(language, language)
        if code not in ("zh", "ja") and len(code) == 2:
            cyrillic = code in _CYRILLIC
            stems = {
                vocabulary.stem(name, code)
                for name in names
                if cyrillic and scripts.script_of(name) == "cyrl"
            }
            for rank, word in enumerate(wordfreq.top_n_list(language, CASELESS)):
                inflected = cyrillic and vocabulary.stem(tables.fold(word), code) in stems
                if not inflected and _is_kept(
                    tables.fold(word), rank, names, ENGLISH if code == "en" else CASED
                ):
                    found.setdefault(f"{code}:{tables.fold(word)}", rank)
    return tables.pack(*tables.pack_names(list(found)), " ".join(map(str, found.values())))


def _is_kept(word: str, rank: int, names: Collection[str], most: int) -> bool:
    if len(word) < 2 or " " in word:
        return False
    if scripts.is_caseless(scripts.script_of(word)):
        return rank < NAME_RANK or word not in names
    return rank < most and word.isalpha() and word not in names
