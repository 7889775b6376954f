"""The keys under which a word of the archive is filed: of its stem, of the words it is kin to, of its sound.

Hashes: equal for equal parts in every process.
"""

from hashlib import blake2b
from typing import Final, NamedTuple

from bot.domain import languages
from bot.domain.matching import inflection, scripts, spelling, vocabulary

TELLING: Final = 4
"""Consonants from which on a name may have other vowels, too."""
_LONGEST_BONES: Final = 12
_VOWELS: Final = {"a": "a", "e": "i", "i": "i", "o": "u", "u": "u"}


class Filed(NamedTuple):
    """A word of the archive under one of its keys."""

    key: int
    word: str
    """As it stood."""
    language: str
    """Of the article that it stood in; "" where unknown."""


def keys(word: str, language: str) -> set[int]:
    """Under which a word of an article in that language is filed; none for a word that says nothing."""
    read = vocabulary.word(word)
    if not read.key or languages.is_stop(read.key, None):
        return set()
    code = language or ("en" if read.key.isascii() else "")
    found = {key("/", code, vocabulary.stem(read.key, code or None))}
    if code:
        forms = inflection.of_written(read.key, code)
        found |= {key("~", code, root) for root in forms.family}
        found |= {key("=", code, lemma) for lemma in forms.same if lemma.startswith("=")}
    if read.shape is not vocabulary.Shape.LOWER:
        mute = scripts.is_abjad(scripts.script_of(read.key))
        for heard, _ in vocabulary.sounds(read.key, language or None):
            bones, vowels = bones_of(heard), "*" if mute else vowels_of(heard)
            if bones:
                found.add(key("?", bones, vowels))
                if len(bones) >= TELLING:
                    found.add(key("#", bones, vowels if mute else str(len(vowels))))
    return found


def bones_of(heard: str) -> str:
    """The consonants of a sound, kindred ones as one, the first of them."""
    return spelling.skeleton(heard)[:_LONGEST_BONES]


def vowels_of(heard: str) -> str:
    """The vowels of a sound in order, kindred ones as one."""
    return "".join(_VOWELS[sign] for sign in heard if sign in _VOWELS)


def key(*parts: str) -> int:
    """A key of signed 64 bits; its first part says of what kind."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
