"""One article, one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.urls import article, canonical, site


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTPS://News.Example:443/A?utm_source=x&utm_medium=y", "https://news.example/A"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a?fbclid=1&id=7&gclid=2#top", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a/?ref=home", "https://news.example/a/?ref=home"),
        ("https://news.example/x/../y/./z", "https://news.example/y/z"),
        ("https://news.example/%7euser/%2f", "https://news.example/~user/%2F"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/a?x=1&amp;utm_campaign=c&amp;y=2", "https://news.example/a?x=1&y=2"),
        ("https://zeitung-münchen.example/straße", "https://xn--zeitung-mnchen-osb.example/stra%C3%9Fe"),
        ("https://news.example/#!/story/5", "https://news.example/#!/story/5"),
        ("https://news.example./a", "https://news.example/a"),
        (" https://news.example/a\n", "https://news.example/a"),
        ("http://[2001:DB8:0:0::1]:80/a", "http://[2001:db8::1]/a"),
    ],
)
def test_address_is_written_one_way(given_url, expected):
    assert canonical(given_url) == expected


@pytest.mark.parametrize(
    "given_url",
    [
        "",
        "news",
        "javascript:alert(1)",
        "ftp://a.example/",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "mailto:a@b.c",
    ],
)
def test_what_is_no_web_address_is_none(given_url):
    assert canonical(given_url) is None


def test_relative_address_is_resolved():
    assert canonical("../b?id=1", "https://news.example/x/y/z") == "https://news.example/x/b?id=1"


def test_overlong_address_is_refused():
    assert canonical("https://news.example/" + "a" * 3000) is None


def test_site_is_the_host_as_read():
    assert site("https://www.news.example:8080/a") == "news.example"
    assert site("nonsense") == ""


@given(st.text(max_size=60), st.text(max_size=40))
def test_canonical_form_of_a_canonical_form_is_itself(path, query):
    once = canonical(f"https://news.example/{path}?{query}")
    assert once is None or canonical(once) == once


@given(st.text(max_size=80))
def test_no_string_makes_it_raise(text):
    found = canonical(text)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("shared", "known"),
    [
        ("https://www.theguardian.com/world/a?CMP=share_btn_tw", "https://www.theguardian.com/world/a"),
        (
            "https://www.nytimes.com/2026/a.html?smid=tw-share&id=3",
            "https://www.nytimes.com/2026/a.html?id=3",
        ),
        ("https://www.bbc.com/news/a?at_medium=RSS&at_bbc_team=editorial", "https://www.bbc.com/news/a"),
        ("https://paper.example/a?utm=x&hmb_source=y&page=2", "https://paper.example/a?page=2"),
        (
            "https://www.google.com/url?rct=j&sa=t&url=https%3A%2F%2Fpaper.example%2Fa%3Futm_source%3Dx&ct=ga",
            "https://paper.example/a",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2Fa&h=AT0", "https://paper.example/a"),
        ("https://paper.example/a?story=7", "https://paper.example/a?story=7"),
        (
            "https://www.google.com/url?q=javascript%3Aalert(1)",
            "https://www.google.com/url?q=javascript%3Aalert(1)",
        ),
        ("ftp://paper.example/a", None),
    ],
)
def test_what_only_tracks_a_reader_or_only_leads_elsewhere_is_no_part_of_an_articles_address(shared, known):
    assert article(shared) == known


@given(
    st.sampled_from(["www.google.com", "www.youtube.com", "paper.example", "l.facebook.com", "www.onet.pl"]),
    st.lists(
        st.tuples(
            st.sampled_from(["url", "q", "u", "ref", "utm_campaign", "ei", "id", "CMP", "mc"]),
            st.sampled_from(["1", "https%3A%2F%2Fpaper.example%2Fa%3Fei%3D1", "%3F", "", "http%3A//[::1"]),
        ),
        max_size=5,
    ),
)
def test_an_articles_address_is_its_own_address(host, pairs):
    known = article(f"https://{host}/url?" + "&".join(f"{name}={value}" for name, value in pairs))
    assert known is not None
    assert article(known) == known


def test_a_feeds_own_address_is_asked_for_as_it_was_given():
    asked = "https://www.google.com/alerts/feeds/1/2?source=x&ei=5"
    assert canonical(asked) == asked
