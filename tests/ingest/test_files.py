"""Files, lists of feeds, and the feeds that a page names."""

import pytest

from bot.errors import InputError
from bot.ingest import discover
from bot.ingest.files import expand
from bot.ingest.opml import read_opml

OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Coast"><outline type="rss" title="Coast &amp; Harbour" text="c" xmlUrl="https://coast.example/feed"/>
<outline text="Valley" xmlurl="https://valley.example/feed?utm_source=o"/></outline>
<outline text="Twice" xmlUrl="https://coast.example/feed"/><outline text="Script" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_file_is_read_with_its_name(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"words")
    assert list(expand(str(path))) == [(str(path), b"words")]


@pytest.mark.parametrize(
    ("name", "why"), [("missing.txt", "no such file"), (".", "directory"), ("a\0b", "not a file name")]
)
def test_unreadable_file_is_named_with_the_reason(tmp_path, name, why):
    with pytest.raises(InputError, match=why):
        list(expand(f"{tmp_path}/{name}"))


def test_opml_gives_every_feed_once_with_its_title():
    assert read_opml(OPML) == [
        ("https://coast.example/feed", "Coast & Harbour"),
        ("https://valley.example/feed", "Valley"),
    ]


def test_opml_reads_no_entities(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    bomb = f'<!DOCTYPE o [<!ENTITY a "ha"><!ENTITY x SYSTEM "file://{secret}">]><opml><body>'.encode()
    feeds = read_opml(bomb + b'<outline text="&a;" xmlUrl="https://a.example/f"/>&x;</body></opml>')
    assert [url for url, _ in feeds] == ["https://a.example/f"]
    assert "TOPSECRET" not in str(feeds)


@pytest.mark.parametrize("data", [b"", b"words", b"<rss/>", b"<html><body/></html>"])
def test_what_is_no_opml_is_refused_in_words(data):
    with pytest.raises(InputError, match="OPML"):
        read_opml(data)


def test_page_s_feeds_are_found_without_comments_and_second_formats():
    page = b"""<html><head><base href="/news/">
    <link rel="alternate" type="application/rss+xml" title="Coast RSS" href="feed">
    <link rel="alternate" type="application/atom+xml" title="Coast Atom" href="atom.xml">
    <link rel="alternate" type="application/rss+xml" title="Comments on Coast" href="comments/feed">
    <link rel="alternate" type="application/rss+xml" title="Sport" href="https://coast.example/sport.xml">
    <link rel="stylesheet" href="x.css"></head></html>"""
    found = discover.feeds(page, "https://coast.example/a")
    assert [(choice.url, choice.title) for choice in found] == [
        ("https://coast.example/news/feed", "Coast RSS"),
        ("https://coast.example/sport.xml", "Sport"),
    ]
