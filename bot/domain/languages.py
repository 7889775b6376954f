"""What is known of single languages: function words, Snowball stemmers, and which language a text is in.

A guess, made to choose a stemmer: no translation, no grammar. Function words are closed classes (articles,
prepositions, conjunctions, pronouns, auxiliaries); nothing that is part of a name stands among them.
"""

import re
from collections import Counter
from collections.abc import Mapping

STEMMERS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Language -> its Snowball algorithm."""

_WORDS = {
    "en": "the a an of and or in on at by for from to with without as is are was were be been has have "
    "had it its this that these those he she they we you i his her their our not but if into "
    "about after before between over under during than then who whom which what when where why "
    "how will would can could may might should do does did s",
    "de": "der die das den dem des ein eine einer eines einem einen und oder in im an am auf aus bei "
    "mit nach von vom zu zum zur für über unter ist sind war waren wird werden hat haben nicht "
    "auch als wie dass es er sie sich um durch gegen",
    "fr": "le la les un une des du de et ou en dans sur sous par pour avec sans au aux ce cette ces il "
    "elle ils elles qui que quoi dont est sont était été a ont ne pas plus se sa son ses leur d l "
    "qu c n s j m t",
    "es": "el la los las un una unos unas de del y o e en por para con sin a al que es son fue ser ha "
    "han se su sus lo como más no pero este esta entre",
    "pt": "o a os as um uma uns umas de do da dos das e ou em no na nos nas por pelo pela para com sem "
    "ao à que é são foi ser se seu sua como mais não mas entre",
    "it": "il lo la i gli le un una uno di del dello della dei degli delle e o in nel nella nei nelle "
    "su sul sulla per con senza a al alla ai alle da dal dalla che è sono era si suo sua come più "
    "non ma tra fra d l",
    "nl": "de het een en of in op aan bij met zonder van voor naar uit om te is zijn was waren wordt "
    "heeft niet ook als dat die dit er maar",
    "pl": "i oraz lub w we z ze na do od o po przy przez dla za pod nad jest są był była było być nie "
    "to ten ta tego tej że się jak który która które ale",
    "cs": "a nebo v ve z ze na do od o po při přes pro za pod nad je jsou byl byla bylo být ne to ten "
    "ta že se si jak který která které ale",
    "tr": "ve veya ile bir bu şu o da de için gibi kadar ama ancak çok daha en ki mi ne olan olarak "
    "sonra önce",
    "sv": "och eller i på av för med utan till från om är var har den det de en ett att som inte också men",
    "da": "og eller i på af for med uden til fra om er var har den det de en et at som ikke også men",
    "no": "og eller i på av for med uten til fra om er var har den det de en et at som ikke også men",
    "fi": "ja tai on oli ovat ei että se ne hän joka kuin myös mutta",
    "hu": "a az és vagy egy hogy nem is van volt ez azt mint de meg",
    "ro": "și sau în la pe cu fără de din pentru un o unei este sunt era a al ai ale că nu se care mai",
    "id": "yang dan atau di ke dari untuk dengan pada ini itu adalah dalam tidak akan oleh",
    "ru": "и или а но в во на с со к ко по о об обо от до из за под над при для без у не ни это этот "
    "эта эти тот что как когда где кто который которая которые он она они его её ее их мы вы был "
    "была было были быть же ли бы",
    "uk": "і й та або а але в у на з із зі до по про від за під над при для без не ні це цей ця ці той "
    "що як коли де хто який яка які він вона вони його її їх ми ви був була було були бути є же "
    "чи би",
    "be": "і й ды або але ў у на з са да па пра ад за пад пры для без не гэта што як калі дзе хто які "
    "ён яна яны",
    "bg": "и или а но в във на с със към по за от до из под над при без не това този тази тези че как "
    "когато къде кой който той тя те е са беше ще да се си",
    "sr": "и или а али у на са с к по о од до из за под над при без не то тај та да је су био била се "
    "који која",
    "el": "ο η το οι τα του της των τον την στο στη στον στην στα και ή με σε για από ως να δεν είναι "
    "ήταν που θα",
    "ar": "في من على إلى الى عن مع هذا هذه ذلك التي الذي ان أن إن كان كانت قد لا ما هو هي ثم او أو بعد "
    "قبل بين",
    "fa": "در از به با که این آن را و یا برای است بود شد می تا هم نیز بر یک خود",
    "ur": "میں سے کو کا کی کے نے پر اور یا یہ وہ ہے ہیں تھا تھی کہ بھی",
    "he": "של על את עם אל מן או לא זה זאת זו הוא היא הם כי אם גם כל אשר היה",
    "hi": "का की के को में से पर ने और या यह वह है हैं था थे थी कि भी नहीं इस उस एक तो ही लिए साथ",
    "ne": "को मा ले लाई र वा यो त्यो छ छन् थियो हो भने पनि",
    "bn": "ও এবং বা এই সেই যে না হয় করে থেকে জন্য একটি",
    "mr": "आणि आहे आहेत या व हे हा ही ते तो ती नाही मध्ये होते होता होती की पण तर",
    "kk": "және мен бен пен үшін бұл бір да де та те ол болып туралы кейін",
    "ky": "жана менен үчүн бул бир да де ал деп болуп жөнүндө кийин",
    "tt": "һәм белән өчен бу бер да дә та тә ул дип турында соң",
    "mn": "ба болон нь энэ тэр юм гэж байна хийх оны тухай дээр",
    "tg": "ва дар аз ба бо барои ин он ки аст буд ҳам то",
    "az": "və ilə üçün haqqında görə edib bildirib lakin həm",
    "uz": "va bilan uchun ham esa edi deb bo‘lgan boʻlgan haqida",
}
STOP_WORDS: Mapping[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _WORDS.items()}
"""Language -> its function words, as `text.normalise` writes them."""

_OTHERS = "zh ja ko th ka hy am as bs gu hr kn ku lv ml or si sk sl sq sw te tk"
KNOWN = frozenset({*STEMMERS, *STOP_WORDS, *_OTHERS.split()})
"""Languages of which more is known than the name."""
ANY_STOP = frozenset[str]().union(
    *(STOP_WORDS[code] for code in ("en", "ru", "uk", "ar", "fa", "he", "hi", "el"))
)
_SCRIPTS = tuple(
    (re.compile(f"[{chars}]"), code)
    for chars, code in (
        ("\u3041-\u30ff", "ja"), ("\uac00-\ud7a3", "ko"), ("\u4e00-\u9fff", "zh"), ("\u0e01-\u0e4e", "th"),
        ("\u0590-\u05ff", "he"), ("\u0600-\u06ff", "ar"), ("\u0900-\u097f", "hi"), ("\u0980-\u09ff", "bn"),
        ("\u0a00-\u0a7f", "pa"), ("\u0a80-\u0aff", "gu"), ("\u0b00-\u0b7f", "or"), ("\u0b80-\u0bff", "ta"),
        ("\u0c00-\u0c7f", "te"), ("\u0c80-\u0cff", "kn"), ("\u0d00-\u0d7f", "ml"), ("\u0d80-\u0dff", "si"),
        ("\u1200-\u139f", "am"), ("\u0370-\u03ff", "el"), ("\u0531-\u0587", "hy"), ("\u10a0-\u10ff", "ka"),
        ("\u0400-\u04ff", "ru"),
    )
)  # fmt: skip
_KIN = {
    "ru": ("uk", "be", "bg", "sr", "kk", "ky", "tt", "mn", "tg", "ru"),
    "ar": ("fa", "ur", "ar"),
    "hi": ("ne", "mr", "hi"),
}
_OWN_LETTERS = {
    "uk": "і", "be": "ўі", "sr": "ђјљњћџ", "kk": "әғқңұһіөү", "ky": "өү", "tt": "әҗңһөү", "mn": "өү",
    "tg": "ғӣқӯҳҷ", "fa": "پچگ", "ur": "ٹڈڑںے", "mr": "ळ",
}  # fmt: skip
"""Letters that a language cannot do without, and others of its script can ..."""
_LETTERS_TOO = {
    "uk": "їєґ", "be": "ыэё", "ru": "ыэё", "kk": "ыэё", "ky": "ңыэё", "tt": "ыэё", "mn": "ыэё", "tg": "эё",
    "fa": "ژ", "ur": "پچژگ",
}  # fmt: skip
"""... and those of them that it writes as well."""
_LATIN = tuple(code for code, known in STOP_WORDS.items() if "a" <= min(known)[0] <= "z")
_SHARED = tuple(
    sorted({tuple(c for c in _LATIN if w in STOP_WORDS[c]) for c in _LATIN for w in STOP_WORDS[c]})
)
"""All sets of languages in Latin letters that share a function word ..."""
_SHARED_BY = {
    word.encode(): _SHARED.index(tuple(c for c in _LATIN if word in STOP_WORDS[c]))
    for code in _LATIN
    for word in STOP_WORDS[code]
}
"""... and which of them a function word belongs to."""
OPENING = 500
"""Characters by which most texts tell their language."""
_SAMPLE, _SURELY = 2000, 15
"""Characters that are looked at, and function words in the first ones that leave no doubt."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SPELT = re.compile(r"(?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0962\u0963])+")
"""Words with the vowels of Devanagari, which are no letters."""
_SLIPS = 0.1
"""Share of its letters that a text may have from elsewhere."""
_ASCII = bytes(range(128))
_NO_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())
_TO_SPACES = bytes.maketrans(_NO_LETTERS, b" " * len(_NO_LETTERS))


def is_stop(word: str, language: str | None) -> bool:
    """Whether a normalised word is a function word of the language, or of any where that is unknown."""
    return word in (STOP_WORDS.get(language, ANY_STOP) if language else ANY_STOP)


def tell(opening: str) -> str | None:
    """The language of a lower-case text whose first `OPENING` characters leave no doubt; else None."""
    (code, best), (_, second) = _foremost(_by_words(opening))
    return code if best >= _SURELY and best >= 2 * second else None


def guess(sample: str) -> str | None:
    """The language of a lower-case text by its script and function words; None when unsure."""
    sample = sample[:_SAMPLE]
    plain = sample.encode("ascii", "ignore")
    foreign = len(sample) - len(plain)
    if 5 * foreign > len(plain.translate(None, _NO_LETTERS)):  # else no script has a fifth of the letters
        letters = max(1, sum(map(str.isalpha, sample)))
        for pattern, code in _SCRIPTS:
            if 5 * len(pattern.findall(sample)) > letters:
                words = Counter(_SPELT.findall(sample))
                return _among(_KIN[code], sample, words) or code if code in _KIN else code
    return _clear(_by_words(sample))


def _by_words(sample: str) -> dict[str, int]:
    """How many words are function words of each language in Latin letters."""
    totals: dict[str, int] = {}
    for shared in map(_SHARED_BY.get, _words(sample)):
        for code in () if shared is None else _SHARED[shared]:
            totals[code] = totals.get(code, 0) + 1
    return totals


def _foremost(totals: Mapping[str, int]) -> tuple[tuple[str, int], tuple[str, int]]:
    """The two codes with the most, the one named first before others of as many."""
    first, second = ("", 0), ("", 0)
    for code, count in totals.items():
        if count > first[1]:
            first, second = (code, count), first
        elif count > second[1]:
            second = (code, count)
    return first, second


def _words(sample: str) -> list[bytes]:
    """The runs of letters in UTF-8. Bytes, for in them whatever is no letter turns to spaces in one go."""
    raw = sample.encode("utf-8", "surrogatepass")
    for other in set(raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")):
        if not _LETTERS.match(other):
            raw = raw.replace(other.encode("utf-8", "surrogatepass"), b" ")
    return raw.translate(_TO_SPACES).split()


def _among(codes: tuple[str, ...], sample: str, words: Counter[str]) -> str | None:
    """The code of these whose letters these are, and of several the one whose function words cover the most."""
    letters = Counter(sample)
    written = {code: {*_OWN_LETTERS.get(code, ""), *_LETTERS_TOO.get(code, "")} for code in codes}
    doubtful = set[str]().union(*written.values())
    fits: dict[str, float] = {}
    for code in codes:
        own = _OWN_LETTERS.get(code, "")
        there = sum(letter in letters for letter in own) / max(1, len(own))
        others = sum(letters[letter] for letter in doubtful - written[code])
        fits[code] = there * sum(letters[letter] for letter in own) - others
    best = max(fits.values())
    near = [code for code in codes if fits[code] >= best - _SLIPS * abs(best)]
    totals = {code: sum(words[w] for w in STOP_WORDS.get(code, ())) for code in near}
    return max(near, key=totals.__getitem__) if best > 0 or len(near) == 1 else _clear(totals)


def _clear(totals: Mapping[str, int]) -> str | None:
    """The code with the most, if that is at least two and a tenth more than the next."""
    (code, best), (_, second) = _foremost(totals)
    return code if best >= 2 and best * 10 >= second * 11 else None
