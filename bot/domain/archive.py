"""What an archived article can be found by, and what a question looks for: the rules of the archive's index.

An article is filed under its words as they stand; each word that is new to the archive is filed once under its stem
and its sound, so that a question finds the other writings of its words among those that articles really have.
Knows no store. What is found here are candidates: whether one speaks of the issue is for matching to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from bot.domain import languages, text
from bot.domain.matching import Index, inflection, phrases, scripts, spelling, vocabulary
from bot.domain.matching.vocabulary import Kind, Term
from bot.domain.model import Article, Issue, IssueId, Match

READ_CHARACTERS: Final = 100_000
"""How much of a text can be found; the rest of a longer one is no news."""
KNOWN: Final = 400_000
"""Words that a process remembers to have filed; beyond them it begins anew."""
PHRASES: Final = 150
"""Names of an issue that are looked for, its own first."""
FORMS: Final = 16
"""Writings of one word that are looked for, the likest first."""
ASKED: Final = 2
"""Questions that a judge remembers."""
_JUDGED: Final = 20
"""Words that the matching engine judges at a time; it reports no more places."""
_HEARD: Final = 40
"""Words of a like sound that are judged at most."""
_LIKE: Final = 55
"""Per cent of their sounds that two writings share at least, before the engine judges."""
_UNSPACED: Final = re.compile(f"([{text.UNSPACED}])")
_PLAIN: Final = re.compile(r"[^\W_]+")
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{text.MARKS}{text.JOINERS}])*")
_SIGNS: Final = "123456"
"""The kinds of consonants in a skeleton (spelling.skeleton)."""
_LONGEST_BONES: Final = 12
_TELLING: Final = 4
"""Consonants from which on a name may have other vowels, too."""
_VOWELS: Final = {"a": "a", "e": "i", "i": "i", "o": "u", "u": "u"}
_ENDING: Final = 4
"""Letters by which forms of an established name differ at most."""


_NONE: Final = frozenset[str]()


class Filed(NamedTuple):
    """A word of the archive under one of its keys."""

    key: int
    word: str
    """As it stood."""
    language: str
    """Of the article that it stood in; "" where unknown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the archive's index takes it."""

    words: str
    """What it can be found by."""
    language: str = ""
    fresh: tuple[str, ...] = ()
    """Its words that the archive may not have had in this language."""

    def filed(self) -> Iterator[Filed]:
        """The keys of its new words."""
        for word in self.fresh:
            for key in _keys(word, self.language):
                yield Filed(key, word, self.language)


class Filer:
    """Makes entries; remembers which words it filed, so that only new ones cost anything."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}
        self._lock = Lock()

    def entry(self, article: Article) -> Entry:
        """The entry of an article."""
        filed = whole(article.title, article.text)
        language = article.language or text.language_of(filed) or ""
        pattern = _PLAIN if filed.isascii() else _WORD
        words = set(pattern.findall(filed))
        with self._lock:
            words -= self._known.get(language, _NONE)
        fresh = sorted(word for word in words if len(word) <= text.WORD_CHARS)
        return Entry(searchable(filed), language, tuple(fresh))

    def note(self, entries: Iterable[Entry]) -> None:
        """These entries are stored for good."""
        stored = list(entries)
        with self._lock:
            if sum(map(len, self._known.values())) > KNOWN:
                self._known.clear()
            for entry in stored:
                self._known.setdefault(entry.language, set()).update(entry.fresh)


def whole(title: str, text: str) -> str:
    """What of an article is filed. The same is needed to take it out again."""
    return f"{title}\n{text[:READ_CHARACTERS]}"


def searchable(whole: str) -> str:
    """A text as the index reads it: normalised, signs of scripts without spaces apart."""
    return _UNSPACED.sub(r" \1 ", text.normalise(whole))


def _keys(word: str, language: str) -> set[int]:
    read = vocabulary.word(word)
    if not read.key or languages.is_stop(read.key, None):
        return set()
    code = language or ("en" if read.key.isascii() else "")
    found = {_key("/", code, vocabulary.stem(read.key, code or None))}
    if code:
        forms = inflection.of_written(read.key, code)
        found |= {_key("~", code, root) for root in forms.family}
        found |= {_key("=", code, lemma) for lemma in forms.same if lemma.startswith("=")}
    if read.shape is not vocabulary.Shape.LOWER:
        mute = scripts.is_abjad(scripts.script_of(read.key))
        for heard, _ in vocabulary.sounds(read.key, language or None):
            bones, vowels = _bones(heard), "*" if mute else _vowels(heard)
            if bones:
                found.add(_key("?", bones, vowels))
                if len(bones) >= _TELLING:
                    found.add(_key("#", bones, vowels if mute else str(len(vowels))))
    return found


def _bones(heard: str) -> str:
    return spelling.skeleton(heard)[:_LONGEST_BONES]


def _vowels(heard: str) -> str:
    """The vowels of a sound in order, kindred ones as one."""
    return "".join(_VOWELS[sign] for sign in heard if sign in _VOWELS)


def _key(*parts: str) -> int:
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


# -- a question ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name: the keys under which its other writings are filed."""

    term: Term
    keys: frozenset[int]
    is_judged: bool
    """Whether matching says which of them are meant; of an established name only its own forms are."""


@dataclass(frozen=True, slots=True)
class Question:
    """The names of an issue, word by word."""

    names: tuple[tuple[Part, ...], ...]

    @property
    def keys(self) -> frozenset[int]:
        """All keys to look up."""
        return frozenset().union(*(part.keys for name in self.names for part in name))


Wanted = tuple[tuple[tuple[str, ...], ...], ...]
"""Names, each as the words that must stand near each other, each with its other writings."""


def question(issue: Issue) -> Question:
    """What to look up for an issue."""
    names: dict[tuple[Part, ...], None] = {}
    own = {issue.name, *issue.aliases}
    for phrase in phrases.phrases(issue):
        if phrase.grams:
            names[(_grams(text.normalise(phrase.alias)),)] = None
        else:
            names[
                tuple(
                    _part(term, None if phrase.alias in own else phrase.tongue or "") for term in phrase.terms
                )
            ] = None
        if len(names) == PHRASES:
            break
    return Question(tuple(names))


def _grams(key: str) -> Part:
    return Part(Term(key, Kind.GRAM), frozenset(), is_judged=False)


@lru_cache(maxsize=4096)
def _part(term: Term, tongue: str | None) -> Part:
    """`tongue`: the language in which it is an established name, "" where no source tells; None: it was typed."""
    codes = sorted(languages.KNOWN) if tongue is None else [tongue] if tongue in languages.KNOWN else []
    found: set[int] = set()
    for code in codes if term.kind is not Kind.ACRONYM else ():
        if scripts.may_write(code, term.key):
            forms = inflection.of_followed(term.key, code)
            found.add(_key("/", code, vocabulary.stem(term.key, code)))
            found |= {_key("~", code, root) for root in forms.family}
            found |= {_key("=", code, lemma) for lemma in forms.same if lemma.startswith("=")}
    is_judged = tongue is None and term.kind in (Kind.NAME, Kind.WORD)
    if is_judged:
        found |= _heard_keys(vocabulary.sound(term.key), spelt_freely=term.kind is Kind.NAME)
    return Part(term, frozenset(found), is_judged=is_judged)


def _heard_keys(heard: str, *, spelt_freely: bool) -> set[int]:
    """Where words of a like sound are filed: of the same skeleton with about as many vowels, of a short or near
    one with the same vowels, and of scripts that write no vowels."""
    bones, vowels = _bones(heard), _vowels(heard)
    found = {_key("?", bones, vowels)}
    if not spelt_freely:
        return found
    if len(bones) >= _TELLING:
        counts = (str(len(vowels) + more) for more in (-1, 0, 1))
        found |= {_key("#", bones, count) for count in (*counts, "*")}
    near = _near(bones) if len(bones) >= _TELLING - 1 else ()
    return found | {_key("?", one, how) for one in (bones, *near) for how in (vowels, "*")}


def _near(bones: str) -> Iterator[str]:
    """The skeletons that differ from one in one sign, the first apart."""
    for at in range(1, len(bones) + 1):
        yield bones[:at] + bones[at + 1 :]
        for sign in _SIGNS:
            yield bones[:at] + sign + bones[at + 1 :]
            yield bones[:at] + sign + bones[at:]


# -- the words to look for -------------------------------------------------------------------------


class Judge:
    """The matching engine for single questions: which words of the archive are writings of theirs, and which articles
    speak of them. Keeps its index, which is quicker with words and questions that it met before; for one thread."""

    def __init__(self) -> None:
        self._index = Index()
        self._asked: dict[Issue, IssueId] = {}
        self._count = 0

    def match(self, issue: Issue, document: text.Document) -> list[Match]:
        """What following this issue alone would have matched in an article: one match, or none."""
        number = self._number(issue)
        found = self._index.match(document)
        return [replace(one, issue=issue.id) for one in found if one.issue == number]

    def wanted(self, issue: Issue, asked: Question, filed: Iterable[Filed]) -> Wanted:
        """The words to look for."""
        by_key: dict[int, list[Filed]] = {}
        for one in filed:
            by_key.setdefault(one.key, []).append(one)
        forms: dict[Part, tuple[str, ...]] = {}
        for name in asked.names:
            for part in name:
                if part not in forms:
                    forms[part] = self._forms(issue if len(name) == 1 else None, part, by_key)
        return tuple(dict.fromkeys(tuple(forms[part] for part in name) for name in asked.names))

    def _number(self, issue: Issue) -> IssueId:
        """The number of an issue in the index; those asked for longest ago are forgotten."""
        issue = replace(issue, id=IssueId(0))
        number = self._asked.pop(issue, None)
        if number is None:
            self._count += 1
            number = IssueId(self._count)
            self._index.add(replace(issue, id=number))
            if len(self._asked) >= ASKED:
                self._index.remove(self._asked.pop(next(iter(self._asked))))
        self._asked[issue] = number
        return number

    def _forms(
        self, whole: Issue | None, part: Part, by_key: Mapping[int, Sequence[Filed]]
    ) -> tuple[str, ...]:
        own = part.term.key
        there = [one for key in part.keys for one in by_key.get(key, ())]
        if part.is_judged:
            name = own.title() if part.term.kind is Kind.NAME else own
            judging = whole or Issue(id=IssueId(0), name=name)
            others = self._accepted(judging, _likest(own, there))
        else:
            others = [w for one in there if abs(len(w := _plain(one.word)) - len(own)) <= _ENDING]
        return tuple(dict.fromkeys((own, *others)))[:FORMS]

    def _accepted(self, issue: Issue, there: Sequence[Filed]) -> list[str]:
        """The words that the engine takes for the issue, as it would in an article of their language."""
        return [word for language, words in _documents(there) for word in self._read(issue, language, words)]

    def _read(self, issue: Issue, language: str, words: Sequence[str]) -> list[str]:
        document = text.read("", " ... ".join(f"{word}, ..." for word in words), language or None)
        found = {
            _plain(match.passage.text[start:end])
            for match in self.match(issue, document)
            for start, end in match.spans
        }
        return [plain for word in words if (plain := _plain(word)) in found]


def _likest(own: str, there: Sequence[Filed]) -> list[Filed]:
    """The words of the likest sound, each once, as many as are worth judging."""
    heard = vocabulary.sound(own)
    ranked: dict[tuple[str, str], tuple[float, Filed]] = {}
    for one in there:
        plain = _plain(one.word)
        sound = vocabulary.sound(plain)
        if scripts.is_abjad(scripts.script_of(plain)):
            like = fuzz.ratio(spelling.skeleton(heard), spelling.skeleton(sound))
        else:
            like = fuzz.ratio(heard, sound)
        if like >= _LIKE or plain[:_ENDING] == own[:_ENDING]:
            ranked.setdefault((plain, one.language), (like, one))
    best = sorted(ranked.values(), key=lambda pair: (-pair[0], pair[1].word, pair[1].language))
    return [one for _, one in best[:_HEARD]]


def _documents(there: Sequence[Filed]) -> Iterator[tuple[str, list[str]]]:
    by_language: dict[str, list[str]] = {}
    for one in there:
        by_language.setdefault(one.language, []).append(one.word)
    for language, words in by_language.items():
        for start in range(0, len(words), _JUDGED):
            yield language, words[start : start + _JUDGED]


def _plain(word: str) -> str:
    return vocabulary.word(word).key


def nearest(asked: Question, filed: Iterable[Filed], limit: int) -> list[str]:
    """The names of the archive that sound most like a question of one word, as they are written there."""
    [part, *rest] = asked.names[0] if asked.names else [None]
    if part is None or rest:
        return []
    there = [one for one in filed if one.key in part.keys and one.word[:1].isupper()]
    found = {_plain(one.word): one.word for one in reversed(_likest(part.term.key, there))}
    found.pop(part.term.key, None)
    return list(found.values())[::-1][:limit]
