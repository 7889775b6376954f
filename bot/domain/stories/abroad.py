"""What a text says alike in every language: its figures, and its names by what they are established for and by sound.

Hashes only, as the rest of a sketch. Reads a bounded opening; does not judge, `assign` does. Scripts without capitals
do not mark names, so what is no ordinary word of their language stands in for one: more are kept than are names.
"""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from math import log, sqrt
from typing import Final, NamedTuple

from bot.domain import normal, text
from bot.domain.matching import chinese, known, scripts, spelling
from bot.domain.words import Token, stem

NAMES: Final = 40
"""How many names are kept, the most frequent first."""
FIGURES: Final = 32
"""How many figures are kept."""
MOST_COUNTED: Final = 15
_CALLS: Final = 6
"""Hashes a name: what it is established for, then its sounds."""
_READ: Final = 5_000
"""Characters that are read: the opening has the names that matter."""
_LONGEST: Final = 3
"""Words of a name that is looked up whole."""
_SOUNDS: Final = ((4, 1.0), (5, 1.7))
"""What names of so many consonants in common weigh: the fewer, the more names have them."""
_LONG_SOUND: Final = 2.2
_ESTABLISHED: Final = 1.5
_TELLING: Final = 0.5
"""What a figure weighs at least by which an article is looked up: a year, no single digit."""
_PAIRED, _BESIDE, _NAMED = 5, 2, 6
"""Figures looked up in pairs; figures looked up beside a name; names beside a figure."""
KEYS: Final = _PAIRED * (_PAIRED - 1) // 2 + _BESIDE * _NAMED
"""How many keys signs have at most."""
_AMPLE: Final = 2.5
"""Figures in common that weigh so much say all that figures can."""
_FEW: Final = 3
_HAN: Final = re.compile("[\u3400-\u9fff]+")
_HAN_LONGEST: Final = 8
_CLITICS: Final = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ك")
"""What Arabic writes together with the word after it."""


class Call(NamedTuple):
    """One thing by which a name is known again."""

    hash: int
    weight: float


class Name(NamedTuple):
    """A name of a text."""

    calls: tuple[Call, ...]
    times: int


class Figure(NamedTuple):
    """A number of a text."""

    hash: int
    weight: float
    times: int


@dataclass(frozen=True)
class Signs:
    """What of a text stays itself in translation."""

    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()

    # One is held against many: what each comparison needs is worked out once.

    @cached_property
    def numbers(self) -> dict[int, float]:
        """What each figure counts for."""
        return {figure.hash: figure.weight * _often(figure.times) for figure in self.figures}

    @cached_property
    def length(self) -> float:
        """Of the vector of the figures."""
        return sqrt(sum(share * share for share in self.numbers.values()))

    @cached_property
    def called(self) -> dict[int, int]:
        """How often each call is made."""
        return {call.hash: name.times for name in reversed(self.names) for call in name.calls}


NONE: Final = Signs()
"""The signs of a text without any."""


def agreement(a: Signs, b: Signs) -> float:
    """How far two texts in different languages tell the same: about 1 where they surely do."""
    return _same_figures(a, b) + _same_names(a, b)


def _same_figures(a: Signs, b: Signs) -> float:
    """The cosine of their figures, less where few are shared: a year alone is no agreement."""
    shared = a.numbers.keys() & b.numbers.keys()
    if not shared:
        return 0.0
    common = sum(a.numbers[key] * b.numbers[key] for key in sorted(shared))
    amount = sum(figure.weight for figure in a.figures if figure.hash in shared)
    return common / (a.length * b.length) * min(1.0, amount / _AMPLE)


def _same_names(a: Signs, b: Signs) -> float:
    """What the names in common weigh, by the number of names of the text that has fewer."""
    if len(a.names) > len(b.names):
        a, b = b, a
    weight = 0.0
    for name in a.names:
        weight += max(
            (
                call.weight * _often(min(name.times, b.called[call.hash]))
                for call in name.calls
                if call.hash in b.called
            ),
            default=0.0,
        )
    return weight / (len(a.names) + _FEW)


def _often(count: int) -> float:
    return 1 + log(count)


def signs(title: str, body: str, tokens: Sequence[Token], language: str | None) -> Signs:
    """The signs of a text; `tokens` are its title's and body's, for the figures."""
    return Signs(_figures(tokens), _names(f"{title}\n{body[:_READ]}", (language or "")[:2]))


def keys(signs: Signs) -> Iterator[tuple[int, int]]:
    """By what the same is found in another language, at most KEYS: two telling figures, or one and a name."""
    telling = [figure.hash for figure in signs.figures if figure.weight >= _TELLING]
    yield from combinations(sorted(telling[:_PAIRED]), 2)
    names = [next(iter(name.calls)).hash for name in signs.names[:_NAMED]]
    yield from product(telling[:_BESIDE], names)


# -- figures ---------------------------------------------------------------------------------------


def _figures(tokens: Iterable[Token]) -> tuple[Figure, ...]:
    counts = Counter(token.key for token in tokens if token.number)
    ranked = sorted(counts.items(), key=lambda x: (-figure_weight(x[0]), -x[1], x[0]))[:FIGURES]
    return tuple(Figure(_crc("n", k), figure_weight(k), min(n, MOST_COUNTED)) for k, n in ranked)


def figure_weight(number: str) -> float:
    """How much a number says: a single digit next to nothing, a year little."""
    if len(number) == 1:
        return 0.2
    if len(number) == 4 and number[:2] in ("19", "20"):
        return 0.5
    return 0.8 if len(number) == 2 else 1.5


# -- names -----------------------------------------------------------------------------------------


def _names(words: str, language: str) -> tuple[Name, ...]:
    counts: Counter[tuple[Call, ...]] = Counter(_spoken(words, language))
    counts.pop((), None)
    ranked = sorted(counts.items(), key=lambda x: -x[1])[:NAMES]
    return tuple(Name(calls, min(count, MOST_COUNTED)) for calls, count in ranked)


def _spoken(words: str, language: str) -> Iterator[tuple[Call, ...]]:
    tokens = text.tokens(words)
    if _HAN.search(words):
        yield from _spoken_in_signs(words)
        tokens = [token for token in tokens if not token.gram]
    for i, token in enumerate(tokens):
        if (
            token.text[0].isalpha() and not token.text[0].islower()
        ):  # where there are no capitals, any word may be
            yield from _whole([_low(one.text) for one in tokens[i : i + _LONGEST]])
            yield _calls(_low(token.text), language)


@lru_cache(maxsize=65_536)
def _low(word: str) -> str:
    return normal.normalise(word).removesuffix("'s")


def _whole(lows: Sequence[str]) -> Iterator[tuple[Call, ...]]:
    """The places whose name of several words begins here."""
    for length in range(2, len(lows) + 1):
        place = known.place(" ".join(lows[:length]))
        if place is not None:
            yield (Call(_crc("k", place), _ESTABLISHED),)


@lru_cache(maxsize=65_536)
def _calls(word: str, language: str) -> tuple[Call, ...]:
    """What a normalised word is known again by in another language; () for an ordinary word."""
    if len(word) < 2 or known.is_ordinary(word, language or None):
        return ()
    forms = {word, stem(word, language or "en"), *_unjoined(word)}
    kin = sorted({number for form in forms for number in known.kin(form)}, key=lambda k: (k >= 0, abs(k)))
    return (*_established(kin), *_sounds(spelling.sound(scripts.romanise(form)) for form in sorted(forms)))[
        :_CALLS
    ]


def _unjoined(word: str) -> Iterator[str]:
    if scripts.script_of(word) == "arab":
        for clitic in _CLITICS:
            if word.startswith(clitic) and len(word) - len(clitic) >= 3:
                yield word[len(clitic) :]


def _established(kin: Iterable[int]) -> list[Call]:
    return [Call(_crc("k", number), _ESTABLISHED) for number in kin][: _CALLS - 2]


def _sounds(heard: Iterable[str]) -> list[Call]:
    """By the consonants, where there are enough of them to mean something."""
    skeletons = {spelling.skeleton(one) for one in heard}
    weights = dict(_SOUNDS)
    return [
        Call(_crc("s", one), weights.get(len(one), _LONG_SOUND))
        for one in sorted(skeletons)
        if len(one) >= min(weights)
    ]


def _spoken_in_signs(words: str) -> Iterator[tuple[Call, ...]]:
    """Foreign names by their sound, established ones by what they stand for."""
    for start, end, heard in chinese.windows(words):
        if not known.kin(words[start:end]):
            yield tuple(_sounds([heard]))
    for run in _HAN.finditer(words):
        yield from _in_run(run[0])


def _in_run(run: str) -> Iterator[tuple[Call, ...]]:
    at = 0
    while at < len(run) - 1:
        length, calls = _longest(run[at : at + _HAN_LONGEST])
        yield calls
        at += length


@lru_cache(maxsize=65_536)
def _longest(part: str) -> tuple[int, tuple[Call, ...]]:
    """The longest established name at the start of some characters, with its length; (1, ()) if there is none."""
    for length in range(len(part), 1, -1):
        kin = known.kin(part[:length])
        if kin and not known.is_ordinary(part[:length], "zh"):
            ranked = sorted(kin, key=lambda k: (k >= 0, abs(k)))
            return length, (*_established(ranked), *_sounds([chinese.heard(part[:length])]))[:_CALLS]
    return 1, ()


def _crc(kind: str, value: object) -> int:
    return zlib.crc32(f"{kind}{value}".encode("utf-8", "surrogatepass"))


# -- packing ---------------------------------------------------------------------------------------

_TENTHS: Final = 10


def pack(signs: Signs) -> bytes:
    """As bytes, at most 1,500; `unpack` gives equal signs."""
    figures = (struct.pack("<IBB", f.hash, round(f.weight * _TENTHS), f.times) for f in signs.figures)
    names = (_pack_name(name) for name in signs.names)
    return bytes((len(signs.figures), len(signs.names))) + b"".join((*figures, *names))


def _pack_name(name: Name) -> bytes:
    calls = (struct.pack("<IB", call.hash, round(call.weight * _TENTHS)) for call in name.calls)
    return bytes((name.times, len(name.calls))) + b"".join(calls)


def unpack(data: bytes) -> Signs:
    """The signs of packed bytes; none of bytes that are none."""
    try:
        return _unpack(data)
    except struct.error:
        return NONE


def _unpack(data: bytes) -> Signs:
    figures, names = struct.unpack_from("<BB", data)
    at = 2 + 6 * figures
    found = tuple(Figure(h, w / _TENTHS, n) for h, w, n in struct.iter_unpack("<IBB", data[2:at]))
    called: list[Name] = []
    for _ in range(names):
        count, calls = struct.unpack_from("<BB", data, at)
        end = at + 2 + 5 * calls
        packed = struct.iter_unpack("<IB", data[at + 2 : end])
        called.append(Name(tuple(Call(h, w / _TENTHS) for h, w in packed), count))
        at = end
    return Signs(found, tuple(called))
