"""What to look for where no article has the whole of a name: most of its words, rather more of them than fewer."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from bot.domain.archive.question import Wanted
from bot.domain.text import tokens
from bot.domain.words import weigh

WORDS: Final = 5
"""Of a name that are looked for in part, the most telling ones."""
FORMS: Final = 4
"""Writings of each of them, the likest ones."""
TRIED: Final = 8
"""Of a long name that are looked up by themselves at most."""
EVERYDAY: Final = 0.3
"""What an everyday word tells at most (`words.weigh`)."""


def parts(wanted: Wanted) -> Iterator[Wanted]:
    """The words of the first name without one of them, without two, as long as they are most of it: what to look for
    one after the other, until something is found. A number alone says nothing, and is left out of all of them."""
    name = [word[:FORMS] for word in wanted[0] if word and not word[0].isdigit()] if wanted else []
    chosen = sorted(sorted(range(len(name)), key=lambda at: -_worth(name[at]))[:WORDS])
    whole = len(chosen) == len(wanted[0]) if wanted else True
    least = max(2, len(chosen) // 2 + 1)
    for count in range(len(chosen) - whole, least - 1, -1):
        yield tuple(tuple(name[at] for at in some) for some in combinations(chosen, count))


def telling(name: str) -> list[str]:
    """The words of a name that may be looked up by themselves, as they stand there, the most telling first; none of a
    single word."""
    words = list(dict.fromkeys(token.text for token in tokens(name) if not token.gram))
    if len(words) < 2:
        return []
    worth = {word: _worth([word]) for word in words if not word.isdigit()}
    return sorted((word for word in worth if worth[word] > EVERYDAY), key=lambda word: -worth[word])[:TRIED]


def _worth(word: Sequence[str]) -> float:
    return weigh(word[0].casefold(), "en")[1]
