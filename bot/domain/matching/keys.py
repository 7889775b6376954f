"""The keys by which words are looked up: hashes of their letters, the same in compiled code and outside of it.

They differ from run to run, so that nobody can write an article whose words all meet in one place; 0 is no key.
"""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.compiled import Array, Whole, compiled, mixed

SALT = hash("the keys of words") or 1
"""Where every key begins in this process. Compiled code is kept from run to run, and so is given it each time."""
_LINE = 10
HEAD = 5
"""Letters of a word that its inflections share."""


def signs(text: str) -> bytes:
    """What is hashed of a text: UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def of(word: str) -> int:
    """The key of one word; 0 of none."""
    return int(_of(signs(word), SALT))


def every(words: Sequence[str]) -> Array:
    """The keys of many words, int64, in one pass; none holds a line break."""
    found = np.empty(len(words), np.int64)
    if words:
        _lines(signs("\n".join(words)), SALT, found)
    return found


def form(word: str, language: str = "") -> str:
    """What the key of a word's form is made of; of a word, or of a stem in a language."""
    return f"{language}:{word}"


def head(word: str) -> str:
    """What the key of a word's first letters is made of, which its inflections share in every language."""
    return f"^{word[:HEAD]}"


def kin(group: int) -> int:
    """The key of what words are established writings of, as known.kin numbers it."""
    return int(of_kin(group, SALT))


@compiled
def whole(value: int) -> int:
    """A finished hash as a key."""
    return value if value != 0 else Whole(1)


@compiled
def along(value: int, letters: bytes | Array, first: int, last: int) -> int:
    """Go on with a hash over letters[first:last]."""
    for i in range(first, last):
        value = mixed(value, letters[i])
    return value


@compiled
def of_kin(group: int, salt: int) -> int:
    """As `kin`."""
    return whole(mixed(mixed(salt, 0x6B), group))


@compiled
def _of(letters: bytes, salt: int) -> int:
    return whole(along(Whole(salt), letters, 0, len(letters))) if len(letters) else Whole(0)


@compiled
def _lines(letters: bytes, salt: int, out: Array) -> None:
    value, line, begin = Whole(salt), 0, 0
    for i in range(len(letters) + 1):
        if i < len(letters) and letters[i] != _LINE:
            value = mixed(value, letters[i])
            continue
        out[line] = whole(value) if i > begin else Whole(0)
        value, line, begin = Whole(salt), line + 1, i + 1
