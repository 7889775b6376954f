"""Lengths and hours as people type them: "1h", "2 days", "until 18:00", "daily 07:30". Pure."""

import re
from datetime import datetime, timedelta

from bot.domain import hours
from bot.domain.model import DeliveryMode, QuietHours
from bot.errors import UserError
from bot.messages.tongue import mark, tr
from handlers import moments, spoken

LONGEST_MUTE = timedelta(days=366)
LENGTHS = mark("A mute lasts from a minute to a year, as in /mute all 8h or /mute all until 18:00.")
_MOST_WORDS = 6
"""Of what names an end."""
EVERYTHING = frozenset({"all", "everything"})
_ENDLESS = frozenset({"forever", "always", "indefinitely", "permanently"})
_UNITS = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_LENGTH = re.compile(
    r"(?:^|\s)(?:for\s+)?(\d{1,6})\s*(?:(m)(?:in|ins|inutes?)?|(h)(?:rs?|ours?)?|(d)(?:ays?)?|(w)(?:eeks?)?)\.?$",
    re.I,
)
_UNTIL = re.compile(r"(?:^|\s)(?:until|till)\s+(\d{1,2})([:.])(\d{2})$", re.I)
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?$", re.ASCII)
QUIET = mark("Write quiet hours as /quiet 22:00-07:00, or /quiet off.")
_OFF = frozenset({"off", "none", "no", "never"})
_FROM_TO = re.compile(
    r"(?:from\s+)?(\d{1,2})(?:[:.](\d{2}))?\s*(?:[-\u2013\u2014]|to|till|until)\s*(\d{1,2})(?:[:.](\d{2}))?",
    re.I | re.ASCII,
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def mute_end(words: str, now: datetime, *, timezone: str = "UTC") -> tuple[str, datetime | None]:
    """What is to be muted, and until when; None when the words do not say. "until 18:00" is the next 18:00 of
    the zone, "until Monday" its morning. In any language that the bot speaks."""
    rest, until = _english_end(words.strip(), now, timezone)
    if until is None:
        tokens = words.split()
        for first in range(max(0, len(tokens) - _MOST_WORDS), len(tokens)):
            tail = spoken.plain(" ".join(tokens[first:]))
            said = spoken.in_english(tail)
            if said != tail and not (found := _english_end(said, now, timezone))[0] and found[1]:
                return " ".join(tokens[:first]), found[1]
    return rest, until


def _english_end(words: str, now: datetime, timezone: str) -> tuple[str, datetime | None]:
    if (found := _UNTIL.search(words)) and not moments.is_in_figures(f"{found[1]}{found[2]}{found[3]}"):
        minute = _minute(found[1], found[3])
        return words[: found.start()].strip(), hours.next_daily(minute, timezone, now)
    if found := _LENGTH.search(words):
        unit = _UNITS[next(filter(None, found.groups()[1:])).lower()]
        return words[: found.start()].strip(), now + mute_length(int(found[1]) * unit)
    return _named_end(words, now, timezone)


def _named_end(words: str, now: datetime, timezone: str) -> tuple[str, datetime | None]:
    """An end by its day, at most as far off as a mute may last."""
    rest, until = moments.end_in(words, now, timezone)
    if until is not None and until - now > LONGEST_MUTE:
        raise UserError(tr(LENGTHS))
    return rest, until


def mute_length(minutes: int) -> timedelta:
    """A length that a mute may have. UserError for none and for more than a year."""
    if not 0 < minutes <= LONGEST_MUTE / timedelta(minutes=1):
        raise UserError(tr(LENGTHS))
    return timedelta(minutes=minutes)


def has_no_end(words: str) -> bool:
    """Whether the words name a length that no mute has, as "all forever" and "all night" do."""
    first, *rest = words.lower().split() or [""]
    return (first in EVERYTHING and bool(rest)) or [first, *rest][-1] in _ENDLESS


def digest_time(words: str, *, minute: int, weekday: int) -> tuple[DeliveryMode, int, int]:
    """A digest's mode, minute of the day and weekday; what the words leave out stays as it was."""
    mode_word, *rest = words.lower().split()
    try:
        mode = DeliveryMode({"on": "daily"}.get(mode_word, mode_word))
    except ValueError:
        raise _unclear(words) from None
    if mode is DeliveryMode.INSTANT:
        raise _unclear(words)
    for word in rest:
        if found := _HOUR.match(word):
            minute = _minute(found[1], found[2] or "00")
        elif mode is DeliveryMode.WEEKLY and word[:3] in _DAYS:
            weekday = _DAYS.index(word[:3])
        elif word not in ("at", "on"):
            raise _unclear(words)
    return mode, minute, weekday


def quiet_hours(words: str) -> QuietHours | None:
    """Quiet hours as "22:00-07:00" or "from 22 to 7"; None for "off". UserError for what is neither."""
    if words.strip().lower() in _OFF:
        return None
    found = _FROM_TO.fullmatch(words.strip())
    if found is None:
        raise UserError(tr(QUIET))
    quiet = QuietHours(_minute(found[1], found[2] or "00"), _minute(found[3], found[4] or "00"))
    if quiet.start == quiet.end:
        same = tr("Quiet hours need an end other than their beginning.")
        raise UserError(f"{same} {tr(QUIET)}")
    return quiet


def _minute(hour: str, minute: str) -> int:
    if int(hour) > 23 or int(minute) > 59:
        raise UserError(tr("{time} is no time of day; write it as 07:30.", time=f"{hour}:{minute}"))
    return int(hour) * 60 + int(minute)


def _unclear(words: str) -> UserError:
    return UserError(
        tr(
            "I do not understand “{words}”. Write /digest daily 07:30, /digest weekly mon 07:30, "
            "/digest hourly, /digest now or /digest off.",
            words=words[:60],
        )
    )
