"""An issue's names as phrases: which words are looked for, and how near each other they must stand.

Reads what a person typed; never looks at an article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain import languages, text
from bot.domain.matching import known, vocabulary
from bot.domain.matching.vocabulary import Kind, Shape, Term
from bot.domain.model import Issue

MAX_TERMS = 12
"""A name is no longer than this; what a person pastes beyond it is not looked for."""
MAX_ALIASES = 50
ALL = "*"
"""Among the names that an issue goes without: all that it has in other languages."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One name of an issue."""

    alias: str
    key: str
    """The name, normalised."""
    terms: tuple[Term, ...]
    language: str | None = None
    """Only looked for in articles of this language; None: in all."""

    fixed: bool = False
    """Whether its words keep together and in order, as a name's do."""
    grams: bool = False
    """Whether it is looked for by characters that follow each other."""


_FIXED = frozenset({Kind.NAME, Kind.KNOWN, Kind.ACRONYM, Kind.GRAM})


def phrases(issue: Issue) -> Iterator[Phrase]:
    """The names of an issue that can be looked for, its own first, then those that places have elsewhere."""
    given = (issue.name, *issue.aliases[:MAX_ALIASES])
    seen: set[tuple[str | None, tuple[Term, ...]]] = set()
    for alias in given:
        yield from _new(seen, alias, None)
    out = {text.normalise(name) for name in issue.without}
    if ALL in issue.without:
        return
    for alias in given:
        for language, there in known.translations(alias):
            if text.normalise(there) not in out:
                yield from _new(seen, there, language)


def _new(
    seen: set[tuple[str | None, tuple[Term, ...]]], alias: str, language: str | None
) -> Iterator[Phrase]:
    terms = read(alias)
    if language:
        terms = tuple(replace(t, kind=Kind.KNOWN) if t.kind is not Kind.GRAM else t for t in terms)
    if terms and (None, terms) not in seen and (language, terms) not in seen:
        seen.add((language, terms))
        fixed = any(term.kind in _FIXED for term in terms)
        yield Phrase(alias, text.normalise(alias), terms, language, fixed, terms[0].kind is Kind.GRAM)


def read(name: str) -> tuple[Term, ...]:
    """The words to look for: function words and initials left out unless there is nothing else."""
    words = [vocabulary.word(t.text, t.gram) for t in text.tokens(name[:1000])]
    if words and words[0].gram and all(w.gram for w in words):
        full = [w for w in words if len(w.key) > 1] or words
        return tuple(vocabulary.term(w) for w in full[:MAX_TERMS])
    telling = [w for w in words if w.key and not ignored(w.key) and not (w.gram and len(w.key) < 2)]
    if len(words) > 1 and words[-1].shape is Shape.TITLE and ignored(words[-1].key):
        telling.append(words[-1])  # somebody's name after all: Theresa May
    if any(len(w.key) > 2 for w in telling):
        telling = [w for w in telling if len(w.key) > 1 or not w.key.isalpha() or w.gram]
    return tuple(vocabulary.term(w) for w in (telling or [w for w in words if w.key])[:MAX_TERMS])


def ignored(key: str) -> bool:
    """Whether a word of a name is passed over: a function word of English or of a script's main languages."""
    return languages.is_stop(key, None)
