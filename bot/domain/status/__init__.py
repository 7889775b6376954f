"""Where an issue stands: its newest development, the state word if a text says one, and the dated timeline.

Extractive: every sentence is a stretch of a report's text, or its title. Ranks and quotes, and writes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from math import log1p
from typing import Final

from rapidfuzz import fuzz

from bot.domain import coverage, publishers
from bot.domain.model import StoryId
from bot.domain.standing import Contrary, Development, Report, Status
from bot.domain.status.contradiction import is_independent, is_opposed
from bot.domain.status.cues import STATES
from bot.domain.status.search import Hit, Search
from bot.domain.status.sentences import Context, Line, importance, lines_of, names_of, terms_of
from bot.domain.status.states import state_of

__all__ = [
    "ABOUT",
    "STATES",
    "TIMELINE",
    "Hit",
    "Search",
    "answer",
    "lines",
    "state_of",
    "stateless",
    "with_past",
]

TIMELINE: Final = 100
"""Most lines of a timeline, the newest ones: more pages than anybody turns."""
ABOUT: Final = 0.5
"""Score of a match from which a story is about the issue and has its line, however busy the day: the normal
threshold of an alert."""
_WHOLE: Final = 300
"""Stories, newest first, whose openings are read too; of older ones the matched passage is enough."""
_AROUND: Final = 3
"""Days before and after a story within which others are weighed against it."""
_PASSING: Final = 0.6
"""Share of the best match's score of the days around, under which a weak match only mentions the issue in passing."""
_MANY: Final = 9
"""Stories in the days around a weak one from which it is told only if it holds its own beside the best."""
_WORTHY: Final = (0.5, 0.7)
"""Share of the best story's worth that a weak one needs to be told, among few and among many."""
_FIT: Final = 0.6
"""Share of the worth of a story's best line from which a newer one tells the story."""
_RENEWED: Final = 66
"""Per cent of the letters of two lines that are the same in order, from which they say the same, brought up to date.
From 58 to 66 the open data's front-page items are the same within .001; at 75 .004 fewer are answered."""
_COPIES: Final = 12
"""Newest reports of a story that are read for its line, and as many that do not name the issue."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A story and the line that tells it."""

    line: Line
    at: datetime
    sources: int
    worth: float
    about: bool
    """Whether any of its reports is about the issue, not only a mention."""


def answer(issue: str, reports: Sequence[Report], as_of: datetime) -> Status:
    """Where an issue stands at a moment, from matched articles, and others of their stories, in any order; later ones
    are left out."""
    known = _relevant(sorted((r for r in reports if r.published_at <= as_of), key=_newest_first))
    around = _Around(known)
    told = _distinct(_worthy(_told(known, around)))
    if not told:
        return Status(issue=issue, as_of=as_of)
    newest = told[0]
    return Status(
        issue=issue,
        as_of=as_of,
        state=_state(newest.line),
        newest=_development(newest),
        contrary=_contrary(newest, known, around),
        timeline=tuple(_development(t) for t in told[:TIMELINE]),
        coverage=_coverage(told, as_of),
        silence=as_of - newest.at,
    )


def lines(reports: Sequence[Report]) -> list[tuple[StoryId, Development, float]]:
    """The timeline's lines of reports that are about to go, each with its story and its best match's score."""
    best: dict[StoryId, float] = defaultdict(float)
    for report in reports:
        best[report.story] = max(best[report.story], report.match.score)
    known = _relevant(sorted(reports, key=_newest_first))
    told = _distinct(_worthy(_told(known, _Around(known))))
    return [(one.line.report.story, _development(one), best[one.line.report.story]) for one in told]


def stateless(answer: Status) -> Status:
    """An answer from reports that have a name only in part: nothing in them says how the whole of it stands."""
    return replace(answer, state=None, contrary=None)


def with_past(answer: Status, past: Iterable[Development]) -> Status:
    """An answer with kept lines of articles that have gone, those at its moment or before."""
    known = {one.sentence for one in answer.timeline}
    kept = [one for one in past if one.at <= answer.as_of and one.sentence not in known]
    if not kept:
        return answer
    timeline = sorted((*answer.timeline, *kept), key=lambda one: one.at, reverse=True)[:TIMELINE]
    newest = answer.newest or timeline[0]
    told = set(timeline)
    return replace(
        answer,
        newest=newest,
        timeline=tuple(timeline),
        silence=answer.as_of - newest.at,
        past=sum(one in told for one in kept),
    )


def _relevant(reports: Sequence[Report]) -> list[Report]:
    """Without the passing mentions of days that have better reports; newest first as given. A story is about the issue
    when any of its reports is: the next one may call it by other words."""
    best: dict[int, float] = defaultdict(float)
    stories: dict[StoryId, float] = defaultdict(float)
    for report in reports:
        stories[report.story] = max(stories[report.story], report.match.score)
        day = _day(report.published_at)
        for near in range(day - _AROUND, day + _AROUND + 1):
            best[near] = max(best[near], report.match.score)
    return [r for r in reports if stories[r.story] >= min(ABOUT, _PASSING * best[_day(r.published_at)])]


def _newest_first(report: Report) -> tuple[float, float]:
    return -report.published_at.timestamp(), -report.match.score


# -- one line a story ------------------------------------------------------------------------------


def _told(reports: Sequence[Report], around: "_Around") -> list[_Told]:
    """The stories of reports (newest first), each with its best line, newest first."""
    stories: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        stories[report.story].append(report)
    told = [
        line
        for n, copies in enumerate(stories.values())
        if (line := _tell(copies, around, briefly=n >= _WHOLE)) is not None
    ]
    return sorted(told, key=lambda t: (t.at, t.worth), reverse=True)


class _Around:
    """What else was reported in the days before a moment, as term weights, and what all reports call the issue."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._names = names_of(reports)
        self._days: dict[int, Counter[str]] = defaultdict(Counter)
        self._stories: Counter[int] = Counter()
        self._known: dict[int, Context] = {}
        seen: set[tuple[int, int]] = set()
        for report in reports:
            day = _day(report.published_at)
            if (
                report.names_it and (day, report.story) not in seen
            ):  # ten copies of a story are no ten reports
                seen.add((day, report.story))
                self._days[day].update(terms_of(report))
                self._stories[day] += 1

    def at(self, moment: datetime) -> Context:
        day = _day(moment)
        if day not in self._known:
            counts: Counter[str] = Counter()
            for d in range(day - 2, day + 1):
                counts.update(self._days.get(d, Counter()))
            stories = sum(self._stories[d] for d in range(day - 2, day + 1))
            self._known[day] = Context(importance(counts, stories), self._names)
        return self._known[day]


def _day(moment: datetime) -> int:
    return moment.astimezone(UTC).toordinal()


def _tell(copies: Sequence[Report], around: _Around, *, briefly: bool) -> _Told | None:
    """The line of a story from its copies, newest first: of the newest that is fit to be quoted beside the best. What
    does not name the issue tells it only in nearly the same words as one that does."""
    reported = around.at(copies[0].published_at)

    def first_lines(reports: Iterable[Report]) -> list[Line]:
        return [lines[0] for r in reports if (lines := lines_of(r, reported, briefly=briefly))]

    best = first_lines([r for r in copies if r.names_it][:_COPIES])
    if not best:
        return None
    good = max(line.worth for line in best)
    chosen = next(line for line in best if line.worth >= _FIT * good)
    newer = (r for r in copies if not r.names_it and r.published_at > chosen.report.published_at)
    best = sorted((*first_lines(islice(newer, _COPIES)), *best), key=lambda line: _newest_first(line.report))
    chosen = next(line for line in best if line is chosen or _is_renewed(line, chosen))
    chosen = [line for line in best if line.text == chosen.text][-1]  # who told it first
    sources = len({publishers.family(r.source, r.url) for r in copies})
    worth = good * (0.3 + 0.7 * max(r.match.score for r in copies)) * (1 + 0.25 * log1p(sources - 1))
    about = any(r.match.score >= ABOUT for r in copies)
    return _Told(chosen, chosen.report.published_at, sources, worth, about)


def _is_renewed(line: Line, older: Line) -> bool:
    """Whether a line is an older one with what has changed since: other figures, a word more."""
    return fuzz.ratio(line.text, older.text) >= _RENEWED


# -- which stories ---------------------------------------------------------------------------------


def _worthy(told: Sequence[_Told]) -> list[_Told]:
    """Every story that is about the issue, and of the others those that hold their own beside the best of the days
    around them; newest first as given."""
    days: dict[int, list[_Told]] = defaultdict(list)
    for story in told:
        days[_day(story.at)].append(story)
    best = {day: max(story.worth for story in stories) for day, stories in days.items()}

    def holds_its_own(story: _Told) -> bool:
        day = _day(story.at)
        near = range(day - _AROUND, day + _AROUND + 1)
        many = sum(len(days.get(d, ())) for d in near) >= _MANY
        return story.worth >= _WORTHY[many] * max(best.get(d, 0.0) for d in near)

    return [story for story in told if story.about or holds_its_own(story)]


def _distinct(told: Sequence[_Told]) -> list[_Told]:
    """Told without lines that say the same in the same words; the newer one stays."""
    lines: dict[str, _Told] = {}
    for story in told:
        lines.setdefault(" ".join(story.line.text.casefold().split()), story)
    return list(lines.values())


# -- the answer's parts ----------------------------------------------------------------------------


def _state(line: Line) -> str | None:
    passage = line.report.match.passage
    heading, lead_in = (passage.heading, passage.lead_in) if line.governed else ("", "")
    sentence = line.text if line.mentions or line.governed else ""
    return state_of(sentence, heading, lead_in, line.report.language)


def _contrary(newest: _Told, known: Sequence[Report], around: _Around) -> Contrary | None:
    """The newest report about the issue that says the contrary of the newest development at the same time."""
    said = _state(newest.line)
    if said is None:
        return None
    for report in known:
        if report.match.score < ABOUT or not is_independent(newest.line.report, report):
            continue
        for line in lines_of(report, around.at(report.published_at))[:1]:
            state = _state(line)
            if state is not None and is_opposed(said, state):
                told = Development(report.published_at, line.text, report.url, report.source, 1)
                return Contrary(told, state)
    return None


def _development(told: _Told) -> Development:
    report = told.line.report
    return Development(told.at, told.line.text, report.url, report.source, told.sources)


def _coverage(told: Sequence[_Told], as_of: datetime) -> dict[str, int]:
    """ISO day -> stories told of it, the days without any too: the lines of the timeline, counted."""
    stories = Counter(story.at.astimezone(UTC).date() for story in told)
    return coverage.spread(stories, coverage.begin(as_of).date(), as_of)
