"""Ends as people name them: "until Monday", "until tomorrow 9:00", "for the weekend", "until 5 March". Pure, and a
small closed set on purpose: what is not understood is asked by buttons."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = 8 * 60
"""The minute of a day that is named without an hour."""
_DAY = timedelta(days=1)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORTHANDS = {
    "today": "until tomorrow",
    "tonight": "until tomorrow",
    "overnight": "until tomorrow",
    "this weekend": "until monday",
    "the weekend": "until monday",
    "this week": "until monday",
    "the week": "until monday",
}
"""What is silent itself, and not named by its end."""
_SHORTHAND = re.compile(rf"(?:^|\s)(?:for\s+|over\s+)?({'|'.join(_SHORTHANDS)})$", re.I)
_UNTIL = re.compile(
    r"(?:^|\s)(?:until|till|to)\s+(?:the\s+)?(?P<day>.+?)(?P<clock>\s+(?:at\s+)?\d{1,2}[:.]\d{2})?$", re.I
)
_WEEKDAY = re.compile(r"(?:next\s+)?(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?", re.I)
_IN_FIGURES = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:[./](\d{4}|\d{2}))?\.?", re.ASCII)
_ROUND = ("05", "10")
"""Minutes that an hour may well end with, and months too."""
_DATE = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?)", re.I
)


def end_in(words: str, now: datetime, timezone: str) -> tuple[str, datetime | None]:
    """What stands before the end that the words name, and the end itself in UTC; None when they name none. Days are
    those of the zone; one that is named without an hour ends at eight in the morning."""
    if found := _SHORTHAND.search(words):
        words = f"{words[: found.start()]} {_SHORTHANDS[found[1].lower()]}"
    found = _UNTIL.search(words)
    if found is None:
        return words, None
    minute = _minute(found["clock"])
    local = now.astimezone(ZoneInfo(timezone))
    day = _day(found["day"].strip().lower(), local.date())
    if minute is None or day is None:
        return words, None
    at = datetime.combine(day, time(minute // 60, minute % 60), local.tzinfo).astimezone(UTC)
    return words[: found.start()].strip(), at if at > now else None


def _minute(clock: str | None) -> int | None:
    """The minute of the day; None for one that no day has."""
    if clock is None:
        return MORNING
    hour, minute = (int(part) for part in re.split("[:.]", clock.split()[-1]))
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _day(name: str, today: date) -> date | None:
    """The day that a name means, seen from today: always one to come."""
    if name in ("tomorrow", "morning", "tomorrow morning"):
        return today + _DAY
    if name in ("next week", "week's end"):
        return today + _DAY * (7 - today.weekday())
    if found := _WEEKDAY.fullmatch(name):
        ahead = (_DAYS.index(found[1].lower()) - today.weekday()) % 7
        return today + _DAY * (ahead or 7)
    try:
        return _date(name, today)
    except ValueError:
        return None


def _date(name: str, today: date) -> date | None:
    """A date, of this year or the next; ValueError for one that no calendar has."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        return date.fromisoformat(name)
    if is_in_figures(name) and (figures := _IN_FIGURES.fullmatch(name)):
        first, second = int(figures[1]), int(figures[3])
        first, second = (second, first) if second > 12 else (first, second)  # 04/25 is the American way
        return _next(date(int(figures[4] or today.year) % 100 + 2000, second, first), today, figures[4])
    found = _DATE.fullmatch(name)
    if found is None or (month := (found[2] or found[3]).lower()) not in _MONTHS:
        return None
    return _next(date(today.year, _MONTHS.index(month) + 1, int(found[1] or found[4])), today)


def _next(day: date, today: date, year: str | None = None) -> date:
    """The same day of the next year where it is over; not where the year was said."""
    return day if day > today or year else day.replace(year=today.year + 1)


def is_in_figures(name: str) -> bool:
    """Whether this is a date, as "01.04", "25.4." and "31/12" are. "18.30" is an hour, and so is "18.10" for being a
    round one; without a full stop of its own no date has a zero less."""
    found = _IN_FIGURES.fullmatch(name)
    if found is None:
        return False
    first, sign, second = found[1], found[2], found[3]
    if not 0 < min(int(first), int(second)) <= 12 or max(int(first), int(second)) > 31:
        return False
    if sign == "/" or found[4] or name.endswith("."):
        return True
    is_month = len(second) == 2 and 0 < int(second) <= 12
    return is_month and (first.startswith("0") or int(first) > 23 or second not in _ROUND)
