"""Words of one family that are not one word: Japan and Japanese, футбол and футбольный, terrorism and terrorist.

By endings, for English, Russian and words in -ism of any language of Europe; a table holds what endings do not
tell. A member of the family is a hint of what is followed, not its name: it counts less.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale

_MIN_ROOT = 4

# -- English: what is of a place -------------------------------------------------------------------

_OF_A_PLACE = ("ians", "ian", "eans", "ean", "ese", "ans", "an", "ish", "is", "i", "n", "ns")
_PLACE_ENDINGS = ("ium", "ia", "ea", "ua", "y", "a", "e", "o", "i", "u")
_ENGLISH: Mapping[str, str] = {
    form: place
    for place, forms in {
        "afghanistan": "afghan afghans", "argentina": "argentine argentines", "britain": "british briton britons",
        "cyprus": "cypriot cypriots", "denmark": "danish dane danes", "england": "english",
        "finland": "finnish finn finns", "france": "french", "germany": "german germans",
        "greece": "greek greeks", "iceland": "icelandic icelander icelanders", "ireland": "irish",
        "kazakhstan": "kazakh kazakhs", "kyrgyzstan": "kyrgyz", "lebanon": "lebanese",
        "netherlands": "dutch", "norway": "norwegian norwegians", "peru": "peruvian peruvians",
        "philippines": "philippine filipino filipinos", "poland": "polish pole poles", "portugal": "portuguese",
        "scotland": "scottish scot scots", "slovakia": "slovak slovaks", "slovenia": "slovene slovenes slovenian",
        "spain": "spanish spaniard spaniards", "sweden": "swedish swede swedes",
        "switzerland": "swiss", "tajikistan": "tajik tajiks", "thailand": "thai thais",
        "turkey": "turkish turk turks", "turkmenistan": "turkmen", "uzbekistan": "uzbek uzbeks",
        "wales": "welsh", "america": "american americans", "europe": "european europeans",
        "africa": "african africans", "asia": "asian asians",
        "palestine": "palestinian palestinians", "korea": "korean koreans",
    }.items()
    for form in forms.split()
}  # fmt: skip


@lru_cache(maxsize=1)
def _places() -> Mapping[str, str]:
    """Root -> the country that words made of it mean: Nigerian is of Nigeria, not of Niger."""
    found: dict[str, str] = {}
    for entity, name in Locale("en").territories.items():
        key = name.lower()
        if len(entity) == 2 and entity.isalpha() and key.isalpha() and key not in _ENGLISH.values():
            root = _without(key, _PLACE_ENDINGS)
            found[root] = max(found.get(root, ""), key, key=len)
    return found


@lru_cache(maxsize=1)
def openings() -> frozenset[str]:
    """How the words of places begin: nearly all other words are told by it."""
    return frozenset(root[:_MIN_ROOT] for root in _places())


def irregular(language: str) -> Iterable[str]:
    """The words of which a table tells what they are made of."""
    return _ENGLISH if language == "en" else ()


def _without(key: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if key.endswith(ending) and len(key) - len(ending) >= _MIN_ROOT:
            return key[: -len(ending)]
    return key


_FIELD = re.compile("(?<=[a-z]{4})(?:gy|my|hy|phy|cy)$")
_OF_A_FIELD = re.compile("(?<=[a-z]{4})(ical|ic|tic|ically|tically)$")


def _english(key: str) -> tuple[str, ...]:
    if key in _ENGLISH:
        return (_ENGLISH[key],)
    if "ic" in key and (found := _OF_A_FIELD.search(key)):  # economic, diplomatic
        return (key[: found.start()].removesuffix("t") + ("cy" if "t" in found[1] else "y"),)
    for ending in _OF_A_PLACE if key[:_MIN_ROOT] in openings() else ():
        if key.endswith(ending):
            place = _places().get(_without(key[: -len(ending)], _PLACE_ENDINGS))
            if place is not None and key != place:
                return (place,)
    return ()


# -- Russian ---------------------------------------------------------------------------------------

_ADJECTIVE = re.compile("(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ую|юю|ых|их|ыми|ими|ом|ем)$")
_RELATION = re.compile("(?:ическ|ионн|овск|(?<!и)ск|цк|ян|ов|ев|н)$")
_INHABITANT = re.compile("(?<=[а-я]{4})(?:ец|цы|цев|цам|цами|цах|ца|цу|цем)$")
_NOUN = re.compile(
    r"(?<=\w{3})(?:иями|иях|иям|ией|ами|ями|ах|ях|ам|ям|ов|ев|ей|ой|ою|ом|ем|ия|ии|ию|ие|а|я|ы|и|у|ю|е|о|ь|й)$"
)
_SOFT = re.compile("(?:ик)?[иейь]*$")
_RUSSIAN: Mapping[str, str] = {
    "французск": "франция", "московск": "москва", "американск": "америка сша", "британск": "великобритания британия",
    "африканск": "африка",
    "мексиканск": "мексика", "итальянск": "италия", "кубинск": "куба", "грузинск": "грузия",
    "литовск": "литва", "польск": "польша", "чешск": "чехия", "турецк": "турция", "греческ": "греция",
    "немецк": "германия", "норвежск": "норвегия", "пражск": "прага", "шведск": "швеция", "датск": "дания",
    "египетск": "египет", "азиатск": "азия", "тунисск": "тунис", "венгерск": "венгрия", "перуанск": "перу",
    "эстонск": "эстония", "армянск": "армения", "румынск": "румыния", "финск": "финляндия",
    "словацк": "словакия", "хорватск": "хорватия", "сербск": "сербия", "болгарск": "болгария",
    "ближневосточн": "восток", "судебн": "суд", "торгов": "торговля",
}  # fmt: skip


def _russian_root(key: str) -> str:
    return _SOFT.sub("", _NOUN.sub("", key)) or key


def _russian(key: str) -> tuple[str, ...]:
    ending = _ADJECTIVE.search(key)
    if ending:
        stem = key[: ending.start()]
        if stem in _RUSSIAN:
            return tuple(map(_russian_root, _RUSSIAN[stem].split()))
        relation = _RELATION.search(stem)
        return (_SOFT.sub("", stem[: relation.start()]),) if relation else ()
    inhabitant = _INHABITANT.search(key)
    if not inhabitant:
        return ()
    stem = key[: inhabitant.start()]
    return (
        tuple(map(_russian_root, _RUSSIAN[stem + "ск"].split()))
        if stem + "ск" in _RUSSIAN
        else (_SOFT.sub("", stem),)
    )


# -- all -------------------------------------------------------------------------------------------

_ISM = re.compile("(?<=[a-z]{3})(?:isme?s?|ismos?|ismus|izm(?:u|em|ie)?)$|(?<=[а-я]{3})изм(?:а|у|ом|е)?$")
_TAILS = (
    *(tail + plural for tail in ("", "e", "a", "o", "i", "en", "in", "innen") for plural in ("", "s")),
    "ic", "ique", "iques", "isch", "ische", "ischen", "ischer", "ischem", "isches", "ow", "y",
)  # fmt: skip
"""What stands after -ist, in languages of Latin letters."""
_IST = re.compile(
    f"(?<=[a-z]{{3}})ist(?:{'|'.join(_TAILS)})$"
    "|(?<=[а-я]{3})ист(?:а|у|ом|е|ы|ов|ам|ами|ах|ическ(?:ий|ая|ое|ие|ого|ой|ому|им|ую|их|ими|ом))?$"
)
_MIN_RUSSIAN = 3


def root(key: str, language: str) -> str | None:
    """What the family of a followed word is filed under, where the language makes any."""
    if found := _ISM.search(key):
        return key[: found.start()] + "-ism"
    if language == "ru" and "а" <= key[:1] <= "я":
        short = _russian_root(key)
        return short if len(short) >= _MIN_RUSSIAN else None
    if language == "en" and (
        _FIELD.search(key) or key in _ENGLISH.values() or _places().get(_without(key, _PLACE_ENDINGS)) == key
    ):
        return key
    return None


def tails() -> Iterable[str]:
    """What may stand after -ist in a word that is made of one in -ism."""
    return _TAILS


def derived(key: str, language: str) -> tuple[str, ...]:
    """The roots that a word of an article is made of, if it is made of any."""
    if ("ist" in key or "ист" in key) and (found := _IST.search(key)):
        bare = key[: found.start()]
        return (bare + "-ism", _SOFT.sub("", bare)) if language == "ru" else (bare + "-ism",)
    if language == "ru":
        return tuple(root for root in _russian(key) if len(root) >= _MIN_RUSSIAN)
    return _english(key) if language == "en" else ()
