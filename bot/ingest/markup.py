"""HTML fragments to plain text: what a feed entry's content or a short piece of markup says, in Article's form.

No page heuristics: everything readable in the fragment is kept. Whole pages are read by `page`.
"""

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

_BLOCK_NAMES = (
    "address article aside blockquote center dd details div dl dt fieldset footer form header hr main nav p pre "
    "section summary table tbody tfoot thead tr ul ol figure body html h1 h2 h3 h4 h5 h6"
)
_SILENT_NAMES = (
    "script style noscript template iframe object embed svg math canvas audio video select textarea button "
    "figcaption head title rt rp"
)
_BLOCKS, _SILENT = frozenset(_BLOCK_NAMES.split()), frozenset(_SILENT_NAMES.split())
_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?|!--[^<>]{0,2000}--)>")
_CODE = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.S | re.I)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff]|[\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{8000,}")
_LONG_TAG_BYTES = re.compile(_LONG_TAG.pattern.encode())
_MAX_ATTRIBUTES = 1000
_MAX_DEPTH = 200
_PARAGRAPH, _LINE = "\n\n", "\n"


def is_monstrous(source: str | bytes) -> bool:
    """Whether a tag has attributes by the thousand: every parser's time grows with their square."""
    if isinstance(source, bytes):
        return any(found[0].count(b"=") > _MAX_ATTRIBUTES for found in _LONG_TAG_BYTES.finditer(source))
    return any(found[0].count("=") > _MAX_ATTRIBUTES for found in _LONG_TAG.finditer(source))


def looks_marked_up(text: str) -> bool:
    """Whether a string holds HTML tags or entities, rather than being plain text that has a "<" in it."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def plain(text: str) -> str:
    """Text whose characters are all printable, each line's spaces single, at most one blank line in a row."""
    lines = (_SPACES.sub(" ", line).strip() for line in clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean(text: str) -> str:
    """The same text without control characters, lone surrogates and invisible marks; newlines are "\\n"."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def line(markup: str) -> str:
    """One line of plain text, for titles and names: tags dropped, entities read once, spaces single."""
    text = _TAG.sub("", _CODE.sub("", markup)) if "<" in markup else markup
    return " ".join(clean(html.unescape(text)).split())


def text(markup: str) -> str:
    """The fragment's words: paragraphs apart by a blank line, headings on their own line, items as "- "."""
    if not looks_marked_up(markup):
        return plain(markup)
    root = parse(markup)
    if root is None:
        return plain(html.unescape(_TAG.sub(" ", markup)))
    return plain(_tidy("".join(_walk(root, 0))))


def parse(markup: str | bytes) -> lxml_html.HtmlElement | None:
    """The element tree of a page or fragment; None when there is none. No network, no entities, bounded depth."""
    if is_monstrous(markup):
        return None
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    data = clean(markup).encode("utf-8", "replace") if isinstance(markup, str) else markup
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return root


def _walk(element: lxml_html.HtmlElement, depth: int) -> Iterator[str]:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SILENT or not tag or depth > _MAX_DEPTH:
        return
    before, after = _borders(tag)
    yield before
    if element.text:
        yield element.text if tag == "pre" else element.text.replace("\n", " ")
    for child in element:
        yield from _walk(child, depth + 1)
        if child.tail:
            yield child.tail if tag == "pre" else child.tail.replace("\n", " ")
    yield after


def _borders(tag: str) -> tuple[str, str]:
    if tag == "br":
        return _LINE, ""
    if tag == "li":
        return "\n\n- ", _LINE
    if tag in _BLOCKS:
        return _PARAGRAPH, _PARAGRAPH
    return (" ", " ") if tag in ("td", "th") else ("", "")


def _tidy(raw: str) -> str:
    """Items of a list stay together, an item's own paragraph does not part it from its mark."""
    joined = re.sub(r"(^|\n)- \s*\n\s*", r"\1- ", raw)
    joined = re.sub(r"(?:^|\n)- *(?=\n|$)", "\n", joined)
    return re.sub(r"(\n- [^\n]*)\n\s*\n(?=- )", r"\1\n", joined)
