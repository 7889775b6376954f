"""Bytes to text: what pages and files say of their charset is a hint, the bytes decide.

Never raises: the worst case shows replacement characters. Knows nothing of what the text means.
"""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Labels read as browsers read them (WHATWG Encoding, "names and labels"): the wider charset is meant.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_NO_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "punycode", "idna", "utf-7", "undefined"})
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_HEAD = 4096
_SAMPLE = 65536


def decode(data: bytes, content_type: str = "") -> str:
    """The text of a page or file. Order: byte order mark, UTF-8 if it is valid, the HTTP header, what the bytes
    themselves declare in their first 4 KiB, a statistical guess, Windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    header = _HEADER.search(content_type)
    inside = _DECLARED.search(data[:_HEAD])
    claims = [_codec(header[1]) if header else None, _codec(inside[1].decode("ascii")) if inside else None]
    names = [_wide(data), *(c for c in claims if c and c.startswith("iso2022")), "utf-8", *claims]
    for claim in names:
        text = _try(data, claim)
        if text is not None:
            return text
    return _guess(data, [name for name in claims if name])


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        "a".encode(name)  # refuses what is a codec but no charset, as base64
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else _MEANT.get(name, name)


def _try(data: bytes, name: str | None) -> str | None:
    if name is None or (name.startswith(("utf-16", "utf-32")) and b"\0" not in data[:_HEAD]):
        return None
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the opening is zero."""
    head = data[:256]
    if len(head) < 4 or b"\0" not in head:
        return None
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 3 else None


def _guess(data: bytes, claims: list[str]) -> str:
    """A few bad bytes in what claims to be (or nearly is) one charset must not turn the rest into nonsense."""
    for name in ["utf-8", *claims]:
        text = data.decode(name, "replace")
        if text.count("\ufffd") <= max(3, len(text) // 500):
            return text
    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
