"""Pages of special make: live blogs, paywall stubs."""

import json

from bot.domain import text
from bot.ingest import page

FIRST = "Crews of the tugs left the table shortly after noon, a spokeswoman of the harbour board said."
SECOND = "Nine ships were told to wait outside the breakwater until the evening tide, the pilots said."


def live_blog(*updates: object) -> bytes:
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "Harbour strike: as it happened",
        "datePublished": "2026-03-03T08:00:00+02:00",
        "liveBlogUpdate": list(updates),
    }
    shown = f"<article><p>{FIRST}</p></article><article><p>{SECOND}</p></article>" * 3
    return (
        '<!doctype html><html lang="en"><head><title>Harbour strike: as it happened</title>'
        f'<script type="application/ld+json">{json.dumps(blog)}</script></head>'
        f"<body><h1>Harbour strike: as it happened</h1>{shown}</body></html>"
    ).encode()


def entry(headline: str, body: str, at: str) -> dict[str, str]:
    return {"@type": "BlogPosting", "headline": headline, "articleBody": body, "datePublished": at}


def test_each_entry_of_a_live_blog_is_a_passage_with_its_own_time() -> None:
    article = page.read(
        live_blog(
            entry("Talks break down", f"<p>{FIRST}</p>", "2026-03-03T12:10:00+02:00"),
            entry("Ships turned away", SECOND, "2026-03-03T09:30:00+02:00"),
        )
    )
    passages = {one.text: one.heading for one in text.read(article.title, article.text, "en").passages}
    assert passages[FIRST] == "3 Mar 12:10 Talks break down"
    assert passages[SECOND] == "3 Mar 09:30 Ships turned away"


def test_live_blog_with_broken_entries_is_read_as_the_page_shows_it() -> None:
    article = page.read(
        live_blog("x", None, {"headline": 5, "articleBody": ["y"]}, {"datePublished": "never"})
    )
    assert FIRST in article.text
    assert SECOND in article.text


def test_paywall_s_invitation_is_no_part_of_what_is_quoted() -> None:
    stub = (
        '<html lang="en"><head><title>Harbour strike goes on for a sixth day</title></head><body><article>'
        f"<h1>Harbour strike goes on for a sixth day</h1><p>{FIRST} {SECOND}</p><div>"
        "<p>Subscribe to continue reading this article.</p><p>Already a subscriber? Log in</p>"
        "<p>Get unlimited access for 1 euro a month.</p></div></article></body></html>"
    )
    assert page.read(stub.encode()).text == f"{FIRST} {SECOND}"
