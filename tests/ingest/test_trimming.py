"""Feeds that are made to be slow, as feeds are read."""

import pytest

from bot.ingest import jsonfeed
from bot.ingest.feeds import read
from bot.ingest.trimming import ENDS

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def feed(items: str, before: str = "") -> bytes:
    return f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def titles(data: bytes) -> list[str]:
    return [article.title for article in read(data).articles]


def items(count: int, tag: str = "item") -> str:
    return "".join(f"<{tag}><title>t{n}</title><guid>{n}</guid></{tag}>" for n in range(count))


def test_entities_made_of_entities_are_not_unfolded():
    declared = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'
    found = titles(feed("<item><title>Ferry &l11; sails</title></item>", declared))
    assert len(found) == 1
    assert found[0].startswith("Ferry")
    assert len(found[0]) < 100


def test_entity_that_stands_for_a_character_still_does():
    declared = '\n<!DOCTYPE rss [\n<!ENTITY oslash "&#248;">\n]>\n'
    assert titles(feed("<item><title>F&oslash;roya</title></item>", declared)) == ["Føroya"]


@pytest.mark.parametrize("tag", ["item", "atom:entry"])
def test_archive_of_thousands_keeps_both_ends_in_their_order(tag):
    count = 3 * ENDS
    data = f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>{items(count, tag)}</channel></rss>"
    kept = titles(data.encode())
    assert kept[:2] == ["t0", "t1"]
    assert kept[-1] == f"t{count - 1}"
    assert len(kept) == 2 * ENDS


def test_archive_in_json_keeps_both_ends_too():
    entries = [{"id": str(n), "title": f"t{n}"} for n in range(3 * ENDS)]
    kept = jsonfeed.read({"version": "https://jsonfeed.org/version/1.1", "items": entries}).articles
    assert [one.title for one in (kept[0], kept[ENDS], kept[-1])] == [
        "t0",
        f"t{2 * ENDS}",
        f"t{3 * ENDS - 1}",
    ]
    assert len(kept) == 2 * ENDS


def test_feed_of_many_entries_is_read_whole():
    assert len(titles(feed(items(2 * ENDS)))) == 2 * ENDS
