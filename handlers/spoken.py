"""Words that people answer with, in every language that the bot speaks, as the English ones that are understood. Pure.

The table is spoken.json: by language, for each English word what says the same. Whatever language a chat is spoken to
in, people write their own.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from babel import Locale

from bot.messages.tongue import LANGUAGES, locale_name

ASKING: Final = frozenset({"stop", "unmute", "timeline", "status", "why", "more"})
"""What an answer may ask for; such words are all of it."""
LONGEST: Final = 80
"""Characters that are looked at; whatever is longer is talk."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MARKS: Final = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f"
"""Accents and vowels that belong to the letter before them, and are no letters to a regular expression."""
_LEFT_OUT: Final = re.compile(rf"[^\w\s:.,'/{_MARKS}-]|_")
_BEHIND: Final = re.compile(r"^(?P<end>\S.*?)\s+until$")
"""Languages that say "Monday until"."""
_ENDS: Final = re.compile(r"(?:until|till|for|over|this|the|today|tonight|overnight)\b|\d")
"""How what is said of an end begins; "quiet on the front" is talk."""
_TWICE: Final = re.compile(r"\b(\d+)\s+1\s+(hour|day|week)\b")
_DATED: Final = re.compile(rf"\b(\d{{1,2}})(?:\.| de| d')\s*({'|'.join(_MONTHS)})\b")
_CLOCK: Final = re.compile(r"\b(\d{1,2})\s?(?:h|uhr|点|點)\s?(\d{2})?(?!\w)")
_AT: Final = re.compile(r"\s(?:um|à|a las|о|об|в|o|الساعة|बजे)\s+(?=\d{1,2}[:.]\d{2}\b)")
_CHINESE_DATE: Final = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")


def plain(text: str) -> str:
    """Lower case, one space between words, without emoji and marks that say nothing, and without a please."""
    words = unicodedata.normalize("NFC", text[: 4 * LONGEST]).casefold().replace("\u2019", "'")
    words = " ".join(_LEFT_OUT.sub(" ", words).split()).strip(" .,'-")
    for one in _pleases():
        words = words.removeprefix(f"{one} ").removesuffix(f" {one}")
        if _UNSPACED.match(one):
            words = words.removeprefix(one).removesuffix(one)
    return words.strip(" .,'-")


def asked(words: str) -> str | None:
    """Which of ASKING the plain words are, all of them; None for none."""
    return _asked().get(words)


def muting(words: str) -> str | None:
    """What plain words say of the end of a silence, in English, where they ask for one; None where they do not."""
    pattern, behind = _mutes()
    if found := pattern.match(words):
        said = in_english(words[found.end() :].strip(" ,"))
        return said if not said or words.startswith("mute") or _ENDS.match(said) else None
    if found := behind.search(words):
        said = in_english(words[: found.start()].strip(" ,"))
        return said if _ENDS.match(said) else None
    return None


def in_english(words: str) -> str:
    """Days, lengths and what stands before them in English; everything else as it was."""
    pattern, meant = _times()
    words = _CHINESE_DATE.sub(lambda found: f"{found[2]} {_MONTHS[int(found[1]) % 12 - 1]}", words)
    words = _AT.sub(" ", _CLOCK.sub(lambda found: f"{found[1]}:{found[2] or '00'}", words))
    said = pattern.sub(lambda found: f" {meant[found[0]]} ", words)
    said = _TWICE.sub(r"\1 \2", " ".join(said.split())).replace("the the ", "the ")
    said = _DATED.sub(r"\1 \2", said)
    behind = _BEHIND.match(said)
    return f"until {behind['end']}" if behind else said


@lru_cache(1)
def _table() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        resources.files(__package__).joinpath("spoken.json").read_text("utf-8")
    )
    return found


def _said(english: str) -> list[str]:
    every = [words for table in _table().values() for words in table.get(english, "").split("|") if words]
    return sorted({unicodedata.normalize("NFC", words).casefold() for words in every}, key=len, reverse=True)


@lru_cache(1)
def _asked() -> Mapping[str, str]:
    return {words: english for english in sorted(ASKING) for words in _said(english)}


@lru_cache(1)
def _pleases() -> tuple[str, ...]:
    return tuple(_said("please"))


@lru_cache(1)
def _mutes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    spaced = [re.escape(one) for one in _said("mute") if not _UNSPACED.match(one)]
    whole = [re.escape(one) for one in _said("mute") if _UNSPACED.match(one)]
    verb = rf"(?:(?:{'|'.join(spaced)})(?:\s+(?:it|this|that))?(?!\S)|(?:{'|'.join(whole)}))"
    return re.compile(verb), re.compile(rf"(?:(?<=\s)|(?<=[\u3400-\u9fff])){verb}$")


@lru_cache(1)
def _times() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What names an end or a length, the longest first, and its English."""
    asking = {*ASKING, "mute", "please"}
    meant = {
        words: english
        for table in _table().values()
        for english in table
        if english not in asking
        for words in _said(english)
    }
    for code in LANGUAGES:
        locale = Locale.parse(locale_name(code))
        for usage in ("stand-alone", "format"):
            days, months = locale.days[usage]["wide"], locale.months[usage]["wide"]
            meant |= {str(days[n]).casefold(): name for n, name in enumerate(_WEEKDAYS)}
            if code != "zh":  # its months are numbers
                meant |= {str(months[n]).casefold(): name for n, name in enumerate(_MONTHS, 1)}
    ordered = sorted(meant, key=len, reverse=True)
    spaced = "|".join(re.escape(one) for one in ordered if not _UNSPACED.match(one))
    whole = "|".join(re.escape(one) for one in ordered if _UNSPACED.match(one))
    return re.compile(rf"(?<![\w'{_MARKS}])(?:{spaced})(?![\w'{_MARKS}])|(?:{whole})"), meant
