"""Where an issue stands, and its timeline. Extractive: every sentence shown is handed in with its source."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.coverage import DAYS
from bot.domain.standing import Development, Status
from bot.messages.message import Button, Key, Message, Row, message, on_page
from bot.messages.rich import (
    CAPTION_LIMIT,
    EMPTY,
    TEXT_LIMIT,
    Rich,
    ago,
    bold,
    clip,
    counted,
    day,
    fit,
    italic,
    join,
    link,
    one_line,
    phrase,
    plain,
    when,
)
from bot.messages.standing import state_word
from bot.messages.tongue import tr

NAME = 80
SENTENCE = 600
LINE = 150
BEFORE = 5
"""Earlier developments under the newest."""
NOTE = 140
"""Which name was taken for another one (`talk.taking`)."""
PAGE = 6
"""Lines of a timeline's page at most."""
QUIET = timedelta(days=3)
"""Silence worth saying."""
BARS = "▁▂▃▄▅▆▇█"
NOON = time(12)
"""A day's hour that falls on it nearly everywhere."""
Suggestion = tuple[Key, str]


def status(answer: Status, issue: Key, *, followed: bool, note: str = "") -> Message:
    """The newest development, the state word and what came before."""
    if answer.newest is None:
        return unknown(answer.issue, issue, followed=followed, note=note)
    newest, now = answer.newest, answer.as_of
    head = [
        _note(note),
        plain("📍 ")
        + join((bold(clip(one_line(answer.issue), NAME)), plain(state_word(answer.state))), ": "),
        phrase("“{name}”", name=clip(one_line(newest.sentence), SENTENCE)),
        join((_source(newest), when(newest.at, now), ago(newest.at, now), _link(newest)), " · "),
        *_contrary(answer),
        _silence(answer),
        _past(answer),
    ]
    told = {newest, answer.contrary.development} if answer.contrary else {newest}
    earlier = [_line(one, now) for one in answer.timeline if one not in told][:BEFORE]
    tail = _bars(answer.coverage, now)
    lines = [bold(phrase("Before that")), *earlier] if earlier else []
    _, taken = fit(lines, TEXT_LIMIT - 10, beside=join((*head, tail)))
    return message(join((*head, *lines[:taken], tail)), status_buttons(issue, followed=followed, known=True))


def unknown(
    name: str, issue: Key, *, followed: bool, note: str = "", near: Sequence[Suggestion] = ()
) -> Message:
    """Nothing is known, said plainly; the nearest names as buttons."""
    words = join(
        (
            _note(note),
            plain("📍 ") + bold(clip(one_line(name), NAME)),
            phrase("Nothing about it in the articles that came in so far."),
            phrase("You follow it: the first report will ring.") if followed else EMPTY,
            phrase("Did you mean one of these?") if near else EMPTY,
        )
    )
    rows = [[Button(f"📍 {other}", f"status:{other_id}")] for other_id, other in near]
    return message(words, (*rows, *status_buttons(issue, followed=followed, known=False)))


def status_buttons(issue: Key, *, followed: bool, known: bool) -> tuple[Row, ...]:
    """What can be done from a status."""
    follow = () if followed else (Button(tr("🔔 Follow"), f"follow:{issue}"),)
    lines = (Button(tr("🕓 Timeline"), f"time:{issue}:0"),) if known else ()
    return ((*follow, *lines, Button(tr("↻ Refresh"), f"fresh:{issue}")),)


def _note(note: str) -> Rich:
    return italic(clip(one_line(note), NOTE)) if note else EMPTY


def _source(one: Development) -> Rich:
    more = f" +{one.sources - 1}" if one.sources > 1 else ""
    return plain((clip(one_line(one.source), 60) or tr("Unnamed source")) + more)


def _link(one: Development) -> Rich:
    """The word "link", only where there is one."""
    linked = link(phrase("link"), one.url)
    return linked if linked.entities else EMPTY


def _contrary(answer: Status) -> tuple[Rich, ...]:
    """What another publisher says to the contrary, beside the newest development and no smaller."""
    if answer.contrary is None:
        return ()
    other, now = answer.contrary.development, answer.as_of
    return (
        phrase("⚖️ Reports differ: {state}", state=bold(state_word(answer.contrary.state))),
        phrase("“{name}”", name=clip(one_line(other.sentence), SENTENCE)),
        join((_source(other), when(other.at, now), ago(other.at, now), _link(other)), " · "),
    )


def _silence(answer: Status) -> Rich:
    if answer.silence is None or answer.silence < QUIET:
        return EMPTY
    return italic(counted("Nothing new for {n} day.", "Nothing new for {n} days.", answer.silence.days))


def _past(answer: Status) -> Rich:
    """That what was quoted can no longer be looked up here."""
    if not answer.past:
        return EMPTY
    return italic(
        counted(
            "{n} line of its timeline from articles no longer kept here.",
            "{n} lines of its timeline from articles no longer kept here.",
            answer.past,
        )
    )


def _line(one: Development, now: datetime) -> Rich:
    """Day, the sentence linked to its source, how many told it."""
    told = plain(" ") + counted("({n} source)", "({n} sources)", one.sources) if one.sources > 1 else EMPTY
    return join((day(one.at, now), link(clip(one_line(one.sentence), LINE), one.url)), "  ") + told


def _bars(coverage: Mapping[str, int], now: datetime) -> Rich:
    """A picture in one line: stories a day over the days that were counted, for the eye and in words."""
    days = [coverage[one] for one in sorted(coverage)]
    total, most = sum(days), max(days, default=0)
    if not total:
        return EMPTY
    bars = "".join(BARS[0] if not one else BARS[max(1, round(7 * one / most))] for one in days)
    if len(days) == DAYS:
        told = counted("{n} story in 30 days", "{n} stories in 30 days", total)
    else:
        first = datetime.combine(date.fromisoformat(min(coverage)), NOON, UTC)
        told = counted("{n} story since {day}", "{n} stories since {day}", total, day=day(first, now))
    return plain(f"📈 {bars}\n") + told


# -- timeline --------------------------------------------------------------------------------------


def timeline(answer: Status, issue: Key, page: int, *, followed: bool, note: str = "") -> Message:
    """A page of one line a story, short enough to stand under a picture."""
    title = plain("🕓 ") + bold(clip(one_line(answer.issue), NAME))
    pages = _pages([_line(one, answer.as_of) for one in answer.timeline], beside=title)
    page = min(max(page, 0), len(pages) - 1)
    where = on_page(page, len(pages))
    back = (Button(tr("‹ Newer"), f"time:{issue}:{page - 1}"),) if page > 0 else ()
    on = (Button(tr("Older ›"), f"time:{issue}:{page + 1}"),) if page + 1 < len(pages) else ()
    follow = () if followed else (Button(tr("🔔 Follow"), f"follow:{issue}"),)
    rows = ((*back, *on), (Button(tr("📍 Status"), f"status:{issue}"), *follow))
    return message(join((_note(note), title + where, pages[page])), rows, limit=CAPTION_LIMIT)


def _pages(lines: Sequence[Rich], *, beside: Rich) -> list[Rich]:
    """As many lines a page as a caption takes. Room for a note is kept on each page, so that a page holds the same
    lines whether it is shown with one or turned to."""
    head = join((italic("." * NOTE), beside + on_page(998, 999), plain(".")))
    pages, at = [], 0
    while at < len(lines):
        page, taken = fit(lines[at : at + PAGE], CAPTION_LIMIT, beside=head)
        pages.append(page)
        at += max(taken, 1)
    return pages or [EMPTY]


def choose_timeline(names: Sequence[Suggestion]) -> Message:
    """Which of several issues' timelines."""
    rows = [[Button(f"🕓 {name}", f"time:{issue}:0")] for issue, name in names]
    return message(phrase("Whose timeline?"), rows)


def chart_words() -> tuple[str, str]:
    """What stands in the picture of a timeline: what its bars count, and that there are none."""
    return tr("stories a day"), tr("no stories in these days")
