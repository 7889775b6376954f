"""From what was found to a score: how surely the words name the issue, and how much the article is about it.

    score = spelling x about        spelling: 1 for the very words, .88 at the edge of what still counts as the name
                                    about: title, own section, and mentions, an early one more than a late one

Each find can only add. No length and no other issue is looked at, so an unrelated passage changes nothing.
"""

from collections.abc import Mapping
from math import exp, log2

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

_DEPTH = 1500
"""Characters into the text at which a mention counts half."""
_BASE, _TITLE, _HEADING, _MENTIONS = 0.5, 1.8, 1.5, 1.0
_LEAST = 0.35
_UNMENTIONED = 0.3
"""What a title or heading keeps of its worth if the text itself does not name the issue."""
_EDGE = 0.12




@compiled
def mention(at: float) -> float:
    """What a mention so many characters into the text adds to an article's mass."""
    return 1.0 / (1.0 + at / _DEPTH)


@compiled
def about(title: bool, heading: bool, mass: float) -> float:
    """How much an article is about an issue, 0..1, as a logistic sum: one mention at the very start .62, one 600
    characters in .53, one 3,000 in .35, none below .26; in the title alone .74, in title and first sentence .91.
    `mass`: the sum of its mentions in the text, headings among them."""
    place = _TITLE * title + _HEADING * heading
    z = _BASE + place * _UNMENTIONED if place > 0 else _BASE - 99.0
    if mass > 0:
        z = max(z, _BASE + place + _MENTIONS * log2(max(_LEAST, mass)))
    return 1.0 / (1.0 + exp(-z))


@compiled
def score(title: bool, heading: bool, mass: float, ratio: float) -> float:
    """The score of a match. `ratio`: the words' distance from the name, as a share of what is allowed."""
    value = about(title, heading, mass) * (1.0 - _EDGE * min(1.0, ratio))
    if ratio > 1.0:
        value = min(value, _NORMAL * (1.5 - 0.5 * ratio) - 0.01)
    return max(0.0, min(1.0, round(value * 10_000) / 10_000))
