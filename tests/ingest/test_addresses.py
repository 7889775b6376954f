"""Addresses as people type and paste them."""

import pytest

from bot.errors import UserError
from bot.ingest.addresses import address_of, addresses_in


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.com", "https://example.com/"),
        (" <https://Example.com/feed?utm_source=x> ", "https://example.com/feed"),
        ("feed://example.com/rss", "https://example.com/rss"),
        ("feed:https://example.com/rss", "https://example.com/rss"),
        ("FEED:http://example.com/rss", "http://example.com/rss"),
        ("localhost:8000/feed", "https://localhost:8000/feed"),
        ("http://rsshub/feed", "http://rsshub/feed"),
    ],
)
def test_what_is_meant_well_is_an_address(typed, address):
    assert address_of(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "nonsense", "mailto:a@example.com", "javascript:alert(1)", "http://", "a b.c"]
)
def test_what_is_no_address_is_told_with_an_example(typed):
    with pytest.raises(UserError, match="Send one like"):
        address_of(typed)


@pytest.mark.parametrize(
    "typed", ["gopher://example.com/_x", "file:///etc/passwd", "jar:https://127.0.0.1!/", "dict://"]
)
def test_other_protocols_are_not_allowed(typed):
    with pytest.raises(UserError, match="only public http and https"):
        address_of(typed)


def test_a_paste_gives_its_addresses_once_each_in_order():
    pasted = """Here is my list:
    1) The Coast https://coast.example/rss.xml, good!
    - hills.example/feed
    https://coast.example/rss.xml
    (see https://plain.example/a_(b)) and feed://dale.example/atom
    Nothing. Here 3.5 million e.g. nothing"""
    assert addresses_in(pasted) == [
        "https://coast.example/rss.xml",
        "https://hills.example/feed",
        "https://plain.example/a_(b)",
        "https://dale.example/atom",
    ]


def test_a_paste_without_addresses_gives_none():
    assert addresses_in("just words\nand more") == []
