"""Puts the places of all sources together and decides which name means which place.

A name means a place if no other place of its size has it. What is a word, a person's name or somebody's code as
likely as the place is left out, unless it sounds like the place's main name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

import wordfreq

from bot.domain import text
from bot.domain.matching import scripts, spelling, tables
from scripts.known_names import sources
from scripts.known_names.sources import Place

_CLEARLY = 3
"""A name means the place that weighs so many times as much as the next one of the name."""
_COUNTRY = 10
"""How much more than a city of as many people a country weighs."""
_ALTERNATE = 0.4
"""What a place weighs under a name that is not its main one."""
_FREQUENT, _FREQUENT_HAN = 1e-5, 1e-4
"""The share of all words from which a word is ordinary."""
_MOST_NAMES = 250
_COMMON = 3e-5
"""The share from which a word is too frequent in other languages for a name that it is only in some."""
_HEARD = 0.5
"""The share of what a spelling may differ by, up to which a name is surely heard as the main one."""


def pack(people: Collection[str]) -> tuple[bytes, frozenset[str]]:
    """The file, and its names of one word, of those in Latin letters only the main ones."""
    found = _merged()
    kept = [(place, _kept(place, people)) for place in found]
    owners = _owners(kept)
    languages = [""]
    names: list[str] = []
    counts, codes, kinds = [], [], []
    for number, (place, listed) in enumerate(kept):
        before = len(names)
        for name, language, kind in _listed(number, place, listed, people, owners):
            if language not in languages:
                languages.append(language)
            names.append(name)
            codes.append(chr(48 + languages.index(language)))
            kinds.append(kind)
        counts.append(str(len(names) - before))
    claimed = {_key(name) for name in names}
    heard = {_key(p.name) for p, _ in kept} | {k for k in claimed if scripts.script_of(k) != "latn"}
    packed = tables.pack(
        *tables.pack_names(names), " ".join(counts), "".join(codes), "".join(kinds), ",".join(languages)
    )
    return packed, frozenset(key for key in heard if " " not in key)


def _listed(
    number: int, place: Place, listed: Mapping[str, str], people: Collection[str], owners: Mapping[str, int]
) -> Iterator[tuple[str, str, str]]:
    """(name, language, kind) as they are written; a name that means the place in some languages once for each."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for language, name in place.names:
        if language:
            said[_key(name)].add(language)
    for name, language in listed.items():
        if owners.get(_key(name)) != number:
            yield name, language, tables.SHARED
        elif _is_limited(place, name, said[_key(name)], people):
            for one in sorted(said[_key(name)]):
                yield name, one, tables.LIMITED
        else:
            yield name, language, _kind(listed, name)


def _is_limited(place: Place, name: str, also: Collection[str], people: Collection[str]) -> bool:
    """Whether a name means the place only in the languages that call it so: elsewhere it is a word, or too short."""
    key = _key(name)
    if not also or scripts.script_of(key) != "latn" or name == place.name:
        return False
    others = (code for code in _BY_SCRIPT["latn"] if code not in also)
    if any(_frequencies(code).get(key, 0.0) >= _COMMON for code in others):
        return True
    return (len(key) < 5 or key in people) and not _alike(place.name, name)


def _kind(listed: Mapping[str, str], name: str) -> str:
    return tables.NEAR if _is_heard(listed, name) else tables.OWNED


def _is_heard(listed: Iterable[str], name: str) -> bool:
    """Whether whoever looks for the main name by its sound finds this one too."""
    main = next(iter(listed))
    if main == name or len(f"{main} {name}".split()) != 2 or "-" in main + name:
        return False
    if scripts.script_of(text.normalise(name)) in ("han", "thai", "hira", "other"):
        return False
    one, other = (spelling.sound(scripts.romanise(text.normalise(n))) for n in (main, name))
    bones = spelling.skeleton(one)
    return (
        len(bones) > 2
        and bones == spelling.skeleton(other)
        and spelling.distance(one, other) <= _HEARD * spelling.allowance(spelling.weight(one))
    )


def _key(name: str) -> str:
    return tables.fold(name)


# -- one place from several sources ----------------------------------------------------------------


def _merged() -> list[Place]:
    found = list(sources.countries())
    by_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for city in sorted(sources.cities(), key=lambda c: -c.people):
        found.append(city)
        for name in {_key(n) for _, n in (("", city.name), *city.names)}:
            by_name[city.country, name].append(city)
    for place in chain(sources.zone_cities(), sources.regions()):
        called = (place.name, *(name for _, name in place.names))
        same = next(filter(None, (by_name.get((place.country, _key(name))) for name in called)), None)
        if same and place.is_region:  # named after its capital, it is that city for whoever follows it
            same[0].names += [("", name) for _, name in place.names]
        elif same:
            same[0].names[:0] = place.names
        elif not any(_key(p.name) == _key(place.name) and p.people > 10 * place.people for p in found[:260]):
            found.append(place)
            by_name[place.country, _key(place.name)].append(place)
    return sorted(found, key=lambda p: (-p.people, p.country, p.name))


# -- which names are kept --------------------------------------------------------------------------


def _kept(place: Place, people: Collection[str]) -> dict[str, str]:
    """Name -> language, the main name first, one a folded form; a named language before an unnamed one."""
    best: dict[str, tuple[str, str]] = {_key(place.name): (place.name, "en")}
    for language, name in sorted(place.names, key=lambda pair: not pair[0]):
        name = " ".join(name.split())
        key = _key(name)
        if (
            key not in best
            and _is_name(name, bool(language))
            and (language or _is_plain(place.name, name, people))
        ):
            best[key] = (name, language)
    return dict(list(best.values())[:_MOST_NAMES])


_PART = re.compile(r"[\s'’ʼ-]")


def _is_name(name: str, trusted: bool) -> bool:
    if (
        not name
        or sources.NOTE.search(name)
        or max(name) > "\uffff"
        or not name[0].isalpha()
        or len(name.split()) > 5
        or any(map(str.isdigit, name))
        or "\n" in name
    ):
        return False
    script = scripts.script_of(text.normalise(name))
    if script in ("han", "hang"):
        return len(name) > 1
    if trusted:
        return len(name) > 2 or script not in ("latn", "cyrl")
    if name[0].islower() or (name.isupper() and name.isascii()):
        return False
    if script == "latn" and any(
        len(part) == 1 for part in _PART.split(name)
    ):  # "I-chou" would be looked for as "chou"
        return False
    return len(name) > (3 if script in ("latn", "cyrl", "grek") else 2)


def _is_plain(main: str, name: str, people: Collection[str]) -> bool:
    """Whether a name of no known language is neither a word nor a person's name, or sounds like the main one."""
    key = _key(name)
    han = scripts.script_of(key) == "han"
    if (
        " " in key or (han and len(key) > 2) or _alike(main, name)
    ):  # foreign names in Chinese have three signs or more
        return True
    least = _FREQUENT_HAN if han else _FREQUENT
    return key not in people and not any(
        _frequencies(code).get(key, 0.0) >= least for code in _languages(key)
    )


_frequencies = lru_cache(maxsize=None)(wordfreq.get_frequency_dict)
_BY_SCRIPT = {
    "latn": ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "sv", "cs", "fi", "id", "hu", "ro", "da", "nb", "sk",
             "sl", "ca", "vi"],
    "cyrl": ["ru", "uk", "bg", "mk"], "arab": ["ar", "fa", "ur"], "hebr": ["he"], "grek": ["el"],
    "han": ["zh"], "hang": ["ko"], "indic": ["hi", "bn", "ta"],
}  # fmt: skip


def _languages(key: str) -> list[str]:
    return _BY_SCRIPT.get(scripts.script_of(key), [])


def _alike(main: str, name: str) -> bool:
    one, other = (spelling.sound(scripts.romanise(text.normalise(n).replace(" ", ""))) for n in (main, name))
    return spelling.distance(one, other, vowel=0.15, tail=0.15) <= max(
        0.5, spelling.allowance(spelling.weight(one))
    )


# -- which name means which place ------------------------------------------------------------------


def _owners(kept: list[tuple[Place, dict[str, str]]]) -> dict[str, int]:
    """Folded name -> the number of the place that it means."""
    claims: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, (place, listed) in enumerate(kept):
        main = _key(place.name)
        for name, language in listed.items():
            key = _key(name)
            share = 1.0 if key == main or language else _ALTERNATE
            claims[key][number] = place.people * share * (_COUNTRY if place.is_country else 1)
    found = {}
    for key, claim in claims.items():
        ranked = sorted(((weight, -number) for number, weight in claim.items()), reverse=True)
        first = kept[-ranked[0][1]][0]
        rivals = [
            (weight, kept[-number][0]) for weight, number in ranked[1:]
            if not (first.is_country and kept[-number][0].country == first.country)  # its own capital is none
        ]  # fmt: skip
        if not any(weight * _CLEARLY > ranked[0][0] or rival.is_country for weight, rival in rivals):
            found[key] = -ranked[0][1]
    return found
