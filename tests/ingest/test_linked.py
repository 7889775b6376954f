"""What servers say in Link headers: hubs are found however they are written, and endless headers cost nothing."""

import pytest

from bot.ingest.fetch import Request, WebSource
from bot.ingest.linked import LONGEST, links
from tests.ingest.web import serving, talking

FEED = "https://coast.example/news/feed"
HUB = ("hub", "https://hub.example/")


@pytest.mark.parametrize(
    "headers",
    [
        ['<https://hub.example/>; rel="hub"'],
        ["<https://hub.example/>;rel=hub"],
        ["<https://hub.example/>; type=x ; REL = HUB; rel=other"],
        ['<https://hub.example/>; rel="hub"; title="the, hub"', '</other>; rel="self"'],
        ['<https://hub.example/> ; title=x; rel="other hub"'],
        ['</style.css>; rel=preload; as=style, <https://hub.example/>; rel="hub"'],
        ["<//hub.example/>; rel=hub"],
        [*["</style.css>; rel=preload; as=style"] * 500, "<https://hub.example/>; rel=hub"],
    ],
)
def test_hub_is_found_however_it_is_written(headers: list[str]) -> None:
    assert HUB in links(headers, FEED)


def test_relative_address_is_one_of_the_feed_s_site() -> None:
    assert links(["<hub>; rel=hub, </feed>; rel=self"], FEED) == (
        ("hub", "https://coast.example/news/hub"),
        ("self", "https://coast.example/feed"),
    )


@pytest.mark.parametrize(
    "header",
    ["", "hub", "<hub", "<hub>", "<hub>; rel", "<hub>; rel=", "<http://[hub>; rel=hub", "</feed>; rel=self"],
)
def test_what_names_no_hub_gives_none(header: str) -> None:
    assert [one for one in links([header], FEED) if one[0] == "hub"] == []


def test_only_so_much_is_read_as_an_honest_server_sends() -> None:
    crowd = ["<a>; rel=hub," * 600] * 120
    assert 0 < len(links(crowd, FEED)) <= LONGEST // len("<a>; rel=hub,") + 1


async def test_answer_with_a_crowd_of_links_is_read_and_its_hub_found() -> None:
    crowd = b"".join(b"Link: " + b",".join([b"<a>"] * 900) + b"\r\n" for _ in range(110))
    head = b"HTTP/1.1 200 OK\r\n" + crowd + b'Link: <https://hub.example/>; rel="hub"\r\n'
    source = WebSource(allow_private=True)
    async with talking(head + b"Content-Length: 1\r\n\r\nx") as url:
        answer = await source.fetch(Request(url))
    await source.close()
    assert (answer.body, answer.links) == (b"x", (HUB,))


async def test_page_whose_rules_for_browsers_are_long_is_read() -> None:
    """Content-Security-Policy is the longest header that honest sites send."""
    source = WebSource(allow_private=True)
    async with serving() as site:
        site.says("/", b"x", Content_Security_Policy="default-src https://static.coast.example; " * 80)
        assert (await source.fetch(Request(site.url()))).body == b"x"
    await source.close()
