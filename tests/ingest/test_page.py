"""Whole pages to articles."""

import json
import time
from datetime import UTC, datetime

import pytest

from bot.errors import InputError
from bot.ingest import markup, meta, page

BODY = """<h1>Harbour strike enters second week</h1>
<p>Dock workers at the eastern harbour stayed away from work for a second week on Wednesday, as talks over the length of
shifts and the pay of night crews made no progress at all, union officials said after a meeting of four hours.</p>
<p>Also read: Storm closes pier</p>
<h2>What the crews want</h2>
<p>The crews ask for shifts of at most eight hours, for two days of rest after a week of nights, and for a say in how
cranes are staffed when the wind is strong, which they call <a href="/x">a matter of life</a> and death.</p>
<ul><li>eight hours a shift</li><li>two days of rest</li></ul>
<h2>What the port says</h2>
<p>The port authority answered that such a plan would cost more than it earns in a year, and that ships would go to
other harbours on the coast, but it left the door open for a mediator who could be named before the month ends.</p>"""

META = """<meta property="og:title" content="Harbour strike enters second week | Coast Daily">
<meta property="og:site_name" content="Coast Daily">
<link rel="canonical" href="https://coast.example/harbour?utm_medium=x">"""

LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Harbour strike enters second week", "datePublished": "2026-03-04T17:10:00-05:00",
"author": [{"@type": "Person", "name": "Maud Pellinore"}, {"name": "Noor Adeyemi"}]}]}</script>"""


def whole(head: str = META + LINKED, body: str = BODY, lang: str = "en") -> str:
    """A page with a menu and a footer round the body."""
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Harbour strike | Coast Daily</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article>{body}</article>"
        "<footer>© Coast Daily. All rights reserved.</footer></body></html>"
    )


SIGNED = (
    "<h1>Harbour strike enters second week</h1>{}"
    + "<p>Dock workers in the northern harbour stayed away for a sixth day on Tuesday, and ships waited outside.</p>"
    * 4
)


def test_page_says_who_when_and_where():
    article = page.read(whole().encode(), url="https://coast.example/harbour?utm_medium=x")
    assert article.title == "Harbour strike enters second week"
    assert article.author == "Maud Pellinore, Noor Adeyemi"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-04T17:10:00-05:00"
    assert article.source == "Coast Daily"
    assert article.url == article.guid == "https://coast.example/harbour"
    assert article.language == "en"


def test_headings_and_lists_stay_and_pointers_go():
    paragraphs = page.read(whole().encode()).text.split("\n\n")
    assert paragraphs[0].startswith("Dock workers")
    assert "What the crews want" in paragraphs
    assert "- eight hours a shift\n- two days of rest" in paragraphs
    assert not any("Also read" in part or "rights reserved" in part for part in paragraphs)
    assert any("they call a matter of life and death" in part for part in paragraphs)


def test_page_in_an_old_charset_is_read():
    body = BODY.replace("Dock workers", "Hafenarbeiter in Saßnitz für größere Löhne")
    head = '<meta charset="iso-8859-1">' + META
    article = page.read(whole(head, body).encode("cp1252", "replace"))
    assert "Saßnitz für größere Löhne" in article.text


def test_instant_without_zone_is_at_home_in_its_language():
    head = META + '<meta property="article:published_time" content="2026-07-04T17:10:00">'
    published = page.read(whole(head, lang="de").encode()).published_at
    assert published is not None
    assert published.isoformat() == "2026-07-04T17:10:00+02:00"


def test_site_s_name_is_cut_off_a_headline_that_is_shown_nowhere():
    body = BODY.replace("<h1>Harbour strike enters second week</h1>", "")
    assert page.read(whole(META, body).encode()).title == "Harbour strike enters second week"


def test_canonical_address_that_is_only_the_front_page_is_not_believed():
    head = META.replace("https://coast.example/harbour?utm_medium=x", "https://coast.example/")
    assert (
        page.read(whole(head).encode(), url="https://coast.example/harbour").url
        == "https://coast.example/harbour"
    )


def test_writer_named_beside_a_shared_link_is_the_author():
    head = (
        '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ida Brandt">'
    )
    head += '<meta name="twitter:label2" content="Lesezeit"><meta name="twitter:data2" content="4 Minuten">'
    assert page.read(whole(head, SIGNED.format("")).encode()).author == "Ida Brandt"


def test_writer_marked_for_people_is_the_author_and_a_commenter_is_not():
    card = '<p>by <span class="author vcard fn">tollkeeper</span></p>'
    comment = (
        '<div class="comment-author vcard"><div class="author"><b class="fn">Loud Reader</b></div></div>'
    )
    assert page.read(whole("", SIGNED.format(card) + comment).encode()).author == "tollkeeper"


def test_house_is_no_author():
    head = META + '<meta name="author" content="Coast Daily">'
    assert page.read(whole(head).encode()).author is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "<html><body><p>We value your privacy. Accept all cookies or manage consent.</p></body></html>",
            "consent",
        ),
        ("<html><body></body></html>", "no article"),
        (
            "<html><head><title>Only a title</title></head><body><a href='/a'>a</a></body></html>",
            "no article",
        ),
        ("<html><body><p>Please enable JavaScript. Checking your browser.</p></body></html>", "robot check"),
    ],
    ids=["consent wall", "empty", "no text", "robot check"],
)
def test_page_without_an_article_is_refused_in_words(source, words):
    with pytest.raises(InputError, match=words):
        page.read(source.encode())


@pytest.mark.parametrize(
    "broken",
    [
        "<script type='application/ld+json'>{not json</script>",
        "<script type='application/ld+json'>[[[[[[[1]]]]]]]</script>",
        '<script type=\'application/ld+json\'>{"@type": ["NewsArticle"], "author": 5, "headline": null}</script>',
        "<meta property='article:published_time' content='soon'>",
        "<base href='http://[broken'>",
    ],
)
def test_broken_claims_stop_nothing(broken):
    article = page.read(whole(META + broken).encode())
    assert article.title == "Harbour strike enters second week"
    assert article.published_at is None or article.published_at < datetime(2200, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "source",
    ["<p " + "a='1' " * 40_000 + ">x</p>", "<p>word</p>" * 50_000, "<div>" * 100_000 + "x"],
    ids=["attributes", "elements", "depth"],
)
def test_hostile_page_is_refused_quickly(source):
    with pytest.raises(InputError, match="page"):
        page.read(f"<html><body>{source}".encode())


def test_picture_inside_the_page_does_not_make_it_hostile():
    picture = f'<img src="data:image/png;base64,{"QUJD" * 50_000}==">'
    assert page.read(whole(body=picture + BODY).encode()).text.startswith("Dock workers")


def cost(source: str) -> float:
    """Processor seconds of hearing a page's claims and choosing its headline."""
    tree = markup.parse(source)
    assert tree is not None
    began = time.process_time()
    page._headline(meta.claims(tree))
    return time.process_time() - began


HEADLINES = json.dumps(
    [
        {"@type": "NewsArticle", "headline": f"Harbour strike number {n} enters week {7 * n}"}
        for n in range(400)
    ]
)
SLOW = {
    "a time after each of many headings": "<h1>a</h1><time>b</time><time datetime='x'>c</time>" * 500,
    "many names inside many authors": "<div class='author'>" * 200 + "<b class='fn'>x y</b>" * 1500,
    "headings that many headlines are compared with": f"<script type='application/ld+json'>{HEADLINES}</script>"
    + "".join(f"<h1>Port strike {n} enters week {9 * n}</h1>" for n in range(400)),
}


@pytest.mark.parametrize("name", SLOW)
def test_many_claims_cost_little_more_than_as_many_plain_elements(name: str) -> None:
    tree = markup.parse(SLOW[name])
    assert tree is not None
    plain = "<h1>Harbour strike</h1>" + "<p>x <b>y</b></p>" * sum(1 for _ in tree.iter())
    cost(plain)
    assert min(cost(SLOW[name]) for _ in range(2)) < 40 * min(cost(plain) for _ in range(2))


def test_time_in_an_articles_header_or_after_the_heading_is_the_publications() -> None:
    def said(source: str) -> tuple[str, ...]:
        tree = markup.parse(source)
        assert tree is not None
        return meta.claims(tree).published

    assert said("<time datetime='1'>a</time><p>x</p><h1>H <time datetime='2'>b</time></h1>") == ()
    assert said("<h1>H</h1><time>a</time><time datetime='3'>b</time><time datetime='4'>b</time>") == (
        "3",
        "4",
    )
    assert said("<article><header><time datetime='5'>a</time></header></article><p>x</p>") == ("5",)
    assert said("<header><article><time datetime='6'>a</time></article></header><p>x</p>") == ()
    assert said("<p>x</p><time pubdate datetime='7'>a</time>") == ("7",)
