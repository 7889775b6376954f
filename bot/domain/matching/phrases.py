"""An issue's names as phrases: which words are looked for, and how near each other they must stand.

Reads what a person typed; never looks at an article.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.domain import languages, text
from bot.domain.matching import known, spelling, vocabulary
from bot.domain.matching.vocabulary import Kind, Shape, Term
from bot.domain.model import Issue

MAX_TERMS = 12
"""A name is no longer than this; what a person pastes beyond it is not looked for."""
MAX_CHARS = 1000
MAX_ALIASES = 50
ALL = "*"
"""Among the names that an issue goes without: all that it has in other languages."""


class Phrase(NamedTuple):
    """One name of an issue."""

    alias: str
    terms: tuple[Term, ...]
    language: str | None = None
    """Only looked for in articles of this language; None: in all."""

    fixed: bool = False
    """Whether its words keep together and in order, as a name's do."""
    grams: bool = False
    """Whether it is looked for by characters that follow each other."""
    tongue: str | None = None
    """The language in which it is an established name of what the issue is about."""
    established: bool = False
    """Whether all of its words are those of such a name."""


_PARTED = re.compile(f"[{text.UNSPACED}{text.KATAKANA}{text.APOSTROPHES}]")
"""Letters that a word may end at."""
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_])")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
"""U.S. and U.N., which are US and UN in other papers."""
_NAMES = frozenset({Kind.NAME, Kind.ACRONYM})
_FIXED = frozenset({Kind.NAME, Kind.KNOWN, Kind.ACRONYM, Kind.GRAM})


def phrases(issue: Issue, meant: Sequence[int | None] | None = None) -> list[Phrase]:
    """The names of an issue that can be looked for, its own first, then those that places have elsewhere. `meant`: the
    places that its names (`given`) mean, as known.place tells them, where that is known already."""
    names = given(issue)
    if meant is None:
        meant = list(map(known.place, names))
    name = issue.name
    if len(names) == 1 and meant[0] is None and "-" not in name and name.isascii():
        terms = read(name)  # nearly all issues: nothing to compare
        return [_phrase(name, terms, ("", None, False))] if terms else []
    seen: set[tuple[str | None, tuple[str, ...]]] = set()
    found = [one for alias in names for one in _own(alias, seen)]
    out = {text.normalise(name) for name in issue.without}
    bare = ALL in issue.without
    for alias, place in zip(names, meant, strict=True):
        for language, there, limited in known.aliases(alias, place) if place is not None else ():
            if out and text.normalise(there) in out:
                continue
            if not bare or any(are_alike(g, there) for g in names):
                found += _established(there, language, limited, seen)
    return found


def given(issue: Issue) -> tuple[str, ...]:
    """The names that an issue has from its follower."""
    return (issue.name, *issue.aliases[:MAX_ALIASES]) if issue.aliases else (issue.name,)


_Seen = set[tuple[str | None, tuple[str, ...]]]


def _own(alias: str, seen: _Seen) -> Iterator[Phrase]:
    written: tuple[str, ...] = (alias,)
    if "-" in alias or not alias.isascii():
        written = (alias, _HYPHEN.sub("", alias))
    for name in written:
        terms = read(name)
        if _is_new(None, terms, seen):
            yield _phrase(name, terms, ("", None, False))


def _established(there: str, tongue: str, limited: bool, seen: _Seen) -> Iterator[Phrase]:
    """What something is called in a language, and whether only there."""
    terms = _known(there)
    language = tongue if limited else None
    if _is_new(language, terms, seen):
        yield _phrase(there, terms, (tongue, language, all(term.kind is Kind.KNOWN for term in terms)))


@lru_cache(maxsize=8192)
def _known(name: str) -> tuple[Term, ...]:
    """The words of a name that a table has: a country's 150 are read for the question and for the judging."""
    return tuple([Term(t.key, Kind.KNOWN) if t.kind in _NAMES else t for t in read(name)])


def _is_new(language: str | None, terms: tuple[Term, ...], seen: _Seen) -> bool:
    keys = tuple([term.key for term in terms])
    if not terms or (None, keys) in seen or (language is not None and (language, keys) in seen):
        return False
    seen.add((language, keys))
    return True


def _phrase(alias: str, terms: tuple[Term, ...], known_as: tuple[str, str | None, bool]) -> Phrase:
    tongue, language, established = known_as
    fixed = established or any(kind in _FIXED for _, kind in terms)
    return Phrase(alias, terms, language, fixed, terms[0].kind is Kind.GRAM, tongue or None, established)


def are_alike(name: str, other: str) -> bool:
    """Whether a name elsewhere is plainly another spelling of a name, and so comes with it."""
    return spelling.alike(_heard(name), _heard(other))


def _heard(name: str) -> str:
    return " ".join(vocabulary.sound(term.key) for term in read(name))


def left_out(issue: Issue) -> tuple[str, ...]:
    """The single words that an issue goes without, normalised: names that it has elsewhere."""
    if not issue.without:
        return ()
    names = given(issue)
    named = list(issue.without)
    if ALL in issue.without:
        there = [t for g in names for _, t, _ in known.aliases(g, known.place(g))]
        there += [t for g in names for _, t in known.translations(g)]
        named = [t for t in there if not any(are_alike(o, t) for o in names)]
    return tuple(dict.fromkeys(terms[0].key for terms in map(read, named) if len(terms) == 1))


def read(name: str) -> tuple[Term, ...]:
    """The words to look for: function words and initials left out unless there is nothing else."""
    name = name[:MAX_CHARS].strip()
    if "." in name and _DOTTED.fullmatch(name):
        name = name.replace(".", "")
    words = _words(name)
    if words and words[0].gram and all(w.gram for w in words):
        full = [w for w in words if len(w.term.key) > 1] or words
        return tuple(w.term for w in full[:MAX_TERMS])
    telling = [w for w in words if w.telling]
    if len(words) > 1 and words[-1].title and not words[-1].telling and words[-1].term.key:
        telling.append(words[-1])  # somebody's name after all: Theresa May
    if any(w.initial for w in telling) and any(len(w.term.key) > 2 for w in telling):
        telling = [w for w in telling if not w.initial]
    return tuple([w.term for w in (telling or [w for w in words if w.term.key])[:MAX_TERMS]])


def _words(name: str) -> list["_Read"]:
    if name.replace(" ", "").isalpha() and (name.isascii() or not _PARTED.search(name)):
        return [_word(word, False) for word in name.split()]  # as most names are, at a tenth of the cost
    return [_word(t.text, t.gram) for t in text.tokens(name)]


class _Read(NamedTuple):
    """A word of a name, read once."""

    term: Term
    telling: bool
    initial: bool
    title: bool
    gram: bool


@lru_cache(maxsize=8192)
def _word(raw: str, gram: bool) -> _Read:
    word = vocabulary.word(raw, gram)
    key = word.key
    return _Read(
        vocabulary.term(word),
        telling=bool(key) and not ignored(key) and not (word.gram and len(key) < 2),
        initial=len(key) < 2 and key.isalpha() and not word.gram,
        title=word.shape is Shape.TITLE,
        gram=word.gram,
    )


def ignored(key: str) -> bool:
    """Whether a word of a name is passed over: a function word of English or of a script's main languages."""
    return languages.is_stop(key, None)
