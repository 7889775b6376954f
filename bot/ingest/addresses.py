"""Addresses as people type and paste them. Reads words only; what may be fetched is `guard`'s."""

import re

from bot.errors import UserError
from bot.ingest import guard, urls

EXAMPLE = "Send one like https://example.com/feed.xml"
_SCHEME = re.compile(r"[a-z][a-z0-9+.:-]*://", re.I)
_LINK = re.compile(r"(?:https?|feed)://[^\s<>\"]+", re.I)
_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/[^\s<>\"]*)?", re.I)
_BEHIND = ".,;:!?'\"”»)]}"
MOST = 50
"""Addresses that are taken of one paste."""


def address_of(typed: str) -> str:
    """What a person typed as an address: "example.com", "feed://…" and "<https://…>" are meant well. UserError for
    what is none."""
    words = typed.strip().strip("<>\"'")
    words = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?://)?", "", words, flags=re.I)
    has_scheme = _SCHEME.match(words) is not None
    if has_scheme and not words.lower().startswith(("http://", "https://")):
        raise UserError(guard.NOT_ALLOWED)
    address = urls.canonical(words if has_scheme else f"https://{words}")
    if address is None or not (has_scheme or _looks_like_host(words)):
        raise UserError(f"{typed.strip()[:100]} is not a web address. {EXAMPLE}")
    return address


def addresses_in(text: str) -> list[str]:
    """The addresses in a paste, each once, in order: written out anywhere in it, or a host at a line's beginning.
    At most MOST and one more."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        bare = _BARE.match(line.strip().lstrip("-•*– \t"))
        links = _LINK.findall(line) or ([bare.group()] if bare else [])
        for link in links:
            address = _address(link)
            if address:
                found.setdefault(address)
    return list(found)[: MOST + 1]


def _address(link: str) -> str | None:
    """The address without what a sentence or a bracket put behind it."""
    while link and link[-1] in _BEHIND and not (link[-1] == ")" and link.count(")") <= link.count("(")):
        link = link[:-1]
    try:
        return address_of(link)
    except UserError:
        return None


def _looks_like_host(words: str) -> bool:
    """Whether what was written without a scheme was meant as an address, and not as a word or a mail's address."""
    place = re.split(r"[/?#]", words)[0]
    return (re.search(r"[.:]", place) is not None or place == "localhost") and not re.search(r"[@\s]", place)
