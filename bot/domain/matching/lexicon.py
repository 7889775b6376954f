"""The terms that are looked for, the words of articles that were met, and which of them may stand for which.

A term is a word of an issue, counted and shared. A surface is a word as it stood in some article; its forms and
sounds are worked out once, and which terms it may stand for is kept and brought up to date when it is met again.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.domain import languages, text
from bot.domain.matching import hearing, inflection, known, scan, scripts, vocabulary
from bot.domain.matching.compiled import (
    Array,
    Record,
    Shelves,
    compiled,
    grown,
    hashed,
    put,
    rehashed,
    roomy,
    shelves,
    take,
    value,
)
from bot.domain.matching.hearing import Tables
from bot.domain.matching.vocabulary import Kind, Shape, Term, Word

TermId = int
MAX_SURFACES = 200_000
_NONE = np.zeros(hearing.ENTITIES, np.int32)
_MIN_CAPITALS = 6
_SAME, _FAMILIES = 6, 2
_FORMS = 1 + _SAME + 1 + _FAMILIES
"""Keys of a surface: the word itself, what forms of one word share, its stem, what families share."""
BY_LETTERS, BY_SOUND, BY_FAMILY = range(3)
"""How a surface came by a sense."""

# What is known of a surface, as bits
STOP, LOWER, CAPITAL, ACRONYM_OK, OTHERS = 1, 2, 4, 8, 16


SURFACE = np.dtype(
    [
        ("flags", np.int16),
        ("script", np.int8),
        ("english", np.bool_),
        ("letters", np.int16),
        ("stem", np.int64),
        ("forms", np.int64, (_FORMS,)),
        ("entities", np.int32, (hearing.ENTITIES,)),
        ("sound", np.int32),
        ("sounds", np.int32),
        ("born", np.int32),
        ("heard", np.int32),
        ("sense", np.int32),
        ("senses", np.int32),
        ("space", np.int32),
    ]
)
"""A word as it was met: bits, script, whether its text was English or of no known language, its length; the key of its
stem; the keys under which terms of its letters and family are filed (0: none);
what it is established for; its rows of sounds; the youngest term that its senses take account of, by letters and by
sound; its rows of senses, and for how many there is space."""
SENSE = np.dtype([("term", np.int32), ("cost", np.float32), ("room", np.float32), ("kind", np.int8)])
"""A term that a word may stand for, its distance, the distance it may have, and how it came by it."""


class Book(NamedTuple):
    """All of a lexicon in arrays, as compiled functions take it."""

    terms: Array
    """hearing.TERM: a row that nobody uses is used again."""
    shelves: Shelves
    """From keys of letters and of sounds to terms."""
    surfaces: Array
    """SURFACE"""
    sounds: Array
    """hearing.SOUND"""
    senses: Array
    """SENSE"""
    state: Array
    """int64: the youngest term's birth, rows of senses in use, the number of the last listening."""
    listened: Array
    """int64 by term: the last listening that judged it."""
    tables: Tables


def form(word: str, language: str = "") -> int:
    """The key of a word, or of a stem in a language, on the terms' shelves. Differs from run to run."""
    return hash((language, word)) or 1


# -- compiled --------------------------------------------------------------------------------------


@compiled
def _file(book: Book, term: int, forms: Array, away: bool) -> None:
    """Put a term on its shelves, or take it away."""
    for i in range(len(forms)):
        _shelve(book.shelves, forms[i], (term, 0), away)
    if hearing.is_spelt_freely(book.terms[term]):
        found, signs = np.empty(16, np.int64), hearing.sign_set(book.terms[term])
        for i in range(hearing.keys(book.terms[term], found)):
            _shelve(book.shelves, found[i], (term, signs), away)


@compiled
def _shelve(shelf: Shelves, key: int, item: tuple[int, int], away: bool) -> None:
    if away:
        take(shelf, key, item[0])
    else:
        put(shelf, key, item[0], item[1])


@compiled
def _new_term(book: Book, term: int, forms: Array) -> None:
    row = book.terms[term]
    hearing.strip(row, book.tables)
    weight, consonants = 0.0, 0
    for i in range(row.length):
        sign = book.tables.signs[row.heard[i]]
        weight += sign.gain
        consonants += not sign.vowel
    row.weight, row.consonants = weight, consonants
    _file(book, term, forms, False)


@compiled
def _strip_all(sounds: Array, first: int, last: int, tables: Tables) -> None:
    for row in range(first, last):
        hearing.strip(sounds[row], tables)


@compiled
def _may_be(term: Record, surface: Record) -> bool:
    """Whether a word of the same letters is the term: capitals must not be missing where they tell a name."""
    if term.kind == hearing.NAME and surface.flags & LOWER:
        return bool(surface.flags & STOP == 0)
    return bool(term.kind != hearing.ACRONYM or surface.flags & ACRONYM_OK != 0)


@compiled
def _same_word(one: int, other: int) -> bool:
    """As vocabulary.same_word, by lengths."""
    return abs(one - other) <= vocabulary.MAX_ENDING + (one + other > 16)


@compiled
def _note(book: Book, surface: int, term: int, found: tuple[float, float, int]) -> bool:
    """Add a sense (cost, room, kind) or better it; False if there is no room left in the array."""
    them, senses = book.surfaces[surface], book.senses
    cost, room, kind = found
    at, count = them.sense, them.senses
    for i in range(at, at + count):
        if senses[i].term == term:
            settled = senses[i].kind == BY_FAMILY and kind == BY_SOUND  # Nigerian is no spelling of Nigeria
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
        term = book.terms[senses[i].term]
        since = them.heard if senses[i].kind == BY_SOUND else them.born
        if term.uses > 0 and term.born <= since:
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
            if not _by_sound(book, surface, them.sound + i):
                return False
        them.heard = now
    return True


@compiled
def _by_letters(book: Book, surface: int) -> bool:
    them, terms, nodes = book.surfaces[surface], book.terms, book.shelves.nodes
    for i in range(_FORMS):
        at = value(book.shelves.table, them.forms[i]) if them.forms[i] != 0 else -1
        while at >= 0:
            number = nodes[at].item
            term = terms[number]
            if term.born <= them.born:
                break
            family = i > _SAME + 1
            if family or ((i == 0 or _same_word(term.letters, them.letters)) and _may_be(term, them)):
                room = hearing.room(term, book.tables)
                cost = 0.0 if i == 0 else hearing.INFLECTED if i <= _SAME else room
                if not _note(book, surface, number, (cost, room, BY_FAMILY if family else BY_LETTERS)):
                    return False
            at = nodes[at].following
    return True


@compiled
def _by_sound(book: Book, surface: int, row: int) -> bool:
    them, terms, nodes = book.surfaces[surface], book.terms, book.shelves.nodes
    book.state[2] += 1
    turn = book.state[2]
    sound = book.sounds[row]
    signs, asked = hearing.sign_set(sound), hearing.is_likeness_asked(them.script)
    found = np.empty(16, np.int64)
    for i in range(hearing.keys(sound, found)):
        at = value(book.shelves.table, found[i])
        while at >= 0:
            number = nodes[at].item
            if terms[number].born <= them.heard:
                break
            like = not asked or hearing.may_be_like(signs, nodes[at].mark, i == 0)
            if like and book.listened[number] != turn:
                book.listened[number] = turn
                cost, room = hearing.judge(terms[number], sound, them, book.tables)
                if room >= 0 and not _note(book, surface, number, (cost, room, BY_SOUND)):
                    return False
            at = nodes[at].following
    return True


# -- the lexicon -----------------------------------------------------------------------------------

_BEFORE_OTHERS = frozenset(
    {"new", "nueva", "nouvelle", "neu", "san", "santa", "saint", "st", "sankt", "los", "las"}
)
"""Words that, written before a name, make it somebody else's."""


class Lexicon:
    """The terms of all issues, counted, and the surfaces met."""

    def __init__(self) -> None:
        self._ids: list[dict[str, TermId]] = [{} for _ in Kind]
        self._names: list[str] = []
        self._free: list[TermId] = []
        self._languages: dict[str, None] = {}
        self._numbers: dict[str, int] = {}
        self.met = hashed(16)
        self.known = 0
        self._heard = 0
        self.book = Book(
            np.zeros(64, hearing.TERM), shelves(256), np.zeros(0, SURFACE), np.zeros(0, hearing.SOUND),
            np.zeros(0, SENSE), np.zeros(4, np.int64), np.zeros(64, np.int64), hearing.tables(),
        )  # fmt: skip
        self.forget()

    # -- terms -------------------------------------------------------------------------------------

    def add(self, term: Term) -> TermId:
        """Use a term once more; equal terms share an id."""
        ids = self._ids[term.kind]
        found = ids.get(term.key)
        if found is None:
            found = ids[term.key] = self._new(term)
        self.book.terms["uses"][found] += 1
        return found

    def remove(self, used: TermId) -> None:
        """Use a term once less; the last use takes it out."""
        uses = self.book.terms["uses"]
        uses[used] -= 1
        if uses[used]:
            return
        kind = Kind(self.book.terms["kind"][used])
        del self._ids[kind][self._names[used]]
        _file(self.book, used, self._forms(used, kind), True)
        self._free.append(used)

    def _new(self, term: Term) -> TermId:
        book = self.book
        if self._free:
            found = self._free.pop()
            self._names[found] = term.key
        else:
            found = len(self._names)
            self._names.append(term.key)
            if found >= len(book.listened):
                terms = grown(book.terms, found + 1)
                book = book._replace(terms=terms, listened=np.zeros(len(terms), np.int64))
        book = self.book = book._replace(shelves=roomy(book.shelves, 16 + 16 * len(self._languages)))
        book.state[0] += 1
        key, kind = term
        row = book.terms[found]
        row["kind"], row["script"] = kind, hearing.SCRIPTS[scripts.script_of(key)]
        row["born"], row["first"], row["uses"] = book.state[0], -1, 0
        row["letters"] = min(len(key), 255)
        row["entities"] = self._entities(key, "en")
        hearing.put_sound(row, "" if kind == Kind.GRAM else vocabulary.sound(key))
        _new_term(book, found, self._forms(found, term.kind))
        return found

    def _forms(self, term: TermId, kind: Kind) -> Array:
        """The keys that a term is filed under: itself, and its forms in each language of which there were articles."""
        key = self._names[term]
        found = [form(key)]
        if len(key) >= scan.MIN_JOINED and kind in (Kind.WORD, Kind.NAME):
            found.append(scan.in_parts(key))
        for language in self._languages:
            found += _filed(key, kind, language)
        return np.array(found, np.int64)

    def _entities(self, key: str, language: str | None) -> Array:
        established = known.entities(key, language)
        if not established:
            return _NONE
        found = np.zeros(hearing.ENTITIES, np.int32)
        for i, entity in enumerate(sorted(established)[: hearing.ENTITIES]):
            found[i] = self._numbers.setdefault(entity, len(self._numbers) + 1)
        return found

    def speak(self, language: str) -> None:
        """File the terms under their stems in a language, when its first article comes."""
        if language in self._languages:
            return
        self._languages[language] = None
        added: list[tuple[int, TermId]] = []
        for kind in Kind:
            for key, term in self._ids[kind].items():
                added += ((one, term) for one in _filed(key, kind, language))
        self.book = self.book._replace(shelves=roomy(self.book.shelves, len(added)))
        born = self.book.terms["born"]
        for key_of_stem, term in sorted(added, key=lambda pair: int(born[pair[1]])):
            put(self.book.shelves, key_of_stem, term, 0)

    # -- surfaces ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Forget the words of articles."""
        self.met = hashed(4096)
        self.known, self._heard = 0, 0
        book = self.book
        book.state[1] = 0
        self.book = book._replace(surfaces=np.zeros(1024, SURFACE), sounds=np.zeros(1024, hearing.SOUND), senses=np.zeros(4096, SENSE))

    def expect(self, words: int) -> None:
        """Make room for so many words never met."""
        if self.known + words > MAX_SURFACES:
            self.forget()
        if (self.known + words) * 5 > len(self.met.keys) * 3:
            self.met, _ = rehashed(self.met, words)

    def learn(self, words: Iterable[tuple[str, bool, str]], language: str | None) -> None:
        """Note how words may be read that were never met: (as written, whether of a script without spaces, how a
        foreign name sounds, or empty), in the order of their rows."""
        first = self._heard
        for raw, gram, heard in words:
            self._learn(raw, gram, heard, language)
        _strip_all(self.book.sounds, first, self._heard, self.book.tables)

    def _learn(self, raw: str, gram: bool, heard: str, language: str | None) -> None:
        row = self.known
        self.known += 1
        if row >= len(self.book.surfaces):
            self.book = self.book._replace(surfaces=grown(self.book.surfaces, row + 1))
        read = vocabulary.word(raw, gram)
        key = read.key
        if not key or len(key) > text.WORD_CHARS:
            return
        stop = not gram and languages.is_stop(key, language)
        stem, forms = (0, (0,) * _FORMS) if heard else _forms(read, language)
        spoken = [(heard, False)] if heard else [] if gram or stop else _spoken(read, language)
        entities = self._entities(key, "zh" if heard else language) if spoken else _NONE
        self.book.surfaces[row] = (
            _flags(read, stop),
            hearing.FOREIGN_HAN if heard else hearing.SCRIPTS[scripts.script_of(key)],
            language in (None, "en"),
            len(key),
            stem,
            forms,
            entities,
            self._heard,
            len(spoken),
            0, 0, 0, 0, 0,
        )  # fmt: skip
        if spoken:
            self._put_sounds(spoken)

    def _put_sounds(self, spoken: list[tuple[str, bool]]) -> None:
        if self._heard + len(spoken) > len(self.book.sounds):
            self.book = self.book._replace(sounds=grown(self.book.sounds, self._heard + len(spoken)))
        for heard, bare in spoken:
            hearing.put_sound(self.book.sounds[self._heard], heard, bare=bare)
            self._heard += 1

    def roomier(self) -> None:
        """Double the room for senses."""
        self.book = self.book._replace(senses=grown(self.book.senses, 2 * len(self.book.senses)))


def _flags(read: Word, stop: bool) -> int:
    if read.shape is Shape.LOWER:
        return STOP * stop | LOWER
    upper, title = read.shape is Shape.UPPER, read.shape is Shape.TITLE
    return (
        STOP * stop
        | CAPITAL * ((upper or title) and not stop)
        | ACRONYM_OK * (upper or (title and len(read.key) > 3))
        | OTHERS * (title and read.key in _BEFORE_OTHERS)
    )


@lru_cache(maxsize=4096)
def _filed(key: str, kind: Kind, language: str) -> tuple[int, ...]:
    """The keys of a term for articles of a language, apart from the word itself."""
    if kind is Kind.GRAM or not scripts.may_write(language, key):
        return ()
    forms = inflection.of_followed(key, language)
    family = [form(f"~{root}", language) for root in forms.family]
    if kind is Kind.ACRONYM:
        return tuple(family)
    same = [form(one, language) for one in forms.same]
    return tuple(dict.fromkeys((*same, form(f"/{forms.stem}", language), *family)))


def _forms(read: Word, language: str | None) -> tuple[int, tuple[int, ...]]:
    """The key of a word's stem, and the keys under which terms of its letters and family are filed."""
    key, code = read.key, language or ("en" if read.key.isascii() else None)
    whole = form(key)
    if code is None or read.gram or not scripts.may_write(code, key):
        return whole, (whole,) + (0,) * (_FORMS - 1)
    forms = inflection.of_written(key, code)
    same = [form(one, code) for one in forms.same[:_SAME]]
    family = [form(f"~{root}", code) for root in forms.family[:_FAMILIES]]
    same += [0] * (_SAME - len(same))
    family += [0] * (_FAMILIES - len(family))
    return form(vocabulary.stem(key, code)), (whole, *same, form(f"/{forms.stem}", code), *family)


def _spoken(read: Word, language: str | None) -> list[tuple[str, bool]]:
    """How a word sounds, if other spellings of it are looked for."""
    if read.shape is Shape.LOWER or (read.shape is Shape.UPPER and len(read.key) < _MIN_CAPITALS):
        return []
    if languages.is_stop(read.key, language) or languages.is_stop(read.key, None):
        return []
    return list(vocabulary.sounds(read.key, language))
