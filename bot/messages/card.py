"""The card of one followed issue: what will match, what the last week gave, and what another strictness would change.

One message, edited in place. Pure: what it shows was counted before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerting import looser, stricter
from bot.domain.matching import Elsewhere, Reading
from bot.domain.model import Copy, DeliveryMode, Strictness, Subscription
from bot.domain.preview import Lately
from bot.domain.standing import Report
from bot.messages.alert import byline, headline
from bot.messages.heard import heard
from bot.messages.issues import LEVELS, MODES, NAME, STRICTNESS, Followed, Week
from bot.messages.message import DATA_LIMIT, Button, Message, Row, Rows, message
from bot.messages.reasons import gist
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    counted,
    italic,
    join,
    link,
    marked,
    one_line,
    phrase,
    plain,
    quote,
    when,
)
from bot.messages.tongue import isolated, language_name, listed, tr, turned

SAMPLES = 3
"""Alerts of the last week that are shown; the newest one whole, of the others a line."""
CHANGED = 4
"""Stories shown that another strictness adds or takes away."""
KEPT = 2
"""Stories shown that ring all the same."""
TONGUES = 5
"""Names in other languages shown on the card."""


@dataclass(frozen=True, slots=True)
class Change:
    """The strictness was just moved: from where."""

    before: Strictness


def card(
    one: Followed,
    reading: Reading,
    *,
    opening: str = "",
    now: datetime | None = None,
    change: Change | None = None,
    in_general: bool = False,
) -> Message:
    """One followed issue: what matches, what the last week gave, and its settings as buttons. After a `change` of
    strictness: what it changes, and the way back. `in_general` of a forum it may have a topic of its own."""
    settings = phrase(
        "Delivery: {delivery}. Matching: {strictness}.",
        delivery=_delivery(one),
        strictness=plain(tr(STRICTNESS[one.subscription.strictness])),
    )
    week = _week(one) if change is None else _changed(one, change.before)
    head = join((plain(opening), bold(one.name), understood(reading)))
    rest = join((settings, _muted(one.subscription, now), _learned(one.subscription), _offer(one.also)))
    return message(join((head, week, rest), "\n\n"), _buttons(one, change, in_general=in_general))


# -- what will match -------------------------------------------------------------------------------


def understood(reading: Reading) -> Rich:
    """What an issue matches, as far as a few lines can tell."""
    names = plain(quoted(reading.names[:10]))
    also = plain(listed([clip(one_line(variant), NAME) for variant in reading.variants[:8]]))
    left = plain(quoted(reading.ignored[:5], 30))
    matches = (
        phrase("Matches {names} in any spelling or inflection, such as {others}.", names=names, others=also)
        if also
        else phrase("Matches {names} in any spelling or inflection.", names=names)
    )
    return join(
        (
            matches,
            _tongues(reading),
            italic(phrase("Not needed to match: {words}.", words=left)) if left else EMPTY,
            *[italic(clip(one_line(heard(warning), keep=True), 200)) for warning in reading.warnings[:3]],
        )
    )


def quoted(names: Sequence[str], longest: int = NAME) -> str:
    """Names in quotation marks, in a row."""
    return listed([tr("“{name}”", name=clip(one_line(name), longest)) for name in names])


def _tongues(reading: Reading) -> Rich:
    """Its names in other languages, a few by example."""
    kept = [one for one in reading.elsewhere if not one.is_out]
    out = len(reading.elsewhere) - len(kept)
    if not reading.elsewhere:
        return EMPTY
    if not kept:
        return phrase("In other languages: none of its names; you took them out.")
    shown = plain(listed([_elsewhere(one) for one in kept[:TONGUES]]))
    more = len(kept) - len(kept[:TONGUES])
    names = phrase("{names} and {n} more", names=shown, n=more) if more else shown
    names += counted("; {n} taken out", "; {n} taken out", out) if out else EMPTY
    return phrase("In other languages: {names}.", names=names)


def _elsewhere(one: Elsewhere) -> str:
    """A name and the languages that have it."""
    return f"{turned()}{isolated(clip(one_line(one.name), NAME))} ({isolated(tongues(one.languages, 2))})"


def tongues(codes: Sequence[str], most: int = 3) -> str:
    """Languages in words: "Russian, Bulgarian"."""
    more = f" +{len(codes) - most}" if len(codes) > most else ""
    return tr(", ").join(language_name(code) for code in codes[:most]) + more


def _offer(also: Sequence[str]) -> Rich:
    """Short forms that articles explain."""
    if not also:
        return EMPTY
    return phrase("Articles also call it {names}. Tap to match that too:", names=plain(quoted(also)))


# -- what the week gave ----------------------------------------------------------------------------


def _week(one: Followed) -> Rich:
    if one.week is None:
        return italic(phrase("Looking back over the last 7 days …"))
    level, lately = one.subscription.strictness, one.week.lately
    told = lately.told(level)
    more = _outlook(lately, level)
    if not told:
        return join((phrase("{when}: nothing would have rung.", when=_span(one.week)), more), " ")
    n = lately.articles(level)
    head = phrase(
        "{when}: {alerts} from {articles}.",
        when=_span(one.week),
        alerts=counted("{n} alert", "{n} alerts", len(told)),
        articles=counted("{n} article", "{n} articles", n),
    )
    head = join((head, more), " ")
    others = [plain("• ") + _line(report) for report in told[1:SAMPLES]]
    left = len(told) - 1 - len(others)
    rest = phrase("… and {n} more", n=left) if left > 0 else EMPTY
    return join((head, _sample(told[0]), *others, rest))


def _span(week: Week) -> Rich:
    """The time that was looked at."""
    return phrase("Last 7 days") if week.since is None else phrase("Since {when}", when=when(week.since))


def _outlook(lately: Lately, level: Strictness) -> Rich:
    """What the two buttons would change."""
    fewer = len(lately.between(level, stricter(level)))
    more = len(lately.between(looser(level), level))
    drop = counted("Stricter would drop {n} alert.", "Stricter would drop {n} alerts.", fewer)
    add = counted("Looser would add {n} alert.", "Looser would add {n} alerts.", more)
    return join((drop if fewer else EMPTY, add if more else EMPTY), " ")


def _changed(one: Followed, before: Strictness) -> Rich:
    """What the change of strictness did to the last week: how many alerts fewer or more, and which."""
    level = one.subscription.strictness
    if one.week is None or level is before:
        return _week(one)
    lately = one.week.lately
    is_stricter = stricter(before) is level
    moved = lately.between(level, before) if not is_stricter else lately.between(before, level)
    was, now = len(lately.told(before)), len(lately.told(level))
    alerts = (
        counted("{n} alert instead of {before}", "{n} alerts instead of {before}", now, before=was)
        if moved
        else counted("{n} alert, as before", "{n} alerts, as before", now)
    )
    head = phrase(
        "Now {level}, not {before} any more. {when}: {alerts}.",
        level=plain(tr(LEVELS[level])),
        before=plain(tr(LEVELS[before])),
        when=_span(one.week),
        alerts=bold(alerts),
    )
    sign = "➖ " if is_stricter else "➕ "
    lines = [plain(sign) + _line(report, why=True) for report in moved[:CHANGED]]
    left = len(moved) - len(lines)
    rest = phrase("… and {n} more", n=left) if left > 0 else EMPTY
    kept = lately.told(level if is_stricter else before)
    word = phrase("No longer rings:") if is_stricter else phrase("Rings as well:")
    return join(
        (
            head,
            word if lines else EMPTY,
            *lines,
            rest,
            _still(kept, is_stricter=is_stricter),
        )
    )


def _still(kept: Sequence[Report], *, is_stricter: bool) -> Rich:
    """What rings before and after."""
    if not kept:
        return phrase("Nothing of the last week still rings.") if is_stricter else EMPTY
    lines = [plain("🔔 ") + _line(report, why=True) for report in kept[:KEPT]]
    rest = phrase("… and {n} more", n=len(kept) - KEPT) if len(kept) > KEPT else EMPTY
    return join((phrase("Still rings:"), *lines, rest))


def _line(report: Report, *, why: bool = False) -> Rich:
    """A story in a line: its headline, who published it and when; with `why`, what speaks for it."""
    title = clip(one_line(report.title) or one_line(report.match.passage.text), 90)
    facts = join((plain(clip(one_line(report.source), 40)), when(report.published_at)), " · ")
    reason = gist(report.match.grounds) if why and report.match.grounds is not None else ""
    said = plain(" – ") + italic(reason) if reason else EMPTY
    return join((link(title, report.url), facts), " · ") + said


def _sample(report: Report) -> Rich:
    """An alert as it would have come."""
    copy = Copy(report.source, report.url, report.title, report.published_at)
    passage = marked(report.match.passage.text, report.match.spans, 300)
    return join((headline(copy), byline(copy), quote(passage)))


# -- settings --------------------------------------------------------------------------------------


def _delivery(one: Followed) -> Rich:
    mode = plain(tr(MODES[one.mode]))
    return phrase("{delivery}, next {when}", delivery=mode, when=when(one.next_at)) if one.next_at else mode


def _muted(subscription: Subscription, now: datetime | None) -> Rich:
    until = subscription.muted_until
    return phrase("🔕 Muted until {when}", when=when(until)) if until and now and until > now else EMPTY


def _buttons(one: Followed, change: Change | None, *, in_general: bool) -> Rows:
    own = one.subscription.id
    level, issue = one.subscription.strictness, one.subscription.issue.id
    modes = [
        Button(f"✓ {label}" if one.mode is mode else label, f"mode:{own}:{mode.value}")
        for label, mode in (
            (tr("Instant"), DeliveryMode.INSTANT),
            (tr("Daily"), DeliveryMode.DAILY),
            (tr("Weekly"), DeliveryMode.WEEKLY),
        )
    ]
    strict = () if level is Strictness.STRICT else (Button(tr("Stricter"), f"strict:{own}"),)
    loose = () if level is Strictness.LOOSE else (Button(tr("Looser"), f"loose:{own}"),)
    return (
        tuple(modes),
        (*strict, *loose, Button(tr("Aliases"), f"alias:{own}")),
        _undo(own, level, change),
        tuple(Button(f"➕ {name}", f"also:{own}:{name}") for name in one.also if fits(own, name)),
        (
            Button(tr("📍 Status"), f"status:{issue}"),
            Button(tr("🔕 Mute"), f"hush:{own}"),
            Button(tr("Unfollow"), f"drop:{own}"),
        ),
        (
            Button(tr("⚙️ Settings"), f"set:{own}"),
            Button(tr("📤 Share"), f"share:{own}"),
            *_lessons(one.subscription),
        ),
        (Button(tr("🧵 A topic of its own"), f"topic:{own}"),) if in_general else (),
    )


def _learned(one: Subscription) -> Rich:
    """How much was learned, and where it is listed."""
    n = len(one.lessons)
    said = counted("🎓 {n} change learned from 👍 and 👎.", "🎓 {n} changes learned from 👍 and 👎.", n)
    return said if n else EMPTY


def _lessons(one: Subscription) -> Row:
    return (Button(tr("🎓 Learned ({n})", n=len(one.lessons)), f"learned:{one.id}"),) if one.lessons else ()


def _undo(own: int, level: Strictness, change: Change | None) -> Row:
    if change is None or change.before is level:
        return ()
    return (
        Button(
            tr("↩ Undo: {level} again", level=tr(LEVELS[change.before])), f"level:{own}:{change.before.value}"
        ),
    )


def fits(subscription: int, name: str) -> bool:
    """Whether a button can carry this name as it stands."""
    if not name.strip() or not name.isprintable() or ":" in name:
        return False
    return len(f"also:{subscription}:{name}:names".encode()) <= DATA_LIMIT
