"""The border that foreign bytes cross: whatever a parser raises becomes an InputError, and what comes out can be
stored, matched and sent. Knows no format."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from bot.domain.model import Article
from bot.errors import InputError

MAX_TEXT: Final = 300_000
"""Characters of an article's text that are kept: the longest reports have half as many, and matching what no paper
would print takes seconds in which no other article is matched."""
MAX_PARAGRAPHS: Final = 5_000
_MOST: Final = {"title": 500, "author": 200, "source": 200, "language": 35}
"""Characters; of a guid as many as the next says, hash included."""
_MAX_GUID: Final = 1000

log = logging.getLogger(__name__)


@contextmanager
def crossing() -> Iterator[None]:
    """Read foreign input inside. Parsers of broken formats raise whatever they trip over; only here is everything
    caught, so that one bad entry never ends a loop."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        log.warning("an input could not be read", exc_info=True)
        raise out_of_order(error) from error


def out_of_order(error: Exception) -> InputError:
    """What a person is told of an error that nobody foresaw; the log has the rest."""
    return InputError(f"It could not be read: something in it is out of order ({type(error).__name__}).")


def sound(article: Article) -> Article:
    """The article, without what no store and no message can hold: lone surrogates, NUL, and years that no clock
    can turn into another zone's. What is too long is cut, the text behind a paragraph."""
    words: dict[str, Any] = {
        name: _sound(value)
        for name in ("guid", "title", "text", "url", "source", "author", "language")
        if (value := getattr(article, name)) and not _is_sound(value)
    }
    at = article.published_at
    if at is not None and not 1900 <= at.year <= 2200:
        words["published_at"] = None
    return _bounded(replace(article, **words) if words else article)


def _bounded(article: Article) -> Article:
    """Within the bounds of this module."""
    cut: dict[str, Any] = {
        name: value[:most].rstrip()
        for name, most in _MOST.items()
        if (value := getattr(article, name)) and len(value) > most
    }
    if (end := _end(article.text)) < len(article.text):
        log.debug("an article of %d characters is cut to %d: %.200s", len(article.text), end, article.guid)
        cut["text"] = article.text[:end].rstrip()
    if len(article.guid) > _MAX_GUID:
        rest = hashlib.blake2b(article.guid.encode(), digest_size=32).hexdigest()
        cut["guid"] = f"{article.guid[: _MAX_GUID - len(rest)]}{rest}"
    return replace(article, **cut) if cut else article


def _end(text: str) -> int:
    """Where a text ends, by length and by paragraphs; a single one that is too long ends in its midst."""
    end = min(len(text), MAX_TEXT)
    if end < len(text):
        last = text.rfind("\n\n", 0, end)
        end = last if last > MAX_TEXT // 2 else end
    at = 0
    if text.count("\n\n", 0, end) >= MAX_PARAGRAPHS:
        for _ in range(MAX_PARAGRAPHS):
            at = text.index("\n\n", at) + 2
        end = min(end, at)
    return end


def _is_sound(text: str) -> bool:
    return "\0" not in text and (text.isascii() or _encodes(text))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _sound(text: str) -> str:
    """One for one, so that offsets hold."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
