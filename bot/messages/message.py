"""A message ready for Telegram, and its buttons. Refuses what Telegram would refuse; sends nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.domain.model import IssueId
from bot.messages.rich import EMPTY, TEXT_LIMIT, Rich, clip, directed, is_within, one_line, phrase, sound
from bot.messages.rich import plain as plain_text
from bot.messages.tongue import tr

DATA_LIMIT = 64
"""Bytes of a button's callback data."""
Key = IssueId | str
"""What a button calls an issue by: its id in the store, or a word that the caller makes of its name."""
LABEL_LIMIT = 40
"""UTF-16 units; longer labels are cut by most clients anyway."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either `data` comes back when it is pressed, or `url` opens."""

    label: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.data) == bool(self.url) or len(self.data.encode("utf-8")) > DATA_LIMIT:
            raise ValueError(f"a button needs data of at most {DATA_LIMIT} bytes, or a url: {self.data!r}")
        object.__setattr__(self, "label", _label(self.label))


@lru_cache(maxsize=1024)
def _label(text: str) -> str:
    """As it can stand on a button. Most are the same under every message."""
    return sound(clip(one_line(text, keep=True), LABEL_LIMIT)) or "…"


Row = tuple[Button, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Telegram HTML within the limits, and rows of buttons."""

    html: str
    buttons: Rows = ()
    prompt: str = ""
    """Not empty: the person is asked to answer this very message; shown in the empty input line."""
    preview: str = ""
    """An address that is previewed under it."""
    chooses_channel: str = ""
    """Not empty: a keyboard with this one button, by which a person chooses a channel of theirs."""


def message(content: Rich, buttons: Iterable[Sequence[Button]] = (), *, limit: int = TEXT_LIMIT) -> Message:
    """Close a message. ValueError for one that Telegram would not take, which is a bug of the caller."""
    laid_out = directed(content)
    content = laid_out if is_within(laid_out, limit) else content
    if not content or not is_within(content, limit):
        raise ValueError(f"a message of {content.units} units and {content.entities} entities")
    return Message(content.html, tuple(tuple(row) for row in buttons if row))


def plain(ready: Message) -> Message:
    """The same words without any markup, for when Telegram refused it; the buttons stay."""
    return replace(ready, html=re.sub(r"<[^>]*>", "", ready.html))


def on_page(page: int, pages: int) -> Rich:
    """Where one is, behind a heading; nothing where there is a single page."""
    return (
        plain_text(" · ") + phrase("page {page} of {pages}", page=page + 1, pages=pages)
        if pages > 1
        else EMPTY
    )


def pager(verb: str, page: int, pages: int) -> Row:
    """Buttons to the page before and after; none for a single page."""
    before = (Button(tr("‹ Back"), f"{verb}:{page - 1}"),) if page > 0 else ()
    after = (Button(tr("More ›"), f"{verb}:{page + 1}"),) if page + 1 < pages else ()
    return (*before, *after)
