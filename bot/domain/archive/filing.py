"""An article as the archive's index takes it: its text as it can be searched, and its words that are new there.

Knows no store; a process remembers which words it filed, so that only new ones cost anything.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

from bot.domain import normal, text
from bot.domain.archive.keys import Filed, keys
from bot.domain.model import Article

READ_CHARACTERS: Final = 100_000
"""How much of a text can be found; the rest of a longer one is no news."""
KNOWN: Final = 400_000
"""Words that a process remembers to have filed; beyond them it begins anew."""
_UNSPACED: Final = re.compile(f"([{text.UNSPACED}])")
_WITHIN: Final = re.compile(f"[{text.MARKS}{text.JOINERS}]")
_APART: Final = bytes(byte if byte > 127 or chr(byte).isalnum() else 32 for byte in range(256))
"""ASCII that stands in no word becomes a space."""
_NONE: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the archive's index takes it."""

    words: str
    """What it can be found by."""
    language: str = ""
    fresh: tuple[str, ...] = ()
    """Its words that the archive may not have had in this language."""

    def filed(self) -> Iterator[Filed]:
        """The keys of its new words."""
        for word in self.fresh:
            for one in keys(word, self.language):
                yield Filed(one, word, self.language)


class Filer:
    """Makes entries; remembers which words it filed, so that only new ones cost anything."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}
        self._lock = Lock()

    def entry(self, article: Article) -> Entry:
        """The entry of an article."""
        filed = whole(article.title, article.text)
        language = article.language or text.language_of(filed) or ""
        words = _words(filed)
        with self._lock:
            words -= self._known.get(language, _NONE)
        fresh = sorted(word for word in words if len(word) <= text.WORD_CHARS)
        return Entry(searchable(filed), language, tuple(fresh))

    def note(self, entries: Iterable[Entry]) -> None:
        """These entries are stored for good."""
        stored = list(entries)
        with self._lock:
            if sum(map(len, self._known.values())) > KNOWN:
                self._known.clear()
            for entry in stored:
                self._known.setdefault(entry.language, set()).update(entry.fresh)


def whole(title: str, text: str) -> str:
    """What of an article is filed. The same is needed to take it out again."""
    return f"{title}\n{text[:READ_CHARACTERS]}"


def searchable(whole: str) -> str:
    """A text as the index reads it: normalised, signs of scripts without spaces apart."""
    plain = text.normalise(whole)
    return _UNSPACED.sub(r" \1 ", plain) if any(map(_is_unspaced, normal.foreign(plain))) else plain


def _words(text: str) -> set[str]:
    """The different words of a text as they stand: runs of letters, digits, marks and joiners that begin with a
    letter or digit. A third of the time that a regular expression takes, for it looks at no letter by itself."""
    raw = text.encode("utf-8", "surrogatepass").translate(_APART).decode("utf-8", "surrogatepass")
    kinds = {sign: _kind(sign) for sign in normal.foreign(text)}
    for sign, kind in kinds.items():
        if kind is None:
            raw = raw.replace(sign, " ")
    words = set(raw.split())
    if False in kinds.values():
        first = "".join(sign for sign, kind in kinds.items() if kind is False)
        words = {word for one in words if (word := one.lstrip(first))}
    return words


@lru_cache(maxsize=65_536)
def _kind(sign: str) -> bool | None:
    """Whether a character may begin a word; None: whether it stands in none."""
    return True if sign.isalnum() else False if _WITHIN.match(sign) else None


@lru_cache(maxsize=65_536)
def _is_unspaced(sign: str) -> bool:
    return _UNSPACED.match(sign) is not None
