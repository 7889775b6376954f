"""How terms are entered: what is known of many words at once, and where each of them is filed.

Works in compiled code as far as that goes, for a million issues have hundreds of thousands of terms. Which term has
which row, and in which languages it is filed, is the affair of the lexicon.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.domain.matching import hearing, keys, known, latin, plain, scan, scripts, sounds, tables, vocabulary
from bot.domain.matching.compiled import Array, Hashed, compiled
from bot.domain.matching.pools import Shelves, put, take
from bot.domain.matching.sounds import ENTITIES, SOUNDS, Tables
from bot.domain.matching.tables import Lookup
from bot.domain.matching.vocabulary import Kind, Term

_WRITINGS = 3
"""Under how many keys a word's meanings are looked up."""
_WHOLE_WORDS = frozenset({Kind.WORD, Kind.NAME})


class Filed(NamedTuple):
    """Keys that terms are filed under, besides those of their sounds."""

    rows: Array
    """int64: the terms."""
    ends: Array
    """int64, one more: where the keys of each begin and end."""
    keys: Array
    """int64"""


class _Noted(NamedTuple):
    """What is known of terms, by place in a list of them."""

    rows: Array
    """int64: the terms."""
    numbers: Array
    """int64[n, 3]: kind, script, letters."""
    own: Array
    """int64: their keys."""
    entities: Array
    """int32[n, ENTITIES]"""
    spoken: Array
    """uint8[n, 1 + SOUNDS]: length and signs of their sounds."""


class Told(NamedTuple):
    """What words are established as."""

    entities: Array
    """int32[n, ENTITIES], as reading.numbered has it."""
    kin: Array
    """int64: keys of all of it, of names only, by word."""
    kins: Array
    """int64: how many of these each word has."""


def told(fresh: Sequence[Term]) -> Told:
    """What terms are established as; as known.kin."""
    written = [text for term in fresh for text in _writings(term.key)]
    names = np.array([term.kind is Kind.NAME for term in fresh], np.bool_)
    looked_up = keys.every(written).reshape(-1, _WRITINGS)
    lookups = (tables.places().by_name.rows, tables.people().rows)
    most, total = _bound(lookups, looked_up)
    found = Told(
        np.zeros((len(fresh), ENTITIES), np.int32), np.empty(total, np.int64), np.zeros(len(fresh), np.int64)
    )
    used = _mean(lookups, (looked_up, names), found, np.empty(most, np.int64), keys.SALT)
    return found._replace(kin=found.kin[:used])


def enter(
    terms: tuple[Array, Array], rows: Array, fresh: tuple[Sequence[Term], Told], born: int, signs: Tables
) -> int:
    """Write the rows of terms that came one after the other, the first of them born as number `born`.
    Returns under how many keys their sounds are to be filed."""
    numbers = [(term.kind, sounds.SCRIPTS[scripts.script_of(term.key)], len(term.key)) for term in fresh[0]]
    own = keys.every([keys.form(term.key) for term in fresh[0]])
    noted = _Noted(rows, np.array(numbers, np.int64), own, fresh[1].entities, _spoken(fresh[0]))
    return int(_enter(terms, signs, noted, born))


def filed(
    rows: Array, fresh: tuple[Sequence[Term], Told], more: Sequence[Sequence[str]], marks: Array
) -> Filed:
    """The keys of terms: of the word itself, of what it is established as, of how it stands where it is written as two
    (noted in `marks`), and of `more` texts for each term, if any."""
    words, kins = [keys.form(term.key) for term in fresh[0]], fresh[1].kins
    parted = [
        at
        for at, term in enumerate(fresh[0])
        if term.kind in _WHOLE_WORDS and len(term.key) >= scan.MIN_JOINED
    ]
    joined = scan.all_in_parts([fresh[0][at].key for at in parted])
    scan.mark(marks, joined)
    each = np.arange(len(words))
    owners, found = [each, np.repeat(each, kins)], [keys.every(words), fresh[1].kin]
    if parted:
        owners.append(np.array(parted, np.int64))
        found.append(joined)
    if more:
        owners.append(np.repeat(each, [len(texts) for texts in more]))
        found.append(keys.every([text for texts in more for text in texts]))
    return _sorted(rows, np.concatenate(owners), np.concatenate(found))


def further(rows: Array, more: Sequence[Sequence[str]]) -> Filed:
    """The keys of these texts for each term."""
    owners = np.repeat(np.arange(len(rows)), [len(texts) for texts in more])
    return _sorted(rows, owners, keys.every([text for texts in more for text in texts]))


def _sorted(rows: Array, owners: Array, found: Array) -> Filed:
    """Keys by place in a list of terms, in the order of the list."""
    order = np.argsort(owners, kind="stable")
    ends = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(rows)), out=ends[1:])
    return Filed(rows, ends, found[order])


def _spoken(fresh: Sequence[Term]) -> Array:
    spoken = np.zeros((len(fresh), 1 + SOUNDS), np.uint8)
    heard = ["" if term.kind is Kind.GRAM else term.key for term in fresh]
    unread = np.empty(len(fresh), np.int64)
    left = _sound(plain.tell().grammar.groups, keys.signs("\n".join(heard)), spoken, unread)
    for at in unread[:left].tolist():
        codes = vocabulary.sound(heard[at]).encode("ascii", "replace")[:SOUNDS]
        spoken[at, 0] = len(codes)
        spoken[at, 1 : 1 + len(codes)] = np.frombuffer(codes, np.uint8)
    return spoken


def _writings(word: str) -> tuple[str, str, str]:
    """The keys under which known.kin looks a word up, "" for none."""
    key = word if word.isalpha() else tables.fold(word)
    if key.isascii() or scripts.script_of(key) != "latn":
        return key, "", ""
    return key, scripts.romanise(key), known.spelt_out(key)


# -- compiled ----------------------------------------------------------------------------------------


@compiled
def _bound(lookups: tuple[Lookup, Lookup], looked_up: Array) -> tuple[int, int]:
    """How many meanings one word may have at most, and all of them."""
    most, total = 0, 0
    for i in range(len(looked_up)):
        count = 0
        for key in looked_up[i]:
            if key != 0:
                first, last = tables.span(lookups[0], key)
                count += last - first
                first, last = tables.span(lookups[1], key)
                count += last - first
        most, total = max(most, count), total + count
    return most, total


@compiled
def _mean(
    lookups: tuple[Lookup, Lookup], words: tuple[Array, Array], out: Told, found: Array, salt: int
) -> int:
    """Write the meanings of words, given by the keys of their writings and whether they are names. `found`: scratch.
    Returns how many keys of kin there are."""
    used = 0
    for i in range(len(words[0])):
        count = 0
        for key in words[0][i]:
            if key != 0:
                count = tables.groups(lookups, key, found, count)
        for j in range(min(count, ENTITIES)):
            out.entities[i, j] = found[j] + (found[j] >= 0)
        if words[1][i]:
            for j in range(count):
                out.kin[used + j] = keys.of_kin(found[j], salt)
            out.kins[i] = count
            used += count
    return used


@compiled
def _sound(groups: Hashed, lines: bytes, spoken: Array, unread: Array) -> int:
    """Write how words of a-z sound; the places of the others go into `unread`. Returns how many those are."""
    letters, row = np.zeros(latin.BYTES + latin.LONGEST, np.uint8), np.zeros(1, sounds.SOUND)
    at, left = 0, 0
    for i in range(len(spoken)):
        first = at
        at, size = latin.read_line(lines, at, letters)
        if at - 1 == first:
            continue
        if size == 0 or not latin.is_latin(letters, 0, size):
            unread[left] = i
            left += 1
            continue
        latin.sound(groups, letters, size, row[0])
        spoken[i, 0] = row[0].length
        for j in range(SOUNDS):
            spoken[i, 1 + j] = row[0].heard[j]
    return left


@compiled
def _enter(terms: tuple[Array, Array], known_sounds: Tables, noted: _Noted, born: int) -> int:
    found, count = np.empty(16, np.int64), 0
    for i in range(len(noted.rows)):
        row, use = terms[0][noted.rows[i]], terms[1][noted.rows[i]]
        row.kind, row.script = noted.numbers[i, 0], noted.numbers[i, 1]
        row.letters, row.key = min(noted.numbers[i, 2], 255), noted.own[i]
        row.born = born + i
        use.names, use.uses, use.letters, use.kind = -1, 0, row.letters, row.kind
        row.length, row.bare = noted.spoken[i, 0], False
        for j in range(SOUNDS):
            row.heard[j] = noted.spoken[i, 1 + j]
        for j in range(ENTITIES):
            row.entities[j] = noted.entities[i, j]
        sounds.strip(row, known_sounds)
        weight, consonants = 0.0, 0
        for j in range(row.length):
            sign = known_sounds.signs[row.heard[j]]
            weight += sign.gain
            consonants += not sign.vowel
        row.weight, row.consonants = weight, consonants
        if hearing.is_spelt_freely(row):
            count += sounds.filed(row, found)
    return count


@compiled
def count(uses: Array, used: Array, more: int) -> int:
    """Count uses of terms up or down, a use each time that a term is named; returns how many times one came to 0."""
    gone = 0
    for term in used:
        uses[term].uses += more
        gone += uses[term].uses == 0
    return gone


@compiled
def file(terms: Array, shelves: Shelves, filed: Filed, away: bool) -> None:
    """Put terms on their shelves, for which there must be room, or take them from there."""
    found = np.empty(16, np.int64)
    for i in range(len(filed.rows)):
        number = filed.rows[i]
        row = terms[number]
        for j in range(filed.ends[i], filed.ends[i + 1]):
            _shelve(shelves, filed.keys[j], (number, row.born, 0), away)
        if hearing.is_spelt_freely(row):
            for j in range(sounds.filed(row, found)):
                _shelve(shelves, found[j], (number, row.born, sounds.marked(row, j)), away)


@compiled
def file_more(terms: Array, shelves: Shelves, filed: Filed) -> None:
    """Put terms on further shelves, the elder ones first; there must be room."""
    for i in range(len(filed.rows)):
        for j in range(filed.ends[i], filed.ends[i + 1]):
            _shelve(shelves, filed.keys[j], (filed.rows[i], terms[filed.rows[i]].born, 0), False)


@compiled
def _shelve(shelf: Shelves, key: int, item: tuple[int, int, int], away: bool) -> None:
    if away:
        take(shelf, key, item[0])
    else:
        put(shelf, key, item[0], (item[1], item[2]))
