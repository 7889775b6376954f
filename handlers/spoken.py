"""Words that people answer with, in every language that the bot speaks, as the English ones that are understood. Pure.

The table is spoken.json: by language, for each English word what says the same. Whatever language a chat is spoken to
in, people write their own.
"""

import json
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from babel import Locale

from bot.messages.tongue import LANGUAGES, locale_name

ASKING: Final = frozenset({"stop", "unmute", "timeline", "status", "why", "more"})
"""What an answer may ask for; such words are all of it."""
LONGEST: Final = 80
"""Characters that are looked at; whatever is longer is talk."""
_MOST_READINGS: Final = 80
"""With words left out at the ends, of what is said."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MARKS: Final = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f"
"""Accents and vowels that belong to the letter before them, and are no letters to a regular expression."""
_LEFT_OUT: Final = re.compile(rf"[^\w\s:.'/{_MARKS}-]|_")
_BEHIND: Final = re.compile(r"^(?P<end>\S.*?)\s+(?P<how>until|for)$")
"""Languages that say "Monday until"."""
_DAY: Final = rf"(?:{'|'.join(_WEEKDAYS)})"
_ENDS: Final = re.compile(
    rf"(?:until|till|for (?:a while|now|\d)|over|this|today|tonight|overnight|next|tomorrow|forever|{_DAY})"
    r"|\d+ (?:m|h|d|w)"
)
"""How what is said of an end begins; "quiet on the front" is talk."""
_END: Final = re.compile(
    rf"(?:until|till) (?:(?:{_DAY}|tomorrow|next week|the weekend|\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{'|'.join(_MONTHS)})"
    rf"[a-z]*|(?:{'|'.join(_MONTHS)})[a-z]* \d{{1,2}})(?: (?:at )?\d{{1,2}}[:.]\d\d)?|\d{{1,2}}[:.]\d\d)"
    r"|(?:for )?\d{1,4} ?(?:m|min|mins|minutes?|h|hours?|d|days?|w|weeks?)"
    r"|(?:for |over )?(?:the |this )(?:weekend|week)|for today"
)
"""What is an end or a length and nothing else. "Until then" is how people take their leave."""
_TWICE: Final = re.compile(r"\b(\d+)\s+1\s+(hour|day|week)\b")
_AGAIN: Final = re.compile(r"\b([a-z]+)(?: \1)+\b")
_DATED: Final = re.compile(rf"\b(\d{{1,2}})(?:\.|er|-?го)?(?: de| d'| of)?\s*({'|'.join(_MONTHS)})\b")
_HALF: Final = re.compile(
    r"\b(?:(?P<before>pm|morning) )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?"
    r"(?P<clock>o'clock)?(?: ?(?P<half>am|pm|tomorrow|morning)\b)?"
)
"""An hour with its half of the day, before it or behind it."""
_HOUR: Final = re.compile(
    rf"\b((?:until|till)(?: (?:{_DAY}|tomorrow))?(?: at)?) (\d{{1,2}})(?: hours?| ?h)?$"
)
_SPARE: Final = (
    (re.compile(r"\b(?:el|la|los|las|le|les|l'|der|dem|den|das|die|the) (?!weekend|week\b)"), ""),
    (re.compile(rf"\b(?:tomorrow|morning|next|this) (?={_DAY}|\d)"), ""),
    (re.compile(rf"({_DAY}|tomorrow) (?:next|morning|tomorrow|until(?= \d))\b"), r"\1"),
    (re.compile(r"\buntil (?=\d+ (?:minute|day|week))"), "for "),
)
"""What says nothing more beside a day."""
_WITH_H: Final = re.compile(r"\b(\d{1,2})h(\d\d)\b")
_AT: Final = re.compile(r"\s(?:um|à|a las|a|о|об|в|o|الساعة|बजे|at)\s+(?=\d{1,2}[:.]\d{2}\b)")
_CHINESE_CLOCK: Final = re.compile(r"(\d{1,2})[点點时](?:(\d{1,2})分?|(半))?")
_CHINESE_DATE: Final = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_CHINESE_NUMBER: Final = re.compile(
    r"(?<![周期拜])[一二两三四五六七八九十]{1,3}(?=个?(?:月|日|号|天|小时|钟头|星期|礼拜|周|分|点|點|$))"
)
_CHINESE_DIGITS: Final = {sign: n for n, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def plain(text: str) -> str:
    """Lower case, one space between words, without emoji and marks that say nothing, and without a please."""
    words = unicodedata.normalize("NFC", text[: 4 * LONGEST]).casefold().replace("\u2019", "'")
    words = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in words)
    words = " ".join(_LEFT_OUT.sub(" ", words).split()).strip(" .,'-")
    return " ".join(_pleases().sub(" ", words).split()).strip(" .'-")


def asked(words: str) -> str | None:
    """Which of ASKING the plain words are, all of them but for what only stands beside: "show me the timeline"."""
    known = _asked()
    return next((known[said] for said in _without_beside(words) if said in known), None)


def muting(words: str) -> str | None:
    """What plain words say of the end of a silence, in English, where they ask for one; None where they do not."""
    pattern, behind = _mutes()
    for said in _without_beside(words):
        if found := pattern.match(said):
            return _end_of(said[found.end() :], is_verb_alone=True)
        if found := behind.search(said):
            return _end_of(said[: found.start()])
    return None


def end_alone(words: str) -> str | None:
    """The end or the length that the plain words are, in English; None for anything else."""
    return next((end for one in _without_beside(words) if _END.fullmatch(end := in_english(one))), None)


def _end_of(words: str, *, is_verb_alone: bool = False) -> str | None:
    words = words.strip()
    if end := end_alone(words):
        return end
    said = in_english(words)
    return said if _ENDS.match(said) or (is_verb_alone and not any(_without_beside(said))) else None


def _without_beside(words: str) -> Iterator[str]:
    """The words, and what is left of them without those at their ends that say nothing by themselves."""
    seen, left = {words}, deque([words])
    for _ in range(_MOST_READINGS):
        if not left:
            return
        yield (words := left.popleft())
        new = {shorter for shorter in _shorter(words) if shorter not in seen}
        seen |= new
        left.extend(sorted(new, key=len, reverse=True))


def _shorter(words: str) -> Iterator[str]:
    """The words without one at an end that says nothing by itself."""
    for one in _beside():
        if words == one:
            yield ""
        elif words.startswith(f"{one} "):
            yield words[len(one) + 1 :]
        elif words.endswith(f" {one}"):
            yield words[: -len(one) - 1]
        elif _UNSPACED.match(one) and (words.startswith(one) or words.endswith(one)):
            yield words.removeprefix(one).removesuffix(one)


def in_english(words: str) -> str:
    """Days, lengths and what stands before them in English; everything else as it was."""
    pattern, meant = _times()
    words = _CHINESE_NUMBER.sub(lambda found: str(_chinese(found[0])), words)
    words = _CHINESE_DATE.sub(lambda found: f"{found[2]} {_MONTHS[int(found[1]) % 12 - 1]}", words)
    words = _CHINESE_CLOCK.sub(
        lambda found: f" {found[1]}:{'30' if found[3] else (found[2] or '0').zfill(2)} ", words
    )
    said = " ".join(pattern.sub(lambda found: f" {meant[found[0]]} ", words).split())
    if behind := _BEHIND.match(said):
        said = behind["end"] if behind["how"] == "for" else f"until {behind['end']}"
    said = _AGAIN.sub(r"\1", _DATED.sub(r"\1 \2", _TWICE.sub(r"\1 \2", said)))
    said = _HALF.sub(_hour, _WITH_H.sub(r"\1:\2", said))
    for spare, kept in _SPARE:
        said = spare.sub(kept, said)
    return _AT.sub(" ", _HOUR.sub(r"\1 \2:00", _AGAIN.sub(r"\1", said)))


def _hour(found: re.Match[str]) -> str:
    """An hour of 24 for one with its half of the day; any other number as it was."""
    half = found["before"] or found["half"]
    if not (half or found["clock"]):
        return found[0]
    hour = int(found["hour"]) % 12 + 12 if half == "pm" else int(found["hour"])
    return f"{hour}:{found['minute'] or '00'}"


def _chinese(signs: str) -> int:
    """A number up to 99."""
    tens, ten, ones = signs.rpartition("十")
    return (_CHINESE_DIGITS.get(tens, 1) * 10 if ten else 0) + _CHINESE_DIGITS.get(ones, 0)


def load() -> None:
    """Read the table now, so that nobody waits for it later."""
    for part in (_asked, _pleases, _beside, _mutes, _times):
        part()


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
def _pleases() -> re.Pattern[str]:
    spaced = "|".join(re.escape(one) for one in _said("please") if not _UNSPACED.match(one))
    whole = "|".join(re.escape(one) for one in _said("please") if _UNSPACED.match(one))
    return re.compile(rf"(?<!\S)(?:{spaced})(?=[\s.]|$)|^(?:{whole})|(?:{whole})$")


@lru_cache(1)
def _beside() -> tuple[str, ...]:
    return tuple(_said("beside"))


@lru_cache(1)
def _mutes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    spaced = [re.escape(one) for one in _said("mute") if not _UNSPACED.match(one)]
    whole = [re.escape(one) for one in _said("mute") if _UNSPACED.match(one)]
    verb = rf"(?:(?:{'|'.join(spaced)})(?:\s+(?:it|this|that))?(?!\S)|(?:{'|'.join(whole)}))"
    return re.compile(verb), re.compile(rf"(?:(?<=\s)|(?<=[\u3400-\u9fff])){verb}$")


@lru_cache(1)
def _times() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What names an end or a length, the longest first, and its English."""
    asking = {*ASKING, "mute", "please", "beside"}
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
