"""What speaks for a match, in the language that is spoken: one short sentence a reason, and the same in a few words.

Says what bot.domain.matching.explain says in English, to the letter; a test holds the two together. Decides nothing.
"""

from bot.domain import text
from bot.domain.grounds import Grounds
from bot.messages.rich import clip, one_line
from bot.messages.tongue import language_name, many, mark, tr

_OPENING, _EARLY = 300, 1500
"""Characters into the text up to which a mention stands in the opening, and early."""
_WORD = 6
"""Characters of a word and its space, to say a place in the text in words."""
_NEAR, _FAIR = 0.34, 0.75
"""Distances, as shares of what counts as the name, up to which a spelling is called very near, and near."""
_LONGEST = 80


def explain(grounds: Grounds, *, matched: str, alias: str) -> tuple[str, ...]:
    """The reasons behind a match, what was written first. `matched`: the words of the article; `alias`: the name of
    the issue that they are taken for."""
    return (_writing(grounds, matched, alias), *_places(grounds), _often(grounds))


def gist(grounds: Grounds) -> str:
    """What speaks most for the match, in a few words."""
    if grounds.ratio > 1:
        return tr("a doubtful spelling")
    if grounds.title:
        return tr("in the headline") if grounds.mentions else tr("in the headline only")
    if grounds.heading:
        return tr("in a section of its own")
    n, at = grounds.mentions, grounds.first_at or 0
    often = many("named once", "named {n} times", max(n, 1))
    where = tr("in the opening") if at <= _OPENING else tr("early") if at <= _EARLY else tr("far down")
    return tr("{often}, {where}", often=often, where=where)


def _writing(grounds: Grounds, matched: str, alias: str) -> str:
    there, name = clip(one_line(matched), _LONGEST), clip(one_line(alias), _LONGEST)
    same = text.normalise(matched) == text.normalise(alias)
    if grounds.language:
        language = language_name(grounds.language)
        if same:
            return tr("Matched “{matched}”, its name in {language}.", matched=there, language=language)
        return tr(
            "Matched “{matched}”, a form of “{name}”, its name in {language}.",
            matched=there,
            name=name,
            language=language,
        )
    if same:
        return tr("Matched “{matched}”, as the issue is named.", matched=there)
    return tr(_nearness(grounds.ratio), matched=there, name=name)


def _nearness(ratio: float) -> str:
    if ratio <= 0:
        return mark("Matched “{matched}”: “{name}” in another form or order.")
    if ratio <= _NEAR:
        return mark("Matched “{matched}”, very near to “{name}” in form and spelling.")
    if ratio <= _FAIR:
        return mark("Matched “{matched}”, near to “{name}”; that costs a little.")
    if ratio <= 1:
        return mark("Matched “{matched}”, only just near enough to “{name}”; that costs some of the score.")
    return mark("Matched “{matched}”, which is farther from “{name}” than the normal setting takes.")


def _places(grounds: Grounds) -> list[str]:
    """Where it stands, the most telling place first."""
    found = [tr("The headline names it.")] if grounds.title else []
    if grounds.heading:
        heading = clip(one_line(grounds.heading), _LONGEST)
        found.append(tr("It has a section of its own: “{heading}”.", heading=heading))
    at = grounds.first_at
    if at is None:
        return found
    if at <= _OPENING:
        return [*found, tr("The opening names it.")]
    if at <= _EARLY:
        return [*found, tr("It comes up early, after some {n} words.", n=_words(at))]
    return [*found, tr("It only comes up after some {n} words.", n=_words(at))]


def _often(grounds: Grounds) -> str:
    if not grounds.mentions:
        return tr("The text below the headline does not name it.")
    return many("The text names it once.", "The text names it {n} times.", grounds.mentions)


def _words(characters: int) -> int:
    """About how many words, to the nearest fifty."""
    return max(50, round(characters / _WORD / 50) * 50)
