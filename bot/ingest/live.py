"""Live blogs: each entry a section of its own, headed by its own time.

Reads what the page says for machines (schema.org LiveBlogPosting); where it says nothing, the page is read as
any other.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.ingest import dates, markup
from bot.ingest.meta import Thing

_MOST = 300
"""Entries that are read, the first on the page."""
_SIZE = 20_000
"""Characters of an entry."""
_HEADING = 80
"""Characters of an entry's headline that still make a heading."""


def blocks(things: Sequence[Thing]) -> list[str]:
    """The headings and paragraphs of a live blog's entries in the page's order; [] where there are not two."""
    for thing in things:
        updates = thing.get("liveBlogUpdate")
        if isinstance(updates, list):
            told = [block for one in updates[:_MOST] if isinstance(one, Mapping) if (block := _entry(one))]
            if len(told) > 1:
                return [part for entry in told for part in entry]
    return []


def _entry(update: Thing) -> list[str]:
    """Its heading and paragraphs; [] without words."""
    body = list(_paragraphs(_words(update, "articleBody")))
    headline = markup.line(_words(update, "headline"))
    if body and body[0] == headline:
        del body[0]
    if not body:
        return []
    long = len(headline) > _HEADING or headline.endswith((".", "!", "?"))
    heading = " ".join(part for part in (_clock(update), "" if long else headline) if part)
    return [part for part in (heading, headline if long else "", *body) if part]


def _words(update: Thing, key: str) -> str:
    value = update.get(key)
    return value[:_SIZE] if isinstance(value, str) else ""


def _paragraphs(words: str) -> Iterator[str]:
    for line in markup.text(words).split("\n"):
        if plain := " ".join(line.split()):
            yield plain


def _clock(update: Thing) -> str:
    """Day and time as the page's own zone has them."""
    at = dates.moment(_words(update, "datePublished"))
    return "" if at is None else f"{at:%d %b %H:%M}".lstrip("0")
