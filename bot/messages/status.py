"""Where an issue stands, and its timeline. Extractive: every sentence shown is handed in with its source."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.model import Development, IssueId, Status
from bot.messages.message import Button, Message, Row, message
from bot.messages.rich import (
    CAPTION_LIMIT,
    EMPTY,
    TEXT_LIMIT,
    Rich,
    ago,
    bold,
    clip,
    count,
    day,
    fit,
    italic,
    join,
    link,
    one_line,
    plain,
    span,
    when,
)

NAME = 80
SENTENCE = 600
LINE = 150
BEFORE = 5
"""Earlier developments under the newest."""
PAGE = 6
"""Lines of a timeline's page: what a picture's caption holds."""
QUIET = timedelta(days=3)
"""Silence worth saying."""
BARS = "▁▂▃▄▅▆▇█"
Suggestion = tuple[IssueId, str]


def status(answer: Status, issue: IssueId, *, followed: bool, note: str = "") -> Message:
    """The newest development, the state word and what came before."""
    if answer.newest is None:
        return unknown(answer.issue, issue, followed=followed, note=note)
    newest, now = answer.newest, answer.as_of
    head = [
        _note(note),
        join((plain("📍 ") + bold(clip(one_line(answer.issue), NAME)), plain(answer.state or "")), ": "),
        plain(f"“{clip(one_line(newest.sentence), SENTENCE)}”"),
        join((_source(newest), when(newest.at, now), ago(newest.at, now), _link(newest)), " · "),
        _silence(answer),
    ]
    earlier = [_line(one, now) for one in answer.timeline if one != newest][:BEFORE]
    tail = _bars(answer.coverage, now)
    lines = [bold("Before that"), *earlier] if earlier else []
    _, taken = fit(lines, TEXT_LIMIT - 10, beside=join((*head, tail)))
    return message(join((*head, *lines[:taken], tail)), status_buttons(issue, followed=followed, known=True))


def unknown(
    name: str, issue: IssueId, *, followed: bool, note: str = "", near: Sequence[Suggestion] = ()
) -> Message:
    """Nothing is known, said plainly; the nearest names as buttons."""
    words = join(
        (
            _note(note),
            plain("📍 ") + bold(clip(one_line(name), NAME)),
            plain("Nothing about it in the articles that came in so far."),
            plain("You follow it: the first report will ring.") if followed else EMPTY,
            plain("Did you mean one of these?") if near else EMPTY,
        )
    )
    rows = [[Button(f"📍 {other}", f"status:{other_id}")] for other_id, other in near]
    return message(words, (*rows, *status_buttons(issue, followed=followed, known=False)))


def status_buttons(issue: IssueId, *, followed: bool, known: bool) -> tuple[Row, ...]:
    """What can be done from a status."""
    follow = () if followed else (Button("🔔 Follow", f"follow:{issue}"),)
    lines = (Button("🕓 Timeline", f"time:{issue}:0"),) if known else ()
    return ((*follow, *lines, Button("↻ Refresh", f"fresh:{issue}")),)


def _note(note: str) -> Rich:
    return italic(clip(one_line(note), 200)) if note else EMPTY


def _source(one: Development) -> Rich:
    more = f" +{one.sources - 1}" if one.sources > 1 else ""
    return plain((clip(one_line(one.source), 60) or "Unnamed source") + more)


def _link(one: Development) -> Rich:
    """The word "link", only where there is one."""
    linked = link("link", one.url)
    return linked if linked.entities else EMPTY


def _silence(answer: Status) -> Rich:
    if answer.silence is None or answer.silence < QUIET:
        return EMPTY
    return italic(f"Nothing new for {span(answer.silence)}.")


def _line(one: Development, now: datetime) -> Rich:
    """Day, the sentence linked to its source, how many told it."""
    told = f" ({count(one.sources, 'source')})" if one.sources > 1 else ""
    return day(one.at, now) + plain("  ") + link(clip(one_line(one.sentence), LINE), one.url) + plain(told)


def _bars(coverage: Mapping[str, int], now: datetime) -> Rich:
    """A picture in one line: stories a day over the last 30 days, for the eye and in words."""
    today = now.astimezone(UTC).date()
    days = [coverage.get((today - timedelta(days=back)).isoformat(), 0) for back in range(29, -1, -1)]
    total, most = sum(days), max(days)
    if not total:
        return EMPTY
    bars = "".join(BARS[0] if not one else BARS[max(1, round(7 * one / most))] for one in days)
    return plain(f"📈 {bars}\n{count(total, 'story', 'stories')} in 30 days")


# -- timeline --------------------------------------------------------------------------------------


def timeline(answer: Status, issue: IssueId, page: int, *, followed: bool, note: str = "") -> Message:
    """A page of one line a story, short enough to stand under a picture."""
    pages = max(1, -(-len(answer.timeline) // PAGE))
    page = min(max(page, 0), pages - 1)
    lines = [_line(one, answer.as_of) for one in answer.timeline[page * PAGE : (page + 1) * PAGE]]
    title = clip(one_line(answer.issue), NAME)
    where = f" · page {page + 1} of {pages}" if pages > 1 else ""
    head = join((_note(note), plain("🕓 ") + bold(title) + plain(where)))
    shown, _ = fit(lines, CAPTION_LIMIT - 1, beside=head)
    back = (Button("‹ Newer", f"time:{issue}:{page - 1}"),) if page > 0 else ()
    on = (Button("Older ›", f"time:{issue}:{page + 1}"),) if page + 1 < pages else ()
    follow = () if followed else (Button("🔔 Follow", f"follow:{issue}"),)
    rows = ((*back, *on), (Button("📍 Status", f"status:{issue}"), *follow))
    return message(join((head, shown)), rows, limit=CAPTION_LIMIT)


def choose_timeline(names: Sequence[Suggestion]) -> Message:
    """Which of several issues' timelines."""
    rows = [[Button(f"🕓 {name}", f"time:{issue}:0")] for issue, name in names]
    return message(plain("Whose timeline?"), rows)
