"""Whether two words sound like one name: the judgement of spelling in compiled form, over arrays of sounds.

The tables of costs are spelling's, the conditions stand here; how a word sounds is found out elsewhere.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from bot.domain.matching import scripts, spelling
from bot.domain.matching.compiled import Array, Record, Whole, compiled
from bot.domain.matching.score import FARTHEST
from bot.domain.matching.vocabulary import Kind

SOUNDS = 24
"""Signs of a sound string that are compared; what comes after them is no spelling any more."""
_BONES = 12
ENTITIES = 8
_GAP, _GAP_H, _FOREIGN = 1.0, 0.25, 1.0

# A word's kind and its script in numbers
WORD, NAME, KNOWN, ACRONYM = int(Kind.WORD), int(Kind.NAME), int(Kind.KNOWN), int(Kind.ACRONYM)
SCRIPTS = {name: number for number, name in enumerate(scripts.NAMES)}
FOREIGN_HAN = len(SCRIPTS)
"""A name written in Chinese characters for their sound."""
_LATIN, _CYRILLIC = SCRIPTS["latn"], SCRIPTS["cyrl"]
_INDIC, _HANGUL, _KATAKANA, HAN = SCRIPTS["indic"], SCRIPTS["hang"], SCRIPTS["kana"], SCRIPTS["han"]

INFLECTED = 0.04
"""What another ending costs."""
_MIN_WEIGHT = 2.2
"""A sound that says less is matched by its letters only."""
_MIN_CONSONANTS = 3
_FEW, _FEW_CASELESS = 0.6, 0.4
"""What a name of fewer consonants may differ by, as a share of what its weight would allow."""
KINDRED = 0.4
"""What a name's established other writing costs, as a share of its room."""
_LIKENESS, _SAME_BONES = 0.6, 0.4
"""Where vowels are written, sounds of other consonants, and of the same kinds, share at least so much."""
_SAME = 0.11
"""Two sounds no farther apart than this are one."""
_MIN_ROOM = 0.3
_MIN_WORD = 6
_LATIN_SHARE, _CASELESS_SHARE, _FOREIGN_SHARE = 0.8, 0.85, 0.8
OPENING_SHARE = 0.6
"""A capital that opens a sentence says nothing, so there a spelling must be nearer."""


_SOUND: Final = [
    ("length", np.int8),
    ("boned", np.int8),
    ("bare", np.bool_),
    ("heard", np.uint8, (SOUNDS,)),
    ("bones", np.uint8, (_BONES,)),
]
SOUND = np.dtype(_SOUND)
"""A sound string: its signs, the skeleton of it, and whether an ending or prefix was taken off."""
TERM = np.dtype(
    [
        ("kind", np.int8),
        *_SOUND,
        ("script", np.int8),
        ("consonants", np.int8),
        ("letters", np.int16),
        ("key", np.int64),
        ("weight", np.float32),
        ("entities", np.int32, (ENTITIES,)),
        ("uses", np.int32),
        ("born", np.int32),
        ("names", np.int64),
    ]
)
"""A term as it is compared: its sound, kind, script, length in letters, key and weight, the places and people
established under it (0: none). Then what the lexicon keeps: how many names hold it, when it came, its row of names
(-1: none)."""
_SIGN = np.dtype([("gain", np.float32), ("kind", np.uint8), ("vowel", np.bool_), ("merged", np.uint8, (4,))])
_SCRIPT = np.dtype([("caseless", np.bool_), ("abjad", np.bool_)])


class Tables(NamedTuple):
    """What sounds cost and say."""

    near: Array
    """float32[128, 128] by ASCII codes: the cost of one sound for another."""
    signs: Array
    """By ASCII code: what a sound says, the kind of a consonant (0 for what a skeleton leaves out), whether it is a
    vowel, and what it is for a way of writing that does not tell it from others."""
    scripts: Array
    """By script: whether it has no capitals, whether it leaves out short vowels."""


_PLAIN, _KOREAN, _KANA, _CHINESE = range(4)


def tables() -> Tables:
    """The tables of spelling and scripts as arrays."""
    near = np.ones((128, 128), np.float32)
    for one, others in spelling.NEAR.items():
        for other, cost in others.items():
            near[ord(one), ord(other)] = cost
    signs = np.zeros(128, _SIGN)
    for code in range(128):
        sign = chr(code)
        signs[code] = (
            spelling.weight(sign),
            ord(spelling.skeleton(sign) or "\0"),
            sign in spelling.VOWELS,
            code,
        )
    for number, table in ((_KOREAN, spelling.KOREAN), (_KANA, spelling.KANA), (_CHINESE, spelling.HAN)):
        for code, instead in table.items():
            signs["merged"][code, number] = instead
    names = [*scripts.NAMES, "han"]
    kinds = np.array([(scripts.is_caseless(name), scripts.is_abjad(name)) for name in names], _SCRIPT)
    return Tables(near, signs, kinds)


def put_sound(row: Record, heard: str, *, bare: bool = False) -> None:
    """Write a sound string into a record."""
    codes = heard.encode("ascii", "replace")[:SOUNDS]
    row["heard"][: len(codes)] = np.frombuffer(codes, np.uint8)
    row["length"], row["bare"] = len(codes), bare


def written(sounds: Iterable[tuple[str, bool]]) -> Array:
    """Sound strings, and whether an ending or prefix was taken off each, as numbers: uint8[n, 2 + SOUNDS]."""
    rows = [
        bytes((min(len(heard), SOUNDS), bare))
        + heard.encode("ascii", "replace")[:SOUNDS].ljust(SOUNDS, b"\0")
        for heard, bare in sounds
    ]
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 2 + SOUNDS)


@compiled
def strip(sound: Record, tables: Tables) -> None:
    """Work out the skeleton of a sound; as spelling.skeleton."""
    count, last = 0, 0
    for i in range(sound.length):
        kind = tables.signs[sound.heard[i]].kind
        if kind != 0 and kind != last and count < _BONES:
            sound.bones[count] = kind
            count += 1
        if kind != 0:
            last = kind
    sound.boned = count


@compiled
def keys(sound: Record, out: Array) -> int:
    """Where a skeleton is filed so that near ones meet: itself, and itself less any sign but the first, which
    hardly any spelling changes in kind. Returns how many."""
    length = sound.boned
    if length == 0:
        return 0
    count = 0
    for skip in range(length if length >= 3 else 1):
        if skip > 1 and sound.bones[skip] == sound.bones[skip - 1]:
            continue
        key = Whole(0x51ED270B2A5)
        for i in range(length):
            if i != skip or skip == 0:
                key = (key ^ Whole(sound.bones[i])) * Whole(0x100000001B3)
                key ^= key >> Whole(29)
        out[count] = key
        count += 1
    return count


@compiled
def sign_set(sound: Record) -> int:
    """Which signs a sound has, as bits, and above them how long it is: enough to see that most others are unlike."""
    found = Whole(0)
    for i in range(sound.length):
        found |= Whole(1) << Whole(sound.heard[i] % 48)
    return found | Whole(sound.length) << Whole(48)


@compiled
def _bits(number: int) -> int:
    count = 0
    while number:
        number &= number - 1
        count += 1
    return count


_ESTABLISHED = 1 << 60


@compiled
def mark(entities: Array) -> int:
    """A bit beside those of `sign_set`: whether a term is established as something."""
    return Whole(_ESTABLISHED) if entities[0] != 0 else Whole(0)


@compiled
def settles(surface: Record) -> int:
    """The bits of terms that a word is no spelling of: both established, and neither a writing of the other."""
    return mark(surface.entities) if surface.script != FOREIGN_HAN else Whole(0)


@compiled
def may_be_like(one: int, other: int, bones: bool) -> bool:
    """Whether two sounds may be as like as `_unlike` wants it, by their sign_set alone. `bones`: they may have the
    same skeleton."""
    n, m = one >> Whole(48) & Whole(63), other >> Whole(48) & Whole(63)
    most = (1.0 - (_SAME_BONES if bones else _LIKENESS)) * max(n, m)
    if abs(n - m) > most:
        return False
    signs = (Whole(1) << Whole(48)) - Whole(1)
    return _bits(one & ~other & signs) <= most and _bits(other & ~one & signs) <= most


@compiled
def is_likeness_asked(script: int) -> bool:
    """Whether sounds written in this script must share most of their signs: it writes vowels."""
    return script == _LATIN or script == _CYRILLIC


@compiled
def is_spelt_freely(term: Record) -> bool:
    """Whether other spellings of a term are looked for at all."""
    return term.weight >= _MIN_WEIGHT and (term.kind == NAME or term.kind == WORD)


@compiled
def allowed(term: Record, script: int, tables: Tables) -> float:
    """The distance that a spelling of this script may have from a term's; see spelling.allowance."""
    amount = term.weight
    if tables.scripts[script].abjad != tables.scripts[term.script].abjad:
        amount = term.consonants + 0.1 * (term.length - term.consonants)
    return spelling.allowance(amount)


@compiled
def room(term: Record, tables: Tables) -> float:
    """What a word that is surely the term leaves to the other words of its name."""
    return max(_MIN_ROOM, allowed(term, _LATIN, tables))


@compiled
def _room(term: Record, script: int, tables: Tables) -> float:
    own, kind = term.script, term.kind
    caseless = tables.scripts[script].caseless
    if kind == WORD and not tables.scripts[own].caseless:
        return -1.0 if term.letters < _MIN_WORD or caseless else _SAME
    few = term.consonants < _MIN_CONSONANTS
    if script == FOREIGN_HAN:
        if few or kind != NAME or own != _LATIN:
            return -1.0
        return allowed(term, script, tables) * _FOREIGN_SHARE
    if tables.scripts[script].abjad and few:
        return -1.0  # two consonants without vowels are too many words at once
    share = 1.0
    if few:
        share = _FEW_CASELESS if caseless else _FEW
    if caseless:
        share *= _CASELESS_SHARE
    if script == _LATIN and own == _LATIN:
        share *= _LATIN_SHARE
    return allowed(term, script, tables) * share


@compiled
def show(sound: Record, where: Array) -> None:
    """At which places of a sound each sign stands, as bits: int64[128] by ASCII code, zeros before."""
    for i in range(sound.length):
        where[sound.heard[i]] |= Whole(1) << Whole(i)


@compiled
def _similar(one: Record, where: Array, length: int) -> float:
    """Levenshtein similarity, 0..1, of a term's sound and one of so many signs, told by `show`. All rows of the table
    of distances at once, a bit each: H. Hyyro, 2003, after G. Myers, 1999."""
    plus, minus, distance = (Whole(1) << Whole(length)) - Whole(1), Whole(0), length
    last = Whole(1) << Whole(length - 1)
    for i in range(one.length):
        same = where[one.heard[i]]
        across = (((same & plus) + plus) ^ plus) | same | minus
        up, down = minus | ~(across | plus), plus & across
        distance += (up & last != 0) - (down & last != 0)
        up, down = up << Whole(1) | Whole(1), down << Whole(1)
        plus, minus = down | ~(across | up), up & across
    return 1.0 - distance / max(one.length, length, 1)


@compiled
def _near_bones(one: Array, n: int, other: Array, m: int) -> int:
    """0: the same skeleton, 1: one sign apart, 2: farther."""
    if n - m > 1 or m - n > 1:
        return 2
    at = 0
    while at < n and at < m and one[at] == other[at]:
        at += 1
    if at == n and at == m:
        return 0
    i, j = n - 1, m - 1
    while i >= at and j >= at and one[i] == other[j]:
        i -= 1
        j -= 1
    return 1 if i <= at and j <= at else 2


@compiled
def _unlike(term: Record, sound: Record, where: Array, likeness: float) -> bool:
    """Whether two sounds are so far apart that the alignment need not be made; quick."""
    apart = _near_bones(term.bones, term.boned, sound.bones, sound.boned)
    if apart == 0:
        return likeness > 0 and _similar(term, where, sound.length) < _SAME_BONES
    if apart == 2 or term.kind == WORD:
        return True
    return likeness > 0 and _similar(term, where, sound.length) < likeness


@compiled
def _end(row: Record, length: int, tables: Tables) -> int:
    while length > 0 and tables.signs[row[length - 1]].vowel:
        length -= 1
    return length


@compiled
def _gap(sign: int, at: int, end: int, vowel: float, tail: float, tables: Tables) -> float:
    """What a sound costs if the other spelling does not write it."""
    if tables.signs[sign].vowel:
        return vowel if at < end else tail
    return _GAP_H if sign == 104 else _GAP  # 104: h


@compiled
def align(
    term: Record, sound: Record, costs: tuple[float, float, float], merge: int, tables: Tables
) -> float:
    """What it costs to hear two sound strings as one name: 0 for the same, about 1 a foreign consonant. Costs: of a
    vowel that only one writes, of such vowels at the end, and the limit beyond which the search ends. `merge`: by which
    way of writing."""
    n, m = term.length, sound.length
    one, other = np.zeros(SOUNDS, np.uint8), np.zeros(SOUNDS, np.uint8)
    for i in range(n):
        one[i] = tables.signs[term.heard[i]].merged[merge]
    for i in range(m):
        other[i] = tables.signs[sound.heard[i]].merged[merge]
    if merge == _CHINESE:
        for i in range(n):  # spelling.CODA
            if one[i] == 109 and (i + 1 == n or not tables.signs[one[i + 1]].vowel):
                one[i] = 110
    vowel, tail, limit = costs
    near = tables.near
    extra = 0.0
    first, second = one[0], other[0]
    if first != second and near[first, second] >= 2 * spelling.OTHER_OPENING:
        extra = spelling.OTHER_OPENING
    limit -= extra
    end, other_end = _end(one, n, tables), _end(other, m, tables)
    row = np.empty(SOUNDS + 1, np.float64)
    row[0] = 0.0
    for j in range(m):
        row[j + 1] = row[j] + _gap(other[j], j, other_end, vowel, tail, tables)
    for i in range(n):
        sign = one[i]
        down = _gap(sign, i, end, vowel, tail, tables)
        corner = row[0]
        row[0] = corner + down
        least = row[0]
        for j in range(m):
            across = other[j]
            best = corner + near[sign, across]
            corner = row[j + 1]
            best = min(best, corner + down, row[j] + _gap(across, j, other_end, vowel, tail, tables))
            row[j + 1] = best
            least = min(least, best)
        if least > limit:
            return limit + extra + 1.0
    return row[m] + extra


@compiled
def are_two(term: Record, entities: Array) -> bool:
    """Whether a word is established, and the term too, and as nothing that they share."""
    if entities[0] == 0 or term.entities[0] == 0:
        return False
    for i in range(ENTITIES):
        for j in range(ENTITIES):
            if entities[i] != 0 and entities[i] == term.entities[j]:
                return False
    return True


@compiled
def judge(term: Record, spoken: tuple[Record, Array], surface: Record, tables: Tables) -> tuple[float, float]:
    """The distance of a word's sound from a term and the distance that it may have; (-1, -1) if it is not that
    name. Records of TERM, SOUND with what `show` says of it, and senses.WORD."""
    sound, where = spoken
    script = surface.script
    none = (-1.0, -1.0)
    likeness = _LIKENESS if is_likeness_asked(script) else 0.0
    if script != FOREIGN_HAN and _unlike(term, sound, where, likeness):
        return none
    both = surface.entities[0] != 0 and term.entities[0] != 0
    if both and (script != FOREIGN_HAN or are_two(term, surface.entities)):
        return none  # two established names; if one is a writing of the other, that is known
    room = _room(term, script, tables)
    if room < 0:
        return none
    extra = INFLECTED if sound.bare else 0.0
    vowel, tail, merge = _writing(script, term.script, tables)
    if sound.bare:
        tail = min(tail, 0.08)
    limit = room * FARTHEST
    cost = extra + align(term, sound, (vowel, tail, limit - extra), merge, tables)
    return (cost, room) if cost <= limit else none


@compiled
def _writing(script: int, own: int, tables: Tables) -> tuple[float, float, int]:
    """What a vowel costs that only one writes, inside and at the end, and which sounds are one, between two scripts."""
    if script == FOREIGN_HAN:
        return 0.12, 0.12, _CHINESE
    if script == _LATIN and own == _LATIN:
        return 0.35, 0.35, _PLAIN
    if tables.scripts[script].abjad != tables.scripts[own].abjad:
        return 0.06, 0.06, _PLAIN
    if script == _HANGUL or own == _HANGUL:
        return 0.15, 0.15, _KOREAN
    if script == _KATAKANA or own == _KATAKANA:
        return 0.12, 0.12, _KANA
    if script == _INDIC or own == _INDIC:
        return 0.12, 0.12, _PLAIN
    return 0.2, 0.2, _PLAIN


def distance(one: str, other: str, *, vowel: float = 0.3, tail: float = 0.3, limit: float = 99.0) -> float:
    """`align` for two sound strings by themselves."""
    rows = np.zeros(2, SOUND)
    put_sound(rows[0], one)
    put_sound(rows[1], other)
    return float(align(rows[0], rows[1], (vowel, tail, limit), _PLAIN, tables()))
