"""What an entry of a feed is known by, and whether its feed may say so. Pure.

An id or an address is shared with other feeds only where it is of the feed's own site. What a feed says of another
site's articles holds for that feed alone: else anybody's feed could change them, or bring them first and so keep them
quiet. Feeds of one host believe each other, unless anybody can have a feed there.
"""

import re
from dataclasses import replace
from typing import Final

from bot.domain.model import Article
from bot.ingest import fingerprint, urls

_GLOBAL_ID: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|[0-9a-f]{8}-[0-9a-f]{4}-)", re.I)
_TAG: Final = re.compile(r"tag:(?:[^@,:/]*@)?([^@,:/]+),", re.I)
"""Who made an id of the kind tag:paper.example,2026:1 (RFC 4151)."""
_CARRIERS: Final = frozenset(
    {
        "feeds.feedburner.com", "feeds2.feedburner.com", "feedproxy.google.com", "rss.app", "fetchrss.com",
        "politepol.com", "rsshub.app", "openrss.org", "medium.com",
    }
)  # fmt: skip
"""Hosts at which many people's feeds lie side by side."""


def identity(given: str, link: str | None, where: str, words: tuple[str, str]) -> str:
    """What an entry of the feed at `where` is known by: its id, else its link, else its words. An id that is unique
    only in its feed ("17") is told apart by the feed."""
    if given and _GLOBAL_ID.match(given):
        address = urls.canonical(given)
        tag = _TAG.match(given)
        home = address or (f"https://{tag[1]}/" if tag else None)
        mine = home is not None and not via(home, where)
        known = address or given[:1000]
        return known if mine or not urls.site(where) else f"{_scope(where)}#{known}"
    if given:
        return f"{where}#{given[:500]}"
    return at(link, where) if link else fingerprint.of(*words)


def via(link: str | None, where: str) -> str:
    """Who brings an article from elsewhere: the host of the feed at `where`, or the feed; "" where the article is of
    the feed's own site, or where the feed has no address."""
    host = urls.site(where)
    if link is None or not host or (urls.related(link, where) and host not in _CARRIERS):
        return ""
    return _scope(where)


def at(link: str, where: str) -> str:
    """By what an entry is known that has no id but a link."""
    scope = via(link, where)
    return f"{scope}#{link}" if scope else link


def at_home(article: Article, found_at: str, home: str) -> Article:
    """What is told apart by its feed's address is told apart by the one under which the feed is known, wherever it was
    found this time."""
    known = article.guid.startswith(f"{found_at}#")
    guid = home + article.guid[len(found_at) :] if known else article.guid
    return replace(article, guid=guid, via=home if article.via == found_at else article.via)


def _scope(where: str) -> str:
    host = urls.site(where)
    return where if host in _CARRIERS else host
