"""What a chat follows: the card of one issue, the list, following and stopping. Changes nothing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot.domain.matching import Reading
from bot.domain.model import Copy, DeliveryMode, Issue, Report, Strictness, Subscription
from bot.messages.alert import byline, headline
from bot.messages.message import Button, Key, Message, Row, Rows, message, pager
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    code,
    count,
    fit,
    italic,
    join,
    marked,
    one_line,
    plain,
    quote,
    when,
)

NAME = 80
PAGE = 6
"""Issues on a page of the list."""
MODES: Mapping[DeliveryMode, str] = {
    DeliveryMode.INSTANT: "at once",
    DeliveryMode.HOURLY: "hourly digest",
    DeliveryMode.DAILY: "daily digest",
    DeliveryMode.WEEKLY: "weekly digest",
    DeliveryMode.OFF: "off",
}
STRICTNESS: Mapping[Strictness, str] = {
    Strictness.STRICT: "strict: only what is surely about it",
    Strictness.NORMAL: "normal",
    Strictness.LOOSE: "loose: mentions and doubtful spellings too",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What an issue gave over the last seven days at its strictness."""

    stories: int = 0
    articles: int = 0
    """Publications of these stories."""
    below: int = 0
    """Stories that a looser setting would have added."""
    newest_at: datetime | None = None
    sample: Report | None = None
    """The newest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One line of the list, or a card."""

    subscription: Subscription
    mode: DeliveryMode
    """The one that counts: its own or the chat's."""
    next_at: datetime | None = None
    """When its next digest is due; None when it comes at once."""
    week: Week | None = None
    """None: not counted (yet)."""

    @property
    def name(self) -> str:
        """As shown."""
        return clip(one_line(self.subscription.issue.name), NAME)


def card(one: Followed, reading: Reading, *, opening: str = "", now: datetime | None = None) -> Message:
    """One followed issue: what matches, what the last week would have given, and its settings as buttons."""
    pieces = (
        plain(opening),
        bold(one.name),
        _reading(reading),
        _week(one.week),
        join(
            (
                plain("Delivery: "),
                _delivery(one),
                plain(f". Matching: {STRICTNESS[one.subscription.strictness]}."),
            ),
            "",
        ),
        _muted(one.subscription, now),
    )
    return message(join(pieces), _card_buttons(one))


def _delivery(one: Followed) -> Rich:
    due = plain(", next ") + when(one.next_at) if one.next_at else EMPTY
    return plain(MODES[one.mode]) + due


def _muted(subscription: Subscription, now: datetime | None) -> Rich:
    until = subscription.muted_until
    return plain("🔕 Muted until ") + when(until) if until and now and until > now else EMPTY


def _reading(reading: Reading) -> Rich:
    names = ", ".join(f"“{clip(one_line(name), NAME)}”" for name in reading.names[:10])
    also = ", ".join(clip(one_line(variant), NAME) for variant in reading.variants[:8])
    left = ", ".join(f"“{clip(one_line(word), 30)}”" for word in reading.ignored[:5])
    return join(
        (
            plain(f"Matches {names} in any spelling or inflection" + (f", such as {also}." if also else ".")),
            italic(f"Not needed to match: {left}.") if left else EMPTY,
            *[italic(clip(one_line(warning), 200)) for warning in reading.warnings[:3]],
        )
    )


def _week(week: Week | None) -> Rich:
    if week is None:
        return italic("Looking back over the last 7 days …")
    more = f" Looser would add {count(week.below, 'alert')}." if week.below else ""
    if week.sample is None or not week.stories:
        return plain(f"Last 7 days: nothing would have rung.{more}")
    head = plain(f"Last 7 days: {count(week.stories, 'alert')} from {count(week.articles, 'article')}.{more}")
    return join((head, _sample(week.sample)))


def _sample(report: Report) -> Rich:
    """An alert as it would have come."""
    copy = Copy(report.source, report.url, report.title, report.published_at)
    passage = marked(report.match.passage.text, report.match.spans, 300)
    return join((headline(copy), byline(copy), quote(passage)))


def _card_buttons(one: Followed) -> Rows:
    own = one.subscription.id
    modes = [
        Button(f"✓ {label}" if one.mode is mode else label, f"mode:{own}:{mode.value}")
        for label, mode in (
            ("Instant", DeliveryMode.INSTANT),
            ("Daily", DeliveryMode.DAILY),
            ("Weekly", DeliveryMode.WEEKLY),
        )
    ]
    strict = (
        () if one.subscription.strictness is Strictness.STRICT else (Button("Stricter", f"strict:{own}"),)
    )
    loose = () if one.subscription.strictness is Strictness.LOOSE else (Button("Looser", f"loose:{own}"),)
    issue = one.subscription.issue.id
    return (
        tuple(modes),
        (*strict, *loose, Button("Aliases", f"alias:{own}")),
        (
            Button("📍 Status", f"status:{issue}"),
            Button("🔕 Mute", f"hush:{own}"),
            Button("Unfollow", f"drop:{own}"),
        ),
    )


def followed_many(new: Sequence[Followed], known: Sequence[Followed]) -> Message:
    """Several issues followed at once: a line and a button each."""
    lines = [plain("• ") + bold(one.name) + plain(_lately(one)) for one in new]
    lines += [plain("• ") + bold(one.name) + plain(": followed already") for one in known]
    head = plain(
        f"Now following {count(len(new), 'more issue')}. Tap one to see what matches, or to change it."
    )
    shown, _ = fit((head if new else plain("All of these are followed already."), *lines))
    return message(shown, _pairs([Button(one.name, f"card:{one.subscription.id}") for one in (*new, *known)]))


def _lately(one: Followed) -> str:
    return f": {count(one.week.stories, 'alert')} in the last 7 days" if one.week else ": looking back …"


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def listing(all_of_it: Sequence[Followed], page: int, *, now: datetime) -> Message:
    """A page of what this chat follows; `week` is needed only for the issues of that page."""
    if not all_of_it:
        return nothing_followed()
    pages = -(-len(all_of_it) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = all_of_it[page * PAGE : (page + 1) * PAGE]
    where = f" · page {page + 1} of {pages}" if pages > 1 else ""
    head = bold(f"Following {count(len(all_of_it), 'issue')}") + plain(where)
    lines = [_listed(one, now) for one in shown]
    buttons = [Button(one.name, f"card:{one.subscription.id}") for one in shown]
    return message(join((head, *lines), "\n"), (*_pairs(buttons), pager("issues", page, pages)))


def page_of(all_of_it: Sequence[Subscription], page: int) -> Sequence[Subscription]:
    """The issues that `listing` shows on a page, so that only theirs need counting."""
    pages = max(1, -(-len(all_of_it) // PAGE))
    page = min(max(page, 0), pages - 1)
    return all_of_it[page * PAGE : (page + 1) * PAGE]


def _listed(one: Followed, now: datetime) -> Rich:
    muted = one.subscription.muted_until is not None and one.subscription.muted_until > now
    mode = "muted" if muted else MODES[one.mode]
    week = one.week or Week()
    newest = plain("newest ") + when(week.newest_at, now) if week.newest_at else EMPTY
    facts = join((plain(mode), plain(f"{count(week.stories, 'story', 'stories')} this week"), newest), " · ")
    return bold(one.name) + plain("\n   ") + facts


def nothing_followed() -> Message:
    """An empty list offers the one thing to do."""
    return message(
        join(
            (
                plain("Nothing is followed here yet."),
                plain("Send ") + code("/follow Zaporizhzhia") + plain(" to begin."),
            )
        )
    )


def choose(question: str, verb: str, subscriptions: Sequence[Subscription], page: int = 0) -> Message:
    """A question with a button an issue, in pages; pressing one sends `verb:<subscription>`."""
    per_page = 10
    pages = max(1, -(-len(subscriptions) // per_page))
    page = min(max(page, 0), pages - 1)
    shown = subscriptions[page * per_page : (page + 1) * per_page]
    buttons = [Button(one.issue.name, f"{verb}:{one.id}") for one in shown]
    return message(plain(question), (*_pairs(buttons), pager(f"{verb}-list", page, pages)))


def pick(question: str, sign: str, verb: str, issues: Sequence[Issue]) -> Message:
    """A question with a button an issue; pressing one sends `verb:<issue>`. Any other name may be typed."""
    rows = _pairs([Button(f"{sign} {issue.name}", f"{verb}:{issue.id}") for issue in issues[:30]])
    return message(plain(question), rows)


def unfollowed(subscription: Subscription, *, note: str = "") -> Message:
    """Stopped, with the way back; the note says how the name was understood."""
    name = clip(one_line(subscription.issue.name), NAME)
    mode = subscription.mode.value if subscription.mode else "-"
    undo = Button("↩ Undo", f"undo:{subscription.issue.id}:{mode}:{subscription.strictness.value}")
    words = plain("No longer following ") + bold(name) + plain(".")
    return message(join((italic(note), words)), [[undo]])


def aliases(subscription: Subscription, reading: Reading, *, opening: str = "") -> Message:
    """The names of an issue, each with a button that removes it, and how to add more."""
    issue = subscription.issue
    name = clip(one_line(issue.name), NAME)
    also = [plain(f"• {clip(one_line(alias), NAME)}") for alias in issue.aliases]
    lines = (
        plain(opening),
        plain("Names of ") + bold(name),
        *(also or [plain("No aliases yet.")]),
        _reading(reading),
        plain("Add more: ") + code(f"/alias {name} = another name, a third"),
    )
    shown, _ = fit(lines)
    remove = [
        Button(f"✕ {clip(one_line(alias), 30)}", f"unalias:{subscription.id}:{alias_key(alias)}")
        for alias in issue.aliases[:40]
    ]
    return message(shown, (*_pairs(remove), (Button("‹ Back", f"card:{subscription.id}"),)))


def alias_key(alias: str) -> str:
    """What a button calls an alias by: short, and still the same alias when others were removed meanwhile."""
    return f"{crc32(alias.encode('utf-8', 'surrogatepass')):08x}"


def duration_row(prefix: str) -> Row:
    """Buttons for the usual lengths of a mute."""
    lengths = (("1 hour", 60), ("8 hours", 480), ("1 day", 1440), ("1 week", 10080))
    return tuple(Button(label, f"{prefix}:{minutes}") for label, minutes in lengths)


def offer(name: str, issue: Key) -> Message:
    """What to do with words that are no command."""
    short = clip(one_line(name), 28)
    return message(
        plain("What shall I do with “") + plain(clip(one_line(name), NAME)) + plain("”?"),
        [
            [Button(f"🔔 Follow “{short}”", f"follow:{issue}")],
            [Button(f"📍 Status of “{short}”", f"status:{issue}")],
        ],
    )
