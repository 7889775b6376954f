"""From the words of an article to the terms that they may stand for, compiled.

Which word may stand for which term is known by the senses; what names they make is found in walk.
"""

from typing import NamedTuple

import numpy as np

from bot.domain.matching import hearing, scan, senses, sounds
from bot.domain.matching.compiled import Array, Record, compiled
from bot.domain.matching.score import FARTHEST
from bot.domain.matching.senses import Book

TITLE, HEADING, LEAD = 1, 2, 4
"""What kind of stretch, as bits."""

_BETWEEN = 64
"""Positions between stretches, more than any name may span."""
_MAX_HEARD = 3_000
"""Different names of an article that are compared by sound; an article has not so many."""

FIND = np.dtype([("word", np.int32), ("cost", np.float32), ("room", np.float32)])
"""A word that may stand for a term, its distance, and the distance that it may have there."""


class Finds(NamedTuple):
    """The finds of all terms, by term in the order of the article."""

    rows: Array
    """FIND"""
    start: Array
    """By slot of a present term: its first find."""
    terms: Array
    """By slot: the term."""


class Article(NamedTuple):
    """An article's words."""

    tokens: Array
    """scan.TOKEN"""
    kinds: Array
    """int8 by stretch."""
    base: int
    """Where the text begins in the offsets."""
    language: int


@compiled
def longer(numbers: Array) -> Array:
    """The same numbers, int32, with room for as many more, zero."""
    longer = np.zeros(2 * len(numbers), np.int32)
    for i in range(len(numbers)):
        longer[i] = numbers[i]
    return longer


@compiled
def refresh(book: Book, tokens: Array) -> bool:
    """Bring the words of an article up to date with the terms; False if there is no room for more senses."""
    now, listened = book.state[0], 0
    book.state[2] += 1
    turn = 2 * book.state[2]
    for i in range(len(tokens)):
        row = tokens[i].row
        if row < 0 or book.surfaces[row].turn >= turn:
            continue
        them = book.surfaces[row]
        listen = them.sounds > 0 and listened < _MAX_HEARD
        stale = them.born < now or (listen and them.heard < now)
        if stale and not senses.read_again(book, row, listen):
            return False
        them.turn = turn + listen
        listened += listen
    return True


@compiled
def order(article: Article, book: Book) -> None:
    """Count the telling words: a function word in small letters shares the place of the word after it."""
    at, tokens, surfaces = 0, article.tokens, book.surfaces
    for i in range(len(tokens)):
        token = tokens[i]
        row, flags = token.row, token.flags
        if flags & scan.FIRST and i > 0:
            at += _BETWEEN
        if flags & scan.EXTRA and i > 0:
            token.order = tokens[i - 1].order
            continue
        token.order = at
        stop = row >= 0 and surfaces[row].flags & senses.STOP
        if not stop or (flags & scan.UPPER and flags & scan.OPENING == 0):
            at += 1


@compiled
def _room(book: Book, sense: Record, token: Record, them: Record) -> float:
    """The distance that a sense of a surface may have at this word; negative if it does not hold here."""
    term = book.uses[sense.term]
    by_sound = sense.kind == senses.BY_SOUND
    if term.uses <= 0 or (by_sound and them.turn & 1 == 0):
        return -1.0
    room = np.float64(sense.room)
    if by_sound and token.flags & (scan.OPENING | scan.UPPER | scan.GRAM) == scan.OPENING | scan.UPPER:
        room *= hearing.OPENING_SHARE
        ordinary = them.flags & senses.ORDINARY
        if term.kind == sounds.WORD or ordinary or sense.cost > room * FARTHEST:
            return -1.0
    return room


_MET = np.dtype([("slot", np.int32), *FIND.descr])


@compiled
def _met(book: Book, tokens: Array, slots: Array) -> tuple[Array, Array]:
    """Every word with every term that it may stand for, in the order of the article, and the terms. `slots` then
    holds 1 + its place for each."""
    rows, present = np.empty(1024, _MET), np.empty(256, np.int32)
    used, count = 0, 0
    for i in range(len(tokens)):
        token = tokens[i]
        if token.row < 0:
            continue
        them = book.surfaces[token.row]
        for at in range(them.sense, them.sense + them.senses):
            sense = book.senses[at]
            room = _room(book, sense, token, them)
            if room < 0:
                continue
            slot = slots[sense.term]
            if slot == 0:
                if count == len(present):
                    present = longer(present)
                present[count] = sense.term
                count += 1
                slots[sense.term] = slot = count
            if used == len(rows):
                wider = np.empty(2 * used, _MET)
                wider[:used] = rows
                rows = wider
            met = rows[used]
            met.slot, met.word, met.cost, met.room = slot - 1, i, sense.cost, room
            used += 1
    return rows[:used], present[:count]


@compiled
def find(book: Book, article: Article, slots: Array) -> Finds:
    """Sort the words by the terms that they may stand for. Afterwards `slots` holds 1 + its slot for each term."""
    met, present = _met(book, article.tokens, slots)
    start = np.zeros(len(present) + 1, np.int32)
    for i in range(len(met)):
        start[met[i].slot + 1] += 1
    for k in range(len(present)):
        start[k + 1] += start[k]
    rows, placed = np.empty(len(met), FIND), start[:-1].copy()
    for i in range(len(met)):
        one = met[i]
        to = rows[placed[one.slot]]
        placed[one.slot] += 1
        to.word, to.cost, to.room = one.word, one.cost, one.room
    return Finds(rows, start, present)
