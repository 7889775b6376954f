"""Established names: of places in many languages, of given and family names, and ordinary words that are no name.

Used twice: a spelling established for one name never counts as a misspelling of another, and an issue that is a
place by name also matches its names in other languages. Sources and licences stand in atlas/NOTICE.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from bot.domain import text
from bot.domain.matching import keys, scripts, tables
from bot.domain.matching.compiled import Array, compiled

Kin = frozenset[int]
"""What a word is established as: places by their number, groups of people's names by theirs, negative."""
_NOBODY: Kin = frozenset()
EVERYDAY = 200
"""Of the ordinary words of a language."""


def kin(word: str) -> Kin:
    """The places and people's names that are established under a normalised word or name; empty where none is.
    Letters with marks count as without them, too, and as German spells them out."""
    key = word if word.isalpha() else tables.fold(word)
    found = _kin(key)
    if key.isascii() or scripts.script_of(key) != "latn":
        return found
    return found.union(*map(_kin, {scripts.romanise(key), spelt_out(key)}))


def meanings(word: str) -> Kin:
    """Of `kin`, what the word surely stands for: people's names, and the place that alone is called so."""
    return meant_of(word, kin(word))


def meant_of(word: str, every: Kin) -> Kin:
    """The same, where the kin of the word is known."""
    meant = place(word) if every and max(every) >= 0 else None
    return frozenset(k for k in every if k < 0 or k == meant)


def spelt_out(word: str) -> str:
    """A normalised word of Latin letters in a-z, as German spells out those with two dots."""
    return scripts.romanise(word.translate(_SPELT_OUT))


_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _kin(key: str) -> Kin:
    number = keys.of(key)
    places, people = tables.places().by_name.at(number), tables.people().at(number)
    return frozenset((*(p >> 1 for p in places), *(~p for p in people))) if places or people else _NOBODY


_SHARED: Mapping[str, tuple[str, ...]] = {
    "arab": ("ar", "fa", "ur"),
    "indic": ("hi", "bn", "ta"),
    "hebr": ("he",),
}


def is_ordinary(word: str, language: str | None) -> bool:
    """Whether a normalised word is an ordinary one of its language, of English, or of a language of its script."""
    return next(_ranks(word, language), None) is not None


def is_everyday(word: str, language: str | None) -> bool:
    """Whether it is one of the EVERYDAY most frequent ones: no name, whatever it sounds like."""
    return any(rank < EVERYDAY for rank in _ranks(word, language))


def _ranks(word: str, language: str | None) -> Iterator[int]:
    """The place of an ordinary word in its language, and in others that it may be of."""
    find = tables.words().of
    if language:
        yield from find(f"{language}:{word}")
    for other in ("en",) if word.isascii() else _SHARED.get(scripts.script_of(word), ()):
        if other != language:
            yield from find(f"{other}:{word}")


def place(name: str) -> int | None:
    """The number of the place that a name means; None where it means none, or one of several."""
    found = [number >> 1 for number in tables.places().by_name.of(tables.fold(name.strip())) if number & 1]
    return found[0] if found else None


def places(names: Sequence[str]) -> list[int | None]:
    """`place` for each of many names, at a tenth of the cost."""
    lines = [name if "\n" not in name else "" for name in map(str.strip, names)]
    table, found = tables.places().by_name.rows, np.empty(len(lines), np.int64)
    _places(table, keys.every([tables.fold(line) for line in lines]), found)
    return [None if number < 0 else number for number in found.tolist()]


@compiled
def _places(table: tables.Lookup, looked_up: Array, out: Array) -> None:
    for i in range(len(looked_up)):
        out[i] = tables.meant(table, looked_up[i])


def translations(name: str) -> tuple[tuple[str, str], ...]:
    """(language, name there) of the place that a name means, one a language, then names whose language no source
    tells, as ("", name); () where it means none, or one of several."""
    number = place(name)
    if number is None:
        return ()
    own = tables.fold(name.strip())
    told: dict[str, str] = {}
    untold: list[tuple[str, str]] = []
    for language, there, kind in tables.places().names(number):
        code = language or _language(there)
        if kind != tables.SHARED and tables.fold(there) != own:
            if not code:
                untold.append(("", there))
            else:
                told.setdefault(code, there)
    return (*told.items(), *untold)


def aliases(name: str, meant: int | None) -> tuple[tuple[str, str, bool], ...]:
    """The names of a place, by its number, that are not found by the sound of the one given: (language, "" where no
    source tells it, name, whether it means the place in that language only)."""
    if meant is None:
        return ()
    own = tables.fold(name.strip())
    listed = tables.places().names(meant)
    heard = tables.fold(listed[0][1]) == own
    return tuple(
        [
            (language or _language(there), there, kind == tables.LIMITED)
            for language, there, kind in listed
            if kind != tables.SHARED and not (heard and kind == tables.NEAR) and tables.fold(there) != own
        ]
    )


def is_spaced(name: str) -> bool:
    """Whether a normalised name is written with spaces between its words, by its first letter."""
    return scripts.script_of(name) not in ("han", "hira", "thai")


@lru_cache(maxsize=16384)
def longer(name: str) -> tuple[str, ...]:
    """The established names of other places, normalised, in which a normalised name stands as a part."""
    key = tables.fold(name)
    table = tables.places()
    numbers = _holding_all(key.split()) if is_spaced(key) else set(table.holding(key))
    if not numbers:
        return ()
    meant = place(name)
    own = kin(name) if meant is None else {meant}
    found = {text.normalise(line) for line, there in map(table.line, numbers) if there not in own}
    return tuple(sorted(other for other in found if key in tables.fold(other) and len(other) > len(name)))


def may_be_longer(words: Sequence[str], ends: Sequence[int]) -> list[bool]:
    """For each of many spaced names of letters whether `longer` may find any; quick. `ends`: where the words of each
    end."""
    found = np.empty(len(ends), np.bool_)
    looked_up = keys.every(words)
    _may_be_longer(tables.places().by_word.rows, looked_up, np.array([0, *ends], np.int64), found)
    return list(map(bool, found))


@compiled
def _may_be_longer(table: tables.Lookup, looked_up: Array, ends: Array, out: Array) -> None:
    spans = np.empty((len(looked_up), 2), np.int64)
    for i in range(len(out)):
        out[i] = tables.may_share(table, looked_up[ends[i] : ends[i + 1]], spans)


def _holding_all(words: Sequence[str]) -> set[int]:
    """The lines of the places in whose names all of these words stand."""
    found: list[tuple[int, ...]] = []
    for word in words:
        found.append(tables.places().by_word.of(word))
        if not found[-1]:
            return set()
    rarest, *others = sorted(found, key=len) or [()]
    return set(rarest).intersection(*others)


_BY_SCRIPT: Mapping[str, str] = {
    "grek": "el", "armn": "hy", "hebr": "he", "thai": "th", "geor": "ka", "hang": "ko", "kana": "ja", "han": "zh",
}  # fmt: skip


def _language(name: str) -> str:
    """The language of a name by its letters; "" where several use them."""
    low = name.lower()
    script = scripts.script_of(low)
    if script == "cyrl":
        ukrainian = any(c in "їєґі" for c in low) and not any(c in "ўэыёъқғҳәөүһң" for c in low)
        return "uk" if ukrainian else ""
    return _BY_SCRIPT.get(script, "")
