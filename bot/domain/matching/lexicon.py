"""The terms that are looked for, and which of them a word of an article may stand for, at what distance.

Grows and shrinks with the issues; what it learnt of an article's words it forgets when a new term arrives, so
that a newly followed issue is seen by the very next article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from bot.domain import languages
from bot.domain.matching import chinese, known, scripts, spelling, vocabulary
from bot.domain.matching.score import FARTHEST
from bot.domain.matching.vocabulary import Kind, Shape, Term, Word

TermId = int
Sense = tuple[TermId, float, float]
"""A term that a word may stand for, its distance from the term, and the distance that it may have."""

_MEMO = 200_000
_NEW_WORDS = 2_000
"""An article of more new names than this is no article; the bound keeps it from holding up the others."""
_MIN_WEIGHT = 2.2
"""A sound that says less is matched by its letters only."""
_MIN_CONSONANTS = 3
_FEW, _FEW_CASELESS = 0.6, 0.4
"""What such a name may differ by, as a share of what its weight would allow."""
_ESTABLISHED = 0.4
"""A place that has its spelling in a language is hardly ever spelt otherwise there."""
_LIKENESS, _SAME_BONES = 0.6, 0.4
"""Where vowels are written, sounds of other consonants, and of the same kinds, share at least so much."""
_MIN_ROOM = 0.3
_SAME = 0.11
"""Two sounds no farther apart than this are one."""
"""Two consonants without vowels are too many words at once."""
_INFLECTED = 0.04
_MIN_CAPITALS = 6


class Lexicon:
    """The terms of all issues, counted, and the ways to reach them from a word."""

    def __init__(self) -> None:
        self.terms: dict[TermId, Term] = {}
        self._ids: dict[tuple[str, Kind], TermId] = {}
        self._uses: Counter[TermId] = Counter()
        self._next = 0
        self._by_key: defaultdict[str, list[TermId]] = defaultdict(list)
        self._by_sound: defaultdict[str, list[TermId]] = defaultdict(list)
        self._by_stem: dict[str, defaultdict[str, list[TermId]]] = {}
        self._memo: dict[tuple[str, bool, bool, str | None], tuple[Sense, ...]] = {}
        self._left = 0

    # -- terms -------------------------------------------------------------------------------------

    def add(self, term: Term) -> TermId:
        """Use a term once more; equal terms share an id."""
        found = self._ids.get((term.key, term.kind))
        if found is None:
            found = self._ids[term.key, term.kind] = self._next
            self._next += 1
            self.terms[found] = term
            self._memo = {}
            for shelf, key in self._shelves(term):
                shelf[key].append(found)
        self._uses[found] += 1
        return found

    def remove(self, used: TermId) -> None:
        """Use a term once less; the last use takes it out."""
        self._uses[used] -= 1
        if self._uses[used]:
            return
        del self._uses[used]
        term = self.terms.pop(used)
        del self._ids[term.key, term.kind]
        for shelf, key in self._shelves(term):
            shelf[key].remove(used)
            if not shelf[key]:
                del shelf[key]

    def uses(self, used: TermId) -> int:
        """How many phrases look for it; few means that it singles out."""
        return self._uses[used]

    def _shelves(self, term: Term) -> Iterator[tuple[defaultdict[str, list[TermId]], str]]:
        yield self._by_key, term.key
        if term.kind in (Kind.GRAM, Kind.ACRONYM):
            return
        for language, shelf in self._by_stem.items():
            yield shelf, vocabulary.stem(term.key, language)
        if term.weight >= _MIN_WEIGHT and term.kind is not Kind.KNOWN:
            for key in spelling.keys(term.bones):
                yield self._by_sound, key

    def _stems(self, language: str) -> defaultdict[str, list[TermId]]:
        """The shelf of stems of a language, set up when its first article comes."""
        shelf = self._by_stem.get(language)
        if shelf is None:
            shelf = self._by_stem[language] = defaultdict(list)
            for found, term in self.terms.items():
                if term.kind not in (Kind.GRAM, Kind.ACRONYM):
                    shelf[vocabulary.stem(term.key, language)].append(found)
        return shelf

    # -- words -------------------------------------------------------------------------------------

    def senses(self, raw: str, *, gram: bool, opening: bool, language: str | None) -> tuple[Sense, ...]:
        """Which terms a word may stand for. `opening`: it opens a sentence, so a capital says nothing."""
        key = (raw, gram, opening, language)
        found = self._memo.get(key)
        if found is not None:
            return found
        read = vocabulary.word(raw, gram)
        fuzzy = not gram and read.shape is not Shape.LOWER
        if fuzzy and not self._left:
            return self._look_up(read, opening, language, fuzzy=False)
        self._left -= fuzzy
        if len(self._memo) >= _MEMO:
            self._memo = {}
        found = self._memo[key] = self._look_up(read, opening, language, fuzzy=fuzzy)
        return found

    def open_article(self) -> None:
        """Begin another article: so many words of it that were never seen are listened to, and no more."""
        self._left = _NEW_WORDS

    def _look_up(self, read: Word, opening: bool, language: str | None, *, fuzzy: bool) -> tuple[Sense, ...]:
        if len(read.key) > 64 or not read.key:
            return ()
        best: dict[TermId, Sense] = {}
        for found in self._by_key.get(read.key, ()):
            if _may_be(self.terms[found], read):
                best[found] = (found, 0.0, self._room(found))
        if not read.gram:
            for found in self._same_stem(read, language):
                best.setdefault(found, (found, _INFLECTED, self._room(found)))
            for sense in self._same_sound(read, opening, language) if fuzzy else ():
                if sense[0] not in best or sense[1] < best[sense[0]][1]:
                    best[sense[0]] = sense
        return tuple(best.values())

    def _room(self, found: TermId) -> float:
        """What a word that is surely the term leaves to the other words of its name."""
        return max(_MIN_ROOM, allowed(self.terms[found], "latn"))

    def _same_stem(self, read: Word, language: str | None) -> Iterator[TermId]:
        code = language or ("en" if read.key.isascii() else None)
        if code is None:
            return
        for found in self._stems(code).get(vocabulary.stem(read.key, code), ()):
            term = self.terms[found]
            if vocabulary.same_word(term.key, read.key) and _may_be(term, read):
                yield found

    def _same_sound(self, read: Word, opening: bool, language: str | None) -> Iterator[Sense]:
        if read.shape is Shape.UPPER and len(read.key) < _MIN_CAPITALS:
            return
        if languages.is_stop(read.key, language) or languages.is_stop(read.key, None):
            return
        script = scripts.script_of(read.key)
        established = known.entities(read.key, language)
        likeness = _LIKENESS if script in ("latn", "cyrl") else 0.0
        for heard, bare in vocabulary.sounds(read.key, language):
            bones = spelling.skeleton(heard)
            shelf = {found for key in spelling.keys(bones) for found in self._by_sound.get(key, ())}
            for found in shelf:
                term = self.terms[found]
                if _unlike(term, heard, bones, likeness):
                    continue
                if established and not established & known.entities(term.key, "en"):
                    continue
                room = _limit(term, script, opening)
                if script == "latn" and language in (None, "en") and known.entities(term.key, "en"):
                    room *= _ESTABLISHED
                limit = room * FARTHEST
                cost = _distance(term, heard, script, bare=bare, limit=limit) if limit >= 0 else 1.0
                if cost <= limit:
                    yield found, cost, room

    def foreign(self, written: str, heard: str) -> tuple[Sense, ...]:
        """Which terms a stretch of Chinese text may stand for that is written for its sound."""
        key = (written, False, False, "zh")
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = tuple(self._heard_as(written, heard))
        return found

    def _heard_as(self, written: str, heard: str) -> Iterator[Sense]:
        established = known.entities(written, "zh")
        bones = spelling.skeleton(heard)
        for found in {found for key in spelling.keys(bones) for found in self._by_sound.get(key, ())}:
            term = self.terms[found]
            if term.kind is not Kind.NAME or term.consonants < _MIN_CONSONANTS or term.script != "latn":
                continue
            if established and not established & known.entities(term.key, "en"):
                continue
            room = allowed(term, "han") * 0.8
            limit = room * FARTHEST
            cost = spelling.distance(chinese.merge(term.sound), heard, vowel=0.12, tail=0.12, limit=limit)
            if cost <= limit:
                yield found, cost, room


def _unlike(term: Term, heard: str, bones: str, likeness: float) -> bool:
    """Whether two sounds are so far apart that the alignment need not be made; quick."""
    if term.bones == bones:
        return likeness > 0 and Levenshtein.normalized_similarity(term.sound, heard) < _SAME_BONES
    return (
        term.kind is Kind.WORD
        or Levenshtein.distance(term.bones, bones, score_cutoff=1) > 1
        or Levenshtein.normalized_similarity(term.sound, heard) < likeness
    )


def _may_be(term: Term, read: Word) -> bool:
    """Whether a word of the same letters is the term: capitals must not be missing where they tell a name."""
    if term.kind is Kind.NAME and read.shape is Shape.LOWER:
        return not languages.is_stop(read.key, None)
    return term.kind is not Kind.ACRONYM or _is_acronym(read)


def _is_acronym(read: Word) -> bool:
    return read.shape is Shape.UPPER or (read.shape is Shape.TITLE and len(read.key) > 3)


_KOREAN = str.maketrans("bdgvfrzZ", "ptkpplJJ")
"""What Korean writing does not tell apart."""


def _distance(term: Term, heard: str, script: str, *, bare: bool, limit: float) -> float:
    """The distance of what was heard from a term, with what the two scripts write and leave out."""
    one, vowel, tail = term.sound, 0.2, 0.2
    both = (script, term.script)
    if both == ("latn", "latn"):
        vowel = tail = 0.35
    elif scripts.is_abjad(script) != scripts.is_abjad(term.script):
        vowel = tail = 0.06
    elif "hang" in both:
        one, heard, vowel, tail = one.translate(_KOREAN), heard.translate(_KOREAN), 0.15, 0.15
    elif "kana" in both:
        one, heard, vowel, tail = one.replace("l", "r"), heard.replace("l", "r"), 0.12, 0.12
    elif "indic" in both:
        vowel = tail = 0.12
    if bare:
        tail = min(tail, 0.08)
    extra = _INFLECTED * bare
    return spelling.distance(one, heard, vowel=vowel, tail=tail, limit=limit - extra) + extra


def allowed(term: Term, script: str) -> float:
    """The distance that a spelling of this script may have from a term's."""
    amount = term.weight
    if scripts.is_abjad(script) != scripts.is_abjad(term.script):
        amount = term.consonants + 0.1 * (len(term.sound) - term.consonants)
    return spelling.allowance(amount)


def _limit(term: Term, script: str, opening: bool) -> float:
    if term.kind is Kind.WORD and not scripts.is_caseless(term.script):
        return -1.0 if opening or len(term.key) < 6 or scripts.is_caseless(script) else _SAME
    if scripts.is_abjad(script) and term.consonants < _MIN_CONSONANTS:
        return -1.0
    share = 1.0
    if term.consonants < _MIN_CONSONANTS:
        share = _FEW_CASELESS if scripts.is_caseless(script) else _FEW
    share *= 0.6 if opening else 0.75 if scripts.is_caseless(script) else 1.0
    if script == term.script == "latn":
        share *= 0.8
    return allowed(term, script) * share
