"""What of an article's address only tracks its reader, by the rules of ClearURLs (see NOTICE.md beside the data).

Pure. For addresses of articles only: a feed's own address is asked for as it was given.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

_SITE: Final = re.compile(
    r"\^https\?:\\/\\/(?:\(\?:\[a-z0-9-\]\+\\\.\)\*\?)?([a-z0-9-]{3,})(?![a-z0-9?*+{|-])"
)
"""The first word of a site's pattern, where that is one word and no choice."""
_LEADS: Final = 3
"""Addresses that lead to one another are followed so far."""


@dataclass(frozen=True, slots=True)
class _Provider:
    """One entry of the rules: a site, or all of them."""

    url: re.Pattern[str]
    word: str
    """Stands in every address of the site, so that its pattern need not be tried on others; "" where none is known."""
    names: re.Pattern[str] | None
    """Parameters that only track."""
    excepted: tuple[re.Pattern[str], ...]
    leads: tuple[re.Pattern[str], ...]
    """Addresses that only lead elsewhere, which is their first group."""


def cleared(url: str) -> str:
    """The address without parameters that only track; of one that only leads to another, as search engines and social
    networks make them, the other. Unchanged where no rule speaks of it."""
    for _ in range(_LEADS):
        if "?" not in url:
            return url
        held = list(_holding(url))
        target = _target(url, held)
        if target is None:
            return _without(url, held)
        url = target
    return url


def _holding(url: str) -> Iterator[_Provider]:
    low = url.lower()
    for one in _providers():
        if (
            one.word in low
            and one.url.search(url)
            and not any(pattern.search(url) for pattern in one.excepted)
        ):
            yield one


def _target(url: str, held: list[_Provider]) -> str | None:
    for one in held:
        for lead in one.leads:
            found = lead.match(url)
            target = unquote(found[1]) if found and found[1] else ""
            if re.match(r"https?://[^/\s]", target):
                return target
    return None


def _without(url: str, held: list[_Provider]) -> str:
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if not any(one.names and one.names.fullmatch(pair.partition("=")[0]) for one in held)
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


@lru_cache(1)
def _providers() -> tuple[_Provider, ...]:
    """Read at the first address with a query: compiling them takes a tenth of a second."""
    raw = json.loads(resources.files(__package__).joinpath("rules.json").read_text("utf-8"))
    return tuple(
        _Provider(
            re.compile(one["url"], re.I),
            found[1] if (found := _SITE.match(one["url"])) else "",
            re.compile("|".join(f"(?:{rule})" for rule in one["rules"]), re.I) if one["rules"] else None,
            tuple(re.compile(pattern, re.I) for pattern in one["except"]),
            tuple(re.compile(pattern, re.I) for pattern in one["leads"]),
        )
        for one in raw.values()
    )
