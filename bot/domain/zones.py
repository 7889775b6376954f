"""Time zones by the words that people use: a name of the tz database, the city in it in several languages, a country, a
whole offset from UTC.

Pure; countries come from the tz database's own table (tzdata), their names and those of cities from CLDR (babel). A
city that gives no zone its name is not found.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

LIKENESS = 75.0
"""Of 100; from here on a name is offered for a misspelt one."""
MOST = 8
"""Zones of a country that are offered."""
SPOKEN = ("uk", "ru", "de", "fr", "es", "it", "pl", "tr", "pt", "en")
"""Languages in which countries and cities are understood; the later ones win."""
_MONTHS = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001 - of whatever zone is asked
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
    plain = _plain(words)
    if (known := _named().get(plain) or _spoken_cities().get(plain)) is not None:
        return known
    zones = _countries().get(plain, ())
    return zones[0] if zones and len({_clock(zone) for zone in zones}) == 1 else None


def near(words: str, most: int = 5) -> list[str]:
    """The zones of a country of that name; else those whose city is written much like the words, the likest first."""
    if zones := _countries().get(_plain(words)):
        return [next(same) for _, same in groupby(sorted(zones, key=_clock), key=_clock)][:MOST]
    found = process.extract(
        _plain(words), list(_cities()), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=most
    )
    return list(dict.fromkeys(_cities()[city] for city, _, _ in found))


def _clock(zone: str) -> tuple[timedelta, ...]:
    """What tells zones apart for somebody who lives there now: how far ahead they are in winter and in summer."""
    return tuple(month.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta() for month in _MONTHS)


@cache
def _by_country() -> dict[str, list[str]]:
    """Zones of each country code, in the order of the tz database."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    found: dict[str, list[str]] = {}
    for code, _, zone, *_ in rows:
        found.setdefault(code, []).append(zone)
    return found


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Zones of countries, by their names in the languages of `SPOKEN`."""
    return {
        _plain(name): tuple(_by_country()[code])
        for language in SPOKEN
        for code, name in Locale(language).territories.items()
        if code in _by_country()
    }


@cache
def _spoken_cities() -> dict[str, str]:
    """Zones by their cities as the languages of `SPOKEN` call them. CLDR keeps old names of zones."""
    current = {zone for zones in _by_country().values() for zone in zones}
    renamed = get_global("zone_aliases")
    return {
        _plain(names["city"]): renamed.get(zone, zone)
        for language in SPOKEN
        for zone, names in Locale(language).time_zones.items()
        if "city" in names and renamed.get(zone, zone) in current
    }


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
