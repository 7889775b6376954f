"""The terms that are looked for, the words of articles that were met, and which of them may stand for which.

A term is a word of an issue, counted and shared. A surface is a word as it stood in some article; its forms and
sounds are worked out once, and which terms it may stand for is kept and brought up to date when it is met again.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from bot.domain import languages, text
from bot.domain.matching import guards, hearing, inflection, known, scan, scripts, vocabulary
from bot.domain.matching.compiled import Array, grown, hashed, put, rehashed, roomy, shelves
from bot.domain.matching.senses import (
    ACRONYM_OK,
    ANY_STOP,
    FAMILIES,
    FAMILY,
    FORMS,
    INFLECTS,
    LOWER,
    ORDINARY,
    OTHERS,
    SAME,
    SENSE,
    STOP,
    SURFACE,
    Book,
    file,
    form,
    head,
    new_term,
    strip_all,
)
from bot.domain.matching.vocabulary import Kind, Shape, Term, Word

TermId = int
MAX_SURFACES = 200_000
_NONE = np.zeros(hearing.ENTITIES, np.int32)
_MIN_CAPITALS = 6
_UNINFLECTED = frozenset({"en", "fr", "es", "it", "pt", "nl", "id", "sv", "da", "no"})
"""Languages that set no endings to names, so that a word of a name's stem is another word."""
_SOUND_KEYS = 16
"""A sound is filed under no more keys."""


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
        self.met = hashed(16)
        self.known = 0
        self._heard = self._kin = self._guards = 0
        self.book = Book(
            np.zeros(64, hearing.TERM), shelves(256), np.zeros(0, SURFACE), np.zeros(0, np.int64),
            np.zeros(0, np.int64), np.zeros(0, hearing.SOUND), np.zeros(0, SENSE),
            np.zeros(4, np.int64), np.zeros(64, np.int64), hearing.tables(),
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
        book = self.book = book._replace(shelves=roomy(book.shelves, len(forms) + _SOUND_KEYS))
        book.state[0] += 1
        key, kind = term
        row = book.terms[found]
        row["kind"], row["script"] = kind, hearing.SCRIPTS[scripts.script_of(key)]
        row["born"], row["first"], row["uses"] = book.state[0], -1, 0
        row["letters"], row["key"] = min(len(key), 255), form(key)
        row["entities"] = _entities(key)
        hearing.put_sound(row, "" if kind == Kind.GRAM else vocabulary.sound(key))
        new_term(book, found, forms)
        return found

    def _forms(self, term: TermId, kind: Kind) -> Array:
        """The keys that a term is filed under: itself, and its forms in each language of which there were articles."""
        key = self._names[term]
        found = [form(key)]
        if kind is Kind.NAME:
            found += [form(str(group), "kin") for group in known.kin(key)]
        if len(key) >= scan.MIN_JOINED and kind in (Kind.WORD, Kind.NAME):
            found.append(scan.in_parts(key))
        for language in self._languages:
            found += _filed(key, kind, language)
        return np.array(found, np.int64)

    def speak(self, language: str) -> None:
        """File the terms under their stems in a language, when its first article comes."""
        if language in self._languages or language not in languages.KNOWN:
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
        self.known = self._heard = self._kin = self._guards = 0
        book = self.book
        book.state[1] = 0
        self.book = book._replace(
            surfaces=np.zeros(1024, SURFACE),
            kin=np.zeros(1024, np.int64),
            guards=np.zeros(1024, np.int64),
            sounds=np.zeros(1024, hearing.SOUND),
            senses=np.zeros(4096, SENSE),
        )

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
        strip_all(self.book.sounds, first, self._heard, self.book.tables)

    def _learn(self, raw: str, gram: bool, heard: str, language: str | None) -> None:
        row = self.known
        self.known += 1
        if row >= len(self.book.surfaces):
            self.book = self.book._replace(surfaces=grown(self.book.surfaces, row + 1))
        read = vocabulary.word(raw, gram)
        key = read.key
        if not key or len(key) > text.WORD_CHARS:
            return
        flags = _flags(read, language)
        forms = [0] * FORMS if heard else _forms(read, language)
        entities, kin, spoken = _NONE, list[int](), [(heard, False)] if heard else []
        if heard or _is_heard(read, flags, language):
            kin = _kin(read.key, None if heard else language)
            if not heard and not _is_plain(read, language):
                spoken = list(vocabulary.sounds(key, language))
        if read.shape is not Shape.LOWER:
            entities = _entities(key)
        self.book.surfaces[row] = (
            flags,
            hearing.FOREIGN_HAN if heard else hearing.SCRIPTS[scripts.script_of(key)],
            len(key),
            head(key),
            tuple(forms),
            entities,
            self._kin,
            len(kin),
            self._guarded(key) if entities.max() > 0 else -1,  # a place
            self._heard,
            len(spoken),
            0, 0, 0, 0, 0,
        )  # fmt: skip
        self._put_kin(kin)
        self._put_sounds(spoken)

    def _guarded(self, key: str) -> int:
        """Where the guards of an established name are listed, -1 if it has none."""
        found = guards.keys(key)
        at, end = self._guards, self._guards + len(found)
        if end > len(self.book.guards):
            self.book = self.book._replace(guards=grown(self.book.guards, end))
        self.book.guards[at:end] = found
        self._guards = end
        return at if found else -1

    def _put_kin(self, kin: list[int]) -> None:
        if self._kin + len(kin) > len(self.book.kin):
            self.book = self.book._replace(kin=grown(self.book.kin, self._kin + len(kin)))
        self.book.kin[self._kin : self._kin + len(kin)] = kin
        self._kin += len(kin)

    def _put_sounds(self, spoken: list[tuple[str, bool]]) -> None:
        if self._heard + len(spoken) > len(self.book.sounds):
            self.book = self.book._replace(sounds=grown(self.book.sounds, self._heard + len(spoken)))
        for heard, bare in spoken:
            hearing.put_sound(self.book.sounds[self._heard], heard, bare=bare)
            self._heard += 1

    def roomier(self) -> None:
        """Double the room for senses."""
        self.book = self.book._replace(senses=grown(self.book.senses, 2 * len(self.book.senses)))


def _flags(read: Word, language: str | None) -> int:
    key, upper, title = read.key, read.shape is Shape.UPPER, read.shape is Shape.TITLE
    stop = not read.gram and languages.is_stop(key, language)
    flags = (
        STOP * stop
        | LOWER * (read.shape is Shape.LOWER)
        | ANY_STOP * languages.is_stop(key, None)
        | ACRONYM_OK * (upper or (title and len(key) > 3))
        | OTHERS * (title and key in _BEFORE_OTHERS)
    )
    if read.shape is not Shape.LOWER and not read.gram:
        ordinary = known.is_ordinary(key, language)
        flags |= INFLECTS * (language not in _UNINFLECTED and not ordinary) | ORDINARY * ordinary
    return flags


def _is_heard(read: Word, flags: int, language: str | None) -> bool:
    """Whether other writings of a word are looked for."""
    if read.gram or flags & (LOWER | STOP | ANY_STOP):
        return False
    return read.shape is not Shape.UPPER or len(read.key) >= _MIN_CAPITALS


def _is_plain(read: Word, language: str | None) -> bool:
    """Whether a word is an ordinary one, and no capital says otherwise."""
    if language in ("en", None) or scripts.is_caseless(scripts.script_of(read.key)):
        return any(known.is_ordinary(one, language) for one in _variants(read.key, language))
    return False


def _variants(key: str, language: str | None) -> tuple[str, ...]:
    return vocabulary.forms(key, language) if scripts.is_caseless(scripts.script_of(key)) else (key,)


def _kin(key: str, language: str | None) -> list[int]:
    """The keys of what a word is an established writing of."""
    groups = dict.fromkeys(group for one in _variants(key, language) for group in sorted(known.meanings(one)))
    return [form(str(group), "kin") for group in groups]


def _entities(key: str) -> Array:
    """What a word is established as, int32[4]."""
    established = known.kin(key)
    if not established:
        return _NONE
    found = np.zeros(hearing.ENTITIES, np.int32)
    chosen = sorted(established)[: hearing.ENTITIES]
    found[: len(chosen)] = [group + (group >= 0) for group in chosen]  # 0 is for none
    return found


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


def _forms(read: Word, language: str | None) -> list[int]:
    """The keys under which terms of a word's letters and family are filed."""
    key, code = read.key, language or ("en" if read.key.isascii() else None)
    whole = form(key)
    found = [whole] + [0] * (FORMS - 1)
    if code is None or read.gram or not scripts.may_write(code, key) or languages.is_stop(key, code):
        return found
    forms = inflection.of_written(key, code)
    for at, keys in ((1, forms.same[:SAME]), (1 + SAME, (f"/{forms.stem}",))):
        found[at : at + len(keys)] = [form(one, code) for one in keys]
    family = forms.family[:FAMILIES]
    found[FAMILY : FAMILY + len(family)] = [form(f"~{root}", code) for root in family]
    return found
