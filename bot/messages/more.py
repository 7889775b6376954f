"""More about one alert: what stands around its passage, and everybody who tells the story. Extractive only."""

from collections.abc import Sequence

from bot.domain.model import Alert, Copy, StoredArticle
from bot.messages.alert import byline, headline
from bot.messages.message import Button, Key, Message, message
from bot.messages.rich import (
    EMPTY,
    Rich,
    clip,
    fit,
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
from bot.messages.tongue import tr
from bot.messages.why import title_of

AROUND = 1200
"""Characters of the article shown from the passage on."""
BEFORE = 200
"""And before it, from the beginning of a sentence."""
LISTED = 12


def more(told: Alert, article: StoredArticle | None, *, key: Key | None = None) -> Message:
    """The words of the article around each passage, and the other publications with their times. `key`: what buttons
    call its issue by."""
    first = told.copies[0] if told.copies else Copy("", None, "", told.created_at)
    text = article.article.text if article is not None else ""
    around = _around(told, text)
    read = quote(around, long=True) if around else italic(phrase("The article itself is no longer kept."))
    shown, _ = fit((headline(first), byline(first), read, *_others(told.copies[1:])))
    rows = [
        [
            Button(tr("🕓 Timeline"), f"lines:{told.id}"),
            *([Button(tr("📍 Status"), f"status:{key}")] if key else []),
        ]
    ]
    return message(shown, rows)


def more_of(alerts: Sequence[Alert]) -> Message:
    """Which of a digest's alerts."""
    return message(
        phrase("More about which of these?"),
        [[Button(title_of(told), f"around:{told.id}")] for told in alerts],
    )


def _around(told: Alert, text: str) -> Rich:
    """The article from a little before its first passage on; what matched is bold."""
    places = [(text.find(one.text), one) for one in told.excerpts if one.text and one.text in text]
    if not text.strip():
        return join([plain(one_line(one.text)) for one in told.excerpts], "\n")
    at, excerpt = min(places, key=lambda place: place[0], default=(0, None))
    start = _sentence(text, max(0, at - BEFORE))
    stretch = text[start : start + AROUND + BEFORE]
    spans = [(at - start + a, at - start + b) for a, b in excerpt.spans] if excerpt is not None else []
    opening = plain("… ") if start else EMPTY
    return opening + marked(stretch, spans, AROUND)


def _sentence(text: str, at: int) -> int:
    """The next beginning of a sentence or a paragraph; where it was, for a text without."""
    if at == 0:
        return 0
    ends = [
        found + len(mark)
        for mark in (". ", "! ", "? ", "\n", "。")
        if (found := text.find(mark, at, at + BEFORE)) >= 0
    ]
    return min(ends, default=at)


def _others(copies: Sequence[Copy]) -> list[Rich]:
    """A line for everybody else who tells it."""
    lines = [
        plain("• ")
        + join(
            (
                link(clip(one_line(copy.source) or tr("Another source"), 60), copy.url),
                when(copy.published_at),
            ),
            " · ",
        )
        for copy in copies[:LISTED]
    ]
    return [phrase("Also told by:"), *lines] if lines else []
