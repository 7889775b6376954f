"""Language codes as they are declared, brought to two letters, and a guess where nothing is declared."""

import re

from bot.domain import text

_CODE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
_THREE = {
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "rus": "ru",
    "ukr": "uk",
}


def code(declared: object) -> str | None:
    """ "en-GB" -> "en"; None for what is no language code."""
    found = _CODE.match(declared) if isinstance(declared, str) else None
    if not found:
        return None
    short = found[1].lower()
    return _THREE.get(short) or (short if len(short) == 2 else None)


def of(declared: object, title: str, body: str) -> str | None:
    """The declared language, else a guess from the words."""
    return code(declared) or text.language_of(f"{title}\n{body}"[:4000])
