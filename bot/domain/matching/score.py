"""From what was found to a score: how surely the words name the issue, and how much the article is about it.

    score = spelling x about        spelling: 1 for the very words, .88 at the edge of what still counts as the name
                                    about: title, own section, how often, how early, and how telling the name is

Each find can only add. No length and no other issue is looked at, so an unrelated passage below changes nothing;
one put above makes the first mention a later one, and no more than that.
"""

from collections.abc import Mapping
from math import exp, log2
from typing import NamedTuple

from bot.domain.matching.compiled import compiled
from bot.domain.model import Strictness

THRESHOLDS: Mapping[Strictness, float] = {
    Strictness.STRICT: 0.7,
    Strictness.NORMAL: 0.5,
    Strictness.LOOSE: 0.2,
}
"""The score from which a match counts."""
_NORMAL = THRESHOLDS[Strictness.NORMAL]

FARTHEST = 1.4
"""Spellings farther than this (1: the edge for the normal setting) are not reported at all."""

FAMILY = 1.0
"""The distance, as a share of what is allowed, that a word has which is only of the name's family."""

_ONCE = 0.1
"""One mention of a single word in the opening is just enough for the normal setting."""
_TITLE = _HEADING = 2.0
"""A title, or a section of its own, is worth as much as to be named six times as often."""
_AGAIN = 0.8
"""What twice as many mentions add."""
_SPECIFIC = 0.8
"""A name of two words or more says what is meant: as much as another mention of a single word."""
_LATE = 1.15
"""What it costs at most that the first mention comes late; a single mention still is .26, enough for loose."""
_OPENING, _BODY = 300, 900
"""Characters: so far in is the opening, and so many below it a first mention is late."""
HINT = 0.5
"""A word of the name's family, as Japanese for Japan, is half a mention, and in the title half a title."""
_UNTITLED = 0.5
"""A post without a title cannot leave the issue out of it: a quarter of what a title is worth."""
_EDGE = 0.12


class Evidence(NamedTuple):
    """Where in an article an issue is named."""

    title: float
    """1 if the title names it, `HINT` if only a word of its family does, else 0."""
    heading: float
    """The same for the heading of a section."""
    named: float
    """How often the text names it, headings among it; a word of its family is `HINT`."""
    first: float
    """The offset of the first of these in the text; of no account where there is none."""
    words: int = 1
    """How many words the longest name has that was found."""
    untitled: bool = False
    """Whether the article has no title."""


@compiled
def about(found: Evidence) -> float:
    """How much an article is about an issue, 0..1: a logistic sum. Named once, by one word: in the opening .52, half a
    page in .38, far below .26; four times, from the opening on, .85; in the title alone .89."""
    named = max(found.named, found.title)
    z = _ONCE + _TITLE * found.title + _HEADING * found.heading
    if found.words > 1:
        z += _SPECIFIC
    if found.untitled:
        z += _UNTITLED
    if found.title == 0.0:
        z -= _LATE * min(1.0, max(0.0, found.first - _OPENING) / _BODY)
    if named > 0.0:
        z += _AGAIN * log2(named)
    return 1.0 / (1.0 + exp(-z))


@compiled
def score(found: Evidence, ratio: float) -> float:
    """The score of a match. `ratio`: the words' distance from the name, as a share of what is allowed."""
    value = about(found) * (1.0 - _EDGE * min(1.0, ratio))
    if ratio > 1.0:
        value = min(value, _NORMAL * (1.5 - 0.5 * ratio) - 0.01)
    return max(0.0, min(1.0, round(value * 10_000) / 10_000))
