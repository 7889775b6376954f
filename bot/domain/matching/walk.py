"""The compiled walk: from the words of an article to the places where names stand.

Every name of which an article holds the rarest word is looked at; the rules of nearness, order and longer names stand
here, those of spelling in hearing.
"""

from typing import NamedTuple

import numpy as np

from bot.domain.matching import guarded, scan, senses, sounds
from bot.domain.matching.compiled import Array, Record, compiled, lean
from bot.domain.matching.finds import Article, Finds, longer
from bot.domain.matching.pools import span
from bot.domain.matching.postings import ESTABLISHED, FIXED, GRAMS, Postings
from bot.domain.matching.score import FARTHEST
from bot.domain.matching.senses import Book

_REACH = 3
"""How many other words may stand between the words of a phrase; 1 inside a name."""
_GAP, _TURNED = 0.03, 0.08
"""What a word in between and another order cost."""
SURE = 0.1
_PART = 0.5
"""A word beside another capitalised one is likely part of somebody's longer name: it must be nearer."""
MAX_ANCHORS = 256
"""Occurrences of one word looked at; an article that repeats it more often is about it anyway."""
MAX_WORDS = 12
_HAN_WORD = 5


PLACE = np.dtype(
    [
        ("name", np.int32),
        ("ratio", np.float32),
        ("following", np.int32),
        ("count", np.int32),
        ("words", np.int32, (MAX_WORDS,)),
    ]
)
"""A place where a name stands: which, its distance as a share of what it may have, the next place of the same issue,
and its words in the order of the article."""


# -- one name --------------------------------------------------------------------------------------


@lean
def _is_capital(tokens: Array, surfaces: Array, at: int) -> bool:
    row = tokens[at].row
    return tokens[at].flags & scan.UPPER != 0 and row >= 0 and surfaces[row].flags & senses.STOP == 0


@lean
def _is_part_of_name(tokens: Array, surfaces: Array, at: int) -> bool:
    """Whether a capitalised word touches the word on either side: "Kelly" in "Mike Kelly"."""
    for right in range(at, at + 2):
        if 0 < right < len(tokens) and tokens[right].flags & (scan.SPACED | scan.FIRST) == scan.SPACED:
            if _is_capital(tokens, surfaces, right - 1) and _is_capital(tokens, surfaces, right):
                return True
    return False


@lean
def _alone(tokens: Array, surfaces: Array, find: Record) -> float:
    """The distance of a word from a name of one word as a share of what it may have; over FARTHEST if it is not."""
    cost, room = np.float64(find.cost), np.float64(find.room)
    if cost > SURE and find.cost != find.room and _is_part_of_name(tokens, surfaces, find.word):
        room *= _PART
    if cost > room * FARTHEST:
        return FARTHEST + 1.0
    return cost / room if cost > 0 else 0.0


@lean
def _nearest(tokens: Array, finds: Finds, slot: int, around: tuple[int, int, bool], taken: Array) -> int:
    """The surest, then nearest find of a term within reach that no other word of the name took; -1 if none. `around`:
    a place in the order, the reach, and whether it is expected after that place."""
    centre, reach, after = around
    low, high = finds.start[slot], finds.start[slot + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if tokens[finds.rows[middle].word].order < centre - reach:
            low = middle + 1
        else:
            high = middle
    best, cost, away = -1, np.float32(0.0), 0
    for i in range(low, min(end, low + 2 * reach + 2)):
        find = finds.rows[i]
        far = tokens[find.word].order - centre
        if far > reach:
            break
        far = 2 * abs(far) + (after != (far > 0))
        if best >= 0 and (find.cost > cost or (find.cost == cost and far >= away)):
            continue
        free = True
        for j in range(len(taken)):
            free = free and taken[j] != find.word
        if free:
            best, cost, away = i, find.cost, far
    return best


@lean
def _arrangement(tokens: Array, kind: int, words: Array, han: bool) -> float:
    """What the words' order and the words between them cost; negative if it is not that name."""
    count = len(words)
    low = high = tokens[words[0]].order
    turned = False
    for i in range(1, count):
        at = tokens[words[i]].order
        turned = turned or at < tokens[words[i - 1]].order
        low, high = min(low, at), max(high, at)
    gaps = max(0, high - low - count + 1)
    if han and kind & GRAMS == 0:
        for i in range(count):
            gaps = max(0, gaps - (tokens[words[i]].end - tokens[words[i]].start - 1))
    if kind & GRAMS and (turned or gaps):
        return -1.0
    if kind & ESTABLISHED and gaps:
        return -1.0
    if kind & FIXED and (gaps > 1 or (turned and (gaps or count != 2))):
        return -1.0
    if gaps > _REACH:
        return -1.0
    first, last = guarded.ends_of(words)
    if kind & FIXED == 0 and tokens[first].sentence != tokens[last].sentence:
        return -1.0
    return _GAP * gaps + _TURNED * turned


@lean
def _is_han(tokens: Array, surfaces: Array, at: int) -> bool:
    row = tokens[at].row
    script = surfaces[row].script if row >= 0 else 0
    return script == sounds.FOREIGN_HAN or script == sounds.HAN


@lean
def _together(
    tokens: Array, surfaces: Array, finds: Finds, name: tuple[int, int, Array, int], find: int
) -> float:
    """Finds the words of a name around one of them; returns their distance as a share of what they may have, over
    FARTHEST if it is not that name. `name`: its kind, how many words, the slots of its terms and after MAX_WORDS of
    them place for the words, which one is at `find`."""
    kind, count, slots, centre = name
    words = slots[MAX_WORDS : MAX_WORDS + count]
    at = finds.rows[find].word
    han = _is_han(tokens, surfaces, at)
    reach = count - 1 + _REACH + (_HAN_WORD * count if han else 0)
    words[:] = -1
    words[centre] = at
    cost, room = np.float64(finds.rows[find].cost), np.float64(finds.rows[find].room)
    for i in range(count):
        if i == centre:
            continue
        other = _nearest(tokens, finds, slots[i], (tokens[at].order, reach, i > centre), words)
        if other < 0:
            return FARTHEST + 1.0
        words[i] = finds.rows[other].word
        cost += finds.rows[other].cost
        room += finds.rows[other].room
    more = _arrangement(tokens, kind, words, han)
    if more < 0:
        return FARTHEST + 1.0
    return (cost + more) / room if cost + more > 0 else 0.0


# -- all names -------------------------------------------------------------------------------------


class Looked(NamedTuple):
    """What was found: places, and by hit the row of the issue, its last place, how many it has."""

    places: Array
    """PLACE"""
    issues: Array
    first: Array
    sizes: Array
    used: Array
    """int64: how many places and how many hits there are; the rest is room. -1: nothing was looked for yet."""


@lean
def _wanted(name: Record, words: Array, start: Array, slots: Array, wanted: Array) -> int:
    """The slots of a name's terms, into `wanted`; returns which of them is rarest here, -1 if one is missing."""
    rarest, least = 0, 1 << 30
    for i in range(name.count):
        slot = slots[words[name.words + i]] - 1
        if slot < 0:
            return -1
        wanted[i] = slot
        size = start[slot + 1] - start[slot]
        if size < least:
            rarest, least = i, size
    return rarest


@lean
def _put_words(out: Array, words: Array) -> None:
    """Write the words of a place as they stand in the article."""
    for i in range(len(words)):
        j = i
        while j > 0 and out[j - 1] > words[i]:
            out[j] = out[j - 1]
            j -= 1
        out[j] = words[i]


@compiled
def _filed(postings: Postings, uses: Array, terms: Array, slots: Array) -> Array:
    """The names under one of whose words another stands that the article holds too. These lie far apart in memory: the
    loops here take no turns, so that the machine fetches many at a time."""
    filed = postings.filed.nodes
    found, count = np.empty(1024, np.int32), 0
    for term in terms:
        first, last = span(uses[term].names)
        while count + last - first > len(found):
            found = longer(found)
        for at in range(first, last):
            found[count] = filed[at].item
            count += (filed[at].other < 0) | (slots[max(filed[at].other, 0)] != 0)
    names, pool, kept = postings.names, postings.words, 0
    for i in range(count):
        number = found[i]
        name = names[number]
        found[kept] = number
        kept += (slots[pool[name.words]] != 0) & (slots[pool[name.words + name.count - 1]] != 0)
    return found[:kept]


@compiled
def candidates(
    postings: Postings, uses: Array, finds: Finds, slots: Array, language: int
) -> tuple[Array, int]:
    """The names all of whose words stand in the article, and how many places they may have at most."""
    names, pool, start = postings.names, postings.words, finds.start
    wanted = np.empty(MAX_WORDS, np.int32)
    found = _filed(postings, uses, finds.terms, slots)
    count, most = 0, 0
    for i in range(len(found)):
        name = names[found[i]]
        rarest = _wanted(name, pool, start, slots, wanted)
        if rarest < 0 or (name.language != 0 and name.language != language):
            continue
        found[count] = found[i]
        count += 1
        most += min(start[wanted[rarest] + 1] - start[wanted[rarest]], MAX_ANCHORS)
    return found[:count], most


@lean
def _look_for(
    tokens: Array,
    surfaces: Array,
    finds: Finds,
    guards: guarded.Guards,
    name: tuple[int, Record],
    job: tuple[Array, int, Array, Array],
) -> int:
    """Find the places of a name, given by its row's number and its row; their words and ratios go into `job`, MAX_WORDS
    a place. `job`: the slots of the name's terms with room for its words behind them, which is rarest, then the words
    and the ratios. Returns how many places there are; -1 where guards were asked for."""
    wanted, rarest, words, ratios = job
    of = name[1]
    rows, count, kept, asked = finds.rows, of.count, 0, False
    first = finds.start[wanted[rarest]]
    last = min(finds.start[wanted[rarest] + 1], first + MAX_ANCHORS)
    here = wanted[MAX_WORDS : MAX_WORDS + count]
    for find in range(first, last):
        if count == 1:
            here[0] = rows[find].word
            ratio = _alone(tokens, surfaces, rows[find])
        else:
            ratio = _together(tokens, surfaces, finds, (of.kind, count, wanted, rarest), find)
        if ratio > FARTHEST:
            continue
        if of.kind & FIXED:
            state = guarded.is_guarded(tokens, surfaces, guards, name, here)
            asked = asked or state == guarded.ASKED
            if state != guarded.FREE:
                continue
        _put_words(words[kept], here)
        ratios[kept] = ratio
        kept += 1
    return -1 if asked else kept


@compiled
def room(names: int, places: int) -> Looked:
    """For what is found of so many names at so many places at most."""
    issues, first, sizes = _three(names)
    return Looked(np.empty(places, PLACE), issues, first, sizes, np.zeros(2, np.int64))


@compiled
def look(
    article: Article,
    book: Book,
    postings: Postings,
    finds: Finds,
    scratch: tuple[Array, Array],
    numbers: Array,
    out: Looked,
) -> int:
    """Add the places of names, of `numbers`, to what was found in an article. `scratch`: the finds' slots by term, 1 +
    its hit by issue row. Those whose guards were asked for are still to be looked for, and come to the front of the
    numbers. Returns how many these are."""
    wanted = np.empty(2 * MAX_WORDS, np.int32)
    words, ratios = np.empty((MAX_ANCHORS, MAX_WORDS), np.int32), np.empty(MAX_ANCHORS, np.float64)
    beside = np.zeros((2, guarded.BESIDE), np.int64)
    guards = guarded.Guards(postings.guards, book.guards, postings.asked, beside)
    return int(
        _look(article, book.surfaces, postings, finds, guards, scratch, numbers, out, (wanted, words, ratios))
    )


@lean
def _look(
    article: Article,
    surfaces: Array,
    postings: Postings,
    finds: Finds,
    guards: guarded.Guards,
    scratch: tuple[Array, Array],
    numbers: Array,
    out: Looked,
    room: tuple[Array, Array, Array],
) -> int:
    """As `look`, with room for the words and ratios of one name."""
    slots, hit_of = scratch
    tokens, names, pool = article.tokens, postings.names, postings.words
    places, issues, first, sizes, (used, hits) = out.places, out.issues, out.first, out.sizes, out.used
    wanted, words, ratios = room
    waiting = 0
    for k in range(len(numbers)):
        number = numbers[k]
        name = names[number]
        rarest = _wanted(name, pool, finds.start, slots, wanted)
        kept = _look_for(
            tokens, surfaces, finds, guards, (int(number), name), (wanted, rarest, words, ratios)
        )
        if kept < 0:
            numbers[waiting] = number
            waiting += 1
        if kept <= 0:
            continue
        hit = hit_of[name.issue] - 1
        if hit < 0:
            hit = hits
            issues[hit], first[hit], sizes[hit] = name.issue, -1, 0
            hits += 1
            hit_of[name.issue] = hits
        for i in range(kept):
            place = places[used]
            place.name, place.ratio, place.count, place.following = number, ratios[i], name.count, first[hit]
            for j in range(name.count):
                place.words[j] = words[i, j]
            first[hit] = used
            used += 1
        sizes[hit] += kept
    out.used[0], out.used[1] = used, hits
    return waiting


@compiled
def _three(size: int) -> tuple[Array, Array, Array]:
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
