"""Feeds of every make, whole and broken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.ingest import feeds
from bot.ingest.read import read

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Coast &amp; Harbour</title><link>https://coast.example/</link><language>en-gb</language><ttl>45</ttl>
<atom:link rel="hub" href="https://hub.example/"/>
<item><title>Ferry &amp;amp; pier reopen</title><link>https://coast.example/a?utm_source=rss</link><guid>https://coast.example/?p=1</guid>
<pubDate>Wed, 04 Mar 2026 12:30:00 +0200</pubDate><dc:creator>Maud Pellinore</dc:creator>
<description>Short.</description><content:encoded><![CDATA[<h2>Pier</h2><p>The pier reopened &amp; ferries sail.</p>
<p>The post Ferry appeared first on Coast.</p>]]></content:encoded></item>
<item><title>No date, link or id</title><description>Only words here.</description></item>
<item><guid isPermaLink="false">17</guid><link>/b</link><title>Relative link</title></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Valley &lt;b&gt;Post&lt;/b&gt;</title>
<entry><id>tag:valley.example,2026:1</id><title type="html">Dam &amp;lt;5 m&amp;gt; rises</title>
<link rel="alternate" href="https://valley.example/1"/><updated>2026-03-04T10:00:00Z</updated>
<published>2026-03-03T10:00:00Z</published><summary>Water rises.</summary></entry></feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Old make</title></channel><item><title>Still read</title><link>https://old.example/1</link></item></rdf:RDF>"""

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Json Times", "home_page_url": "https://json.example/",
"items": [{"id": 1, "url": "https://json.example/1", "title": "First", "content_html": "<p>One</p><p>Two</p>",
"date_published": "2026-03-04T10:00:00+01:00", "authors": [{"name": "Noor Adeyemi"}], "language": "en"},
"nonsense", {"id": "x", "content_text": "Plain words."}]}"""


def test_rss_entry_becomes_a_plain_article():
    article = read(RSS).articles[0]
    assert article.title == "Ferry & pier reopen"
    assert article.text == "Pier\n\nThe pier reopened & ferries sail."
    assert article.url == "https://coast.example/a"
    assert article.guid == "https://coast.example/?p=1"
    assert article.published_at == datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    assert (article.source, article.author, article.language) == ("Coast & Harbour", "Maud Pellinore", "en")


def test_feed_says_its_pace_and_its_hub():
    info = read(RSS).feed
    assert info is not None
    assert info.ttl == timedelta(minutes=45)
    assert info.hub == "https://hub.example/"


def test_entry_without_date_link_and_id_is_known_by_its_words():
    article = read(RSS).articles[1]
    assert article.guid.startswith("sha256:")
    assert (article.url, article.published_at) == (None, None)
    assert article.text == "Only words here."


def test_id_that_is_only_unique_in_its_feed_is_told_apart_by_the_feed():
    one = read(RSS, url="https://coast.example/feed").articles[2]
    other = read(RSS, url="https://other.example/feed").articles[2]
    assert one.guid != other.guid
    assert one.url == "https://coast.example/b"


def test_atom_takes_the_published_time_and_the_decoded_title():
    article = read(ATOM).articles[0]
    assert article.published_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert article.title == "Dam <5 m> rises"
    assert article.source == "Valley Post"
    assert article.guid == "tag:valley.example,2026:1"


def test_rdf_is_read():
    assert [article.title for article in read(RDF).articles] == ["Still read"]


def test_json_feed_is_read_and_what_is_no_item_is_counted():
    reading = read(JSON_FEED)
    assert [article.text for article in reading.articles] == ["One\n\nTwo", "Plain words."]
    assert reading.articles[0].author == "Noor Adeyemi"
    assert reading.feed is not None
    assert reading.feed.skipped == 1


def test_feed_without_entries_is_a_feed():
    reading = read(b"<rss version='2.0'><channel><title>Empty</title></channel></rss>")
    assert reading.feed is not None
    assert reading.articles == ()


def test_one_guid_for_all_entries_does_not_swallow_them():
    item = "<item><guid>same</guid><link>https://a.example/{0}</link><title>T{0}</title></item>"
    data = "<rss version='2.0'><channel>" + item.format(1) + item.format(2) + "</channel></rss>"
    assert len({article.guid for article in read(data.encode()).articles}) == 2


def test_aggregator_names_the_publisher_and_the_headline_loses_it():
    data = b"""<rss version="2.0"><channel><title>All the news</title><item><title>Pier reopens - Coast Daily</title>
    <source url="https://coast.example">Coast Daily</source></item></channel></rss>"""
    article = read(data).articles[0]
    assert (article.title, article.source) == ("Pier reopens", "Coast Daily")


@pytest.mark.parametrize(
    "data",
    [
        RSS.replace(b"</item>", b"", 1),
        RSS[: len(RSS) // 2],
        RSS.replace(b"&amp;", b"&"),
        b"\n\n  " + RSS,
        RSS.decode().encode("utf-16"),
        b"<html><body>" + RSS + b"</body></html>",
    ],
    ids=["unclosed", "cut off", "bare ampersand", "white space first", "utf-16", "wrapped in a page"],
)
def test_feed_that_is_not_well_formed_gives_its_first_entry(data):
    reading = read(data)
    assert reading.feed is not None
    assert reading.articles[0].title.startswith("Ferry")


@pytest.mark.parametrize(
    "date", ["yesterday", "1970-01-01", "Thu, 99 Foo 9999", "", "2026-03-04", "4 марта 2026, 12:30"]
)
def test_odd_dates_stop_nothing(date):
    data = (
        f"<rss version='2.0'><channel><item><title>T</title><pubDate>{date}</pubDate></item></channel></rss>"
    )
    article = read(data.encode()).articles[0]
    assert article.published_at is None or article.published_at.tzinfo is UTC


def test_tag_with_thousands_of_attributes_is_refused_at_once():
    data = b"<rss version='2.0'><channel><item " + b"a='1' " * 40_000 + b"></item></channel></rss>"
    with pytest.raises(InputError, match="attributes"):
        feeds.read(data)


def test_entity_bomb_is_harmless():
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = bomb + b"<rss version='2.0'><channel><item><title>&b;&b;</title></item></channel></rss>"
    assert len(read(data).articles) == 1


def test_external_entity_reads_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    doctype = f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file://{secret}'>]>"
    data = doctype + "<rss version='2.0'><channel><item><title>a&x;b</title></item></channel></rss>"
    assert "TOPSECRET" not in str(read(data.encode()))


def test_xml_of_another_kind_is_refused_in_words():
    with pytest.raises(InputError, match="no feed"):
        read(b"<?xml version='1.0'?><note><to>Ana</to></note>")


@given(
    st.lists(
        st.sampled_from([*RSS.split(b"<"), b"item>", b"/channel>", b"\x00", b"![CDATA[", b"entry>"]),
        max_size=60,
    )
)
def test_no_mixture_of_tags_makes_it_raise_anything_else(parts):
    try:
        feeds.read(b"<".join([b"", *parts]))
    except InputError:
        return


@pytest.mark.parametrize(
    ("said", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour>24</hour><hour> 7 </hour></skipHours>", (0, 7), ()),
        ("<skipDays><day>Sunday</day><day>Noday</day></skipDays>", (), (6,)),
        ("<skipHours><hour>99</hour><hour>-</hour></skipHours><skipDays/>", (), ()),
    ],
)
def test_hours_and_days_in_which_a_feed_rests_are_read(said, hours, days):
    data = (
        f"<rss version='2.0'><channel><title>Coast</title>{said}<item><title>a</title></item></channel></rss>"
    )
    info = feeds.read(data.encode()).info
    assert (info.skip_hours, info.skip_days) == (hours, days)
