"""Whether two words sound like one name: the judgement of spelling in compiled form, over arrays of sounds.

The tables of costs are spelling's, the conditions stand here; how a word sounds is found out elsewhere.
"""

import numpy as np

from bot.domain.matching import sounds, spelling
from bot.domain.matching.compiled import Array, Record, compiled
from bot.domain.matching.score import FARTHEST
from bot.domain.matching.sounds import Tables

_GAP, _GAP_H, _FOREIGN = 1.0, 0.25, 1.0

INFLECTED = 0.04
"""What another ending costs."""
_MIN_WEIGHT = 2.2
"""A sound that says less is matched by its letters only."""
_MIN_CONSONANTS = 3
_FEW, _FEW_CASELESS = 0.6, 0.4
"""What a name of fewer consonants may differ by, as a share of what its weight would allow."""
KINDRED = 0.4
"""What a name's established other writing costs, as a share of its room."""
_SAME = 0.11
"""Two sounds no farther apart than this are one."""
_FREQUENT_SHARE, _MANY_CONSONANTS = 0.35, 4
"""A frequent word of a script without capitals may be a name that everybody writes of, and mostly is none: so much of
the room, and in a script without vowels not for fewer consonants."""
_NOT_ALONE = 1.2
"""What one of a few consonants costs as a share of its room: it is part of a name of two words, and no name alone."""
_ONE_NAME = 0.01
"""Two established names of two scripts, no farther apart, are one though no table says so: Zelenskyy, Зеленский."""
_MIN_ROOM = 0.3
_MIN_WORD = 6
_LATIN_SHARE, _CASELESS_SHARE, _FOREIGN_SHARE = 0.8, 0.85, 0.8
OPENING_SHARE = 0.6
"""A capital that opens a sentence says nothing, so there a spelling must be nearer."""


@compiled
def is_spelt_freely(term: Record) -> bool:
    """Whether other spellings of a term are looked for at all."""
    return term.weight >= _MIN_WEIGHT and (term.kind == sounds.NAME or term.kind == sounds.WORD)


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
    return max(_MIN_ROOM, allowed(term, sounds.LATIN, tables))


@compiled
def _room(term: Record, script: int, tables: Tables) -> float:
    own, kind = term.script, term.kind
    caseless = tables.scripts[script].caseless
    if kind == sounds.WORD and not tables.scripts[own].caseless:
        return -1.0 if term.letters < _MIN_WORD or caseless else _SAME
    few = term.consonants < _MIN_CONSONANTS
    if script == sounds.FOREIGN_HAN:
        if few or kind != sounds.NAME or own != sounds.LATIN:
            return -1.0
        return allowed(term, script, tables) * _FOREIGN_SHARE
    if tables.scripts[script].abjad and few:
        return -1.0  # two consonants without vowels are too many words at once
    share = 1.0
    if few:
        share = _FEW_CASELESS if caseless else _FEW
    if caseless:
        share *= _CASELESS_SHARE
    if script == sounds.LATIN and own == sounds.LATIN:
        share *= _LATIN_SHARE
    return allowed(term, script, tables) * share


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
    one, other = np.zeros(sounds.SOUNDS, np.uint8), np.zeros(sounds.SOUNDS, np.uint8)
    for i in range(n):
        one[i] = tables.signs[term.heard[i]].merged[merge]
    for i in range(m):
        other[i] = tables.signs[sound.heard[i]].merged[merge]
    if merge == sounds.CHINESE:
        for i in range(n):  # spelling.CODA
            if one[i] == 109 and (i + 1 == n or not tables.signs[one[i + 1]].vowel):
                one[i] = 110
    vowel, tail, limit = costs
    near = tables.near[merge]
    extra = 0.0
    first, second = one[0], other[0]
    if first != second and near[first, second] >= 2 * spelling.OTHER_OPENING:
        extra = spelling.OTHER_OPENING
    limit -= extra
    end, other_end = _end(one, n, tables), _end(other, m, tables)
    row = np.empty(sounds.SOUNDS + 1, np.float64)
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
    for i in range(sounds.ENTITIES):
        for j in range(sounds.ENTITIES):
            if entities[i] != 0 and entities[i] == term.entities[j]:
                return False
    return True


@compiled
def judge(
    term: Record, spoken: tuple[Record, Array], surface: Record, ordinary: bool, tables: Tables
) -> tuple[float, float]:
    """The distance of a word's sound from a term and the distance that it may have; (-1, -1) if it is not that
    name. Records of TERM, SOUND with what `show` says of it, and senses.WORD. `ordinary`: whether the word is frequent
    in its language, which tells an ordinary word only where names have capitals."""
    sound, where = spoken
    script = surface.script
    none = (-1.0, -1.0)
    likeness = sounds.LIKENESS if sounds.is_likeness_asked(script) else 0.0
    if script != sounds.FOREIGN_HAN and sounds.unlike(term, sound, where, likeness):
        return none
    both = surface.entities[0] != 0 and term.entities[0] != 0
    settled = both and (script != sounds.FOREIGN_HAN or are_two(term, surface.entities))
    if settled and (script == term.script or script == sounds.FOREIGN_HAN):
        return none  # two established names; if one is a writing of the other, that is known
    room = _room(term, script, tables)
    frequent = ordinary and tables.scripts[script].caseless
    if frequent and tables.scripts[script].abjad and term.consonants < _MANY_CONSONANTS:
        return none
    if frequent:
        room *= _FREQUENT_SHARE
    if room < 0:
        return none
    extra = INFLECTED if sound.bare else 0.0
    vowel, tail, merge = _writing(script, term.script, tables)
    if sound.bare:
        tail = min(tail, 0.08)
    limit = room * FARTHEST
    if settled:
        limit = min(limit, extra + _ONE_NAME)
    cost = extra + align(term, sound, (vowel, tail, limit - extra), merge, tables)
    if frequent and term.consonants < _MIN_CONSONANTS:
        return (room * _NOT_ALONE, room) if cost <= _SAME else none
    return (cost, room) if cost <= limit else none


@compiled
def _writing(script: int, own: int, tables: Tables) -> tuple[float, float, int]:
    """What a vowel costs that only one writes, inside and at the end, and which sounds are one, between two scripts."""
    if script == sounds.FOREIGN_HAN:
        return 0.12, 0.12, sounds.CHINESE
    if script == sounds.LATIN and own == sounds.LATIN:
        return 0.35, 0.35, sounds.PLAIN
    if tables.scripts[script].abjad != tables.scripts[own].abjad:
        return 0.06, 0.06, sounds.PLAIN
    if script == sounds.HANGUL or own == sounds.HANGUL:
        return 0.15, 0.15, sounds.KOREAN
    if script == sounds.KATAKANA or own == sounds.KATAKANA:
        return 0.12, 0.12, sounds.KANA
    if script == sounds.INDIC or own == sounds.INDIC:
        return 0.12, 0.12, sounds.INDIAN
    return 0.2, 0.2, sounds.PLAIN


def distance(one: str, other: str, *, vowel: float = 0.3, tail: float = 0.3, limit: float = 99.0) -> float:
    """`align` for two sound strings by themselves."""
    rows = np.zeros(2, sounds.SOUND)
    sounds.put_sound(rows[0], one)
    sounds.put_sound(rows[1], other)
    return float(align(rows[0], rows[1], (vowel, tail, limit), sounds.PLAIN, sounds.tables()))
