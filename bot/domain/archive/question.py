"""What to look up in the archive for an issue: its names word by word, each with the keys of its other writings.

Knows no store and no article.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.domain import languages, text
from bot.domain.archive.keys import TELLING, bones_of, key, vowels_of
from bot.domain.matching import inflection, phrases, scripts, vocabulary
from bot.domain.matching.vocabulary import Kind, Term
from bot.domain.model import Issue

PHRASES: Final = 150
"""Names of an issue that are looked for, its own first."""
_SIGNS: Final = "123456"
"""The kinds of consonants in a skeleton (spelling.skeleton)."""


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
            found.add(key("/", code, vocabulary.stem(term.key, code)))
            found |= {key("~", code, root) for root in forms.family}
            found |= {key("=", code, lemma) for lemma in forms.same if lemma.startswith("=")}
    is_judged = tongue is None and term.kind in (Kind.NAME, Kind.WORD)
    if is_judged:
        found |= _heard_keys(vocabulary.sound(term.key), spelt_freely=term.kind is Kind.NAME)
    return Part(term, frozenset(found), is_judged=is_judged)


def _heard_keys(heard: str, *, spelt_freely: bool) -> set[int]:
    """Where words of a like sound are filed: of the same skeleton with about as many vowels, of a short or near
    one with the same vowels, and of scripts that write no vowels."""
    bones, vowels = bones_of(heard), vowels_of(heard)
    found = {key("?", bones, vowels)}
    if not spelt_freely:
        return found
    if len(bones) >= TELLING:
        counts = (str(len(vowels) + more) for more in (-1, 0, 1))
        found |= {key("#", bones, count) for count in (*counts, "*")}
    near = _near(bones) if len(bones) >= TELLING - 1 else ()
    return found | {key("?", one, how) for one in (bones, *near) for how in (vowels, "*")}


def _near(bones: str) -> Iterator[str]:
    """The skeletons that differ from one in one sign, the first apart."""
    for at in range(1, len(bones) + 1):
        yield bones[:at] + bones[at + 1 :]
        for sign in _SIGNS:
            yield bones[:at] + sign + bones[at + 1 :]
            yield bones[:at] + sign + bones[at:]
