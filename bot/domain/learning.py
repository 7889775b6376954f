"""What an honest press teaches: which changes would keep such an article from ringing, and what else they would change.

Pure. Proposes the narrowest change first and only what would have helped; a person chooses, and every choice can be
undone. What rang is counted by story, as alerts do.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import floor

from bot.domain.alerting import heard, least, left_out
from bot.domain.matching import THRESHOLDS
from bot.domain.model import StoryId, Strictness, Subscription
from bot.domain.standing import Report
from bot.domain.text import normalise
from bot.domain.wishes import Lesson, LessonKind, is_heard
from bot.domain.words import stem, weigh

BORDER = 0.1
"""A match that is less than this above what an alert needs is worth keeping when it is liked."""
STEP = 0.01
"""How far above a disliked match the next one must be."""
SUREST = {
    Strictness.LOOSE: THRESHOLDS[Strictness.NORMAL],
    Strictness.NORMAL: THRESHOLDS[Strictness.STRICT],
    Strictness.STRICT: THRESHOLDS[Strictness.STRICT],
}
"""No press makes an issue stricter than its next setting: one wrong alert says little about how sure is sure enough. A
match surer than that is of the wrong subject, not a mention."""
PATTERN = 3
"""Stories that a word must have rung in to be a pattern, ..."""
SHARE = 0.5
"""... which are no more than this share of all that rang: a word of most of them is the issue's own."""
WORDS = 2
"""Words proposed at most."""
TELLING = 0.9
"""From this weight on a word is worth excluding: everyday words would take half of the news along."""
_WORD = re.compile(r"[^\W\d_][\w'’-]{2,}")


class Wrong(StrEnum):
    """What was wrong with an alert."""

    SUBJECT = "subject"
    MENTION = "mention"
    OLD = "old"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A lesson, and what it would have changed."""

    lesson: Lesson
    dropped: tuple[Report, ...]
    """Stories that rang and would not have, newest first, the disliked one among them."""
    kept: int
    """Stories that would have rung all the same."""


def rings(one: Subscription, report: Report) -> bool:
    """Whether the article is sure enough, from a publisher that is heard, and without an excluded word."""
    if report.match.score < least(one) or not is_heard(report.source, heard(one)):
        return False
    return not left_out(one, _words(report))


def is_let_by(one: Subscription, report: Report) -> bool:
    """Whether nothing that was learned or chosen keeps it away, however strictly the issue is matched."""
    is_sure = report.match.score >= least(one) or report.match.score < THRESHOLDS[one.strictness]
    return is_sure and is_heard(report.source, heard(one)) and not left_out(one, _words(report))


def told(one: Subscription, reports: Sequence[Report]) -> list[Report]:
    """The stories that ring, each by its surest article, newest first."""
    best: dict[StoryId, Report] = {}
    for report in reports:
        known = best.get(report.story)
        if rings(one, report) and (known is None or report.match.score > known.match.score):
            best[report.story] = report
    return sorted(best.values(), key=lambda it: (it.published_at, it.story), reverse=True)


def proposals(
    wrong: Wrong, one: Subscription, disliked: Report, reports: Sequence[Report], now: datetime
) -> tuple[Proposal, ...]:
    """What could be changed, most fitting first. `reports`: what the issue gave lately, the disliked one among it."""
    before = told(one, reports)
    lessons = [Lesson(kind, value, now) for kind, value in _fitting(wrong, one, disliked, before)]
    found = [_effect(one, lesson, before, reports) for lesson in lessons]
    return tuple(it for it in found if any(report.story == disliked.story for report in it.dropped))


def taught(one: Subscription, lesson: Lesson) -> Subscription:
    """The subscription with the lesson."""
    if lesson.kind is LessonKind.ALIAS:
        names = tuple(name for name in one.issue.aliases if name != lesson.value)
        one = replace(one, issue=replace(one.issue, aliases=names))
    return replace(one, lessons=(*one.lessons, lesson))


def is_borderline(one: Subscription, score: float) -> bool:
    """Whether a match only just rang."""
    return score < least(one) + BORDER


def kept_from(score: float) -> str:
    """The value of the lesson that keeps matches of such a score: rounded down, so that this one is among them."""
    return f"{floor(score * 100) / 100:.2f}"


def _fitting(
    wrong: Wrong, one: Subscription, disliked: Report, before: Sequence[Report]
) -> list[tuple[LessonKind, str]]:
    """The lessons that fit what was wrong, with their values."""
    needed = floor((disliked.match.score + STEP) * 100 + 1) / 100
    surer = [(LessonKind.SURER, f"{needed:.2f}")] if needed <= SUREST[one.strictness] else []
    words = [(LessonKind.WORD, word) for word in excludable(one, disliked, before)]
    source = [(LessonKind.SOURCE, disliked.source)] if disliked.source.strip() else []
    alias = [(LessonKind.ALIAS, name) for name in one.issue.aliases if name == disliked.match.alias]
    return {
        Wrong.SUBJECT: [*alias, *words, *surer],
        Wrong.MENTION: [*surer, *words[:1]],
        Wrong.OLD: [*source, *surer],
        Wrong.SEEN: [*source, *surer],
    }[wrong]


def excludable(one: Subscription, disliked: Report, before: Sequence[Report]) -> list[str]:
    """Telling words of an article, none of them the issue's own: first one that several of the stories have which
    rang, then those that set it apart from all of them."""
    language = disliked.language or "en"
    own = _stems(" ".join((one.issue.name, *one.issue.aliases, disliked.match.matched)), language)
    others = [_stems(_words(report), language) for report in before if report.story != disliked.story]
    weights = _telling(_words(disliked), language, own)
    has = {word: sum(stem(word, language) in other for other in others) for word in weights}
    pattern = [word for word, count in has.items() if PATTERN - 1 <= count < SHARE * len(before)]
    apart = [word for word, count in has.items() if not count]
    in_title = set(_WORD.findall(normalise(disliked.title)))
    return [
        *sorted(pattern, key=lambda word: (-has[word], -weights[word]))[:1],
        *sorted(apart, key=lambda word: (word not in in_title, -weights[word])),
    ][:WORDS]


def _telling(text: str, language: str, own: Collection[str]) -> dict[str, float]:
    """Each telling word of a text with its weight, in order; none whose stem is one of these."""
    found: dict[str, float] = {}
    for word in _WORD.findall(normalise(text)):
        key, weight = weigh(word, language)
        if weight >= TELLING and key not in own and stem(word, language) not in own:
            found.setdefault(word, weight)
    return found


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _WORD.findall(normalise(text)))


def _effect(
    one: Subscription, lesson: Lesson, before: Sequence[Report], reports: Sequence[Report]
) -> Proposal:
    after_lesson = taught(one, lesson)
    if lesson.kind is LessonKind.ALIAS:
        reports = [report for report in reports if report.match.alias != lesson.value]
    after = {report.story for report in told(after_lesson, reports)}
    dropped = tuple(report for report in before if report.story not in after)
    return Proposal(lesson, dropped, len(before) - len(dropped))


def _words(report: Report) -> str:
    """The words in which an excluded one is looked for."""
    return f"{report.title}\n{report.match.passage.text}"
