"""From the places where an issue is named to its score and to what is quoted, compiled.

The rule of the score itself stands in score; which words are a name is decided in walk.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.domain.matching import finds as finding
from bot.domain.matching import scan, walk
from bot.domain.matching import score as scoring
from bot.domain.matching.compiled import Array, Record, Whole, compiled, lean
from bot.domain.matching.finds import HEADING, LEAD, TITLE, Article, Finds
from bot.domain.matching.postings import GRAMS, NAMES, Postings
from bot.domain.matching.senses import Book
from bot.domain.matching.walk import Looked

_MAX_ECHOING = 8
"""Names of an issue whose last words are listened for."""

HIT = np.dtype(
    [
        ("score", np.float64),
        ("issue", np.int32),
        ("stretch", np.int32),
        ("best", np.int32),
        ("first", np.int32),
        ("count", np.int32),
        ("ratio", np.float32),
        ("title", np.float32),
        ("own", np.float32),
        ("heading", np.int32),
        ("mentions", np.int32),
        ("first_at", np.int32),
    ]
)
"""An issue found: its score, its row, the stretch that says most of it, the nearest place in what is quoted, and its
rows among the accepted places. Then what the score was made of, as in Grounds; -1 for no heading and no mention."""


class Hits(NamedTuple):
    """The issues found, and the places that count, by issue."""

    rows: Array
    """HIT"""
    accepted: Array
    """int32: rows of places."""


class Desk(NamedTuple):
    """Scratch for weighing one issue after the other."""

    keys: Array
    """int64, with room for all places."""
    every: Array
    accepted: Array
    marks: Array
    """int32 by word: the last hit that it was counted for."""
    often: Array
    """int32 by stretch: how many places of this issue."""
    nearest: Array
    """float32 by stretch"""
    first: Array
    """int32 by stretch: the nearest place."""
    told: Array
    """int32: names whose echoes were counted."""


@lean
def _sort(desk: Desk, looked: Looked, postings: Postings, hit: int) -> int:
    """The places of an issue into `every`, the surest first, then as they stand, then by the order of its names."""
    places, count = looked.places, looked.sizes[hit]
    at = looked.first[hit]
    for i in range(count):
        desk.every[count - 1 - i] = at  # as they were found
        at = places[at].following
    keys, rows = desk.keys, desk.every
    for i in range(count):
        place = places[rows[i]]
        ratio, word = Whole(place.ratio * 1e6), Whole(place.words[0])
        keys[i] = ratio << 33 | word << 13 | Whole(postings.names[place.name].rank)
    gap = count // 2
    while gap > 0:  # Shell's sort: the lists are short, and equal keys stand for equal places
        for i in range(gap, count):
            key, row, j = keys[i], rows[i], i
            while j >= gap and (keys[j - gap] > key or (keys[j - gap] == key and rows[j - gap] > row)):
                keys[j], rows[j] = keys[j - gap], rows[j - gap]
                j -= gap
            keys[j], rows[j] = key, row
        gap //= 2
    return count


@lean
def _accept(desk: Desk, places: Array, count: int, mark: int) -> int:
    """What counts as the name here, into `accepted`: whatever is near enough, or the nearest if nothing is, no word
    twice. Returns how many."""
    edge = max(1.0, np.float64(places[desk.every[0]].ratio))
    kept = 0
    for i in range(count):
        place = places[desk.every[i]]
        if place.ratio > edge:
            break
        free = True
        for j in range(place.count):
            free = free and desk.marks[place.words[j]] != mark
        if free:
            for j in range(place.count):
                desk.marks[place.words[j]] = mark
            desk.accepted[kept] = desk.every[i]
            kept += 1
    return kept


@lean
def _choose(article: Article, places: Array, desk: Desk, kept: int) -> int:
    """The stretch to quote: its own section, then the surest and fullest passage, an early one before a late one,
    the title only when there is nothing else."""
    for i in range(kept):
        row = desk.accepted[i]
        here = article.tokens[places[row].words[0]].stretch
        if desk.often[here] == 0:
            desk.nearest[here], desk.first[here] = places[row].ratio, row
        desk.often[here] += 1
    best, least = -1, 0.0
    for i in range(kept):
        here = article.tokens[places[desk.accepted[i]].words[0]].stretch
        kind = article.kinds[here]
        rank = 1e6 * (kind & TITLE != 0) + 1e5 * (kind & HEADING == 0)
        rank += 1e3 * np.floor(desk.nearest[here] * 10.0 + 0.5)
        rank -= 10.0 * (min(3, desk.often[here]) + 1.5 * (kind & LEAD != 0))
        if best < 0 or rank < least or (rank == least and here < best):
            best, least = here, rank
    return best


@lean
def _quoted(article: Article, desk: Desk, chosen: int) -> int:
    """The place that is shown: in the first passage below a heading if the name stands there."""
    below = chosen + 1
    if article.kinds[chosen] & HEADING and below < len(article.kinds) and desk.often[below] > 0:
        chosen = below
    return desk.first[chosen]


@lean
def _follows_name(tokens: Array, at: int) -> bool:
    """Whether a capitalised word stands right before: "Ivanka Trump" does not name Donald Trump in short."""
    near = at > 0 and tokens[at].flags & (scan.SPACED | scan.FIRST) == scan.SPACED
    return near and tokens[at - 1].flags & scan.UPPER != 0


@lean
def _echoes(
    article: Article, postings: Postings, found: tuple[Finds, Array], desk: Desk, job: tuple[Record, int, int]
) -> tuple[float, float]:
    """Where the last word of a longer name stands as a name of its own: how often in the text, and the first offset
    there. `job`: the hit, whose title is set, the name's row, and the mark of the words that count already."""
    hit, number, mark = job
    finds, slots = found
    name = postings.names[number]
    named, first = 0.0, np.inf
    if name.count < 2 or name.kind & NAMES == 0:
        return named, first
    slot = slots[postings.words[name.words + name.count - 1]] - 1
    last = min(finds.start[slot + 1], finds.start[slot] + walk.MAX_ANCHORS)
    for at in range(finds.start[slot], last):
        find = finds.rows[at]
        if find.cost <= walk.SURE and article.tokens[find.word].flags & scan.UPPER == 0:
            return named, first  # a common word: the court after "Supreme Court"
    for at in range(finds.start[slot], last):
        find = finds.rows[at]
        token = article.tokens[find.word]
        if find.cost > walk.SURE or desk.marks[find.word] == mark or _follows_name(article.tokens, find.word):
            continue
        desk.marks[find.word] = mark
        if article.kinds[token.stretch] & TITLE:
            hit.title = 1.0
        else:
            named, first = named + 1.0, min(first, np.float64(token.start - article.base))
    return named, first


@lean
def _mentions(
    article: Article, places: Array, names: Array, desk: Desk, job: tuple[Record, int]
) -> tuple[float, float, int]:
    """What the accepted places say: how often the text names the issue, where first, by how many words. `job`: the
    hit, whose grounds are filled in, and how many places are accepted."""
    hit, kept = job
    hit.title, hit.own, hit.heading, hit.mentions = 0.0, 0.0, -1, 0
    named, first, words = 0.0, np.inf, 1
    for i in range(kept):
        place = places[desk.accepted[i]]
        token = article.tokens[place.words[0]]
        kind = article.kinds[token.stretch]
        worth = scoring.HINT if place.ratio == scoring.FAMILY else 1.0
        if names[place.name].kind & GRAMS == 0:
            words = max(words, place.count)
        if kind & TITLE:
            hit.title = max(hit.title, np.float32(worth))
            continue
        if kind & HEADING:
            hit.own = max(hit.own, np.float32(worth))
            if hit.heading < 0 or token.stretch < hit.heading:
                hit.heading = token.stretch
        named, first = named + worth, min(first, np.float64(token.start - article.base))
        hit.mentions += 1
    hit.first_at = np.int32(first) if hit.mentions else -1
    return named, first, words


@lean
def _score(
    article: Article,
    places: Array,
    postings: Postings,
    found: tuple[Finds, Array],
    desk: Desk,
    job: tuple[Record, int, int, int],
) -> float:
    """How much the article is about an issue. `job`: its hit, whose grounds are filled in, how many places it has,
    how many of them count, its mark."""
    hit, count, kept, mark = job
    hit.ratio = places[desk.accepted[0]].ratio
    named, first, words = _mentions(article, places, postings.names, desk, (hit, kept))
    told = 0
    for i in range(count):
        name, new = places[desk.every[i]].name, told < _MAX_ECHOING
        for j in range(told):
            new = new and desk.told[j] != name
        if new:
            desk.told[told] = name
            told += 1
            more, at = _echoes(article, postings, found, desk, (hit, name, mark))
            named, first = named + more, min(first, at)
    untitled = len(article.kinds) == 0 or article.kinds[0] & TITLE == 0
    if named == 0.0:
        first = 0.0
    evidence = scoring.Evidence(np.float64(hit.title), np.float64(hit.own), named, first, words, untitled)
    return scoring.score(evidence, np.float64(hit.ratio))


@compiled
def _weigh(
    article: Article, looked: Looked, postings: Postings, found: tuple[Finds, Array], least: float
) -> Hits:
    count, size, whole = len(article.kinds), looked.used[0], np.int32
    desk = Desk(
        np.empty(size, np.int64), np.empty(size, whole), np.empty(size, whole),
        np.zeros(len(article.tokens), whole), np.zeros(count, whole), np.zeros(count, np.float32),
        np.zeros(count, whole),
        np.zeros(_MAX_ECHOING, whole),
    )  # fmt: skip
    rows, accepted = np.zeros(looked.used[1], HIT), np.empty(size, whole)
    hits, used = _weigh_all(article, looked, postings, found, desk, (least, rows, accepted))
    return Hits(rows[:hits], accepted[:used])


@lean
def _weigh_all(
    article: Article,
    looked: Looked,
    postings: Postings,
    found: tuple[Finds, Array],
    desk: Desk,
    job: tuple[float, Array, Array],
) -> tuple[int, int]:
    """Weigh one issue after the other. `job`: the least score, room for hits and for accepted places. Returns how many
    there are of each."""
    least, rows, accepted = job
    places = looked.places
    hits, used = 0, 0
    for number in range(looked.used[1]):
        every = _sort(desk, looked, postings, number)
        kept = _accept(desk, places, every, number + 1)
        hit = rows[hits]
        value = _score(article, places, postings, found, desk, (hit, every, kept, number + 1))
        if value < least:
            continue
        chosen = _choose(article, places, desk, kept)
        hit.score, hit.issue, hit.stretch = value, looked.issues[number], chosen
        hit.best, hit.first, hit.count = _quoted(article, desk, chosen), used, kept
        hits += 1
        for i in range(kept):
            accepted[used + i] = desk.accepted[i]
            desk.often[article.tokens[places[desk.accepted[i]].words[0]].stretch] = 0
        used += kept
    return hits, used


class Sought(NamedTuple):
    """How far the names were sought in an article."""

    finds: Finds
    names: Array
    """int32: names all of whose words stand in the article, still to be looked for."""
    looked: Looked
    """What was found of the others."""


NO_ROOM, ASKED, DONE = range(3)
"""How far `weigh` came: there was no room for all senses; guards are to be looked up first; to the end."""


@lru_cache(maxsize=1)
def unsought() -> Sought:
    """Of an article that was not looked at yet; always the same, nothing writes into it."""
    finds = Finds(np.empty(0, finding.FIND), np.zeros(0, np.int32), np.empty(0, np.int32))
    none = np.empty(0, np.int32)
    return Sought(finds, none, Looked(np.empty(0, walk.PLACE), none, none, none, np.full(2, -1)))


@compiled
def weigh(
    article: Article,
    book: Book,
    postings: Postings,
    scratch: tuple[Array, Array],
    least: float,
    sought: Sought,
) -> tuple[int, Sought, Array, Hits]:
    """The places of names in an article, and the issues that it speaks of with at least this score. `scratch`: zeros
    by term and by issue row, left as they were by who comes to the end. `sought`: as an earlier call for this article
    gave it, which is gone on with. First comes how far one came: but at the end there are no places and no issues."""
    slots, hit_of = scratch
    given = sought
    none, nothing = np.empty(0, walk.PLACE), Hits(np.zeros(0, HIT), np.empty(0, np.int32))
    if sought.looked.used[0] < 0:
        if not finding.refresh(book, article.tokens):
            return NO_ROOM, sought, none, nothing
        finding.order(article, book)
        met = finding.find(book, article, slots)
        names, most = walk.candidates(postings, book.uses, met, slots, article.language)
        sought = Sought(met, names, walk.room(len(names), most))
    finds, looked = sought.finds, sought.looked
    left = walk.look(article, book, postings, finds, (slots, hit_of), sought.names, looked)
    if left > 0:
        return ASKED, Sought(finds, sought.names[:left], looked), none, nothing
    hits = _weigh(article, looked, postings, (finds, slots), least)
    for i in range(len(finds.terms)):
        slots[finds.terms[i]] = 0
    for i in range(looked.used[1]):
        hit_of[looked.issues[i]] = 0
    return DONE, given, looked.places[: looked.used[0]], hits  # handing out new arrays takes its time
