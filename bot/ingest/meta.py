"""What a page says of itself: headlines, authors, instants of publication, publisher, address, language.

Structured data first (JSON-LD, then meta elements, then the page). Claims only: nothing is looked up, any claim may
be missing or wrong; `page` weighs them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from lxml import html as lxml_html

from bot.ingest import markup, urls

_ARTICLES = re.compile(r"(?:article|posting|report|review|webpage|videoobject)$", re.I)
_WEAK = re.compile(r"(?:webpage|videoobject)$", re.I)
_TIMES = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "date_published",
    "publish_date", "publishdate", "publish-date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "cxenseparse:recs:publishtime",
    "date", "article:modified_time",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title")
_AUTHORS = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
)
_SITES = ("og:site_name", "application-name", "dc.publisher", "publisher")
_WRITTEN_BY = frozenset(
    {
        "written by", "verfasst von", "écrit par", "escrito por", "scritto da", "geschreven door", "skriven av",
        "skrevet af", "napisane przez", "автор", "написано автором", "yazan", "نوشته شده توسط", "كُتب بواسطة", "作者",
        "執筆者",
    }
)  # fmt: skip
_AUTHOR = "//*[contains(concat(' ', @class, ' '), ' author ')]"
_SIGNERS = "//*[contains(concat(' ', @class, ' '), ' fn ')]|//a[@rel='author']"
_NAME = 60
"""Characters of a person's name; more is a sentence about them."""
_MAX_LD, _MAX_CLAIM = 500_000, 500
_MOST: Final = 40
"""Headlines and headings of one kind that are compared with each other; an honest page has a few."""
Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a page says; the most trusted first, empty where it says nothing."""

    headlines: tuple[str, ...] = ()
    tops: tuple[str, ...] = ()
    """The page's first-level headings as they are shown."""
    lower: tuple[str, ...] = ()
    """Its headings of the next levels."""
    authors: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    """Who is shown as the writer on the page, where no claim is made for machines."""
    published: tuple[str, ...] = ()
    """As written there."""
    site: str = ""
    url: str | None = None
    language: str = ""
    things: tuple[Thing, ...] = ()
    """The objects behind the claims, for what only some kinds of article have."""


def claims(tree: lxml_html.HtmlElement, base: str | None = None) -> Claims:
    """Everything the page claims; `base` is where it was found."""
    metas = _metas(tree)
    things = sorted(_things(tree), key=lambda thing: bool(_WEAK.search(_kind(thing))))
    strong = [thing for thing in things if not _WEAK.search(_kind(thing))]
    first = {name: values[0] for name, values in metas.items()}
    sites = [first.get(_SITES[0], ""), *_publishers(things), *(first.get(name, "") for name in _SITES)]
    dates = [*_field(things, "datePublished"), *(first.get(name, "") for name in _TIMES), *_times(tree)]
    return Claims(
        headlines=_unique(
            [
                *islice(_field(strong, "headline"), _MOST),
                *(first.get(name, "") for name in _TITLES),
                *_title(tree),
            ]
        ),
        tops=_unique(_shown(node) for node in tree.xpath("//h1|//*[@itemprop='headline']")[:_MOST]),
        lower=_unique(_shown(node) for node in tree.xpath("//h2|//h3")[:_MOST]),
        authors=_unique(_people(strong)) or _unique(one for name in _AUTHORS for one in metas.get(name, ())),
        signed=_unique([*_labelled(first), *_signed(tree)]),
        published=_unique(dates),
        site=next(iter(_unique(sites)), ""),
        url=_address(tree, first, base),
        things=tuple(strong),
        language=tree.get("lang") or tree.get("xml:lang") or first.get("og:locale", ""),
    )


def _metas(tree: lxml_html.HtmlElement) -> dict[str, list[str]]:
    """Contents of meta elements by lower-case name, in the page's order."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if (content := meta.get("content")) and content.strip():
            found.setdefault(name.lower(), []).append(content.strip())
    return found


def _things(tree: lxml_html.HtmlElement) -> Iterator[Thing]:
    """Every article-like object in the page's JSON-LD, however it is nested."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = (script.text or "")[:_MAX_LD].strip().removeprefix("<!--").removesuffix("-->")
        try:
            value = json.loads(raw.replace("\n", " ").replace("\t", " ").replace("\r", " "), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(value, 0)


def _articles(value: object, depth: int) -> Iterator[Thing]:
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value:
            yield from _articles(part, depth + 1)
    elif isinstance(value, Mapping):
        if _ARTICLES.search(_kind(value)):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if not isinstance(value.get(key), str):
                yield from _articles(value.get(key), depth + 1)


def _kind(thing: Thing) -> str:
    kind = thing.get("@type")
    return str(kind[0] if isinstance(kind, list) and kind else kind or "")


def _field(things: Iterable[Thing], key: str) -> Iterator[str]:
    for thing in things:
        value = thing.get(key)
        if isinstance(value, str):
            yield markup.line(value)


def _people(things: Iterable[Thing]) -> Iterator[str]:
    for thing in things:
        people = thing.get("author")
        for person in people if isinstance(people, list) else [people]:
            name = person.get("name") if isinstance(person, Mapping) else person
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str) and not one.startswith("http"):
                    yield markup.line(one)


def _labelled(metas: Mapping[str, str]) -> Iterator[str]:
    """The writer as plug-ins for shared links put it: a pair of "Written by" and a name."""
    for number in "12":
        if metas.get(f"twitter:label{number}", "").casefold().strip(" :") in _WRITTEN_BY:
            yield metas.get(f"twitter:data{number}", "")


def _signed(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Names marked as the author's for people (hCard, rel=author), outside the comments."""
    named, framed = _within(tree, _AUTHOR), _within(tree, "//article|//header")
    signers = (
        node
        for node in tree.xpath(_SIGNERS)
        if node in named or (node in framed and node.tag == "a" and node.get("rel") == "author")
    )
    for node in islice(signers, 5):
        comment = node.xpath("ancestor-or-self::*[contains(concat(@class, ' ', @id), 'comment')]")
        if not comment and len(name := _shown(node)) <= _NAME:
            yield name


def _within(tree: lxml_html.HtmlElement, path: str) -> set[lxml_html.HtmlElement]:
    """Those that a path finds and all inside them. Each is looked at once, however they are nested: a path that steps
    down from each costs the square of their number, and more."""
    found: set[lxml_html.HtmlElement] = set()
    for node in tree.xpath(path):
        if node not in found:
            found.update(node.iter())
    return found


def _publishers(things: Iterable[Thing]) -> Iterator[str]:
    for thing in things:
        publisher = thing.get("publisher")
        name = publisher.get("name") if isinstance(publisher, Mapping) else None
        if isinstance(name, str):
            yield markup.line(name)


def _times(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for node in tree.xpath("//*[@itemprop='datePublished']"):
        yield node.get("datetime") or node.get("content") or ""
    yield from islice(_dated(tree), 2)


def _dated(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Of the elements made for times: the publication's by their own word, those in an article's header, and those
    after the page's first heading. One walk, however many headings there are."""
    top = None
    for node in tree.iter("h1", "time"):
        if node.tag == "h1":
            top = node if top is None else top
        elif node.get("pubdate") is not None:
            yield node.get("datetime") or ""
        elif (at := node.get("datetime")) is not None and (_follows(node, top) or _is_in_header(node)):
            yield at


def _follows(node: lxml_html.HtmlElement, top: lxml_html.HtmlElement | None) -> bool:
    return top is not None and top not in node.iterancestors("h1")


def _is_in_header(node: lxml_html.HtmlElement) -> bool:
    """Whether it stands in the header of an article."""
    around = [one.tag for one in node.iterancestors("header", "article")]
    return "header" in around and "article" in around[around.index("header") :]


def _title(tree: lxml_html.HtmlElement) -> list[str]:
    return [_shown(node) for node in tree.xpath("//head/title|//title")[:1]]


def _shown(node: lxml_html.HtmlElement) -> str:
    parts = node.xpath(
        ".//text()[not(ancestor::rt or ancestor::rp or ancestor::script or ancestor::style or ancestor::time)]"
    )
    return " ".join(markup.clean("".join(parts)).split())[:500]


def _address(tree: lxml_html.HtmlElement, metas: Mapping[str, str], base: str | None) -> str | None:
    """The canonical address, unless it points to a site's front page (a common mistake) or to another site."""
    links = [str(href) for href in tree.xpath("//link[@rel='canonical']/@href")]
    for href in [*links, metas.get("og:url", "")]:
        url = urls.article(href, base) if href else None
        if url and not (base and _astray(url, base)):
            return url
    return None


def _astray(url: str, base: str) -> bool:
    front = url.split("://", 1)[-1].rstrip("/").count("/") == 0
    return front and base.split("://", 1)[-1].rstrip("/").count("/") > 0


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip()[:_MAX_CLAIM] for value in values if value and value.strip()))
