"""Which zone a page means by "IST", or by nothing at all.

Abbreviations are ambiguous: evidence on the page (a script, a place) decides between the meanings, the most read
one is taken where there is none. Offsets by name come from the IANA database, so summer time is right.
"""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_FIXED = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "HNEC": 60,
    "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "TRT": 180, "GST": 240, "PKT": 300, "NPT": 345, "WIB": 420,
    "WITA": 480, "WIT": 540, "ICT": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "JST": 540, "KST": 540,
    "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "CAT": 120,
    "SAST": 120, "EAT": 180, "WAT": 60, "BRT": -180, "ART": -180, "EST": -300, "EDT": -240, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "ADT": -180,
}  # fmt: skip
_NAMED = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

# An abbreviation with several meanings: the first whose evidence is on the page, else the last.
_AMBIGUOUS: dict[str, tuple[tuple[str, str], ...]] = {
    "IST": (
        (r"[\u0900-\u0dff]|\b(?:India|Delhi|Mumbai|PTI|ANI|IANS)\b", "Asia/Kolkata"),
        (r"[\u0590-\u05ff]|\b(?:Israel|Jerusalem|Tel Aviv|Haifa)\b", "Asia/Jerusalem"),
        (r"\b(?:Ireland|Irish|Dublin|Cork|RT[ÉE])\b", "Europe/Dublin"),
        ("", "Asia/Kolkata"),
    ),
    "CST": ((r"[\u4e00-\u9fff]|\b(?:China|Beijing|Xinhua|Taiwan|Taipei)\b", "Asia/Shanghai"), ("", "America/Chicago")),
    "BST": ((r"[\u0980-\u09ff]|\b(?:Bangladesh|Dhaka)\b", "Asia/Dhaka"), ("", "Europe/London")),
    "AST": ((r"[\u0600-\u06ff]|\b(?:Saudi|Riyadh|Qatar|Doha|Kuwait)\b", "Asia/Riyadh"), ("", "America/Halifax")),
}  # fmt: skip

# Where a language is printed in one zone (or nearly), a page that names no zone means that one.
_HOME = {
    "de": "Europe/Berlin", "fr": "Europe/Paris", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw",
    "cs": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "sv": "Europe/Stockholm",
    "da": "Europe/Copenhagen", "no": "Europe/Oslo", "nb": "Europe/Oslo", "fi": "Europe/Helsinki",
    "uk": "Europe/Kyiv", "ru": "Europe/Moscow", "be": "Europe/Minsk", "bg": "Europe/Sofia", "ro": "Europe/Bucharest",
    "el": "Europe/Athens", "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "fa": "Asia/Tehran", "hi": "Asia/Kolkata",
    "bn": "Asia/Dhaka", "ta": "Asia/Kolkata", "th": "Asia/Bangkok", "vi": "Asia/Ho_Chi_Minh", "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul", "zh": "Asia/Shanghai", "hr": "Europe/Zagreb", "sr": "Europe/Belgrade", "ka": "Asia/Tbilisi",
    "hy": "Asia/Yerevan", "az": "Asia/Baku", "lt": "Europe/Vilnius", "lv": "Europe/Riga", "et": "Europe/Tallinn",
}  # fmt: skip

_NAMES = sorted({*_FIXED, *_NAMED, *_AMBIGUOUS}, key=len, reverse=True)
# No word border behind the name: raw dumps glue the next link to it ("ISTहिंदी"). A Latin or digit neighbour counts.
PATTERN = re.compile(
    rf"(?P<offset>(?:UTC|GMT)?\s?[+\u2212-](?P<hours>\d{{1,2}})(?::?(?P<minutes>[0-5]\d))?(?!\d))"
    rf"|\b(?P<name>{'|'.join(_NAMES)})(?![A-Za-z0-9])"
)


def resolve(found: re.Match[str], evidence: str) -> tzinfo:
    """The zone that a match of PATTERN means on a page with this `evidence` (its furniture, its publisher)."""
    if found["offset"]:
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        west = "-" in found["offset"] or "\u2212" in found["offset"]
        return timezone(timedelta(minutes=-minutes if west else minutes)) if minutes < 15 * 60 else UTC
    name = found["name"]
    for pattern, zone in _AMBIGUOUS.get(name, ()):
        if re.search(pattern, evidence):
            return ZoneInfo(zone)
    if name in _NAMED:
        return ZoneInfo(_NAMED[name])
    return timezone(timedelta(minutes=_FIXED[name])) if _FIXED[name] else UTC


def home(language: str | None) -> tzinfo:
    """The zone of a page that names none: its language's own where there is one, else UTC."""
    name = _HOME.get(language or "")
    return ZoneInfo(name) if name else UTC
