"""Digests: held stories by issue, in as few messages as they fit into; the rest behind a button.

Pure. A message is split between stories only, and each begins with the name of the issue that it goes on with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import digest as digests
from bot.domain.model import Alert, Copy
from bot.messages.alert import HEADLINE, MARGIN, NAME, added, other_publishers, source_name
from bot.messages.message import Button, Message, message
from bot.messages.rich import (
    EMPTY,
    TEXT_LIMIT,
    Rich,
    bold,
    clip,
    counted,
    fit,
    join,
    link,
    marked,
    one_line,
    phrase,
    plain,
    quote,
    when,
)
from bot.messages.tongue import mark, tr

TITLE = mark("Digest")
PARTS = 3
"""Messages that one digest may take; what does not fit comes when somebody asks for more."""
SENTENCE = 220
"""UTF-16 units quoted of a story."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a digest."""

    message: Message
    told: tuple[Alert, ...]
    left: tuple[Alert, ...] = ()
    """What it leaves to "more", in the order in which that tells it; of the last message only."""


def digest(
    alerts: Sequence[Alert], *, since: datetime | None = None, parts: int = PARTS, title: str = TITLE
) -> list[Part]:
    """Held alerts by issue, each story once; none for no alerts. `since`: when the chat's last digest went out."""
    order = [alert for group in digests.compose(alerts, since) for alert in group.alerts]
    head, made = counted("{n} story", "{n} stories", len(order)), list[Part]()
    while order and len(made) < parts:
        made.append(_part(title, head, order, is_last=len(made) == parts - 1))
        head, order = phrase("continued"), order[len(made[-1].told) :]
    return made


def rest(left: Sequence[Alert]) -> Part:
    """The next message of what a digest left, in its order."""
    return _part(TITLE, phrase("continued"), left, is_last=True)


def _part(title: str, head: Rich, order: Sequence[Alert], *, is_last: bool) -> Part:
    """As many of the stories as fit; the last message says how many are left and has a button for them."""
    heading = plain("🗞 ") + bold(tr(title)) + plain(" · ") + head
    names = [digests.heading(alert) for alert in order]
    blocks = [
        _entry(alert, name if name != before else "")
        for alert, name, before in zip(order, names, [None, *names], strict=False)
    ]
    text, taken = fit((heading, *blocks), TEXT_LIMIT - MARGIN, "\n\n")
    told, left = tuple(order[: taken - 1]), tuple(order[taken - 1 :])
    if not left or not is_last:
        return Part(message(text), told)
    told_of = counted("… and {n} more story.", "… and {n} more stories.", len(left))
    button = Button(tr("More ({n}) ›", n=len(left)), f"more:{left[0].id}")
    return Part(message(join((text, told_of), "\n\n"), [[button]]), told, left)


def _entry(told: Alert, name: str) -> Rich:
    """A story: its headline, who tells it, and a sentence; under the name of its issue where that is given."""
    first = told.copies[0] if told.copies else Copy("", None, "", told.created_at)
    others = len(other_publishers(told.copies))
    source = source_name(first) + (f" +{others}" if others else "")
    title = link(clip(one_line(first.title) or source_name(first), HEADLINE), first.url)
    parts = (title, plain(source), when(first.published_at, told.created_at), added(told.news))
    line = plain("• ") + join(parts, " · ")
    text = marked(told.excerpts[0].text, told.excerpts[0].spans, SENTENCE, most=2) if told.excerpts else EMPTY
    return join((bold(clip(one_line(name), NAME)), line, quote(text)))
