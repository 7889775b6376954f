"""Names as people type them: reading back what an issue will match, and finding the name that was meant.

Shows and searches; what matches an article is decided elsewhere.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
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
class Reading:
    """How an issue is understood, to be read back to whoever follows it."""

    names: tuple[str, ...]
    """Its name and aliases as typed."""
    variants: tuple[str, ...]
    """Examples of other writings that will match: names in other languages, other spellings."""
    ignored: tuple[str, ...]
    """Words of the name that are passed over."""
    warnings: tuple[str, ...]
    """What is doubtful about it, in words for a person."""


_EXAMPLES = 6
_SHOWN = ("uk", "ru", "de", "fr", "es", "ar", "zh", "hi", "tr", "pl")


def describe(issue: Issue) -> Reading:
    """What will match an issue."""
    names = tuple(dict.fromkeys(name.strip() for name in (issue.name, *issue.aliases) if name.strip()))
    return Reading(
        names,
        _variants(names),
        tuple(dict.fromkeys(word for name in names for word in _passed_over(name))),
        tuple(warning for name in names for warning in _warnings(name)),
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


def _variants(names: tuple[str, ...]) -> tuple[str, ...]:
    """Other writings that match: established ones first, then by script and by the ways that sounds are spelt."""
    found: list[str] = []
    there_all: set[str] = set()
    for name in names:
        there = dict(known.translations(name))
        there_all.update(there.values())
        found += [there[code] for code in _SHOWN if code in there]
        terms = phrases.read(name)
        if 0 < len(terms) < 3 and not _passed_over(name) and all(_is_name(term) for term in terms):
            found += [" ".join(word) for word in zip(*(_spellings(term) for term in terms), strict=True)]
    given = {text.normalise(name) for name in names}
    trial = Index()
    for number, name in enumerate(names):
        trial.add(Issue(id=IssueId(number), name=name))
    new = [v for v in dict.fromkeys(found) if text.normalise(v) not in given]
    return tuple(v for v in new if v in there_all or _matches(trial, v))[:_EXAMPLES]


def _matches(trial: Index, variant: str) -> bool:
    found = trial.match(text.read("", f"... {variant}, ..."), THRESHOLDS[Strictness.NORMAL])
    return bool(found)


def _is_name(term: Term) -> bool:
    return term.kind is Kind.NAME and term.script == "latn" and term.weight >= 3


_RESPELT = (
    ("zh", "z"),
    ("kh", "h"),
    ("yy", "y"),
    ("ia", "iya"),
    ("ts", "tz"),
    ("ou", "u"),
    ("k", "q"),
    ("v", "w"),
)
_CYRILLIC_LETTERS = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("ya", "я"), ("ia", "ія"),
    ("yu", "ю"), ("ye", "є"), ("yi", "ї"), ("yy", "ий"), ("th", "т"), ("ph", "ф"), ("ck", "к"), ("a", "а"), ("b", "б"),
    ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "і"), ("j", "дж"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"),
    ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "и"), ("z", "з"),
)  # fmt: skip
_ARABIC_LETTERS = (
    ("zh", "ج"), ("kh", "خ"), ("sh", "ش"), ("ch", "تش"), ("th", "ث"), ("ts", "تس"), ("ph", "ف"), ("ou", "و"),
    ("a", "ا"), ("b", "ب"), ("c", "ك"), ("d", "د"), ("e", "ي"), ("f", "ف"), ("g", "غ"), ("h", "ه"), ("i", "ي"),
    ("j", "ج"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن"), ("o", "و"), ("p", "ب"), ("q", "ق"), ("r", "ر"),
    ("s", "س"), ("t", "ت"), ("u", "و"), ("v", "ف"), ("w", "و"), ("x", "كس"), ("y", "ي"), ("z", "ز"),
)  # fmt: skip


def _spellings(term: Term) -> tuple[str, ...]:
    """One word in other spellings, always as many, so that the words of a name can be put together again."""
    plain = scripts.romanise(term.key)
    respelt = plain
    for one, other in _RESPELT:
        if one in respelt:
            respelt = respelt.replace(one, other)
            break
    return (
        respelt.capitalize(),
        _written(plain, _CYRILLIC_LETTERS).capitalize(),
        _written(plain, _ARABIC_LETTERS),
    )


def _written(word: str, letters: Sequence[tuple[str, str]]) -> str:
    for one, other in letters:
        word = word.replace(one, other)
    return word


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
