"""The language that is spoken: the bot's texts, their plural forms, numbers and dates in each language it knows.

A text is known by its English words, which stand in the code; the others stand in bot/locale as gettext catalogues,
read with Babel when a language is first spoken. Knows no chat: whoever answers one says `speaking`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

DEFAULT: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "uk": "Українська",
    "ru": "Русский",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pl": "Polski",
    "hi": "हिन्दी",
    "ar": "العربية",
    "zh": "简体中文",
}
"""Those that are offered, by the code that Telegram's menus know them by, each as it calls itself."""
FOLDER: Final = Path(__file__).resolve().parent.parent / "locale"
DOMAIN: Final = "tocsin"
_LOCALES: Final = {"zh": "zh_Hans"}
_OPENED, _CLOSED, _RIGHT_TO_LEFT = "\u2068", "\u2069", "\u200f"
_MARKS: Final = dict.fromkeys(map(ord, (_OPENED, _CLOSED, _RIGHT_TO_LEFT)))
_spoken: ContextVar[str] = ContextVar("spoken", default=DEFAULT)


# -- which one -------------------------------------------------------------------------------------


def spoken() -> str:
    """The language of what is being written; for keys of caches."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak this language from here on, until the `speaking` around it ends."""
    _spoken.set(nearest(language))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while; one that is not offered is spoken as `nearest` says."""
    token = _spoken.set(nearest(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def nearest(code: str | None) -> str:
    """The offered language for a client's code ("uk", "de-AT", "zh-hant"); English where there is none."""
    begun = (code or "").replace("_", "-").partition("-")[0].lower()
    return begun if begun in LANGUAGES else DEFAULT


def locale_name(language: str) -> str:
    """What Babel and the folders of the catalogues call it."""
    return _LOCALES.get(language, language)


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(locale_name(language))


@lru_cache(maxsize=32)
def is_rtl(language: str) -> bool:
    """Whether it is written from right to left."""
    return _locale(language).text_direction == "rtl"


@lru_cache(maxsize=32)
def _catalogue(language: str) -> NullTranslations:
    """English needs none. A language is read once; that takes some hundredths of a second."""
    if language == DEFAULT:
        return NullTranslations()
    with (FOLDER / locale_name(language) / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=locale_name(language), domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def load() -> None:
    """Read every catalogue now, so that nobody waits for it later."""
    for language in LANGUAGES:
        _catalogue(language)


# -- texts -----------------------------------------------------------------------------------------


def mark(text: str) -> str:
    """Names a text that is said later, by `tr`: for tables made before anybody speaks."""
    return text


def tr(text: str, /, **values: str | int) -> str:
    """A text in the spoken language, its {names} replaced."""
    return _filled(_catalogue(spoken()).gettext(text) if text else "", values)


def many(one: str, other: str, n: int, /, **values: str | int) -> str:
    """A text with a number `n` in the plural form that the language has for it; {n} is the number, written out."""
    return _filled(_catalogue(spoken()).ngettext(one, other, n), {"n": n, **values})


def plural(one: str, other: str, n: int) -> str:
    """The plural form itself, its {names} left as they are."""
    return _catalogue(spoken()).ngettext(one, other, n)


def everywhere(text: str) -> set[str]:
    """A text in every language that is offered: by it our own questions are known again."""
    return {_catalogue(language).gettext(text) for language in LANGUAGES}


def _filled(text: str, values: Mapping[str, str | int]) -> str:
    return text.format_map({name: shown(value) for name, value in values.items()}) if values else text


def shown(value: str | int) -> str:
    """A value as it stands in a text: numbers as the language writes them, foreign words apart from its direction."""
    return number(value) if isinstance(value, int) else isolated(value)


def isolated(words: str) -> str:
    """Words that do not turn the text around them, nor are turned by it: needed from right to left only."""
    if not words or not is_rtl(spoken()):
        return words
    if not is_paired(words):
        words = words.replace(_OPENED, "").replace(_CLOSED, "")
    return f"{_OPENED}{words}{_CLOSED}"


def turned() -> str:
    """What begins a row of words that stand apart, so that it is laid out in the direction of the language: nothing in
    the words themselves says it. Empty from left to right."""
    return _RIGHT_TO_LEFT if is_rtl(spoken()) else ""


def bare(words: str) -> str:
    """The words without such marks, for addresses and whatever else is not only shown."""
    return words.translate(_MARKS)


def is_paired(words: str) -> bool:
    """Whether each isolate in it is closed: such words turn nothing but themselves."""
    if _OPENED not in words and _CLOSED not in words:
        return True
    depth = 0
    for character in words:
        depth += (character == _OPENED) - (character == _CLOSED)
        if depth < 0:
            return False
    return depth == 0


def listed(words: Sequence[str]) -> str:
    """Words in a row; what may follow ("and 3 more") is the caller's, so no "and" stands before the last."""
    # Translators: what stands between words in a row
    return (turned() if words else "") + tr(", ").join(isolated(one) for one in words)


# -- numbers, dates, names -------------------------------------------------------------------------


def number(value: int) -> str:
    """A number, its thousands apart."""
    language = spoken()
    return f"{value:,}" if language == DEFAULT else format_decimal(value, locale=_locale(language))


def percent(share: float) -> str:
    """A share of 1 in whole hundredths."""
    language = spoken()
    return (
        f"{share:.0%}" if language == DEFAULT else format_percent(round(share, 2), locale=_locale(language))
    )


def day_name(at: date, *, year: bool = False) -> str:
    """A day: "27 Dec", "27. Dez."."""
    language = spoken()
    if language == DEFAULT:
        return f"{at.day} {_locale(language).months['format']['abbreviated'][at.month]}" + (
            f" {at.year}" if year else ""
        )
    return format_skeleton("yMMMd" if year else "MMMd", at, fuzzy=True, locale=_locale(language))


def moment_name(at: datetime, *, year: bool = False) -> str:
    """A day with its hour, as its own zone has it: "27 Dec 07:02"."""
    return f"{day_name(at, year=year)} {at:%H:%M}"


def weekday_name(weekday: int) -> str:
    """A day of the week; 0 is Monday."""
    return str(_locale(spoken()).days["stand-alone"]["wide"][weekday])


def region_name(code: str) -> str:
    """What a country or a larger region is called, by its code in CLDR; the code itself where it has no name."""
    return str(_locale(spoken()).territories.get(code, code))


def language_name(code: str) -> str:
    """What a language is called; the code itself where it has no name."""
    return str(_locale(spoken()).languages.get(code, code))
