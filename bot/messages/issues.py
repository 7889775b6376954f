"""What a chat follows: the list, following and stopping. Changes nothing itself; one issue's card is in `card`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import DeliveryMode, Issue, Strictness, Subscription
from bot.domain.preview import Lately
from bot.messages.message import Button, Key, Message, Row, Rows, message, on_page, pager
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    code,
    counted,
    fit,
    italic,
    join,
    one_line,
    phrase,
    plain,
    when,
)
from bot.messages.tongue import mark, tr

NAME = 80
PAGE = 6
"""Issues on a page of the list."""
MODES: Mapping[DeliveryMode, str] = {
    DeliveryMode.INSTANT: mark("at once"),
    DeliveryMode.HOURLY: mark("hourly digest"),
    DeliveryMode.DAILY: mark("daily digest"),
    DeliveryMode.WEEKLY: mark("weekly digest"),
    DeliveryMode.OFF: mark("off"),
}
STRICTNESS: Mapping[Strictness, str] = {
    Strictness.STRICT: mark("strict: only what is surely about it"),
    Strictness.NORMAL: mark("normal"),
    Strictness.LOOSE: mark("loose: mentions and doubtful spellings too"),
}
LEVELS: Mapping[Strictness, str] = {
    Strictness.STRICT: mark("strict"),
    Strictness.NORMAL: mark("normal"),
    Strictness.LOOSE: mark("loose"),
}
"""The same in a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What an issue gave over the last seven days."""

    lately: Lately
    newest_at: datetime | None = None
    """Of all that rang, however long ago."""
    since: datetime | None = None
    """Set where less than these seven days was looked at: there are too many articles."""


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
    also: tuple[str, ...] = ()
    """Names that articles give it and that it does not have."""

    @property
    def name(self) -> str:
        """As shown."""
        return clip(one_line(self.subscription.issue.name), NAME)

    @property
    def stories(self) -> int:
        """Alerts of the last seven days at its strictness."""
        return len(self.week.lately.told(self.subscription.strictness)) if self.week else 0


def followed_many(new: Sequence[Followed], known: Sequence[Followed]) -> Message:
    """Several issues followed at once: a line and a button each."""
    lines = [plain("• ") + _lately(one) for one in new]
    lines += [plain("• ") + phrase("{name}: followed already", name=bold(one.name)) for one in known]
    head = counted(
        "Now following {n} more issue. Tap one to see what matches, or to change it.",
        "Now following {n} more issues. Tap one to see what matches, or to change it.",
        len(new),
    )
    shown, _ = fit((head if new else phrase("All of these are followed already."), *lines))
    return message(shown, pairs([Button(one.name, f"card:{one.subscription.id}") for one in (*new, *known)]))


def _lately(one: Followed) -> Rich:
    name = bold(one.name)
    if not one.week:
        return phrase("{name}: looking back …", name=name)
    return counted(
        "{name}: {n} alert in the last 7 days",
        "{name}: {n} alerts in the last 7 days",
        one.stories,
        name=name,
    )


def pairs(buttons: Sequence[Button]) -> Rows:
    """Buttons two in a row."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def listing(all_of_it: Sequence[Followed], page: int, *, now: datetime) -> Message:
    """A page of what this chat follows; `week` is needed only for the issues of that page."""
    if not all_of_it:
        return nothing_followed()
    pages = -(-len(all_of_it) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = all_of_it[page * PAGE : (page + 1) * PAGE]
    head = bold(counted("Following {n} issue", "Following {n} issues", len(all_of_it))) + on_page(page, pages)
    lines = [_listed(one, now) for one in shown]
    buttons = [Button(one.name, f"card:{one.subscription.id}") for one in shown]
    return message(join((head, *lines), "\n"), (*pairs(buttons), pager("issues", page, pages)))


def page_of(all_of_it: Sequence[Subscription], page: int) -> Sequence[Subscription]:
    """The issues that `listing` shows on a page, so that only theirs need counting."""
    pages = max(1, -(-len(all_of_it) // PAGE))
    page = min(max(page, 0), pages - 1)
    return all_of_it[page * PAGE : (page + 1) * PAGE]


def _listed(one: Followed, now: datetime) -> Rich:
    muted = one.subscription.muted_until is not None and one.subscription.muted_until > now
    mode = plain(tr(mark("muted") if muted else MODES[one.mode]))
    newest_at = one.week.newest_at if one.week else None
    newest = phrase("newest {when}", when=when(newest_at, now)) if newest_at else EMPTY
    stories = counted("{n} story this week", "{n} stories this week", one.stories)
    return bold(one.name) + plain("\n   ") + join((mode, stories, newest), " · ")


def nothing_followed() -> Message:
    """An empty list offers the one thing to do."""
    return message(
        join(
            (
                phrase("Nothing is followed here yet."),
                phrase("Send {command} to begin.", command=code("/follow Zaporizhzhia")),
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
    return message(phrase(question), (*pairs(buttons), pager(f"{verb}-list", page, pages)))


def pick(question: str, sign: str, verb: str, issues: Sequence[Issue]) -> Message:
    """A question with a button an issue; pressing one sends `verb:<issue>`. Any other name may be typed."""
    rows = pairs([Button(f"{sign} {issue.name}", f"{verb}:{issue.id}") for issue in issues[:30]])
    return message(phrase(question), rows)


def unfollowed(subscription: Subscription, *, note: str = "") -> Message:
    """Stopped, with the way back; the note says how the name was understood."""
    name = clip(one_line(subscription.issue.name), NAME)
    mode = subscription.mode.value if subscription.mode else "-"
    undo = Button(tr("↩ Undo"), f"undo:{subscription.issue.id}:{mode}:{subscription.strictness.value}")
    words = phrase("No longer following {name}.", name=bold(name))
    return message(join((italic(note), words)), [[undo]])


def duration_row(prefix: str) -> Row:
    """Buttons for the usual lengths of a mute."""
    lengths = ((tr("1 hour"), 60), (tr("8 hours"), 480), (tr("1 day"), 1440), (tr("1 week"), 10080))
    return tuple(Button(label, f"{prefix}:{minutes}") for label, minutes in lengths)


def offer(name: str, issue: Key) -> Message:
    """What to do with words that are no command."""
    short = clip(one_line(name), 28)
    return message(
        phrase("What shall I do with “{name}”?", name=clip(one_line(name), NAME)),
        [
            [Button(tr("🔔 Follow “{name}”", name=short), f"follow:{issue}")],
            [Button(tr("📍 Status of “{name}”", name=short), f"status:{issue}")],
        ],
    )
