"""What an article adds to a story that a reader was told: how it stands, a step that was taken, how many it struck.

A retelling always has sentences of its own; most of them are background. So only three things count as a new fact, each
of them a thing that a reader would want to be called for: a state word that the story did not have, a word of the
headline for a step (arrested, released, restored), and a toll that grew by half. What was told before is known wherever
it stands there; of the article that comes, only what the reader will be shown speaks. Tells that there is news; what it
is, the passage tells.
"""

from collections.abc import Iterable
from typing import Final

from bot.domain.model import Article, Passage
from bot.domain.status.cues import AGREED, REJECTED, RESOLVED, SIGNED, SUSPENDED
from bot.domain.status.states import state_of
from bot.domain.stories.steps import is_step
from bot.domain.stories.tolls import KINDS, LANGUAGES, tolls
from bot.domain.text import sentences
from bot.domain.words import language_of, tokenise

GROWN: Final = 1.5
"""By how much a toll must grow: the estimates of the first hours differ by less."""
DECISIVE: Final = frozenset({AGREED, SIGNED, REJECTED, SUSPENDED, RESOLVED})
"""States that are events; that something is open or talked about is as often background."""
_READ: Final = 12_000
"""Characters of a text that are read for what it says."""
_STEP: Final = "step"
_IN: Final = "in"

Facts = frozenset[str]
"""Each of them one word: a state, "step:" and a word as it is compared, a kind of harm and its toll as "dead:12", and
"in:" with the language that they are told in."""


def said(article: Article) -> Facts:
    """Every fact that an article tells anywhere, be it in passing: what its reader may know."""
    language = language_of(article.title, article.text, article.language)
    text = article.text[:_READ]
    lines = [article.title, *(text[start:end] for start, end in sentences(text, language))]
    whole = f"{article.title}\n{text}"
    return _facts(lines, whole, whole, language)


def brought(article: Article, passage: Passage, matched: str) -> Facts:
    """The facts that an article has as its news, in its headline and in the passage that is quoted of it. `matched`:
    the words by which it speaks of the issue; a state counts only where it is said of that."""
    language = language_of(article.title, article.text, article.language)
    quoted = passage.text if passage.start is not None else ""
    lines = [article.title, *(quoted[start:end] for start, end in sentences(quoted, language))]
    about = [line for line in lines if matched in line]
    return _facts(about, article.title, "\n".join(lines), language)


def is_telling(facts: Facts) -> bool:
    """Whether there is any fact among them at all."""
    return any(not fact.startswith(f"{_IN}:") for fact in facts)


def new_fact(news: Facts, known: Facts) -> str | None:
    """What is news to who knows the others: a state word, or what it is a kind of; None for nothing. Words can be
    compared in one language only, numbers in all."""
    languages = [
        {fact.partition(":")[2] for fact in facts if fact.startswith(f"{_IN}:")} for facts in (news, known)
    ]
    same_language, counted = bool(languages[0] & languages[1]), languages[0] | languages[1] <= LANGUAGES
    for fact in sorted(news - known):
        kind, _, value = fact.partition(":")
        if same_language and kind in DECISIVE | {_STEP}:
            return kind
        if counted and kind in KINDS and _is_grown(kind, int(value), known):
            return kind
    return None


def _is_grown(kind: str, toll: int, known: Facts) -> bool:
    """Where nobody was known to be struck, any toll is; where nobody had counted, none is."""
    before = [int(fact.partition(":")[2]) for fact in known if fact.startswith(f"{kind}:")]
    return toll > 0 and all(one > 0 and toll >= one * GROWN for one in before)


def _facts(stating: Iterable[str], stepping: str, counting: str, language: str | None) -> Facts:
    states = {state_of(line, "", "", language) for line in stating} & DECISIVE
    steps = {token.key for token in tokenise(stepping, language) if is_step(token.key, language)}
    return frozenset(
        (
            *(state for state in states if state is not None),
            *(f"{_STEP}:{key}" for key in steps),
            *(f"{kind}:{toll}" for kind, toll in tolls(counting).items()),
            f"{_IN}:{language or ''}",
        )
    )
