"""Alerts and rolling messages: what a chat is told of stories at once. Pure: neither sends nor asks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from bot.domain import publishers
from bot.domain.model import CORRECTED, WITHDRAWN, Alert, Copy, Excerpt
from bot.messages.message import Button, Message, Rows, message
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
from bot.messages.standing import STATES, state_word
from bot.messages.tongue import isolated, mark, spoken, tr, turned

NAME = 60
HEADLINE = 300
SOURCE = 60
EXCERPT = 700
"""UTF-16 units that each of these is clipped to."""
FOLDED = 320
"""Longer excerpts are folded until tapped."""
MARGIN = 60
"""UTF-16 units kept free for a closing "… and 3 more"."""
OTHERS = 4
"""Other sources named after "Also"; the rest is a number."""
REVISED = {
    CORRECTED: mark("✏️ Corrected by the source:"),
    WITHDRAWN: mark("✏️ No longer in the article:"),
}
NAMES = 8
"""Issues named at the top of an alert."""


def alert(told: Alert) -> Message:
    """One story: the issues it touches, the headline, the passages that matched, the other sources."""
    story = _story(spoken(), told.copies, told.excerpts, told.created_at, told.news)
    ready = message(story, alert_buttons(told))
    url = told.copies[0].url if told.copies else None
    return replace(ready, preview=url or "") if told.has_preview else ready


@lru_cache(maxsize=256)
def _story(
    language: str, copies: tuple[Copy, ...], excerpts: tuple[Excerpt, ...], created_at: datetime, news: str
) -> Rich:
    """Kept for a while: thousands of chats are told the same at the same time, each in its language."""
    first = copies[0] if copies else Copy("", None, "", created_at)
    head = [
        plain("🔔 ") + bold(_names(excerpt.name for excerpt in excerpts)),
        added(news),
        headline(first),
        byline(first, created_at),
    ]
    also = _also(copies)
    quotes = _quotes(excerpts, join((*head, also)))
    return join((*head, *quotes, also))


def added(news: str) -> Rich:
    """That a story has something new to those who were told of it, and what, where a word of ours says it."""
    if not news:
        return EMPTY
    if news in STATES:
        return phrase("New in this story: {state}", state=bold(state_word(news)))
    return phrase("New in this story")


def alert_buttons(told: Alert) -> Rows:
    """What can be done about an alert."""
    return (
        (Button(tr("👍 Good"), f"up:{told.id}"), Button(tr("👎 Not this"), f"down:{told.id}")),
        (
            Button(tr("🔕 Mute"), f"mute:{told.id}"),
            Button(tr("🕓 Timeline"), f"lines:{told.id}"),
            Button(tr("Why?"), f"why:{told.id}"),
        ),
    )


def headline(copy: Copy) -> Rich:
    """The title, bold and linked; the source's name stands in for a missing one."""
    return bold(link(clip(one_line(copy.title) or source_name(copy), HEADLINE), copy.url))


def byline(copy: Copy, now: datetime | None = None) -> Rich:
    """Who published it, and when."""
    return join((plain(source_name(copy)), when(copy.published_at, now)), " · ")


def _names(names: Iterable[str]) -> str:
    each = [isolated(clip(one_line(name), NAME)) for name in dict.fromkeys(names)]
    more = f" · +{len(each) - NAMES}" if len(each) > NAMES else ""
    return turned() + " · ".join(each[:NAMES]) + more if each else "Tocsin"


def source_name(copy: Copy) -> str:
    """A publisher's name, or the address it can be told by."""
    return clip(one_line(copy.source), SOURCE) or _host(copy.url) or tr("Unnamed source")


def _host(url: str | None) -> str:
    try:
        return clip((urlsplit(url or "").hostname or "").removeprefix("www."), SOURCE)
    except ValueError:
        return ""


def other_publishers(copies: Sequence[Copy]) -> list[Copy]:
    """The first copy of every publisher but that of the first copy."""
    by_family: dict[str, Copy] = {}
    for copy in copies:
        by_family.setdefault(publishers.family(source_name(copy), copy.url), copy)
    return list(by_family.values())[1:]


def _also(copies: Sequence[Copy]) -> Rich:
    others = other_publishers(copies)
    if not others:
        return EMPTY
    named = [link(source_name(copy), copy.url) for copy in others[:OTHERS]]
    more = [plain(f"+{len(others) - OTHERS}")] if len(others) > OTHERS else []
    return phrase("Also: {sources}", sources=join((*named, *more), " · "))


def _quotes(excerpts: Sequence[Excerpt], frame: Rich) -> list[Rich]:
    """A quotation for each passage, headed by its issues where there are several, as far as there is room."""
    passages: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        passages.setdefault(one_line(excerpt.text), []).append(excerpt)
    passages.pop("", None)
    each = max(160, min(EXCERPT, (TEXT_LIMIT - frame.units) // max(1, len(passages)) - NAME))
    blocks = [_quotation(same, each, named=len(passages) > 1) for same in passages.values()]
    _, taken = fit(blocks, TEXT_LIMIT - MARGIN, beside=frame)
    left = len(blocks) - taken
    return [*blocks[:taken], _more_passages(left) if left else EMPTY]


def _more_passages(left: int) -> Rich:
    return counted("… and {n} more passage.", "… and {n} more passages.", left)


def _quotation(same: Sequence[Excerpt], limit: int, *, named: bool) -> Rich:
    spans = sorted({span for excerpt in same for span in excerpt.spans})
    text = marked(same[0].text, spans, limit)
    heading = bold(_names(excerpt.name for excerpt in same)) if named else EMPTY
    revised = plain(tr(REVISED.get(same[0].revised, "")))
    return join((heading, revised, quote(text, long=text.units > FOLDED)))


ROLLED = 90
"""UTF-16 units of a headline in a rolling message."""


def roll(alerts: Sequence[Alert]) -> Message:
    """The stories of a rolling message, the newest first, a line each."""
    names = _names(excerpt.name for told in alerts for excerpt in told.excerpts)
    head = (
        plain("🔔 ") + bold(names) + plain(" · ") + counted("{n} more story", "{n} more stories", len(alerts))
    )
    note = phrase("Too much at once for a message each; /mute or /digest makes it calmer.")
    lines, _ = fit([_line(told) for told in reversed(alerts)], TEXT_LIMIT - MARGIN, beside=head + note)
    return message(join((head, lines, note)))


def _line(told: Alert) -> Rich:
    first = told.copies[0] if told.copies else Copy("", None, "", told.created_at)
    others = len(other_publishers(told.copies))
    source = clip(source_name(first), 24) + (f" +{others}" if others else "")
    title = link(clip(one_line(first.title) or source, ROLLED), first.url)
    return plain("• ") + join((title, plain(source), when(first.published_at, told.created_at)), " · ")
