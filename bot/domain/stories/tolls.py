"""How many people a text says were killed, hurt or are missing: the numbers beside the words for it.

In the languages of the interface, by one table without regard to which one a text is in. A number counts that stands
within a few words of such a word in its sentence, and is no year, age, share or time.
"""

import re
from typing import Final

_WORDS: Final = {
    "dead": r"""
        kill(?:s|ed|ing)?|dead|died|dies|deaths?|fatalit\w+|lives|погиб\w*|убит\w*|убил\w*|жертв\w*|загин\w*|загибл\w*|вбит\w*|
        tote[nr]?|todesopfer|getötet\w*|starben|morts?|tuée?s?|muert[oa]s?|fallecid[oa]s?|murieron|mueren|zabit\w+|
        zginęł\w+|ofiar\w*|मौत|मारे|मृत|قتيلا?|قتلى|مقتل|قتل
    """,
    "hurt": r"""
        injur\w+|wound(?:s|ed|ing)?|hurt|ранен\w*|ранил\w*|пострада\w+|травмир\w+|поранен\w*|постражда\w+|verletzt\w*|
        blessée?s?|herid[oa]s?|lesionad[oa]s?|rann\w+|घायल|جريحا?|جرحى|مصاب\w*|إصابة
    """,
    "missing": r"""
        missing|пропавш\w+|пропал\w*|зникл\w+|vermisst\w*|disparue?s?|desaparecid[oa]s?|zaginion\w+|लापता|مفقود\w*
    """,
}
_CHINESE: Final = {
    "dead": "死亡|遇难|丧生|身亡|死",
    "hurt": "受伤|重伤|轻伤|伤",
    "missing": "失踪|失联",
}
KINDS: Final = tuple(_WORDS)
LANGUAGES: Final = frozenset(("en", "uk", "ru", "de", "fr", "es", "pl", "hi", "ar", "zh"))
"""Those whose words it knows: of a text in another language it says nothing."""
_MOST: Final = 10**7
_NUMBER: Final = r"(?<![\w.,:$€£%/-])(?P<n>\d{1,3}(?:[,.\u00a0 ]\d{3})+|\d{1,7})(?![\w%/:-]|[.,]\d|\s?%)"
_WORD: Final = r"[^\s\d.,;:!?()\"«»“”„।。，؟]+"
_GAP: Final = rf"(?P<gap>(?:\s+{_WORD}){{0,4}}?)\s+"
_AND: Final = re.compile(r"\b(?:and|und|et|y|e|и|та|і|й|i|a|oraz|और|و)\b", re.IGNORECASE)
"""Behind it another number begins: "12 dead and 30 hurt"."""
_RISES: Final = r"\s+(?:to|до|auf|à|a|de|al|إلى)"
_OTHERWISE: Final = re.compile(
    r"""\b(?:years?|days?|hours?|minutes?|weeks?|months?|miles?|km|times|percent|лет|год\w*|дн\w+|день|час\w*|минут\w*|
    недел\w+|месяц\w*|рок\w*|годин\w*|хвилин\w*|тижн\w+|jahren?|tagen?|stunden?|minuten|wochen?|ans?|années?|jours?|heures?|
    mois|años?|días?|horas?|meses|lat|dni|godzin\w*)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What else is counted: "died 2 hours later", "a 34 year old man was killed"."""


def _compiled(kind: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    words = re.sub(r"\s+", "", _WORDS[kind])
    word, chinese = rf"(?<!\w)(?:{words})(?!\w)", f"[人名](?:{_CHINESE[kind]})"
    gap_to = rf"(?P<gap>)(?:\s+{_WORD}){{0,6}}?{_RISES}\s+"
    places = (
        re.compile(_NUMBER + _GAP + word, re.IGNORECASE),
        re.compile(word + _GAP + _NUMBER + r"(?P<after>(?:\s+[^\s\d]+)?)", re.IGNORECASE),
        re.compile(word + gap_to + _NUMBER, re.IGNORECASE),
        re.compile(rf"(?<!\d)(?P<gap>)(?P<n>\d{{1,7}})(?:余|多)?{chinese}"),
    )
    return re.compile(f"{word}|{chinese}", re.IGNORECASE), places


_COMPILED: Final = {kind: _compiled(kind) for kind in KINDS}


def tolls(text: str) -> dict[str, int]:
    """The largest number by kind of harm (KINDS); 0 where the harm is told and no number in digits beside it."""
    found: dict[str, int] = {}
    for kind, (word, places) in _COMPILED.items():
        if word.search(text):
            numbers = (_people(match) for place in places for match in place.finditer(text))
            found[kind] = max(numbers, default=0)
    return found


def _people(match: re.Match[str]) -> int:
    """The number; 0 for one that counts something else, or is rather a year."""
    gap, after = match["gap"], match.groupdict().get("after")
    if _OTHERWISE.search(f"{gap} {after or ''}") or (after is not None and _AND.search(gap)):
        return 0
    number = int(re.sub(r"\D", "", match["n"]))
    return 0 if (len(match["n"]) == 4 and 1900 <= number <= 2100) or number > _MOST else number
