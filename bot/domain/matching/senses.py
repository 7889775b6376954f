"""Which terms the words of articles may stand for: the rows of a lexicon, and the compiled work on them.

What is new since a word was last met stands first on each shelf, so bringing its senses up to date looks at that only.
"""

from typing import NamedTuple

import numpy as np

from bot.domain.matching import hearing, sounds, vocabulary
from bot.domain.matching.compiled import Array, Record, compiled, lean, value
from bot.domain.matching.pools import Shelves, span
from bot.domain.matching.sounds import Tables

SAME, FAMILIES = 6, 2
FAMILY = 2 + SAME
FORMS = FAMILY + FAMILIES
"""Keys of a surface: the word itself, what forms of one word share, its stem, what families share."""
BY_LETTERS, BY_SOUND, BY_FAMILY, BY_KIN = range(4)
"""How a surface came by a sense."""

# What is known of a surface, as bits
STOP, LOWER, ACRONYM_OK, OTHERS, ANY_STOP, INFLECTS, ORDINARY = (1 << bit for bit in range(7))
UNGUARDED, UNKNOWN = -1, -2
"""In place of where the guards of a name are listed: there are none, nobody has looked yet."""


SURFACE = np.dtype(
    [
        ("head", np.int64),
        ("turn", np.int64),
        ("flags", np.int16),
        ("script", np.int16),
        ("guards", np.int32),
        ("sounds", np.int32),
        ("born", np.int32),
        ("heard", np.int32),
        ("sense", np.int32),
        ("senses", np.int32),
        ("space", np.int32),
    ],
    align=True,
)
"""A word as it was met, what is asked for whenever it is met again: the key of its first letters; twice the number of
the article that it was last met in, and one more if it was compared by sound there; bits, its script; where its guards
are listed (or UNGUARDED, UNKNOWN); how many sounds it has; the youngest term that its senses take account of, by
letters and by sound; its rows of senses, and for how many there is space."""
WORD = np.dtype(
    [
        ("flags", np.int16),
        ("script", np.int16),
        ("letters", np.int32),
        ("forms", np.int64, (FORMS,)),
        ("entities", np.int32, (sounds.ENTITIES,)),
        ("kin", np.int32),
        ("kins", np.int32),
        ("sound", np.int32),
        ("sounds", np.int32),
    ],
    align=True,
)
"""The same word by itself, what is asked for only when terms came: bits, script, its length; the keys under which terms
of its letters and family are filed (0: none); what it is established for; its rows of `kin`, its rows of sounds."""
SENSE = np.dtype([("term", np.int32), ("cost", np.float32), ("room", np.float32), ("kind", np.int8)])
"""A term that a word may stand for, its distance, the distance it may have, and how it came by it."""


class Book(NamedTuple):
    """All of a lexicon in arrays, as compiled functions take it."""

    terms: Array
    """sounds.TERM: a row that nobody uses is used again."""
    uses: Array
    """sounds.USE, by term"""
    shelves: Shelves
    """From keys of letters and of sounds to terms."""
    surfaces: Array
    """SURFACE"""
    words: Array
    """WORD, by surface."""
    kin: Array
    """int64: keys of what the surfaces are established writings of."""
    guards: Array
    """int64: of established names, the longer ones that they are not meant inside of, as postings list them."""
    sounds: Array
    """sounds.SOUND"""
    senses: Array
    """SENSE"""
    state: Array
    """int64: the youngest term's birth, rows of senses in use, the number of the last article."""
    tables: Tables


@compiled
def begin(book: Book, surface: int, kin: tuple[int, int], sound: tuple[int, int]) -> None:
    """A word that was never met: where its rows of kin and of sounds begin, and how many there are."""
    them, word = book.surfaces[surface], book.words[surface]
    word.kin, word.kins = kin
    word.sound, word.sounds = sound
    them.sounds, them.turn = sound[1], 0
    them.born = them.heard = them.sense = them.senses = them.space = 0
    placed = False
    for i in range(sounds.ENTITIES):
        placed = placed or word.entities[i] > 0
    them.guards = UNKNOWN if placed else UNGUARDED
    for row in range(sound[0], sound[0] + sound[1]):
        sounds.strip(book.sounds[row], book.tables)


WRITTEN = 1 + FORMS
"""Keys of a word by its letters: its head, its forms."""
MET = 5 + sounds.ENTITIES
"""Other numbers of a word that was never met: flags, script, letters, how many keys of kin and sounds, entities."""


@compiled
def meet(book: Book, given: tuple[Array, Array, Array], rows: Array, first: tuple[int, int]) -> None:
    """Write words that were never met. `given`: int64[n, MET]; their keys, int64[n, WRITTEN]; their sounds, uint8[m,
    2 + SOUNDS]: length, bare, signs. `rows`: which surfaces they are. `first`: the first rows of kin and of sounds to
    write; those of kin are written already."""
    numbers, written, spoken = given
    kin, sound = first
    for number in range(len(spoken)):
        row = book.sounds[sound + number]
        row.length, row.bare = spoken[number, 0], spoken[number, 1] != 0
        for i in range(sounds.SOUNDS):
            row.heard[i] = spoken[number, 2 + i]
    for number in range(len(numbers)):
        one, them, word = numbers[number], book.surfaces[rows[number]], book.words[rows[number]]
        word.flags = them.flags = one[0]
        word.script = them.script = one[1]
        word.letters, them.head = one[2], written[number, 0]
        for i in range(FORMS):
            word.forms[i] = written[number, 1 + i]
        for i in range(sounds.ENTITIES):
            word.entities[i] = one[5 + i]
        begin(book, rows[number], (kin, one[3]), (sound, one[4]))
        kin += one[3]
        sound += one[4]


@compiled
def _may_be(term: Record, surface: Record) -> bool:
    """Whether a word of the same letters is the term: capitals must not be missing where they tell a name."""
    if term.kind == sounds.KNOWN and surface.flags & (LOWER | ANY_STOP):
        return False
    if term.kind == sounds.NAME and surface.flags & LOWER:
        return bool(surface.flags & ANY_STOP == 0)
    return bool(term.kind != sounds.ACRONYM or surface.flags & ACRONYM_OK != 0)


@compiled
def _same_word(one: int, other: int) -> bool:
    """Whether two words of one stem, by their lengths, are near enough to be one: "organ" is not "organization"."""
    return abs(one - other) <= vocabulary.MAX_ENDING + (one + other > 16)


@compiled
def _note(book: Book, surface: int, term: int, found: tuple[float, float, int]) -> bool:
    """Add a sense (cost, room, kind) or better it; False if there is no room left in the array."""
    them, senses = book.surfaces[surface], book.senses
    cost, room, kind = found
    at, count = them.sense, them.senses
    for i in range(at, at + count):
        if senses[i].term == term:
            # Nigerian is no spelling of Nigeria, and what a name is elsewhere is known better than heard
            settled = kind == BY_SOUND and (senses[i].kind == BY_FAMILY or senses[i].kind == BY_KIN)
            if cost < senses[i].cost and not settled:
                senses[i].cost, senses[i].room, senses[i].kind = cost, room, kind
            return True
    if count == them.space:
        space = max(2, 2 * count)
        start = book.state[1]
        if start + space > len(senses):
            return False
        for i in range(count):
            senses[start + i] = senses[at + i]
        them.sense, them.space = start, space
        book.state[1] += space
        at = start
    new = senses[at + count]
    new.term, new.cost, new.room, new.kind = term, cost, room, kind
    them.senses = count + 1
    return True


@compiled
def _forget(book: Book, surface: int) -> None:
    """Drop the senses whose term has gone, or has made place for a younger one."""
    them, senses = book.surfaces[surface], book.senses
    at, kept = them.sense, 0
    for i in range(at, at + them.senses):
        term = senses[i].term
        since = them.heard if senses[i].kind == BY_SOUND else them.born
        if book.uses[term].uses > 0 and book.terms[term].born <= since:
            senses[at + kept] = senses[i]
            kept += 1
    them.senses = kept


@compiled
def read_again(book: Book, surface: int, listen: bool) -> bool:
    """Bring the senses of a surface up to date with the terms that came since; False if there is no room left."""
    them, now = book.surfaces[surface], book.state[0]
    _forget(book, surface)
    if them.born < now:
        if not _by_letters(book, surface):
            return False
        them.born = now
    if listen and them.heard < now:
        for i in range(them.sounds):
            if not _by_sound(book, surface, book.words[surface].sound + i):
                return False
        them.heard = now
    return True


@compiled
def _is_form(term: Record, surface: Record, key: int) -> bool:
    """Whether a word whose form number `key` is also one of the term's is a form of it. The first and the last are
    stems, which words of other lengths may share by chance."""
    by_stem = key == 1 or key > SAME
    if (by_stem and not _same_word(term.letters, surface.letters)) or not _may_be(term, surface):
        return False
    if term.kind == sounds.WORD:
        return True
    inflects = term.kind == sounds.NAME or surface.flags & INFLECTS != 0
    return inflects and not hearing.are_two(term, surface.entities)


@compiled
def _reading(term: Record, surface: Record, key: int, tables: Tables) -> tuple[float, float, int]:
    """The sense of a word whose form number `key` is also one of the term's: cost (-1: none), room, kind."""
    room = hearing.room(term, tables)
    if key == 0:
        return (0.0 if _may_be(term, surface) else -1.0), room, BY_LETTERS
    if key < FAMILY:
        cost = hearing.INFLECTED if key <= SAME else room
        return (cost if _is_form(term, surface, key) else -1.0), room, BY_LETTERS
    if key < FORMS:
        return room, room, BY_FAMILY
    same = term.script == surface.script and surface.forms[0] == term.key
    return (-1.0 if same else hearing.KINDRED * room), room, BY_KIN


@compiled
def _by_letters(book: Book, surface: int) -> bool:
    them, word, terms, nodes = (
        book.surfaces[surface],
        book.words[surface],
        book.terms,
        book.shelves.pool.nodes,
    )
    for i in range(FORMS + word.kins):
        key = word.forms[i] if i < FORMS else book.kin[word.kin + i - FORMS]
        first, at = span(value(book.shelves.table, key)) if key != 0 else (0, 0)
        while at > first and nodes[at - 1].other > them.born:
            at -= 1
            number = nodes[at].item
            found = _reading(terms[number], word, i, book.tables)
            if found[0] >= 0 and not _note(book, surface, number, found):
                return False
    return True


_JUDGED = 256
"""Terms that are told to have been judged already: a term is met under several keys, mostly one after the other."""
_AT_ONCE = 256
"""Terms that are fetched together."""


@lean
def _heard_like(
    nodes: Array, row: tuple[int, int, int], sound: tuple[int, bool, bool, int], chosen: Array
) -> tuple[int, int]:
    """Choose terms from the end of a shelf that may be like a sound, as many as there is room for. `row`: where the
    shelf begins and ends, the youngest term that was judged before; `sound`: as may_be_like and settles have it.
    Returns how far one came (the beginning, where all were seen), and how many were chosen."""
    first, at, since = row
    signs, whole, asked, settled = sound
    count = 0
    while at > first and count < len(chosen):
        at -= 1
        if nodes[at].other <= since:
            return first, count
        mark = nodes[at].mark
        if mark & settled == 0 and sounds.may_be_like(signs, mark, whole, asked):
            chosen[count] = nodes[at].item
            count += 1
    return at, count


@lean
def _near(terms: Array, chosen: Array, boned: int, judged: Array) -> int:
    """Bring the terms to the front that were not judged yet, and whose skeletons are about as long as this. Terms lie
    far apart in memory: a loop that takes no turns has the machine fetch many at a time, for who judges them next."""
    kept = 0
    for i in range(len(chosen)):
        number = chosen[i]
        chosen[kept] = number
        new = judged[number % _JUDGED] != number + 1
        judged[number % _JUDGED] = number + 1
        kept += new & (abs(terms[number].boned - boned) <= 1)
    return kept


@compiled
def _by_sound(book: Book, surface: int, row: int) -> bool:
    them, word, terms, nodes = (
        book.surfaces[surface],
        book.words[surface],
        book.terms,
        book.shelves.pool.nodes,
    )
    sound = book.sounds[row]
    signs, where = sounds.sign_set(sound), np.zeros(128, np.int64)
    sounds.show(sound, where)
    asked, settled = sounds.is_likeness_asked(word.script), sounds.settles(word)
    ordinary = word.flags & ORDINARY != 0
    found, chosen, judged = np.empty(16, np.int64), np.empty(_AT_ONCE, np.int32), np.zeros(_JUDGED, np.int32)
    for i in range(sounds.keys(sound, found)):
        first, at = span(value(book.shelves.table, found[i]))
        while at > first:
            at, count = _heard_like(nodes, (first, at, them.heard), (signs, i == 0, asked, settled), chosen)
            for k in range(_near(terms, chosen[:count], sound.boned, judged)):
                number = chosen[k]
                cost, room = hearing.judge(terms[number], (sound, where), word, ordinary, book.tables)
                if room >= 0 and not _note(book, surface, number, (cost, room, BY_SOUND)):
                    return False
    return True
