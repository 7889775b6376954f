"""How a name sounds, one sign a sound, and how far two spellings of names are apart.

Compares by an alignment in which vowels are cheap and kindred consonants (g/h, v/w/b, zh/j/z) are near. Scripts
are the affair of scripts, grammar that of vocabulary.
"""

import re
from collections import defaultdict

from rapidfuzz import fuzz

from bot.domain.matching.compiled import compiled

_SPELT = (
    "shch:S sch:S sh:S zh:Z tch:C tsch:C ch:C kh:h gh:g ph:f th:t dh:d tz:c ts:c cz:C ck:k qu:k dzh:J dj:J x:ks q:k "
    "w:v y:i j:J ou:u oo:u ee:i ie:i iy:i yi:i yy:i ij:i rh:r bh:b ce:se ci:si cy:si c:k cc:k"
)
"""Letters and what they sound as; the longest that fits is taken."""
GROUPS: dict[str, str] = {
    letters: heard for letters, _, heard in (pair.partition(":") for pair in _SPELT.split())
}
_LETTERS = re.compile("|".join(sorted(GROUPS, key=len, reverse=True)))
_SILENT_H = re.compile("([aeou])h(?![aeiouy])")
_DOUBLED = re.compile(r"(.)\1+")
VOWELS = frozenset("aeiou")


def sound(roman: str) -> str:
    """A romanised word as one sign a sound: vowels aeiou, consonants by letters, S Z C J c: sh zh ch j ts."""
    if "h" in roman:
        roman = _SILENT_H.sub(r"\1", roman)
    return _DOUBLED.sub(r"\1", _LETTERS.sub(lambda m: GROUPS[m[0]], roman))


_KINDS = str.maketrans("pbfvtdkgszSZCJcmnlr", "1111223344444445566", "aeiouh")


def skeleton(heard: str) -> str:
    """The consonants of a sound string by kind; what spellings of one name nearly always share."""
    return _DOUBLED.sub(r"\1", heard.translate(_KINDS))


_KINDRED = (
    "bp.4 bv.3 fv.2 fp.3 td.3 kg.4 kh.4 gh.25 gJ.3 gZ.4 sz.2 sS.25 zZ.25 zJ.3 JZ.1 JC.3 CS.3 Cc.3 sc.3 cz.3 ct.5 "
    "kC.4 lr.6 mn.5 vu.15 Ji.2 ZS.4 sC.4 st.5 zd.5 hS.5 kS.5 JS.5 vo.3 ck.5 hJ.4 Zi.4 "
    "ei.08 ai.25 ae.12 ao.15 ou.1 eo.2 iu.25 au.25 eu.25 io.25"
)
"""Sounds that spellings of one name exchange, and what that costs; all others cost 1."""


def _near() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for pair in _KINDRED.split():
        one, other, cost = pair[0], pair[1], float(pair[2:])
        found[one][other] = found[other][one] = cost
    for sign in map(chr, range(33, 127)):
        found[sign][sign] = 0.0
    return dict(found)


NEAR = _near()
UNSAID = "ae ao au"
"""The vowel that the scripts of India do not write is heard as a, and may be any: Trump, Boston, Berlin."""
IN_KANA = "tC tc dJ dz sS"
"""Japanese has no ti, tu, di or si of its own: プーチン is Putin."""
NEARLY = 0.12
"""What these cost, as a vowel does that only one of two scripts writes."""
_VOWEL_GAIN, _H_GAIN = 0.3, 0.5
OTHER_OPENING = 0.25
"""Spellings of one name hardly ever begin with other sounds."""


def weight(word: str) -> float:
    """How much a sound string says: 1 a consonant, a vowel less."""
    return sum(_VOWEL_GAIN if c in VOWELS else _H_GAIN if c == "h" else 1.0 for c in word)


SLOPE, START = 0.24, 0.3
"""The distance at which two names are as likely two as one is SLOPE x weight - START."""
KOREAN = str.maketrans("bdgvfrzZ", "ptkpplJJ")
KANA = str.maketrans("l", "r")
HAN = str.maketrans("bdgvrZ", "ptkflJ")
"""Sounds that Korean, Japanese and Chinese writing does not tell apart."""
CODA = re.compile("m(?![aeiou])")
"""Chinese writes n for it."""


@compiled
def allowance(amount: float) -> float:
    """The distance at which two names of this weight are as likely two as one."""
    return max(0.0, SLOPE * amount - START)


_ALIKE = 0.6
"""Sounds that share so much of their consonants and vowels are one name written in two ways."""


def alike(one: str, other: str) -> bool:
    """Whether two sound strings are plainly one name: for showing, where an alignment is not worth it."""
    return fuzz.ratio(one, other) >= 100 * _ALIKE
