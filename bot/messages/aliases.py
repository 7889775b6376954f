"""The names of an issue: its aliases, and what it is called in other languages, each to be taken out or put back."""

from collections.abc import Sequence
from zlib import crc32

from bot.domain.matching import Elsewhere, Reading
from bot.domain.model import Subscription
from bot.messages.card import fits, tongues, understood
from bot.messages.issues import NAME, pairs
from bot.messages.message import Button, Message, message, on_page, pager
from bot.messages.rich import bold, clip, code, fit, join, one_line, phrase, plain
from bot.messages.tongue import isolated, many, tr

PAGE = 10
"""Names in other languages on a page."""


def alias_key(alias: str) -> str:
    """What a button calls a name by: short, and still the same name when others were removed meanwhile."""
    return f"{crc32(alias.encode('utf-8', 'surrogatepass')):08x}"


def aliases(
    subscription: Subscription, reading: Reading, *, opening: str = "", also: Sequence[str] = ()
) -> Message:
    """The names of an issue, each with a button that removes it, and how to add more. `also`: names that articles
    give it, to be added by a tap."""
    issue = subscription.issue
    name = clip(one_line(issue.name), NAME)
    example = tr("another name, a third")
    own = [plain(f"• {clip(one_line(alias), NAME)}") for alias in issue.aliases]
    lines = (
        plain(opening),
        phrase("Names of {name}", name=bold(name)),
        *(own or [phrase("No aliases yet.")]),
        understood(reading),
        phrase("Add more: {command}", command=code(f"/alias {name} = {example}")),
    )
    shown, _ = fit(lines)
    remove = [
        Button(f"✕ {clip(one_line(alias), 30)}", f"unalias:{subscription.id}:{alias_key(alias)}")
        for alias in issue.aliases[:40]
    ]
    add = [
        Button(f"➕ {one}", f"also:{subscription.id}:{one}:names")
        for one in also
        if fits(subscription.id, one)
    ]
    rows = (*pairs(remove), tuple(add), _languages(subscription, reading))
    return message(shown, (*rows, (Button(tr("‹ Back"), f"card:{subscription.id}"),)))


def _languages(subscription: Subscription, reading: Reading) -> tuple[Button, ...]:
    if not reading.elsewhere:
        return ()
    n = len(reading.elsewhere)
    label = many("🌐 {n} name in other languages", "🌐 {n} names in other languages", n)
    return (Button(label, f"tongues:{subscription.id}:0"),)


def other_tongues(subscription: Subscription, reading: Reading, page: int) -> Message:
    """What an issue is called in other languages, a page at a time; a tap takes a name out or puts it back."""
    every = reading.elsewhere
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = every[page * PAGE : (page + 1) * PAGE]
    name = clip(one_line(subscription.issue.name), NAME)
    out = sum(one.is_out for one in every)
    head = phrase("Names of {name} in other languages", name=bold(name)) + on_page(page, pages)
    note = phrase(
        "Each is looked for in articles of its language. Tap a name to take it out, or to put it back."
    )
    # The language first: a line that begins with Arabic letters would turn to the right.
    lines = [
        plain(f"{_mark(one)} {tongues(one.languages, 5)}: {isolated(clip(one_line(one.name), NAME))}")
        for one in shown
    ]
    buttons = [
        Button(
            f"{_mark(one)} {clip(one_line(one.name), 30)}",
            f"tongue:{subscription.id}:{page}:{alias_key(one.name)}",
        )
        for one in shown
    ]
    whole = (
        *([Button(tr("Take all out"), f"tongues-out:{subscription.id}")] if out < len(every) else []),
        *([Button(tr("Put all back"), f"tongues-in:{subscription.id}")] if out else []),
    )
    rows = (*pairs(buttons), whole, pager(f"tongues:{subscription.id}", page, pages))
    return message(join((head, *lines, note)), (*rows, (Button(tr("‹ Names"), f"alias:{subscription.id}"),)))


def _mark(one: Elsewhere) -> str:
    return "✕" if one.is_out else "✓"
