"""Which names a text speaks of, by their capital letters: for guessing what a misspelt name means, and for a
first suggestion. Pure and rough; scripts without capitals give nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.domain.matching import nearest
from bot.domain.text import normalise

MOST_WORDS = 3
"""Words of a name."""
CANDIDATES = 1500
"""Names of the news that a misspelt one is compared with."""
SURE = ((5, 0.9), (8, 0.82))
"""From which likeness on a typed name of at most so many letters is taken for a known one: Iran is not Iraq."""
SURE_OF_LONG = 0.75
SHORTEST = 4
"""Letters of a name that is worth suggesting."""

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_DATES = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
     "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)  # fmt: skip
_OPENING = frozenset('.!?:;…\n"“”«»()[]|–—•')


def names_in(text: str) -> Iterator[tuple[str, bool]]:
    """Capitalised words and runs of them, each with whether it stands inside a sentence, where a capital means a
    name."""
    run: list[str] = []
    inside, end = False, 0
    for found in _WORD.finditer(text):
        gap, word = text[end : found.start()], found.group()
        if run and (gap != " " or not word[0].isupper() or len(run) == MOST_WORDS):
            yield from _parts(run, inside)
            run = []
        if word[0].isupper():
            inside = inside if run else end > 0 and not (_OPENING & set(gap))
            run.append(word.removesuffix("’s").removesuffix("'s"))
        end = found.end()
    yield from _parts(run, inside)


def _parts(run: list[str], inside: bool) -> Iterator[tuple[str, bool]]:
    """The whole run and, for somebody who types only one of them, each of its words."""
    if not run:
        return
    yield " ".join(run), inside
    if len(run) > 1:
        yield from ((word, inside) for word in run)


def commonest(texts: Iterable[str], limit: int) -> list[str]:
    """The names that the most texts speak of, most first; those of a single text are left out."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(
            {
                name
                for name, inside in names_in(text)
                if inside and len(name) >= SHORTEST and name.casefold() not in _DATES
            }
        )
    often = [(name, number) for name, number in counts.most_common(limit * 10) if number > 1]
    names: list[str] = []
    for name, _ in often:
        # "Vance" beside "Mayor Vance" would be the same suggestion twice.
        if not any(name in other or other in name for other in names):
            names.append(name)
    return names[:limit]


def candidates(texts: Iterable[str], words: int, limit: int) -> list[str]:
    """Names of so many words, most frequent first."""
    counts = Counter(name for text in texts for name, _ in names_in(text) if name.count(" ") + 1 == words)
    return [name for name, _ in counts.most_common(limit)]


def is_sure(words: str, likeness: float) -> bool:
    """Whether a name so like the words is taken for what was meant."""
    return likeness >= next((least for letters, least in SURE if len(words) <= letters), SURE_OF_LONG)


def likest(words: str, texts: Iterable[str]) -> list[tuple[str, float]]:
    """The names of the texts that are most like the words, other than the words themselves, with their likeness."""
    spoken = candidates(texts, len(words.split()), CANDIDATES)
    found = nearest(words, [(name, name) for name in spoken], limit=3)
    return [(name, likeness) for name, likeness in found if normalise(name) != normalise(words)]
