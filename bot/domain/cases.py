"""What languages set to the end of a name, or before it, and no stemmer takes off: cases, and "in", "of" and "to".

Only what may stand after or before a name is listed, and only for articles of that language. A word without it is the
word it may be a form of; whether somebody follows that word tells whether it is. The endings are those that grammars of
each language give for the singular of nouns.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from bot.domain import text

MOST: Final = 5
"""Words that a word may be a form of at most, those with the longest endings off."""
_SHORTEST: Final = 3
_SYLLABLES: Final = 2
"""The same of a script in which a letter is a syllable."""

# As "ending" or "ending>what the word itself has there", parted by spaces.
_KAZAKH = """ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те нда нде дан ден тан тен
    нан нен мен бен пен дағы дегі тағы тегі ндағы ндегі лық лік дық дік тық тік"""
_KYRGYZ = """нын нин нун нүн дын дин дун дүн тын тин тун түн га ге го гө ка ке ко кө на не но нө ны ни ну нү
    ды ди ду дү ты ти ту тү да де до дө та те то тө нда нде дан ден дон дөн тан тен тон төн нан нен дагы
    деги догу дөгү тагы теги тогу төгү лык лик лук лүк"""
_TATAR = """ның нең га гә ка кә на нә ны не да дә та тә нда ндә дан дән тан тән нан нән ндан ндән дагы дәге
    тагы тәге ндагы ндәге лы ле"""
_UZBEK = """ning ga ka qa ni da dan dagi gacha lik liklar нинг га ка қа ни да дан даги гача лик"""
_TURKISH = """ın in un ün nın nin nun nün a e ya ye na ne ı i u ü yı yi yu yü nı ni nu nü da de ta te nda
    nde dan den tan ten ndan nden daki deki taki teki ndaki ndeki la le yla yle lı li lu lü"""
_AZERBAIJANI = """ın in un ün nın nin nun nün a ə ya yə na nə ı i u ü nı ni nu nü da də nda ndə dan dən ndan
    ndən dakı dəki ndakı ndəki la lə yla ylə lı li lu lü"""
_TURKMEN = """yň iň uň üň nyň niň nuň nüň a e na ne ga ge y i u ü ny ni nu nü da de nda nde dan den ndan
    nden daky däki ly li"""
_MONGOLIAN = """ын ийн ны ний гийн ы ий д т ад эд од өд ыг ийг г аас ээс оос өөс наас нээс гаас гээс аар ээр
    оор өөр гаар гээр тай тэй той"""
_HUNGARIAN = """ban ben ba be ból ből on en ön n ról ről ra re tól től hoz hez höz nál nél nak nek val vel t
    ot et öt at ért ig ként i é ék"""
_FINNISH = """ssa ssä sta stä lla llä lta ltä lle na nä ksi tta ttä n a ä ta tä an än en in on un yn ön seen
    issa issä ista istä illa illä ilta iltä ille iksi ina inä ia iä"""
_BASQUE = """n an en ra era ko eko go ren aren tik etik dik k ak ek rekin ekin ri i z ez rako erako a"""
_GEORGIAN = """ში>ი ში იდან>ი იდან>ა იდან>ე დან ისთვის>ი ისთვის>ა ისთვის>ე სთვის ისგან>ი ისგან>ა სგან ის>ი
    ის>ა ის>ე ს>ი ს მა>ი მ ით>ი ით>ა თი ად>ი დ ზე>ი ზე თან>ი სთან>ი სთან მდე>ი მდე ელი>ი ელი>ა ური>ი"""
_CZECH = """a u ovi em e ě i y ův ova ovo ově ovu ové ovou y>a u>a ou>a ě>a e>a i>a o>a ze>ha ze>ga ce>ka
    ře>ra še>cha a>o u>o em>o ě>o ovi>o ého>ý ému>ý ým>ý ém>ý é>á ou>á ého>yj ému>yj ým>yj ce>ec ci>ec
    cem>ec ka>ek ku>ek kem>ek ech>y ů>y ům>y"""
_SLOVAK = """a u ovi om e i y ov ova ovo ove ovej ovou y>a u>a ou>a e>a i>a o>a a>o u>o om>o ovi>o ého>ý
    ému>ý ým>ý om>ý ej>á ú>á ou>á ého>yj ému>yj ým>yj ca>ec ci>ec com>ec covi>ec ka>ok ku>ok kom>ok"""
_SLOVENE = """a u om em e i ov ev ova eva ovo evo ove eve ovi evi ovem ovim e>a i>a o>a a>o u>o om>o ega>i
    emu>i em>i im>i ca>ec cu>ec cem>ec ce>ec"""
_CROATIAN = """a u om em e i ov ev ova eva ovo evo ove eve ovi evi ovu evu ovim evim ovog evog ovoj evoj e>a
    i>a u>a om>a o>a ci>ka zi>ga si>ha a>o u>o om>o og>i oga>i om>i ome>i im>i og>y ca>ac cu>ac cem>ac"""
_SERBIAN = """а у ом ем е и ов ев ова ева ово ево ове еве ови еви ову еву овим евим овог евог овој евој е>а
    и>а у>а ом>а о>а ци>ка зи>га си>ха а>о у>о ом>о ог>и ога>и ом>и оме>и им>и ца>ац цу>ац цем>ац"""
_LATVIAN = """a>s am>s u>s ā>s i>s a>is im>is i>is ī>is a>š am>š u>š ā>š as>a ai>a u>a ā>a es>e ei>e i>e ē>e
    um>us ū>us"""
_ALBANIAN = """ën>a ës>a ë>a ën>ë ës>ë a>ë n s t it in i ut un u isë>i inë>i ia>i"""
_TAJIK = "и ро ӣ йро ву"
_KURDISH = "ê a ya yê î"
_BENGALI = "র ের য়ের কে তে য় য়ে ে রা েরা দের েদের টি টা টির ও ই"
_ASSAMESE = "ৰ ৰে ে ক ত লৈ ৰা েৰে"
_MARATHI = """त ात तील ातील ला ाला ने ाने नी ांनी चा ाचा ची ाची चे ाचे च्या ाच्या ांच्या ांचा ांची ांचे ांना
    ंनी ंचा ंची ंचे ंच्या ंना ंकडे ंशी ंवर मध्ये ामध्ये हून ाहून शी ाशी वर ावर साठी ासाठी पासून ापासून कडे
    ाकडे सह ासह ्यात>े ्याला>े ्याने>े ्याचा>े ्याची>े ्याचे>े ्याच्या>े ्यातील>े ्याहून>े ्यामध्ये>े"""
_GUJARATI = "માં ની નો ના નું ને થી એ માંથી નાં ે"
_ODIA = "ର ରେ କୁ ରୁ ଙ୍କ ଙ୍କୁ ଙ୍କର"
_KANNADA = """ನಲ್ಲಿ ಲ್ಲಿ ದಲ್ಲಿ ಯಲ್ಲಿ ವಿನಲ್ಲಿ ಿನಲ್ಲಿ>ು ದ ಯ ನ ವಿನ ಿನ>ು ಗೆ ಕ್ಕೆ ನಿಗೆ ವಿಗೆ ಿಗೆ>ು ನ್ನು ವನ್ನು
    ಯನ್ನು ನನ್ನು ಅನ್ನು ಿನಿಂದ>ು ದಿಂದ ಯಿಂದ ರ ರು ರಿಗೆ"""
_TELUGU = "లో లోని లోనూ లోకి కు కి కూ ను ని తో నుంచి నుండి పై కే"
_MALAYALAM = """യിൽ ിൽ ിൽ>് ന്റെ യുടെ ുടെ ക്ക് ിന്റെ ിന്റെ>് ിന് ിന്>് െ യെ ിനെ ിനെ>് ത്ത്>ം ത്തിൽ>ം
    ത്തിന്റെ>ം ത്തെ>ം ത്തിന്>ം ത്തിലെ>ം യിലെ ിലെ ിലെ>്"""
_SINHALA = "ට ේ ෙන් ගේ හි ත් වේ වෙන් වට ෙහි ින්"
_SWAHILI = "ni"

_ENDINGS: Final[Mapping[str, str]] = {
    "as": _ASSAMESE, "az": _AZERBAIJANI, "bn": _BENGALI, "bs": _CROATIAN, "cs": _CZECH, "eu": _BASQUE,
    "fi": _FINNISH, "gu": _GUJARATI, "hr": _CROATIAN, "hu": _HUNGARIAN, "ka": _GEORGIAN, "kk": _KAZAKH,
    "kn": _KANNADA, "ku": _KURDISH, "ky": _KYRGYZ, "lv": _LATVIAN, "ml": _MALAYALAM, "mn": _MONGOLIAN,
    "mr": _MARATHI, "or": _ODIA, "si": _SINHALA, "sk": _SLOVAK, "sl": _SLOVENE, "sq": _ALBANIAN,
    "sr": f"{_CROATIAN} {_SERBIAN}", "sw": _SWAHILI, "te": _TELUGU, "tg": _TAJIK, "tk": _TURKMEN,
    "tr": _TURKISH, "tt": _TATAR, "uz": _UZBEK,
}  # fmt: skip
_OPENINGS: Final[Mapping[str, tuple[str, ...]]] = {"am": ("እንደ", "ስለ", "ወደ", "በ", "ከ", "ለ", "የ")}
LANGUAGES: Final = frozenset({*_ENDINGS, *_OPENINGS})
"""Of which any are listed."""

_LONG: Final = {"á": "a", "é": "e"}
"""Hungarian makes the last vowel long before an ending: Prága, Prágában."""
_WEAK: Final = {"ng": "nk", "nn": "nt", "ll": "lt", "rr": "rt", "mm": "mp"}
"""Finnish makes these weak where a syllable is closed: Helsinki, Helsingissä."""


@lru_cache(maxsize=65_536)
def bases(key: str, language: str) -> tuple[str, ...]:
    """What a normalised word of an article may be a form of, without itself; the longest ending off first."""
    if language not in LANGUAGES or len(key) > text.WORD_CHARS:
        return ()
    shortest = _SYLLABLES if language in _OPENINGS else _SHORTEST
    found = (one for one in _bases(key, language) if len(one) >= shortest and one != key)
    return tuple(dict.fromkeys(found))[:MOST]


def _bases(key: str, language: str) -> Iterator[str]:
    for opening in _OPENINGS.get(language, ()):
        if key.startswith(opening):
            yield key.removeprefix(opening)
    endings, longest = _table(language)
    for size in range(min(longest, len(key) - 1), 0, -1):
        for instead in endings.get(key[-size:], ()):
            base = key[:-size] + instead
            yield from _strong(base) if language == "fi" else ()
            yield base
            if language == "hu" and base[-1] in _LONG:
                yield base[:-1] + _LONG[base[-1]]
    if language == "hu" and len(key) > _SHORTEST and key[-2:] in ("al", "el") and key[-3] == key[-4]:
        yield key[:-3]  # -val, -vel: its v becomes what stands before


def _strong(base: str) -> Iterator[str]:
    strong = _WEAK.get(base[-3:-1])
    if strong is not None:
        yield f"{base[:-3]}{strong}{base[-1]}"


@lru_cache(maxsize=64)
def _table(language: str) -> tuple[Mapping[str, tuple[str, ...]], int]:
    """Ending -> what a word may have instead of it, and the length of the longest."""
    endings: dict[str, tuple[str, ...]] = {}
    for one in _ENDINGS.get(language, "").split():
        ending, _, instead = one.partition(">")
        key = text.normalise(ending)
        endings[key] = (*endings.get(key, ()), text.normalise(instead))
    return endings, max(map(len, endings), default=0)
