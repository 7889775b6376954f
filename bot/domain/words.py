"""What the words of an article weigh for telling its event: names and numbers much, everyday words little.

The weight stands in for an inverse document frequency and is static: the same text weighs the same for ever,
in every process. Knows nothing of stories; reads a bounded opening of a text, so any input costs the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import Stemmer

from bot.domain import text as reading
from bot.domain.everyday import EVERYDAY_WORDS, FUNCTION_WORDS
from bot.domain.languages import STEMMERS

READ_CHARACTERS: Final = 24_000
"""How much of a text is read; the rest of a longer one adds nothing to knowing it again."""
YEAR_WEIGHT: Final = 0.4
"""What a number that may be a year weighs; a heavier one tells events apart."""
_TOKEN_CHARACTERS: Final = 40
_KNOWN: Final = 65_536
"""Words of a language that are remembered."""

# Scripts written without spaces: every character is a token of its own.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
)
_TOKEN: Final = re.compile(
    rf"(?P<one>[{_UNSPACED}])|(?P<number>\d{{1,3}}(?:[ ’\']\d{{3}})+(?![\d.,])|\d+(?:[.,]\d+)*)"
    rf"|(?P<word>(?:[^\W\d_{_UNSPACED}]|[{_MARKS}])+(?:['’][^\W\d_{_UNSPACED}]+)?)"
)
_CLOSES: Final = re.compile(r"[.!?:;\n\"“”«»„…।。！？•*|]")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[., ’']\d{3})+|\d{1,2}(?:,\d\d)+,\d{3}")
"""By thousands, or as India groups; NFKC has made plain spaces of the narrow ones."""
# Ukrainian has no Snowball of its own; the endings that Russian's cuts are mostly shared.
_SNOWBALL: Final = {**STEMMERS, "uk": "russian"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or unspaced character, case-folded."""

    key: str
    """What it is compared by: a stem, a plain number, a character."""
    weight: float
    """0 for a function word, about 1 for a word of its own, more for names and telling numbers."""
    opens: bool = False
    """Whether it starts a sentence, where a capital says nothing."""
    capital: bool = False
    number: bool = False
    unspaced: bool = False


def tokenise(text: str, language: str | None) -> list[Token]:
    """The tokens of the first READ_CHARACTERS of a text, in order."""
    text = unicodedata.normalize("NFKC", text[:READ_CHARACTERS])
    tokens: list[Token] = []
    end, opens = 0, True
    for found in _TOKEN.finditer(text):
        opens = opens or not tokens or _CLOSES.search(text, end, found.start()) is not None
        token = _token(found, language, opens=opens)
        end, opens = found.end(), False
        tokens.append(token)
    return tokens


def _token(found: re.Match[str], language: str | None, *, opens: bool) -> Token:
    word = found.group()[:_TOKEN_CHARACTERS]
    if found.lastgroup == "one":
        return Token(word, 0.5, opens=opens, unspaced=True)
    if found.lastgroup == "number":
        return _number(word)
    key, weight = weigh(word.casefold(), language or "en")
    return Token(key, weight, opens=opens, capital=word[0].isupper())


def _number(word: str) -> Token:
    plain = re.sub(r"[., ’']", "", word) if _GROUPED.fullmatch(word) else word.replace(",", ".")
    if plain.isdigit():
        plain = str(int(plain))  # digits of every script as one
    return Token(plain, _number_weight(plain), number=True)


def _number_weight(plain: str) -> float:
    if re.fullmatch(r"(?:19|20)\d\d", plain):
        return YEAR_WEIGHT
    return (0.15, 0.6, 1.1)[min(len(plain), 3) - 1]


@lru_cache(maxsize=65_536)
def weigh(word: str, language: str) -> tuple[str, float]:
    """What a case-folded word is compared by, and how much it tells: 0 for a function word up to 1.25."""
    word = word.replace("’", "'").removesuffix("'s").rstrip("'")
    if word in FUNCTION_WORDS or len(word) < 2:
        return word, 0.0
    key = stem(word, language)
    return key, 0.3 if key in _everyday(language) or word in EVERYDAY_WORDS.get(language, ()) else _rarity(
        word
    )


class Keys(dict[str, str]):
    """Case-folded word of a language -> what it is compared by, "" where it tells nothing. Filled as it is asked: a
    tenth of the time of asking `weigh` again for every word of a text."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        key, weight = weigh(word, self._language)
        if len(self) >= _KNOWN:
            self.clear()
        self[word] = found = key if weight > 0 else ""
        return found


@lru_cache(maxsize=64)
def keys_of(language: str) -> Keys:
    """The keys of a language's words, as many as were asked for."""
    return Keys(language)


def _rarity(word: str) -> float:
    # Long words are rarer than short ones, the one thing that shape alone says in every language.
    return min(1.25, 0.75 + 0.05 * len(word))


@lru_cache(maxsize=64)
def _everyday(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in EVERYDAY_WORDS.get(language, ()))


def stem(word: str, language: str) -> str:
    """A case-folded word without its ending; itself where no stemmer knows the language."""
    algorithm = _SNOWBALL.get(language[:2])
    return _stemmer(algorithm).stemWord(word) if algorithm else word


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)


def language_of(title: str, text: str, said: str | None) -> str | None:
    """The language said, else a cheap guess."""
    return said or reading.language_of(f"{title}\n{text[:2000]}")
