"""Lists of feeds as other readers export and read them (OPML 1 and 2). Entities and networks are off."""

from collections.abc import Iterable

from lxml import etree

from bot.errors import InputError
from bot.ingest import markup, urls

MAX_FEEDS = 10_000


def looks_like_opml(data: bytes) -> bool:
    """Whether a document is an OPML file."""
    return b"<opml" in data[:4096].lower().replace(b"\0", b"")


def write_opml(feeds: Iterable[tuple[str, str]], title: str = "Tocsin") -> bytes:
    """An OPML 2.0 file of (url, title); `read_opml` gives them back."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for url, name in feeds:
        shown = markup.line(name) or urls.site(url)
        etree.SubElement(body, "outline", type="rss", text=shown, title=shown, xmlUrl=url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def read_opml(data: bytes) -> list[tuple[str, str]]:
    """The (url, title) of every feed in the file, each once, folders flattened. InputError when it is no OPML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError("This is not an OPML file: it is no XML.") from error
    if root is None or not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise InputError("This is not an OPML file: it does not start with <opml>.")
    feeds: dict[str, str] = {}
    for outline in root.iter("outline"):
        values = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
        url = urls.canonical(values.get("xmlurl", ""))
        if url and len(feeds) < MAX_FEEDS:
            feeds.setdefault(url, markup.line(values.get("title") or values.get("text") or ""))
    return list(feeds.items())
