"""Time zones by the words that people use: a name of the tz database, the city in it, a whole offset from UTC.

Pure; knows the tz database only, so a city that gives no zone its name is not found.
"""

import re
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

LIKENESS = 75.0
"""Of 100; from here on a name is offered for a misspelt one."""
_OFFSET = re.compile(r"(?:utc|gmt)\s*(?:([+-])\s*0?(\d{1,2})(?::?00)?)?", re.I | re.ASCII)
_REGIONS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)


def find(words: str) -> str | None:
    """The zone that the words name; None where they name none."""
    if found := _OFFSET.fullmatch(words.strip()):
        # The tz database has it the other way round: Etc/GMT-3 is three hours ahead.
        name = f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}" if int(found[2] or 0) else "UTC"
        return name if name in available_timezones() else None
    return _named().get(_plain(words))


def near(words: str, most: int = 5) -> list[str]:
    """Zones whose city is written much like the words, the likest first."""
    found = process.extract(
        _plain(words), list(_cities()), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=most
    )
    return list(dict.fromkeys(_cities()[city] for city, _, _ in found))


@cache
def _named() -> dict[str, str]:
    return {**_cities(), **{_plain(name): name for name in sorted(available_timezones()) if "/" in name}}


@cache
def _cities() -> dict[str, str]:
    """Zones of places, by the last part of their names."""
    places = (name for name in sorted(available_timezones(), reverse=True) if name.split("/")[0] in _REGIONS)
    return {_plain(name.rpartition("/")[2]): name for name in places}


def _plain(words: str) -> str:
    return " ".join(words.replace("_", " ").lower().split())
