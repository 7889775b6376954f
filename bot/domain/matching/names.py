"""Names as people type them: reading back what an issue will match, and finding the name that was meant.

Shows and searches; what matches an article is decided elsewhere.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz

from bot.domain import text
from bot.domain.matching import known, phrases, scripts, spelling, vocabulary
from bot.domain.matching.index import Index
from bot.domain.matching.score import THRESHOLDS
from bot.domain.matching.vocabulary import Kind, Term
from bot.domain.model import Issue, IssueId, Strictness

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name that an issue has in other languages, and that its own spelling does not cover."""

    name: str
    languages: tuple[str, ...]
    """Two letters each; it is looked for in articles of these languages only."""
    is_out: bool = False
    """The issue goes without it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an issue is understood, to be read back to whoever follows it."""

    names: tuple[str, ...]
    """Its name and aliases as typed."""
    variants: tuple[str, ...]
    """Examples of other spellings and forms that will match by themselves, in any article."""
    ignored: tuple[str, ...]
    """Words of the name that are passed over."""
    warnings: tuple[str, ...]
    """What is doubtful about it, in words for a person."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Its established names in other languages, the languages with the most news first."""


_EXAMPLES = 6
_SHOWN = ("uk", "ru", "de", "fr", "es", "ar", "zh", "hi", "tr", "pl")


def describe(issue: Issue) -> Reading:
    """What will match an issue. Of those asked for last it is known: people turn the pages of a card."""
    return _described(replace(issue, id=IssueId(0)))


@lru_cache(maxsize=128)
def _described(issue: Issue) -> Reading:
    names = tuple(dict.fromkeys(name.strip() for name in (issue.name, *issue.aliases) if name.strip()))
    trial = Index()
    for number, name in enumerate(names):
        trial.add(Issue(id=IssueId(number), name=name, without=(phrases.ALL,)))
    whole = Index()
    whole.add(Issue(id=IssueId(0), name=issue.name, aliases=issue.aliases))
    there = [pair for pair in _there(names) if _matches(whole, *pair)]
    covered = {pair for pair in there if any(phrases.are_alike(name, pair[0]) for name in names)}
    return Reading(
        names,
        _variants(names, trial, [pair for pair in there if pair in covered]),
        tuple(dict.fromkeys(word for name in names for word in _passed_over(name))),
        tuple(warning for name in names for warning in _warnings(name)),
        _elsewhere([pair for pair in there if pair not in covered], issue.without),
    )


def _there(names: Sequence[str]) -> list[tuple[str, str]]:
    """(name, language) of what the names' places are called elsewhere, the languages with the most news first."""
    given = {text.normalise(name) for name in names}
    found = {
        (there, code)
        for name in names
        for code, there in known.translations(name)
        if code and text.normalise(there) not in given
    }
    rank = {code: number for number, code in enumerate(_SHOWN)}
    return sorted(found, key=lambda pair: (rank.get(pair[1], len(rank)), pair[1], pair[0]))


def _elsewhere(there: Sequence[tuple[str, str]], without: Sequence[str]) -> tuple[Elsewhere, ...]:
    out = {text.normalise(name) for name in without}
    each: dict[str, list[str]] = {}
    for name, code in there:
        each.setdefault(name, []).append(code)
    return tuple(
        Elsewhere(name, tuple(codes), phrases.ALL in without or text.normalise(name) in out)
        for name, codes in each.items()
    )


def _passed_over(name: str) -> list[str]:
    used = {term.key for term in phrases.read(name)}
    words = [vocabulary.word(t.text, t.gram) for t in text.tokens(name)]
    return [w.key for w in words if w.key not in used and not w.gram]


def _warnings(name: str) -> list[str]:
    terms = phrases.read(name)
    if not terms:
        return [f"“{name}” has no letters to look for."]
    if all(phrases.ignored(t.key) and t.kind is not Kind.ACRONYM for t in terms):
        return [f"“{name}” is only words that stand in every text."]
    letters = sum(len(t.key) for t in terms)
    few = 1 if terms[0].kind is Kind.GRAM else 2
    if letters <= few and terms[0].kind is not Kind.ACRONYM:
        return [f"“{name}” is very short and will match much that is not meant."]
    return []


# -- examples --------------------------------------------------------------------------------------


def _variants(names: Sequence[str], trial: Index, there: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Other writings that match by themselves, each of them tried: of an ordinary word another number, of a name
    other spellings that readers of their script know, `there` among them. None where nothing is sure."""
    given = {text.normalise(name) for name in names}
    made = [example for name in names for example in _examples(name)]
    known_there = [pair for pair in there if pair[1] in _SHOWN]
    tried = [v for v, code in dict.fromkeys(made) if _matches(trial, v, code)]
    every = dict.fromkeys((*tried, *(v for v, _ in known_there)))
    return tuple(v for v in every if text.normalise(v) not in given)[:_EXAMPLES]


def _matches(trial: Index, variant: str, language: str | None) -> bool:
    document = text.read("", f"... {variant}, ...", language)
    return bool(trial.match(document, THRESHOLDS[Strictness.NORMAL]))


def _examples(name: str) -> list[tuple[str, str | None]]:
    """Writings to try, each with the language of the texts that hold it, if only those do."""
    words = name.split()
    other = _inflected(words)
    if other:
        return [(other, "en")]
    read = [phrases.read(word) for word in words]
    are_names = [len(terms) == 1 and _is_name(terms[0]) for terms in read]
    if not any(are_names):
        return []
    found = [
        " ".join(_respelt(word) if is_name else word for word, is_name in zip(words, are_names, strict=True))
    ]
    cyrillic = [_in_cyrillic(word) for word in words]
    if all(are_names) and all(cyrillic):
        found.append(" ".join(cyrillic))
    return [(one, None) for one in found]


def _is_name(term: Term) -> bool:
    latin = scripts.script_of(term.key) == "latn"
    return term.kind is Kind.NAME and latin and spelling.weight(vocabulary.sound(term.key)) >= 3


_ONE = re.compile("(?:[ts]ion|ment|ship|riff|(?:nt|tt|g|y)ee)$")
_MANY = re.compile("(?:[ts]ion|ment|ship|riff|(?:nt|tt|g|y)ee)s$")
_ONE_Y, _MANY_IES = re.compile("(?<=tor|str)y$"), re.compile("(?<=tor|str)ies$")
"""Endings that are only English, or form their plural in other languages in the same way."""


def _inflected(words: Sequence[str]) -> str:
    """An ordinary English phrase in the other number; empty where that is not sure."""
    if not words or not all(word.islower() for word in words[1:]):
        return ""
    last = words[-1]
    if _ONE.search(last):
        other = f"{last}s"
    elif _MANY.search(last):
        other = last[:-1]
    else:
        other = _MANY_IES.sub("y", last) if _MANY_IES.search(last) else _ONE_Y.sub("ies", last)
    return "" if other == last else " ".join((*words[:-1], other))


_RESPELT = (
    ("zhzh", "zh"),
    ("skyi", "sky"),
    ("yy", "y"),
    ("iia", "ia"),
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
)
_UKRAINIAN = re.compile("(?:zhzhia|ivka|enko|sky[yi]|[oe]vych|chuk|hrad|iv)$")
"""Endings by which a name in Latin letters is known for a Ukrainian one."""
_MAYBE_SOFT = re.compile("l[^aeiouy]")
"""Where the romanisation may have left out a soft sign: Lviv is Львів."""
_UKRAINIAN_LETTERS = (
    "shch:щ sky:ськи zh:ж kh:х ch:ч sh:ш ts:ц ia:я ya:я iu:ю yu:ю ie:є ye:є yi:ї yy:ий ai:аї иi:ий иy:ий a:а b:б d:д "
    "e:е f:ф g:г h:г i:і k:к l:л m:м n:н o:о p:п r:р s:с t:т u:у v:в y:и z:з"
)
"""Ukraine's official romanisation (2010), backwards."""


def _respelt(word: str) -> str:
    """A name as it is also spelt in Latin letters; itself where no other spelling is known."""
    low = text.normalise(word)
    for one, other in _RESPELT:
        low = low.replace(one, other)
    return low.capitalize()


def _in_cyrillic(word: str) -> str:
    """A name in Ukrainian letters; empty where it does not look like a romanised Ukrainian one."""
    low = text.normalise(word)
    if not _UKRAINIAN.search(low) or _MAYBE_SOFT.search(low):
        return ""
    for pair in _UKRAINIAN_LETTERS.split():
        roman, _, letter = pair.partition(":")
        low = low.replace(roman, letter)
    return "" if re.search("[a-z]", low) else low.capitalize()


# -- finding ---------------------------------------------------------------------------------------

_MIN_LIKENESS = 0.66


def nearest(query: str, names: Sequence[tuple[K, str]], limit: int = 5) -> list[tuple[K, float]]:
    """The names that a person may have meant, best first, each with its likeness in 0..1 (1: the very name).
    A name may be given under several keys and a key with several names; its best counts."""
    best: dict[K, float] = {}
    key, heard = text.normalise(query).strip(), _heard(query)
    for owner, name in names:
        value = _likeness(key, heard, name)
        if value >= _MIN_LIKENESS and value > best.get(owner, 0.0):
            best[owner] = value
    return sorted(best.items(), key=lambda pair: -pair[1])[:limit]


def _heard(name: str) -> str:
    words = [vocabulary.word(token.text).key for token in text.tokens(name[:200])]
    telling = [word for word in words if not phrases.ignored(word)] or words
    return " ".join(spelling.sound(scripts.romanise(word)) for word in telling)


def _likeness(key: str, heard: str, name: str) -> float:
    other = text.normalise(name).strip()
    if key == other:
        return 1.0
    if not heard.strip():
        return 0.9 if key and key in other else 0.0
    sounds = _heard(name)
    whole = fuzz.ratio(heard, sounds) / 100
    spelt = fuzz.ratio(key, other) / 100
    opening = 0.9 if len(key) > 2 and other.startswith(key) else 0.0
    return round(min(0.99, max(whole, _PARTLY * _words(heard, sounds), spelt, opening)), 4)


_PARTLY = 0.93


def _words(heard: str, sounds: str) -> float:
    """How well each word typed fits some word of the name."""
    typed, there = heard.split(), sounds.split()
    if not typed or not there:
        return 0.0
    return sum(max(fuzz.ratio(word, other) for other in there) for word in typed) / (100 * len(typed))
