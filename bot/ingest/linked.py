"""The Link headers of an answer (RFC 8288): what its server says belongs to it. Pure.

Reads as much as an honest server sends, and only where a hub may be named: reading costs, and the server may be anyone.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

LONGEST: Final = 4096
"""Characters that are read, of the headers that speak of a hub or of the feed itself."""
_LINK: Final = re.compile(r"<([^<>]*)>([^<]*)")
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.I)
_TELLING: Final = ("hub", "self")


def links(headers: Iterable[str], base: str) -> tuple[tuple[str, str], ...]:
    """Relation and address, each relation of a link by itself; none where no header speaks of a hub."""
    telling = [one for one in headers if any(word in one.lower() for word in _TELLING)]
    written = ", ".join(telling)[:LONGEST]
    if "hub" not in written.lower():
        return ()
    found: list[tuple[str, str]] = []
    for address, rest in _LINK.findall(written):
        rel = _REL.search(rest)
        url = _absolute(base, address) if rel else None
        if rel and url:
            found += [(one, url) for one in (rel[1] or rel[2] or "").lower().split()]
    return tuple(found)


def _absolute(base: str, address: str) -> str | None:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return None
