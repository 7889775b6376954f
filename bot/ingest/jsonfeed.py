"""JSON Feed (jsonfeed.org, versions 1 and 1.1) to Articles. Lenient: what has another type is as if missing."""

from collections.abc import Mapping
from typing import Any

from bot.domain.model import Article
from bot.ingest import dates, identity, languages, markup, urls
from bot.ingest.feeds import Feed, FeedInfo, distinct
from bot.ingest.trimming import both_ends


def looks_like_feed(value: object) -> bool:
    """Whether a JSON document is a feed, rather than an article or a list of them."""
    if not isinstance(value, Mapping):
        return False
    says_so = "jsonfeed" in str(value.get("version", "")).lower()
    return says_so or isinstance(value.get("items"), list)


def read(value: Mapping[str, Any], *, url: str | None = None) -> Feed:
    """The feed in a JSON document; items that are no objects are counted as skipped."""
    items = value.get("items")
    items = items if isinstance(items, list) else []
    home = urls.canonical(_text(value, "home_page_url"), url)
    readable = [item for item in items if isinstance(item, Mapping)]
    hubs = (_text(one, "url") for one in _list(value, "hubs") if isinstance(one, Mapping))
    info = FeedInfo(
        title=markup.line(_text(value, "title")),
        url=home,
        hub=next((hub for hub in hubs if urls.canonical(hub)), None),
        topic=_text(value, "feed_url") if urls.canonical(_text(value, "feed_url")) else None,
        skipped=len(items) - len(readable),
    )
    where = url or urls.canonical(_text(value, "feed_url")) or home or info.title
    language = languages.code(value.get("language"))
    return Feed(
        info, distinct([_article(item, info, where, language) for item in both_ends(readable)], where)
    )


def _article(item: Mapping[str, Any], info: FeedInfo, where: str, language: str | None) -> Article:
    title = markup.line(_text(item, "title"))
    text = markup.text(_text(item, "content_html")) or markup.plain(_text(item, "content_text"))
    text = text or markup.plain(_text(item, "summary"))
    link = urls.article(_text(item, "url") or _text(item, "external_url"), where if "://" in where else None)
    published = dates.moment(item.get("date_published")) or dates.moment(item.get("date_modified"))
    return Article(
        guid=identity.identity(_text(item, "id"), link, where, (title, text)),
        title=title,
        text=text,
        url=link,
        via=identity.via(link, where),
        source=info.title,
        author=_author(item),
        published_at=published,
        language=languages.code(item.get("language")) or language or languages.of(None, title, text),
    )


def _author(item: Mapping[str, Any]) -> str | None:
    people = [*_list(item, "authors"), item.get("author")]
    names = [markup.line(_text(person, "name")) for person in people if isinstance(person, Mapping)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    value = values.get(key)
    return value if isinstance(value, list) else []


def _text(values: Mapping[str, Any], key: str) -> str:
    """A string, or a number written as one (ids often are numbers)."""
    value = values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
