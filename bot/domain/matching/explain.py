"""A match in words: what was written there, and what made its score. One short sentence a reason.

Decides nothing: it only says what `score` was told. The words are for the person who follows the issue.
"""

from babel import Locale, UnknownLocaleError

from bot.domain import text
from bot.domain.grounds import Grounds

_OPENING, _EARLY = 300, 1500
"""Characters into the text up to which a mention stands in the opening, and early."""
_WORD = 6
"""Characters of a word and its space, to say a place in the text in words."""
_NEAR, _FAIR = 0.34, 0.75
"""Distances, as shares of what counts as the name, up to which a spelling is called very near, and near."""


def explain(grounds: Grounds, *, matched: str, alias: str) -> tuple[str, ...]:
    """The reasons behind a match, what was written first. `matched`: the words of the article; `alias`: the name of
    the issue that they are taken for."""
    return (_writing(grounds, matched, alias), *_places(grounds), _often(grounds))


def gist(grounds: Grounds) -> str:
    """What speaks most for the match, in a few words."""
    if grounds.ratio > 1:
        return "a doubtful spelling"
    if grounds.title:
        return "in the headline" if grounds.mentions else "in the headline only"
    if grounds.heading:
        return "in a section of its own"
    often = f"named {grounds.mentions} times" if grounds.mentions > 1 else "named once"
    at = grounds.first_at or 0
    return f"{often}, {'in the opening' if at <= _OPENING else 'early' if at <= _EARLY else 'far down'}"


def language_name(code: str) -> str:
    """A language in English; the code itself where it has no name."""
    try:
        return str(Locale.parse("en").languages.get(code, code))
    except (UnknownLocaleError, ValueError):  # pragma: no cover - English is always there
        return code


def _writing(grounds: Grounds, matched: str, alias: str) -> str:
    there, name = f"Matched “{_clipped(matched)}”", f"“{_clipped(alias)}”"
    same = text.normalise(matched) == text.normalise(alias)
    if grounds.language:
        form = "" if same else f" a form of {name},"
        return f"{there},{form} its name in {language_name(grounds.language)}."
    if same:
        return f"{there}, as the issue is named."
    if grounds.ratio <= 0:
        return f"{there}: {name} in another form or order."
    if grounds.ratio <= _NEAR:
        return f"{there}, very near to {name} in form and spelling."
    if grounds.ratio <= _FAIR:
        return f"{there}, near to {name}; that costs a little."
    if grounds.ratio <= 1:
        return f"{there}, only just near enough to {name}; that costs some of the score."
    return f"{there}, which is farther from {name} than the normal setting takes."


def _places(grounds: Grounds) -> list[str]:
    """Where it stands, the most telling place first."""
    found = ["The headline names it."] if grounds.title else []
    if grounds.heading:
        found.append(f"It has a section of its own: “{_clipped(grounds.heading)}”.")
    at = grounds.first_at
    if at is not None and at <= _OPENING:
        found.append("The opening names it.")
    elif at is not None and at <= _EARLY:
        found.append(f"It comes up early, after some {_words(at)} words.")
    elif at is not None:
        found.append(f"It only comes up after some {_words(at)} words.")
    return found


def _often(grounds: Grounds) -> str:
    if not grounds.mentions:
        return "The text below the headline does not name it."
    return (
        "The text names it once." if grounds.mentions == 1 else f"The text names it {grounds.mentions} times."
    )


def _words(characters: int) -> int:
    """About how many words, to the nearest fifty."""
    return max(50, round(characters / _WORD / 50) * 50)


def _clipped(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
