"""Whether an article tells a story that is already known: as a copy of its text, or in other words.

Precision comes first, a wrong join hides news. Looks only at the candidates it is given and keeps nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Final

from bot.domain.model import StoryId
from bot.domain.stories import abroad
from bot.domain.stories.sketch import TERMS, Kind, Sketch

WINDOW: Final = timedelta(days=7)
"""How far back candidates are looked for."""

COPY_JACCARD: Final = 0.45
"""Share of all shingles that a copy with edits still has in common."""
COPY_CONTAINED: Final = 0.8
"""Share of the shorter text's shingles that a copy cut short, or with a paragraph added, has in common."""
RETELLING: Final = 0.45
"""Agreement of two tellings of one event."""
UNDATED: Final = timedelta(hours=34)
"""How far apart two articles count of which one does not say when it was published: nearness in time speaks for one
event, so what is not known to be near needs more of the rest."""
TRANSLATED: Final = 1.1
"""Agreement of two tellings in different languages, in figures and names."""
_UNLIKE_COPY: Final = 0.99
"""The most that a translation counts: a copy it is not."""
_FORM: Final = 0.35
"""Share of the shorter text's shingles from which two texts may be one form."""
_SUBJECT: Final = 6
"""How many of the heaviest terms are what a text is about."""
_SHORT: Final = 8
"""Shingles under which a text is too short for a copy to be told by them."""
_CLOSEST: Final = 0.7
"""How much the closest article of a story counts; the rest is their average."""
_BRIEF: Final = 50
"""Shingles up to which a text is all headline, so to speak."""
_NAMED: Final = 0.4
"""What names in common can give two tellings if one is brief: less than is needed, so something else must agree."""
_FADING: Final = 0.12
"""What a day between two tellings costs, after the first."""
_FADING_ON: Final = 0.18
"""What a day costs on top of that, after the second."""
_FADED: Final = 0.5
"""The most that time costs: what is nearly the same words is the same news, however late it comes."""
_NEXT: Final = timedelta(hours=36)
"""Later than this another state of affairs is another piece of news; sooner, one event is told in both ways. Longer
than UNDATED, since nothing is known of the order of what has no date."""
_TURNED: Final = 0.25
"""What a turn of events costs: "cut" and "back" share all other words."""
_UNTITLED: Final = 0.2
"""What a missing headline costs a longer text: the words that say which event are not marked."""
_UNNAMED: Final = 0.15
"""What a longer text costs in which no names are told from words, as in scripts without capitals."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article of a story that shares a key with the one that arrives."""

    story: StoryId
    sketch: Sketch
    at: datetime


def assign(sketch: Sketch, at: datetime, candidates: Iterable[Candidate]) -> StoryId | None:
    """The story that an article belongs to; None: it starts a new one."""
    scores: dict[StoryId, list[float]] = defaultdict(list)
    for candidate in candidates:
        gap = abs(at - candidate.at)
        if gap <= WINDOW:
            scores[candidate.story].append(likeness(sketch, candidate.sketch, gap))
    best = max(scores, key=lambda story: (_standing(scores[story]), -story), default=None)
    return best if best is not None and _standing(scores[best]) >= 0 else None


def likeness(a: Sketch, b: Sketch, gap: timedelta = timedelta(0)) -> float:
    """How surely two articles this far apart tell one story: from 0 on they do, 1 and more is a copy."""
    if not a.words or not b.words:
        return -1.0
    if a.words == b.words:
        return 2.0
    worded = _in_words(a, b, gap)
    if a.language == b.language or worded >= 1:
        return worded
    return max(worded, min(_UNLIKE_COPY, abroad.agreement(a.signs, b.signs) - TRANSLATED) - _faded(gap))


def _in_words(a: Sketch, b: Sketch, gap: timedelta) -> float:
    """`likeness` by the words of one language."""
    shared = _overlap(a, b)
    if _is_swapped(a, b, Kind.REPEATED if shared.contained >= _FORM else Kind.REPEATED | Kind.NAME):
        return -1.0
    turned = _turned(a, b, gap)
    if turned and min(a.size, b.size) <= _BRIEF:
        return -1.0  # of a few sentences the turn is what they say, however many words they share
    if _is_copy(a, b, shared):
        return 1.0 + shared.contained
    return agreement(a, b, shared.contained) - _needed(a, b) - _faded(gap) - turned


def _faded(gap: timedelta) -> float:
    """What time costs a retelling: an event is retold for a day or two; what comes later in other words is news."""
    days = gap / timedelta(days=1)
    return min(_FADED, _FADING * max(0.0, days - 1) + _FADING_ON * max(0.0, days - 2))


def _turned(a: Sketch, b: Sketch, gap: timedelta) -> float:
    """What it costs that only one of two says that something is over, undone or back."""
    return _TURNED if a.is_turned != b.is_turned and gap >= _NEXT else 0.0


def _standing(scores: Sequence[float]) -> float:
    """How well an article fits a story: a copy of one of its articles does, a retelling must fit them on average
    too, so that a story does not creep along its topic from one article to the next."""
    best = max(scores)
    return best if best >= 1 else _CLOSEST * best + (1 - _CLOSEST) * sum(scores) / len(scores)


# -- copies ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Overlap:
    alike: float
    """Common shingles over all."""
    contained: float
    """Common shingles over those of the text that has fewer."""
    common: int


def _overlap(a: Sketch, b: Sketch) -> _Overlap:
    """Estimated from the hashes up to the largest that both samples reach; exact for short texts."""
    limit = min((s.shingles[-1] for s in (a, b) if s.size > len(s.shingles)), default=1 << 32)
    mine, yours = (bisect_right(s.shingles, limit) for s in (a, b))
    common = sum(h <= limit for h in a.shingle_set & b.shingle_set)
    return _Overlap(common / max(1, mine + yours - common), common / max(1, min(mine, yours)), common)


def _is_copy(a: Sketch, b: Sketch, shared: _Overlap) -> bool:
    short = min(a.size, b.size)
    if short < _SHORT:
        return False
    if shared.alike >= COPY_JACCARD and shared.common >= 6:
        return True
    return shared.contained >= COPY_CONTAINED and shared.common >= _SHORT and short >= 20


def _is_swapped(a: Sketch, b: Sketch, kind: int) -> bool:
    """Whether each text keeps coming back to a word of this kind that the other lacks: one form filled in twice,
    as reports of weather, markets and quakes are, and not one report edited."""
    return _lacks(a, b, kind) and _lacks(b, a, kind)


def _lacks(a: Sketch, b: Sketch, kind: int) -> bool:
    if len(b.terms) == TERMS:
        return False  # there may be more that the sketch does not hold
    return any(t.kind & kind == kind and t.hash not in b.weights for t in a.terms[:_SUBJECT])


# -- retellings ------------------------------------------------------------------------------------


def agreement(a: Sketch, b: Sketch, contained: float) -> float:
    """How far two texts in different words tell the same: terms, phrases and figures in common."""
    mine, yours = a.weights, b.weights
    shared = mine.keys() & yours.keys()
    if len(shared) < 4:
        return 0.0
    named = sum(mine[term] * yours[term] for term in sorted(shared & (a.names | b.names)))
    told = sum(mine[term] * yours[term] for term in sorted(shared - a.names - b.names))
    if min(a.size, b.size) <= _BRIEF:
        named = min(named, _NAMED)  # names are most of a short text, and the topic's texts all have them
    return named + told + 2 * min(contained, 0.3) + _figures(a, b)


def _figures(a: Sketch, b: Sketch) -> float:
    """Figures in common speak for one event; both having some and none in common against it."""
    mine, yours = a.figures, b.figures
    if not mine or not yours:
        return 0.0
    common = len(mine & yours)
    return 0.05 * min(common, 3) if common else -0.1


def _needed(a: Sketch, b: Sketch) -> float:
    """The agreement needed: long texts on one topic have more words in common by chance."""
    shorter = min(a.size, b.size)
    length = 0.03 * log(max(_BRIEF, shorter) / _BRIEF)
    titled = shorter <= _BRIEF or (a.is_titled and b.is_titled)
    named = shorter <= _BRIEF or (a.names and b.names)
    return RETELLING + length + (0.0 if titled else _UNTITLED) + (0.0 if named else _UNNAMED)
