"""The feeds that a site's page offers. Reads a page, fetches nothing."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from bot.ingest import charset, markup, urls

_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/xml",
)
_JSON = "application/json"
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|комментари|/feed/?\?.*comments", re.I)
_FORMAT = re.compile(r"\b(?:rss(?: ?2\.0)?|atom|json|feed|xml)\b|[^\w]+", re.I)
COMMON = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed/", "/feed.json")
"""Where sites keep a feed that their page does not name."""
MAX_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A feed that a page names."""

    url: str
    title: str = ""


def feeds(data: bytes, base: str, content_type: str = "") -> list[Choice]:
    """The feeds that a page names, in its order: without those of comments, one of each that comes in several
    formats."""
    tree = markup.parse(charset.decode(data, content_type))
    if tree is None:
        return []
    root = next((str(href) for href in tree.xpath("//base/@href")), "")
    found: dict[str, Choice] = {}
    for link in tree.iter("link"):
        rel, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower().strip()
        offered = kind.startswith(_TYPES) or (kind == _JSON and "feed" in (link.get("href") or ""))
        url = urls.canonical(link.get("href") or "", urljoin(base, root))
        if ("alternate" not in rel and "feed" not in rel) or not offered or not url:
            continue
        choice = Choice(url, markup.line(link.get("title") or ""))
        if not _COMMENTS.search(f"{choice.title} {choice.url}"):
            found.setdefault(_same(choice), choice)
    return list(found.values())[:MAX_CHOICES]


def guesses(base: str) -> list[str]:
    """Where to look when the page names none."""
    return [urljoin(base, path) for path in COMMON]


def _same(choice: Choice) -> str:
    """Equal for one feed in several formats: its title without the format's name, else its address so."""
    return _FORMAT.sub("", choice.title.casefold()) or _FORMAT.sub("", choice.url.casefold())
