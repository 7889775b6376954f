"""The terms that are looked for, the words of articles that were met, and which of them may stand for which.

A term is a word of an issue, counted and shared. A surface is a word as it stood in some article; its forms and
sounds are worked out once, and which terms it may stand for is kept and brought up to date when it is met again.
"""

from collections.abc import Sequence

import numpy as np

from bot.domain import languages
from bot.domain.matching import inflection, keys, known, plain, reading, scan, scripts, sounds, vocabulary
from bot.domain.matching.compiled import Array, grown, hashed, rehashed, roomy, shelves
from bot.domain.matching.reading import Reading
from bot.domain.matching.senses import (
    SENSE,
    SURFACE,
    UNGUARDED,
    WORD,
    WRITTEN,
    Book,
    file,
    file_more,
    meet,
    new_term,
)
from bot.domain.matching.vocabulary import Kind, Term

TermId = int
MAX_SURFACES = 200_000
_SOUND_KEYS = 16
"""A sound is filed under no more keys."""


class Lexicon:
    """The terms of all issues, counted, and the surfaces met."""

    def __init__(self) -> None:
        self._ids: list[dict[str, TermId]] = [{} for _ in Kind]
        self._names: list[str] = []
        self._free: list[TermId] = []
        self._languages: dict[str, None] = {}
        self.parts = np.zeros((1 << scan.PARTS_BITS) // 8, np.uint8)
        self.met = hashed(16)
        self.known = 0
        self._heard = self._kin = self._guards = 0
        self.book = Book(
            np.zeros(64, sounds.TERM), shelves(256), np.zeros(0, SURFACE), np.zeros(0, WORD), np.zeros(0, np.int64),
            np.zeros(0, np.int64), np.zeros(0, sounds.SOUND), np.zeros(0, SENSE),
            np.zeros(4, np.int64), np.zeros(64, np.int64), sounds.tables(),
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
        file(self.book, used, self._forms(used, kind), True)
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
        forms = self._forms(found, term.kind)
        own = forms[0]
        book = self.book = book._replace(shelves=roomy(book.shelves, len(forms) + _SOUND_KEYS))
        book.state[0] += 1
        key, kind = term
        row = book.terms[found]
        row["kind"], row["script"] = kind, sounds.SCRIPTS[scripts.script_of(key)]
        row["born"], row["names"], row["uses"] = book.state[0], -1, 0
        row["letters"], row["key"] = min(len(key), 255), own
        row["entities"] = reading.numbered(known.kin(key))
        sounds.put_sound(row, "" if kind == Kind.GRAM else vocabulary.sound(key))
        new_term(book, found, forms)
        return found

    def _forms(self, term: TermId, kind: Kind) -> Array:
        """The keys that a term is filed under: itself, and its forms in each language of which there were articles."""
        key = self._names[term]
        numbers = list(map(keys.kin, known.kin(key))) if kind is Kind.NAME else []
        if len(key) >= scan.MIN_JOINED and kind in (Kind.WORD, Kind.NAME):
            numbers.append(in_parts := scan.in_parts(key))
            scan.mark(self.parts, in_parts)
        written = [keys.form(key)]
        for language in self._languages:
            written += _filed(key, kind, language)
        return np.concatenate((keys.every(written), np.array(numbers, np.int64)))

    def speak(self, language: str) -> None:
        """File the terms under their stems in a language, when its first article comes."""
        if language in self._languages or language not in languages.KNOWN:
            return
        self._languages[language] = None
        added: list[tuple[TermId, str]] = []
        for kind in Kind:
            for key, term in self._ids[kind].items():
                added += ((term, one) for one in _filed(key, kind, language))
        born = self.book.terms["born"]
        added.sort(key=lambda pair: int(born[pair[0]]))
        self.book = self.book._replace(shelves=roomy(self.book.shelves, len(added)))
        terms, written = [term for term, _ in added], [one for _, one in added]
        file_more(self.book, np.array(terms, np.int64), keys.every(written))

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


def _filed(key: str, kind: Kind, language: str) -> tuple[str, ...]:
    """The texts of a term's keys for articles of a language, apart from the word itself."""
    if kind is Kind.GRAM or not scripts.may_write(language, key):
        return ()
    forms = inflection.of_followed(key, language)
    family = [keys.form(f"~{root}", language) for root in forms.family]
    if kind is Kind.ACRONYM:
        return tuple(family)
    same = [keys.form(one, language) for one in forms.same]
    return tuple(dict.fromkeys((*same, keys.form(f"/{forms.stem}", language), *family)))
