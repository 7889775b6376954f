"""The terms that are looked for, the words of articles that were met, and which of them may stand for which.

A term is a word of an issue, counted and shared. A surface is a word as it stood in some article; its forms and
sounds are worked out once, and which terms it may stand for is kept and brought up to date when it is met again.
"""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from bot.domain import languages
from bot.domain.matching import inflection, keys, plain, reading, scan, scripts, simple, sounds, terms
from bot.domain.matching.compiled import Array, grown, hashed, look_up, note, rehashed
from bot.domain.matching.pools import roomy, shelves
from bot.domain.matching.reading import Reading
from bot.domain.matching.senses import (
    SENSE,
    SURFACE,
    UNGUARDED,
    WORD,
    WRITTEN,
    Book,
    meet,
)
from bot.domain.matching.vocabulary import Kind, Term

TermId = int
MAX_SURFACES = 200_000


class Lexicon:
    """The terms of all issues, counted, and the surfaces met."""

    def __init__(self) -> None:
        self._ids = hashed(64)
        self._used = 0
        self._names: list[str] = []
        self._free: list[TermId] = []
        self._languages: dict[str, None] = {}
        self.parts = np.zeros((1 << scan.PARTS_BITS) // 8, np.uint8)
        self.met = hashed(16)
        self.known = 0
        self._heard = self._kin = self._guards = 0
        self.book = Book(
            np.zeros(64, sounds.TERM), np.zeros(64, sounds.USE), shelves(256),
            np.zeros(0, SURFACE), np.zeros(0, WORD), np.zeros(0, np.int64),
            np.zeros(0, np.int64), np.zeros(0, sounds.SOUND), np.zeros(0, SENSE),
            np.zeros(3, np.int64), sounds.tables(),
        )  # fmt: skip
        self.forget()

    # -- terms -------------------------------------------------------------------------------------

    def add(self, used: Sequence[Term]) -> Array:
        """Use terms once more; equal terms share an id."""
        return self.use(simple.idents(used), used.__getitem__)

    def use(self, idents: Array, term_at: Callable[[int], Term]) -> Array:
        """The same of terms given by `simple.idents`, int64; `term_at` tells what one is."""
        found = np.empty(len(idents), np.int64)
        if look_up(self._ids, idents, found):
            first: dict[int, int] = {}
            for at in np.flatnonzero(found < 0).tolist():
                first.setdefault(int(idents[at]), at)
            fresh = [term_at(at) for at in first.values()]
            rows = np.array([self._row(term.key) for term in fresh], np.int64)
            if (self._used + len(fresh)) * 5 > len(self._ids.keys) * 3:
                self._ids, self._used = rehashed(self._ids, len(fresh))
            self._used += note(self._ids, np.array(list(first), np.int64), rows)
            self._enter(fresh, rows)
            look_up(self._ids, idents, found)
        terms.count(self.book.uses, found, 1)
        return found

    def remove(self, used: Array) -> None:
        """Use terms once less; the last use takes one out."""
        if not terms.count(self.book.uses, used, -1):
            return
        gone = np.unique(used[self.book.uses["uses"][used] == 0])
        left = [Term(self._names[term], Kind(self.book.uses["kind"][term])) for term in gone.tolist()]
        note(self._ids, simple.idents(left), np.full(len(left), -1))
        filed = terms.filed(gone, (left, terms.told(left)), self._more(left), self.parts)
        terms.file(self.book.terms, self.book.shelves, filed, True)
        self._free += gone.tolist()

    def _row(self, key: str) -> TermId:
        if self._free:
            found = self._free.pop()
            self._names[found] = key
            return found
        self._names.append(key)
        return len(self._names) - 1

    def _enter(self, fresh: Sequence[Term], rows: Array) -> None:
        book = self.book
        if len(self._names) > len(book.terms):
            wider = grown(book.terms, len(self._names))
            book = book._replace(terms=wider, uses=grown(book.uses, len(wider)))
        read = (fresh, terms.told(fresh))
        heard = terms.enter((book.terms, book.uses), rows, read, int(book.state[0]) + 1, book.tables)
        book.state[0] += len(fresh)
        filed = terms.filed(rows, read, self._more(fresh), self.parts)
        self.book = book._replace(shelves=roomy(book.shelves, len(filed.keys) + heard))
        terms.file(self.book.terms, self.book.shelves, filed, False)

    def _more(self, fresh: Sequence[Term]) -> list[tuple[str, ...]]:
        """The texts of the keys that terms are filed under for languages of which there were articles."""
        if not self._languages:
            return []
        return [
            tuple(chain.from_iterable(_filed(term, language) for language in self._languages))
            for term in fresh
        ]

    def speak(self, language: str) -> None:
        """File the terms under their stems in a language, when its first article comes."""
        if language in self._languages or language not in languages.KNOWN:
            return
        self._languages[language] = None
        rows = np.flatnonzero(self.book.uses["uses"] > 0)
        rows = rows[np.argsort(self.book.terms["born"][rows], kind="stable")]
        kinds = self.book.uses["kind"]
        more = [_filed(Term(self._names[term], Kind(kinds[term])), language) for term in rows.tolist()]
        filed = terms.further(rows, more)
        self.book = self.book._replace(shelves=roomy(self.book.shelves, len(filed.keys)))
        terms.file_more(self.book.terms, self.book.shelves, filed)

    # -- surfaces ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Forget the words of articles."""
        self.met = hashed(4096)
        self.known = self._heard = self._kin = self._guards = 0
        book = self.book
        book.state[1] = 0
        self.book = book._replace(
            surfaces=np.zeros(1024, SURFACE),
            words=np.zeros(1024, WORD),
            kin=np.zeros(1024, np.int64),
            guards=np.zeros(1024, np.int64),
            sounds=np.zeros(1024, sounds.SOUND),
            senses=np.zeros(4096, SENSE),
        )

    def expect(self, words: int) -> None:
        """Make room for so many words never met."""
        if self.known + words > MAX_SURFACES:
            self.forget()
        if (self.known + words) * 5 > len(self.met.keys) * 3:
            self.met, _ = rehashed(self.met, words)

    def learn(self, words: reading.Words) -> None:
        """Note how words may be read that were never met, in the order of their rows."""
        first, count = self.known, len(words.written)
        self.known += count
        self._make_room(count * sounds.ENTITIES, count)
        self._kin, self._heard, others = plain.learn(
            self.book, words, (first, self._kin, self._heard), plain.tell()
        )
        self._read([reading.of(words, other) for other in others], first + others)

    def _read(self, readings: Sequence[Reading], rows: Array) -> None:
        if not readings:
            return
        numbers = [(*one[:3], len(one.kin), len(one.sounds), *one.entities) for one in readings]
        written = keys.every([text for one in readings for text in one.written]).reshape(-1, WRITTEN)
        kin = [key for one in readings for key in one.kin]
        spoken = sounds.written([sound for one in readings for sound in one.sounds])
        self._make_room(len(kin), len(spoken))
        first = (self._kin, self._heard)
        self._kin, self._heard = self._kin + len(kin), self._heard + len(spoken)
        self.book.kin[first[0] : self._kin] = kin
        meet(self.book, (np.array(numbers, np.int64), written, spoken), rows, first)

    def _make_room(self, kin: int, heard: int) -> None:
        book, kin, heard = self.book, self._kin + kin, self._heard + heard
        if self.known > len(book.surfaces):
            book = book._replace(
                surfaces=grown(book.surfaces, self.known), words=grown(book.words, self.known)
            )
        if kin > len(book.kin):
            book = book._replace(kin=grown(book.kin, kin))
        if heard > len(book.sounds):
            book = book._replace(sounds=grown(book.sounds, heard))
        self.book = book

    def guard(self, surface: int, found: tuple[int, ...]) -> None:
        """Note the guards of an established name, as guards.listed gives them."""
        end = self._guards + len(found)
        self.book.surfaces[surface]["guards"] = self._guards if found else UNGUARDED
        self.book = self.book._replace(guards=grown(self.book.guards, end))
        self.book.guards[self._guards : end] = found
        self._guards = end

    def roomier(self) -> None:
        """Double the room for senses."""
        self.book = self.book._replace(senses=grown(self.book.senses, 2 * len(self.book.senses)))


def _filed(term: Term, language: str) -> tuple[str, ...]:
    """The texts of a term's keys for articles of a language, apart from the word itself."""
    key, kind = term
    if kind is Kind.GRAM or not scripts.may_write(language, key):
        return ()
    forms = inflection.of_followed(key, language)
    family = [keys.form(f"~{root}", language) for root in forms.family]
    if kind is Kind.ACRONYM:
        return tuple(family)
    same = [keys.form(one, language) for one in forms.same]
    return tuple(dict.fromkeys((*same, keys.form(f"/{forms.stem}", language), *family)))
