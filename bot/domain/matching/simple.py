"""Reads simple names in compiled code, thousands at once: just as `phrases.read` does, but far more quickly.

Simple is a name of letters a-z and spaces, as nearly all followed issues have; all others are left to phrases.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.domain import languages
from bot.domain.matching import keys, phrases, postings, sounds, tables, vocabulary
from bot.domain.matching.compiled import Array, Hashed, Whole, compiled, filled, mixed, value
from bot.domain.matching.vocabulary import Kind, Term

_LINE, _SPACE, _CASE = 10, 32, 32
_MAX_WORDS = 64
"""Words of a simple name: one of more is left to phrases."""
_LOWER, _TITLE, _UPPER = range(3)


class Names(NamedTuple):
    """Names as they are to be filed, and their words."""

    counts: Array
    """int64: how many words are looked for; -1 where a name is not simple, 0 where there is nothing to look for."""
    kinds: Array
    """int8: postings.FIXED and NAMES"""
    longer: Array
    """bool: whether there may be an established longer name in which all of its words stand; see known.longer."""
    idents: Array
    """int64 by word: which term, as `ident` has it."""
    spans: Array
    """int64[n, 2] by word: where it stands among the bytes of all names."""
    terms: Array
    """int8 by word: the term's kind."""
    letters: bytes
    """All names, a line each."""

    def term(self, word: int) -> Term:
        """What a word looks for."""
        start, end = self.spans[word].tolist()
        return Term(self.letters[start:end].decode().lower(), Kind(int(self.terms[word])))


def may_be(name: str) -> bool:
    """Whether a name may be given to `read`."""
    return name.isascii() and "\n" not in name and len(name) <= phrases.MAX_CHARS


def read(names: Sequence[str]) -> Names:
    """Read names that may be simple."""
    letters = "\n".join(names).encode()
    most = len(letters) // 2 + 1
    made = Names(
        np.full(len(names), -1, np.int64), np.zeros(len(names), np.int8), np.ones(len(names), np.bool_),
        np.empty(most, np.int64), np.empty((most, 2), np.int64), np.empty(most, np.int8), letters,
    )  # fmt: skip
    used = _read(made, _ignored(), tables.places().by_word.rows, (keys.of(keys.form("")), keys.SALT))
    return made._replace(idents=made.idents[:used], spans=made.spans[:used], terms=made.terms[:used])


def idents(terms: Sequence[Term]) -> Array:
    """By what terms are known, int64; never 0."""
    found = keys.every([keys.form(key) for key, _ in terms])
    _identify(found, np.array([kind for _, kind in terms], np.int64))
    return found


@lru_cache(maxsize=1)
def _ignored() -> Hashed:
    """The words of names that are passed over, by the keys of their forms."""
    found = keys.every([keys.form(word) for word in sorted(languages.ANY_STOP)])
    return filled(dict.fromkeys(found.tolist(), 1))


# -- compiled ----------------------------------------------------------------------------------------


@compiled
def ident(key: int, kind: int) -> int:
    """By what a term is known: the key of its word, and its kind."""
    return keys.whole(mixed(key, kind))


@compiled
def _identify(found: Array, kinds: Array) -> None:
    for i in range(len(found)):
        found[i] = ident(found[i], kinds[i])


@compiled
def _read(made: Names, ignored: Hashed, by_word: tables.Lookup, openings: tuple[int, int]) -> int:
    """Read all names; returns how many words are looked for. `openings`: where the keys of words begin, as forms and by
    themselves."""
    words, plain = np.zeros((_MAX_WORDS, 4), np.int64), np.zeros(_MAX_WORDS, np.int64)
    spans = np.empty((_MAX_WORDS, 2), np.int64)
    letters, first, used = made.letters, 0, 0
    for name in range(len(made.counts)):
        last = first
        while last < len(letters) and letters[last] != _LINE:
            last += 1
        count = _split(letters, (first, last), (words, plain), openings)
        first = last + 1
        if count < 0:
            continue
        kept = _choose(words, count, ignored)
        fixed = False
        for i in range(kept):
            key, start, end, look = words[i]
            kind = _kind(look, end - start)
            made.idents[used], made.terms[used] = ident(key, kind), kind
            made.spans[used, 0], made.spans[used, 1] = start, end
            fixed = fixed or kind != sounds.WORD
            used += 1
        made.counts[name] = kept
        made.kinds[name] = postings.FIXED * fixed | postings.NAMES * (kept > 1)
        made.longer[name] = fixed and tables.may_share(by_word, plain[:count], spans)
    return used


@compiled
def _split(letters: bytes, line: tuple[int, int], out: tuple[Array, Array], openings: tuple[int, int]) -> int:
    """The words of a name: the keys of their forms, where they stand and how they are written; then their own keys.
    Returns how many; -1 if it is not simple."""
    words, plain = out
    count, at = 0, line[0]
    while at < line[1]:
        if letters[at] == _SPACE:
            at += 1
            continue
        if count == len(words):
            return -1
        start, small, capitals = at, 0, 0
        key, own = Whole(openings[0]), Whole(openings[1])
        while at < line[1] and letters[at] != _SPACE:
            sign = letters[at]
            low = sign | _CASE
            if low < 97 or low > 122:
                return -1
            small, capitals = small + (sign == low), capitals + (sign != low)
            key, own = mixed(key, low), mixed(own, low)
            at += 1
        look = _LOWER
        if letters[start] & _CASE == 0:
            look = _UPPER if small == 0 and capitals > 1 else _TITLE
        words[count, 0], words[count, 1], words[count, 2], words[count, 3] = keys.whole(key), start, at, look
        plain[count] = keys.whole(own)
        count += 1
    return count


@compiled
def _choose(words: Array, count: int, ignored: Hashed) -> int:
    """Bring the words that are looked for to the front; returns how many."""
    told, initials, longer = 0, 0, False
    chosen = np.empty(_MAX_WORDS, np.int64)
    for i in range(count):
        if value(ignored, words[i, 0]) < 0:
            chosen[told] = i
            told += 1
        elif i > 0 and i == count - 1 and words[i, 3] == _TITLE:
            chosen[told] = i  # somebody's name after all: Theresa May
            told += 1
    for k in range(told):
        size = words[chosen[k], 2] - words[chosen[k], 1]
        initials, longer = initials + (size < 2), longer or size > 2
    if told == 0:
        return min(count, phrases.MAX_TERMS)
    kept = 0
    for k in range(told):
        i = chosen[k]
        if kept < phrases.MAX_TERMS and not (longer and words[i, 2] - words[i, 1] < 2):
            for j in range(4):
                words[kept, j] = words[i, j]
            kept += 1
    return kept


@compiled
def _kind(look: int, size: int) -> int:
    if look == _LOWER:
        return sounds.WORD
    return sounds.ACRONYM if look == _UPPER and size <= vocabulary.ACRONYM_CHARS else sounds.NAME
