"""Every script in the letters a-z, by sound rather than by any library's standard.

One word at a time, already normalised; what may be said of a script as such stands here too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from anyascii import anyascii

_BLOCKS = (
    (0x370, 0x3FF, "grek"), (0x1F00, 0x1FFF, "grek"), (0x400, 0x52F, "cyrl"), (0x531, 0x58F, "armn"),
    (0x590, 0x5FF, "hebr"), (0x600, 0x77F, "arab"), (0xFB50, 0xFEFC, "arab"), (0x900, 0xD7F, "indic"),
    (0xE00, 0xE7F, "thai"), (0x10A0, 0x10FF, "geor"), (0xAC00, 0xD7A3, "hang"), (0x30A1, 0x30FF, "kana"),
    (0x3041, 0x3096, "hira"), (0x3400, 0x9FFF, "han"), (0x20000, 0x3134F, "han"),
)  # fmt: skip
NAMES = ("latn", *dict.fromkeys(name for _, _, name in _BLOCKS), "other")
"""Every script that is told apart."""
_CASED = frozenset({"latn", "cyrl", "grek", "armn"})


def script_of(word: str) -> str:
    """The script of a word's first letter: latn, cyrl, grek, armn, arab, hebr, indic (the nine Brahmic scripts
    of India that Unicode lays out alike), hang, kana, hira, han, thai, geor or other."""
    code = ord(word[0]) if word else 0
    if code < 0x250 or code == 0x259 or 0x1E00 <= code < 0x1F00:
        return "latn"
    return next((name for low, high, name in _BLOCKS if low <= code <= high), "other")


_OF_LANGUAGES = {
    "ru": "cyrl", "uk": "cyrl", "be": "cyrl", "bg": "cyrl", "mk": "cyrl", "ar": "arab", "fa": "arab", "ur": "arab",
    "he": "hebr", "yi": "hebr", "hi": "indic", "ne": "indic", "bn": "indic", "ta": "indic", "el": "grek",
    "hy": "armn", "ko": "hang", "ka": "geor", "th": "thai", "kk": "cyrl", "ky": "cyrl", "tt": "cyrl", "mn": "cyrl",
    "tg": "cyrl", "mr": "indic", "as": "indic", "gu": "indic", "or": "indic", "kn": "indic", "te": "indic",
    "ml": "indic", "si": "other", "am": "other",
}  # fmt: skip


_TWO_SCRIPTS = frozenset({"zh", "ja", "sr", "uz"})


def may_write(language: str, word: str) -> bool:
    """Whether a word may be one of this language, by its script: "bank" is none of Russian. Unsure is yes."""
    script = _OF_LANGUAGES.get(language)
    return script == script_of(word) if script else language in _TWO_SCRIPTS or script_of(word) == "latn"


def is_caseless(script: str) -> bool:
    """Whether a script has no capitals, so that a name cannot be told from a word by its look."""
    return script not in _CASED


def is_abjad(script: str) -> bool:
    """Whether a script leaves out short vowels."""
    return script in ("arab", "hebr")


def _table(signs: Iterable[str], sounds: str) -> dict[str, str]:
    return {sign: sound.strip("_") for sign, sound in zip(signs, sounds.split(), strict=True)}


def _block(first: int, sounds: str) -> dict[int, str]:
    return {code: sound.strip("_") for code, sound in enumerate(sounds.split(), first)}


_LATIN = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "č": "ch", "š": "sh",
    "ž": "zh", "ş": "sh", "ç": "c", "ć": "ch", "ș": "sh", "ț": "ts", "ţ": "ts", "ń": "n", "ś": "sh", "ź": "z",
    "ż": "zh", "ğ": "g", "ə": "a",
})  # fmt: skip
_CYRILLIC = _table(
    "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяўјљњћђџѓќѕә",
    "a b v g g d e io ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch _ i _ e iu ia u i l n ch j j g k z a",
)
_PARTS = re.compile("[ьъ](?=е)")
"""A sign that gives the letter after it the sound that opens "yes"."""
_ARABIC = _table(
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکیےڈٹڑںہھۀ",
    "_ a a u i i a b a t th j h kh d d r z s sh s d t z _ gh f k k l m n h w a y p ch zh g k y e d t r n h h h",
)
_HEBREW = _table(
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "_ b g d h w z kh t y k k l m m n n s _ p p ts ts k r sh t",
)
_INDIC = (  # by place in the block: Devanagari's, and the eight laid out as it is
    _block(0x15, "k kh g gh n ch ch j j n t t d d n t t d d n n p f b b m y r r l l l v sh sh s h")
    | _block(0x05, "a a i i u u r l e e e ai o o o au")
    | _block(0x3E, "a i i u u ri ri e e e ai o o o au")
    | _block(0x58, "k kh gh z r r f y")
    | {0x01: "N", 0x02: "N", 0x03: "h"}
)
_OWN_SOUNDS = {
    0x9CE: "t", 0x9F0: "r", 0x9F1: "v", 0xA70: "N", 0xD7A: "n", 0xD7B: "n", 0xD7C: "r", 0xD7D: "l",
    0xD7E: "l", 0xD7F: "k",
}  # fmt: skip
"""What single scripts have there that is not Devanagari's."""
_NUKTA = {"j": "z", "g": "gh", "d": "r"}
_NUKTA_AT, _VIRAMA_AT = 0x3C, 0x4D
_CONSONANTS = frozenset({*range(0x15, 0x3A), *range(0x58, 0x60)})
_VOWELS, _SIGNS = frozenset(range(0x05, 0x15)), frozenset(range(0x3E, 0x4D))
_UNSAID, _NASAL = "a?", "N"
_LABIALS = frozenset({"p", "f", "b", "m"})
_ENDS_IN_M = frozenset({6, 7, 8})
"""Telugu, Kannada and Malayalam."""
_SILENT_WITHIN, _SILENT_LAST = frozenset({0, 2, 3}), frozenset({1})
"""Devanagari, Gurmukhi and Gujarati; Bengali. The others speak every vowel."""
_SPOKEN_AFTER = frozenset({"r", "y", "v", "n"})
"""Consonants after another that cannot end a word: Narendra, Krishna."""
_KANA = _block(
    0x30A1,
    "a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji _ tsu tsu te de "
    "to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re "
    "ro wa wa i e o n vu ka ke va vi ve vo",
)
_SMALL_KANA = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "a", "ュ": "u", "ョ": "o"}
_LEADS = tuple(_block(0, "k kk n t tt r m p pp s ss _ j jj ch k t p h").values())
_MIDDLES = tuple(_block(0, "a e ia ie o e io ie o wa we we io u wo we wi iu _ ui i").values())
_TAILS = tuple(_block(0, "_ k k k n n n t l k m l l l p l m p p t t n t t k t p t").values())
_GREEK = re.compile("μπ|ντ|γκ|γγ|τζ|τσ|ου|αι|ει|οι|υι|αυ|ευ|[α-ως]")
_GREEK_SOUNDS = _table(
    (
        "μπ",
        "ντ",
        "γκ",
        "γγ",
        "τζ",
        "τσ",
        "ου",
        "αι",
        "ει",
        "οι",
        "υι",
        "αυ",
        "ευ",
        *"αβγδεζηθικλμνξοπρσςτυφχψω",
    ),
    "b d g ng j ts u e i i i av ev a v g d e z i th i k l m n ks o p r s s t i f kh ps o",
)


def romanise(word: str) -> str:
    """A normalised word in the letters a-z; empty where it has no sound of its own."""
    if word.isascii():
        return word
    return _ROMANISERS.get(script_of(word), _other)(word)


def _letters(word: str) -> str:
    return "".join(c for c in word if "a" <= c <= "z")


def _other(word: str) -> str:
    return _letters(anyascii(word).lower())


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _latin(word: str) -> str:
    bare = _bare(word.translate(_LATIN))
    return bare if bare.isascii() else _other(bare)


def _by(table: Mapping[str, str]) -> Callable[[str], str]:
    def make(word: str) -> str:
        return "".join(table[c] if c in table else _other(c) for c in word if not unicodedata.combining(c))

    return make


def _cyrillic(word: str) -> str:
    plain = unicodedata.normalize("NFC", word)
    return _by(_CYRILLIC)(_PARTS.sub("y", plain))


def _indic(word: str) -> str:
    """Syllables of what opens them and the vowel that they have: "" after a virama, where no vowel is written the one
    that goes without saying."""
    syllables: list[list[str]] = []
    block = (ord(word[0]) - 0x900) // 0x80
    for c in word:
        code = ord(c)
        place, sound = code & 0x7F, _sound_of(code)
        if place in _CONSONANTS and sound:
            if syllables and syllables[-1][0] == _NASAL:
                syllables[-1][0] = "m" if sound in _LABIALS else "n"
            syllables.append([sound, _UNSAID])
        elif place in _VOWELS:
            syllables.append(["", sound])
        elif not syllables:
            continue
        elif place == _NUKTA_AT:  # the dot below makes another letter of the one before
            syllables[-1][0] = _NUKTA.get(syllables[-1][0], syllables[-1][0])
        elif place == _VIRAMA_AT or place in _SIGNS:
            syllables[-1][1] = sound
        elif sound:
            syllables.append([sound, ""])
    if block in _SILENT_WITHIN or block in _SILENT_LAST:
        _silence(syllables, within=block in _SILENT_WITHIN)
    if syllables and syllables[-1][0] == _NASAL:
        syllables[-1][0] = "m" if block in _ENDS_IN_M else "n"
    return "".join(onset + ("a" if vowel is _UNSAID else vowel) for onset, vowel in syllables).lower()


def _sound_of(code: int) -> str:
    return _OWN_SOUNDS.get(code, _INDIC.get(code & 0x7F, "")) if 0x900 <= code < 0xD80 else ""


def _silence(syllables: list[list[str]], *, within: bool) -> None:
    """Take out the vowels that are neither written nor spoken: the last one, and between two syllables with a vowel.
    After M. Ohala, Aspects of Hindi Phonology (1983), from the last to the first."""
    for at in range(len(syllables) - 1, 0, -1):
        onset, vowel = syllables[at]
        if vowel is not _UNSAID:
            continue
        joined = syllables[at - 1][1] == ""
        if at == len(syllables) - 1:
            silent = not joined or onset not in _SPOKEN_AFTER
        else:
            after = syllables[at + 1]
            silent = within and not joined and after[0] != "" and after[1] != ""
        if silent:
            syllables[at][1] = ""


def _hangul(word: str) -> str:
    out = []
    for c in word:
        lead, rest = divmod(ord(c) - 0xAC00, 588)
        if 0 <= lead < 19:
            out += [_LEADS[lead], _MIDDLES[rest // 28], _TAILS[rest % 28]]
    return "".join(out).replace("lr", "l")  # one sound written twice


def _kana(word: str) -> str:
    out = ""
    for c in word:
        if c in _SMALL_KANA:
            out = out[:-1] + _SMALL_KANA[c] if out else _SMALL_KANA[c]
        else:
            out += _KANA.get(ord(c), "")
    return out


def _greek(word: str) -> str:
    return _letters(_GREEK.sub(lambda m: _GREEK_SOUNDS[m[0]], _bare(word)))


_ROMANISERS: Mapping[str, Callable[[str], str]] = {
    "latn": _latin,
    "cyrl": _cyrillic,
    "arab": _by(_ARABIC),
    "hebr": _by(_HEBREW),
    "indic": _indic,
    "hang": _hangul,
    "kana": _kana,
    "grek": _greek,
}
