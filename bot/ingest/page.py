"""Whole web pages to Articles: body by trafilatura, what the page says of itself by `meta`.

Knows no network. A page without an article (consent walls, empty pages, lists of links) is an InputError in words,
so that it is never quoted as news.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from rapidfuzz import fuzz
from trafilatura.settings import Document

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest import charset, dates, fingerprint, languages, layout, live, markup, meta, urls, zones
from bot.ingest.furniture import is_between

_PAGE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|article|main|div|p|h1|h2|table|title|meta)[\s>/]", re.I
)
_SEPARATOR = re.compile(r"\s+[|–—·•⋆»:-]\s+|\s*[|｜]\s*")
_WALL = re.compile(
    r"cookie|consent|privacy (?:settings|policy)|datenschutz|einwillig|zustimm|confidentialit|accept all|akzeptier|"
    r"enable javascript|javascript is (?:disabled|required)|are you a robot|verify you are human|checking your browser|"
    r"access denied|согласи|файлы cookie",
    re.I,
)
_GROUPS = frozenset({"list", "quote", "div", "table", "row"})
_SIGNED = re.compile(
    r"^(?:by|von|par|por|di|da|door|av|af|przez|autor(?:a|in)?|author|auteure?|autore|автор|written by|text)\b"
    r"\s*:?\s+|\s+says$",
    re.I,
)
_AGREE = 75
_SHORT = 1000
_WALL_SIZE = 900
"""Characters; a consent wall says no more than this, an article about cookies does."""
MAX_BYTES = 20_000_000
MAX_ELEMENTS = 20_000
"""Articles have a few thousand. Extraction takes a fifth of a millisecond an element up to here; beyond it grows with
the square, since libxml2 looks each node that trafilatura asks for up among all that it has found."""


def looks_like_page(data: bytes, content_type: str = "", name: str = "") -> bool:
    """Whether a document is HTML, by its opening, else by what it is called."""
    head = data[:4096].replace(b"\0", b"")
    opening = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
    named = "html" in content_type.lower() or name.lower().endswith((".html", ".htm", ".xhtml"))
    return (opening and bool(_PAGE.search(head))) or (named and b"<" in head)


def read(data: bytes, *, content_type: str = "", url: str | None = None) -> Article:
    """The article of a page. InputError when it holds none."""
    if len(data) > MAX_BYTES:
        raise InputError(f"This page is too large: over {MAX_BYTES // 1_000_000} MB.")
    return read_text(charset.decode(data, content_type), url=url)


def read_text(source: str, *, url: str | None = None) -> Article:
    """The article of a page that is text already."""
    tree = markup.parse(source)
    if tree is None:
        raise InputError("There is no article on this page: it is empty or damaged.")
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise InputError("This page is too large: it has too many elements for an article.")
    claims = meta.claims(tree, url)
    document = _extract(source, url)
    title = _headline(claims)
    entries = live.blocks(claims.things)
    text = layout.join(entries) if entries else "" if document is None else _text(document.body, title)
    if not text.strip() or _is_wall(text):
        raise InputError(_nothing(tree, text))
    address = claims.url or (urls.article(url) if url else None)
    language = languages.of(claims.language, title, text)
    site = _site(claims, document, address)
    return Article(
        guid=address or fingerprint.of(title, text),
        title=title,
        text=text,
        url=address,
        source=site,
        author=_authors(claims, document, site),
        published_at=_published(claims, document.date if document else None, language),
        language=language,
    )


def _extract(source: str, url: str | None) -> Document | None:
    """Precision first; where little is left of a page, it may have thrown the article away: then balance."""
    strict = _extracted(source, url, precise=True)
    size = _size(strict)
    if size >= _SHORT:
        return strict
    fair = _extracted(source, url, precise=False)
    return fair if _size(fair) > 3 * size else strict


def _size(document: Document | None) -> int:
    return 0 if document is None or document.body is None else len("".join(document.body.itertext()))


def _extracted(source: str, url: str | None, *, precise: bool) -> Document | None:
    try:
        found = trafilatura.bare_extraction(
            source,
            url=url,
            favor_precision=precise,
            include_comments=False,
            include_formatting=True,
            with_metadata=True,
        )
    except Exception:  # foreign markup raises many things in it; no article was found then
        return None
    return found if isinstance(found, Document) else None


# -- body ------------------------------------------------------------------------------------------


def _text(body: etree._Element | None, title: str) -> str:
    """Paragraphs, headings and items in Article's form, without a first heading that repeats the title, and
    without what stands between paragraphs but is not the article (links to others, captions, buttons)."""
    if body is None:
        return ""
    blocks = [block for block in _blocks(body) if block and not _is_furniture(block)]
    while blocks and title and fuzz.ratio(blocks[0].casefold(), title.casefold()) > 90:
        del blocks[0]
    return layout.join(blocks)


def _is_furniture(block: str) -> bool:
    if len(block) > 200 or block.startswith("- "):
        return False
    return is_between(block)


def _blocks(element: etree._Element) -> Iterator[str]:
    """The readable blocks under an element, in order."""
    for child in element:
        if child.tag in _GROUPS and len(child):
            yield _line(child.text)
            yield from _blocks(child)
        elif child.tag == "item":
            words = markup.plain(_words(child))
            yield f"- {_line(words)}" if words else ""
            yield from _blocks(_inner(child))
        elif child.tag != "graphic":
            yield from re.split(r"\n\n+", markup.plain(_words(child)))
        yield _line(child.tail)


def _inner(item: etree._Element) -> etree._Element:
    """The lists inside a list's item."""
    inner = etree.Element("div")
    inner.extend([deepcopy(child) for child in item if child.tag in _GROUPS])
    for child in inner:
        child.tail = None
    return inner


def _words(element: etree._Element) -> str:
    """An element's words with its own spaces; line breaks stay."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            pieces.append("\n")
        elif child.tag != "graphic" and not (element.tag == "item" and child.tag in _GROUPS):
            pieces.append(_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _line(text: str | None) -> str:
    return " ".join(markup.clean(text or "").split())


def _is_wall(text: str) -> bool:
    return len(text) < _WALL_SIZE and len(_WALL.findall(text)) >= 2


def _nothing(tree: lxml_html.HtmlElement, text: str) -> str:
    if _is_wall(text) or _WALL.search(markup.clean(str(tree.text_content()))[:5000]):
        return "There is no article on this page: the site shows a consent or robot check instead."
    return "There is no article on this page: no running text was found."


# -- what stands above the body --------------------------------------------------------------------


def _headline(claims: meta.Claims) -> str:
    """The heading shown on the page that the page's own claims agree with; else the best claim without the
    site's name."""
    best, best_score, claimed = "", 0.0, ""
    for top in claims.tops:
        for claim in claims.headlines:
            if (score := _agreement(top, claim)) > best_score:
                best, best_score, claimed = top, score, claim
    if best_score >= _AGREE:
        return claimed if _is_under_kicker(best, claimed) else best
    for claim in claims.headlines:
        inside = [low for low in claims.lower if len(low) >= max(12, len(claim) * 0.4) and low in claim]
        if inside:
            return max(inside, key=len)
    if claims.headlines:
        return _without_site(claims.headlines[0], claims.site, urls.site(claims.url or ""))
    return claims.tops[0] if claims.tops else ""


def _agreement(top: str, claim: str) -> float:
    """0..100; a heading of few letters agrees with nothing by chance."""
    short, long = sorted((top.casefold(), claim.casefold()), key=len)
    if len(short) < 8 and short != long:
        return 0.0
    whole = fuzz.ratio(short, long)
    return whole if len(top) < len(claim) * 0.35 else max(whole, fuzz.partial_ratio(short, long) * 0.98)


def _is_under_kicker(top: str, claim: str) -> bool:
    """The shown heading is the claimed headline with a few words of a kicker before it."""
    return top != claim and top.endswith(claim) and len(claim) > len(top) * 0.5


def _without_site(title: str, site: str, host: str) -> str:
    """Cuts " | Site name" from either end where it names the site, or where it is short and set off by a bar."""
    parts = [(found.start(), found.end(), found[0].strip()) for found in _SEPARATOR.finditer(title)]
    for start, end, mark in reversed(parts):
        head, tail = title[:start].strip(), title[end:].strip()
        barred = mark in "|｜⋆»" and len(tail) < len(head) and len(tail.split()) <= 5
        if head and tail and (barred or _names(tail, site, host)):
            title = head
    if parts and _names(title[: parts[0][0]], site, host):
        title = title[parts[0][1] :].strip() or title
    return title


def _names(words: str, site: str, host: str) -> bool:
    """Whether some words name the site, by its name or in its host ("La Stampa": lastampa.it)."""
    letters = re.sub(r"[\W_]+", "", words.casefold())
    if len(letters) < 3:
        return False
    return (
        letters in re.sub(r"[\W_]+", "", host.casefold())
        or fuzz.ratio(words.casefold(), site.casefold()) > 80
    )


def _site(claims: meta.Claims, document: Document | None, address: str | None) -> str:
    """The publisher's name as the page gives it, without a slogan; else the address's host."""
    name = claims.site or (document.sitename if document else None) or ""
    if "://" in name:
        return urls.site(name)
    if len(name) > 40:
        name = _SEPARATOR.split(name)[0].strip()
    return name or (urls.site(address) if address else "")


def _authors(claims: meta.Claims, document: Document | None, site: str) -> str | None:
    """People before the house: the site's own name as its author counts only where nobody else is named."""
    found = (document.author or "").split(";") if document is not None else []
    claimed = [_person(name, site) for name in claims.authors]
    named = [_person(name, site) for name in found]
    signed = [_person(name, site) for name in claims.signed]
    for names in (claimed, signed, named):
        people = [
            name for name in names if name and not _names(name, site, "") and not _names(site, name, "")
        ]
        if people:
            return ", ".join(dict.fromkeys(people))[:300]
    return None


def _person(name: str, site: str) -> str:
    """A byline's name without "By", links, addresses and the site's name hung to it."""
    plain = _SIGNED.sub("", re.sub(r"\s*\([^()]*\)|\S*(?:https?://|@)\S*", "", " ".join(name.split())))
    parts = [part.strip() for part in re.split(r"\s+[-–—|]\s+", plain) if part.strip()]
    return next((part for part in parts if not _names(part, site, "")), plain.strip())


def _published(claims: meta.Claims, day: str | None, language: str | None) -> datetime | None:
    """The first claim with a time of day; a bare day is that day's midnight where the language is at home."""
    read = [(written, at) for written in claims.published if (at := _instant(written, language))]
    for written, at in read:
        if dates.has_time(written):
            return at
    if read:
        return read[0][1]
    return _instant(day, language) if day else None


def _instant(written: str, language: str | None) -> datetime | None:
    at = dates.moment(written)
    if at is None:
        found = dates.find(written, language, written)
        return found.at if found else None
    zoned = re.search(r"(?:Z|[+-]\d{2}:?\d{2}|\bGMT|\bUTC|[A-Z]{3,4})\s*$", written.strip())
    return at if zoned else at.replace(tzinfo=zones.home(language))
