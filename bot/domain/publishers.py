"""Who publishes: the family behind a feed's label, by the registrable part of its address.

"BBC World" and "BBC Sport" are one voice. Knows the public suffix list that ships with tld; not who owns whom.
"""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from tld import get_tld
from tld.utils import Result

_RESERVED: Final = ("example", "test", "invalid", "localhost", "local")
"""Names that are nobody's (RFC 2606): the label says who publishes."""
_WORLDWIDE: Final = ("com", "org", "net")
"""bbc.com and bbc.co.uk are one name; under a country's own suffix, express.de is not express.at."""
_CARRIERS: Final = frozenset(
    {
        "news.google.com", "feedproxy.google.com", "feeds.feedburner.com", "msn.com", "apple.news", "flipboard.com",
        "news.yahoo.com", "t.me", "t.co",
    }
)  # fmt: skip
"""Sites that carry others' articles under their own address."""


def family(source: str, url: str | None) -> str:
    """The publisher of an article, as one word for all its feeds; the label where the address does not say."""
    return _family((source or "").casefold().strip(), _host(url))


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _family(label: str, host: str) -> str:
    if "." not in host or host in _CARRIERS or host.rsplit(".", 1)[-1] in _RESERVED:
        return label or host
    found = get_tld(f"https://{host}", fail_silently=True, as_object=True, search_private=True)
    if not isinstance(found, Result) or found.domain in _RESERVED:
        return label or host
    worldwide = any(part in _WORLDWIDE or part == "co" for part in found.tld.split(".")[:1])
    return found.domain if worldwide else found.fld
