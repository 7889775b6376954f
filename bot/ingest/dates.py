"""Moments as pages, feeds and people write them. Pure: relative times ("5 hours ago") are no moment here.

`moment` reads machine forms (ISO 8601, RFC 2822, seconds since 1970), `find` the forms of a printed dateline in any
language that dateparser knows.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

import dateparser

from bot.ingest import zones

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LONGEST = 300
"""Characters of a date that are looked at."""
_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FRACTION = re.compile(r"\.(\d{6})\d+")

_MONTH = r"[^\s\d,.:;|()/-]{2,14}\.?"
_OF = r"(?:\s*(?:de|del|of|di|d[’'])\s*|[\s,./-]*)"
_DAY = re.compile(
    rf"(?<!\d)(?P<iso>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?!\d)"
    rf"|(?P<han>\d{{4}}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일])"
    rf"|(?<!\d)(?P<numbers>\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<first>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?{_OF}(?P<month1>{_MONTH}){_OF}(?P<year1>\d{{4}})(?!\d)"
    rf"|(?P<month2>{_MONTH})\s*(?P<second>\d{{1,2}})(?:st|nd|rd|th)?(?:[.,]\s*|\s+)(?P<year2>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<year3>\d{{4}})\.?\s*(?:m\.\s*)?(?P<month3>{_MONTH})\s*(?P<third>\d{{1,2}})(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])\s?(?P<mark>[:.hH時시点])\s?(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?(?![\d:])"
    r"\s*(?:分|분)?\s*(?P<half>[ap]\.?\s?m\b\.?)?|(?<![\d.:/-])(?P<only>1[0-2]|0?[1-9])\s?(?P<half2>[ap]\.?m\b\.?)",
    re.I,
)
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LATIN = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "tr",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ro",
    "hu",
    "id",
)
_CYRILLIC = ("ru", "uk", "bg", "be", "sr")
_OTHER = ("ar", "fa", "he", "hi", "bn", "ta", "ur", "el", "th", "ka", "hy", "ja", "ko", "zh")
_STRICT = {"DATE_ORDER": "DMY", "STRICT_PARSING": True}
_CLOCK_WORDS = re.compile(r"^\s*(?:Uhr|hrs?|Hrs|uur|óra|ч\.|год\.|Ora)\b\.?|^\s*分", re.I)


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in a line of text: the moment, whether the line named a time of day, and what else it says."""

    at: datetime
    has_time: bool
    rest: str


def moment(value: object) -> datetime | None:
    """A machine-readable moment, aware; a day alone is its midnight, no zone is UTC. None when it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _epoch(value)
    text = str(value).strip()[:_LONGEST]
    parsed = _iso(text) or _mail(text)
    if parsed is None or not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def has_time(value: str) -> bool:
    """Whether a machine-readable moment names a time of day."""
    return bool(re.search(r"\d[T ]\d{1,2}:?\d{2}|\d:\d{2}", value))


def find(line: str, language: str | None = None, evidence: str = "") -> Printed | None:
    """The date printed in `line`, in any order of day, time and zone; None unless day and year are there.

    A zone is taken as written, told apart by `evidence` where it is ambiguous; without one the language's home
    zone is meant. Of several dates the one with a time wins, else the first.
    """
    rest = line = line[:_LONGEST]
    days = list(_DAY.finditer(line))
    best: tuple[date, time | None, tzinfo | None] | None = None
    for found in days:
        day = _day(found, language)
        if day is None:
            continue
        rest = rest.replace(found[0], " ", 1)
        best = best or (day, None, None)
    if best is None:
        return None
    clock, rest = _clock(rest)
    zone, rest = _zone(rest, evidence) if clock else (None, rest)
    at = datetime.combine(best[0], clock or time(), zone or zones.home(language))
    return Printed(at, clock is not None, rest)


def _epoch(seconds: float) -> datetime | None:
    """Seconds, or milliseconds where seconds would lie after 2200."""
    try:
        if seconds > 7_258_118_400:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_FRACTION.sub(r".\1", text))
    except ValueError:
        pass
    if day := _ISO_DAY.match(text):
        try:
            return datetime.combine(date(*(int(part) for part in day.groups())), time())
        except ValueError:
            return None
    return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(found: re.Match[str], language: str | None) -> date | None:
    if worded := (found["month1"] or found["month2"] or found["month3"]):
        number = found["first"] or found["second"] or found["third"]
        year = found["year1"] or found["year2"] or found["year3"]
        return _worded(f"{int(number)} {worded.strip('.')} {int(year)}", language)
    numbers = [int(part) for part in re.findall(r"\d+", found[0])]
    if found["numbers"]:
        numbers = _ordered(numbers, language, found[0])
    try:
        return date(*numbers) if _FIRST_YEAR <= numbers[0] <= _LAST_YEAR else None
    except ValueError:
        return None


def _ordered(numbers: list[int], language: str | None, text: str) -> list[int]:
    """Day first, as most of the world writes; month first for English with slashes unless it cannot be."""
    first, second, year = numbers
    month_first = second > 12 or (language == "en" and "/" in text and first <= 12)
    return [year, first, second] if month_first else [year, second, first]


@lru_cache(maxsize=512)
def _worded(text: str, language: str | None) -> date | None:
    """A day with the month in words. Only likely languages are tried: trying all takes seconds at the first miss."""
    word = text.split()[1]
    latin, cyrillic = (
        any("a" <= char <= "\u024f" for char in word.lower()),
        bool(_CYRILLIC_LETTER.search(word)),
    )
    unknown = _LATIN if latin else _CYRILLIC if cyrillic else _OTHER
    likely = unknown if language is None or not (latin or language in unknown) else (language, "en")
    try:
        parsed: datetime | None = dateparser.parse(text, languages=list(likely), settings=_STRICT)
    except Exception:  # its language tables raise many things; an unread date is no date
        return None
    return parsed.date() if parsed and _FIRST_YEAR <= parsed.year <= _LAST_YEAR else None


def _clock(line: str) -> tuple[time | None, str]:
    found = _TIME.search(line)
    if not found:
        return None, line
    half = (found["half"] or found["half2"] or "")[:1].lower()
    hour, minute = int(found["hour"] or found["only"]), int(found["minute"] or 0)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    after = _CLOCK_WORDS.sub(" ", line[found.end() :])
    return time(hour, minute, int(found["second"] or 0)), f"{line[: found.start()]} {after}"


def _zone(line: str, evidence: str) -> tuple[tzinfo | None, str]:
    found = zones.PATTERN.search(line)
    if not found:
        return None, line
    return zones.resolve(found, evidence), f"{line[: found.start()]} {line[found.end() :]}"
