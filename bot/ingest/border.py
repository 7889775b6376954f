"""The border that foreign bytes cross: whatever a parser raises becomes an InputError, and what comes out can be
stored and sent. Knows no format."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bot.domain.model import Article
from bot.errors import InputError

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
        raise InputError(
            f"It could not be read: something in it is out of order ({type(error).__name__})."
        ) from error


def sound(article: Article) -> Article:
    """The article, without what no store and no message can hold: lone surrogates, NUL, and years that no clock
    can turn into another zone's."""
    words: dict[str, Any] = {
        name: _sound(value)
        for name in ("guid", "title", "text", "url", "source", "author", "language")
        if (value := getattr(article, name)) and not _is_sound(value)
    }
    at = article.published_at
    undated = at is not None and not 1900 <= at.year <= 2200
    if undated:
        return replace(article, **words, published_at=None)
    return replace(article, **words) if words else article


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
