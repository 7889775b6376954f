"""Whether a name, where it was found, stands in a longer one that is somebody else's: compiled.

Which longer names there are is looked up in guards, for names that were found beside another word.
"""

from typing import NamedTuple

from bot.domain.matching import scan, senses
from bot.domain.matching.compiled import Array, Record, lean

BESIDE = 12
"""Words on either side that may make a name somebody else's."""


@lean
def ends_of(words: Array) -> tuple[int, int]:
    """The first and last of a name's words in the article."""
    first = last = words[0]
    for i in range(1, len(words)):
        first, last = min(first, words[i]), max(last, words[i])
    return first, last


@lean
def _beside(tokens: Array, surfaces: Array, at: int, step: int, out: Array) -> int:
    """The heads of the words that touch a word on one side, as far as only spaces and dashes part them."""
    count = 0
    other = at + step
    while 0 <= other < len(tokens) and count < BESIDE:
        right = max(other, other - step)
        if tokens[right].flags & scan.TOUCHES == 0 or tokens[other].stretch != tokens[at].stretch:
            break
        if tokens[other].flags & scan.EXTRA == 0:
            row = tokens[other].row
            out[count] = surfaces[row].head if row >= 0 else 0
            count += 1
        other += step
    return count


@lean
def _is_left_out(guards: Array, at: int, head: int) -> bool:
    """Whether a list of guards begins with words that the issue goes without, this among them."""
    for i in range(-guards[at]):
        if head == guards[at + 1 + i]:
            return True
    return False


@lean
def _is_longer(
    tokens: Array, surfaces: Array, guards: Array, at: int, around: tuple[int, int, Array]
) -> bool:
    """Whether one of the longer names listed stands there, around the words from the first to the last, given with
    Guards.beside."""
    left, right = around[2][0], around[2][1]
    before, after = (
        _beside(tokens, surfaces, around[0], -1, left),
        _beside(tokens, surfaces, around[1], 1, right),
    )
    while guards[at] != 0:
        more = guards[at]
        found = 0
        for i in range(more):
            head = guards[at + 1 + i]
            here = False
            for j in range(min(more, before)):
                here = here or left[j] == head
            for j in range(min(more, after)):
                here = here or right[j] == head
            found += here
        if found == more:
            return True
        at += 1 + more
    return False


class Guards(NamedTuple):
    """What tells a name from a longer one that is somebody else's."""

    of_names: Array
    """The lists of names, as postings keeps them."""
    of_surfaces: Array
    asked: Array
    """Postings.asked."""
    beside: Array
    """Scratch, int64[2, BESIDE]."""


FREE, GUARDED, ASKED = range(3)
"""Whether a name is another's: no, yes, that will be known when its guards were looked up."""


@lean
def _ask(asked: Array, whose: int) -> int:
    if asked[0] + 1 < len(asked):
        asked[0] += 1
        asked[asked[0]] = whose
    return ASKED


@lean
def _is_beside(tokens: Array, ends: tuple[int, int]) -> bool:
    """Whether another word touches a name, so that it may stand in a longer one."""
    before, after = ends[0], ends[1] + 1
    touches = before > 0 and tokens[before].flags & (scan.TOUCHES | scan.FIRST) == scan.TOUCHES
    return touches or (
        after < len(tokens) and tokens[after].flags & (scan.TOUCHES | scan.FIRST) == scan.TOUCHES
    )


@lean
def is_guarded(tokens: Array, surfaces: Array, guards: Guards, name: tuple[int, Record], words: Array) -> int:
    """Whether a name stands in a longer one that is somebody else: "Mexico" in "New Mexico". `name`: its row's number,
    its row. Returns FREE, GUARDED or, having asked for what is not known, ASKED."""
    number, of = name
    state = FREE
    at, ends = of.guards, ends_of(words)
    first = ends[0]
    row = tokens[first].row
    if at >= 0 and guards.of_names[at] < 0:
        if len(words) == 1 and row >= 0 and _is_left_out(guards.of_names, at, surfaces[row].head):
            return GUARDED
        at += 1 - guards.of_names[at]
    if not _is_beside(tokens, ends):
        return FREE
    if len(words) == 1 and row >= 0:
        if first > 0 and tokens[first].flags & (scan.TOUCHES | scan.FIRST) == scan.TOUCHES:
            before = tokens[first - 1].row
            if before >= 0 and surfaces[before].flags & senses.OTHERS:
                return GUARDED
        own = surfaces[row].guards
        if own == senses.UNKNOWN:
            state = _ask(guards.asked, -1 - row)
        if own >= 0 and _is_longer(
            tokens, surfaces, guards.of_surfaces, own, (ends[0], ends[1], guards.beside)
        ):
            return GUARDED
    if at == senses.UNKNOWN:
        state = _ask(guards.asked, number)
    if at >= 0 and _is_longer(tokens, surfaces, guards.of_names, at, (ends[0], ends[1], guards.beside)):
        return GUARDED
    return state
