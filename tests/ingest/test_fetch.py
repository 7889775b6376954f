"""The guarded client against a real server on loopback."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

import brotli
import pytest
from aiohttp import web
from backports import zstd

from bot.errors import FetchError
from bot.ingest.fetch import Request, WebSource
from tests.ingest.web import Names, Site, serving, talking


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as running:
        yield running


@pytest.fixture
async def open_web() -> AsyncIterator[WebSource]:
    source = WebSource(allow_private=True, timeout=timedelta(seconds=5))
    yield source
    await source.close()


async def refusal(source: WebSource, request: Request) -> FetchError:
    """What the fetch says; the source is closed."""
    try:
        with pytest.raises(FetchError) as caught:
            await source.fetch(request)
    finally:
        await source.close()
    return caught.value


async def test_body_and_validators_come_verbatim(site, open_web):
    site.says(
        "/feed",
        b"words",
        ETag='W/"1-ä"',
        Last_Modified="Wed, 04 Mar 2026 10:00:00 GMT",
        Content_Type="text/x",
    )
    response = await open_web.fetch(Request(site.url("/feed")))
    assert (response.status, response.body, response.content_type) == (200, b"words", "text/x")
    assert response.etag == 'W/"1-ä"'
    assert response.last_modified == "Wed, 04 Mar 2026 10:00:00 GMT"


async def test_validators_are_sent_verbatim_and_304_is_an_answer(site, open_web):
    site.says("/feed", status=304, ETag='"2"')
    response = await open_web.fetch(Request(site.url("/feed"), etag='W/"1"', last_modified="yesterday-ish"))
    assert (response.status, response.body, response.etag) == (304, b"", '"2"')
    assert site.asked[0].headers["If-None-Match"] == 'W/"1"'
    assert site.asked[0].headers["If-Modified-Since"] == "yesterday-ish"


async def test_request_says_who_asks_and_nothing_more(site, open_web):
    site.says("/feed", b"x", Set_Cookie="a=b")
    await open_web.fetch(Request(site.url("/feed")))
    await open_web.fetch(Request(site.url("/feed")))
    headers = site.asked[1].headers
    assert headers["User-Agent"].startswith("Tocsin/")
    assert not {"Cookie", "Referer", "If-None-Match", "If-Modified-Since"} & set(headers)


async def test_request_says_where_who_asks_is_found_and_for_how_many(site, open_web):
    site.says("/feed", b"x")
    open_web.contact = "https://t.me/TocsinBot"
    await open_web.fetch(Request(site.url("/feed"), followers=12))
    said = site.asked[0].headers["User-Agent"]
    assert said.endswith("(+https://t.me/TocsinBot; feed reader, news alerts on Telegram; 12 subscribers)")


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Cache_Control": "max-age=600, no-cache"}, None),
        ({"Date": "Wed, 04 Mar 2026 10:00:00 GMT", "Expires": "Wed, 04 Mar 2026 10:30:00 GMT"}, 1800),
        ({"Expires": "0"}, None),
        ({"Cache_Control": "max-age=x"}, None),
    ],
)
async def test_freshness_is_read_from_the_headers(site, open_web, headers, fresh):
    site.says("/feed", b"x", **headers)
    response = await open_web.fetch(Request(site.url("/feed")))
    assert response.fresh_for == (None if fresh is None else timedelta(seconds=fresh))


async def test_permanent_redirects_are_told_from_passing_ones(site, open_web):
    site.says("/new", b"here")
    site.says("/old", status=301, Location="/new")
    site.says("/now", status=302, Location="/old")
    assert (await open_web.fetch(Request(site.url("/old")))).moved
    response = await open_web.fetch(Request(site.url("/now")))
    assert (response.url, response.body, response.moved) == (site.url("/new"), b"here", False)


async def test_circle_of_redirects_ends(site, open_web):
    site.says("/a", status=302, Location="/a")
    error = await refusal(open_web, Request(site.url("/a")))
    assert "circles" in str(error)
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "nothing at this address"),
        (410, "gone for good"),
        (403, "refuses"),
        (500, "trouble"),
        (418, "418"),
    ],
)
async def test_bad_status_is_told_in_words(site, open_web, status, words):
    site.says("/feed", b"secret body", status=status)
    error = await refusal(open_web, Request(site.url("/feed")))
    assert words in str(error)
    assert error.status == status
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), ("Wed, 04 Mar 2026 10:05:00 GMT", 300), ("soon", None), ("²", None)],
)
async def test_retry_after_is_read_as_seconds_or_date(site, open_web, written, seconds):
    site.says("/feed", status=429, Retry_After=written, Date="Wed, 04 Mar 2026 10:00:00 GMT")
    assert (await refusal(open_web, Request(site.url("/feed")))).retry_after == seconds


LOOPBACK = """http://127.0.0.1:{0}/ http://127.1:{0}/ http://2130706433:{0}/ http://0x7f000001:{0}/ http://0x7f.1:{0}/
http://0177.0.0.1:{0}/ http://017700000001:{0}/ http://0:{0}/ http://0.0.0.0:{0}/ http://localhost:{0}/ http://LOCALHOST.:{0}/
http://[::1]:{0}/ http://[::]:{0}/ http://[::ffff:127.0.0.1]:{0}/ http://[::ffff:7f00:1]:{0}/ http://[0:0:0:0:0:ffff:127.0.0.1]:{0}/
http://[64:ff9b::7f00:1]:{0}/ http://①②⑦.⓪.⓪.①:{0}/ http://127。0。0。1:{0}/ http://１２７.0.0.1:{0}/ http://127.0.0.1.:{0}/
http://public.example@127.0.0.1:{0}/ http://127.0.0.1:{0}#@public.example/ http://127.9.9.9:{0}/"""


@pytest.mark.parametrize("url", LOOPBACK.split())
async def test_no_notation_of_loopback_reaches_it(site, url):
    source = WebSource(timeout=timedelta(seconds=5))
    error = await refusal(source, Request(url.format(site.port)))
    assert site.asked == []
    assert "127" not in str(error)
    assert str(site.port) not in str(error)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://a.example/", "ftp://a.example/", "http://", "news", "//a.example/", ""],
)
async def test_only_http_is_spoken(url):
    error = await refusal(WebSource(), Request(url))
    assert "address" in str(error)


async def test_low_ports_are_not_dialled():
    error = await refusal(
        WebSource(resolver=Names(a_example=["93.184.216.34"])), Request("http://a.example:25/")
    )
    assert "ports" in str(error)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:127.0.0.1"]
)
async def test_name_that_resolves_to_a_private_address_is_refused(site, address):
    source = WebSource(resolver=Names(public_example=[address]))
    error = await refusal(source, Request(site.url("/", "public.example")))
    assert "not allowed" in str(error)
    assert address not in str(error)
    assert site.asked == []


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{0}/in", "//127.0.0.1:{0}/in", "http://inside.example:{0}/in", "file:///etc/passwd"],
)
async def test_redirect_to_a_private_address_is_refused(site, target):
    site.says("/out", status=302, Location=target.format(site.port))
    source = WebSource(networks=["127.0.0.2"], resolver=Names(inside_example=["127.0.0.1"]))
    error = await refusal(source, Request(site.url("/out", "127.0.0.2")))
    assert "not allowed" in str(error)
    assert [request.path for request in site.asked] == ["/out"]


async def test_name_that_turns_private_at_the_second_look_is_refused(site):
    site.says("/", b"x", Connection="close")
    source = WebSource(networks=["127.0.0.2"], resolver=Names(flip_example=["127.0.0.2", "127.0.0.1"]))
    await source.fetch(Request(site.url("/", "flip.example")))
    await source.close()
    error = await refusal(source, Request(site.url("/", "flip.example")))
    assert "not allowed" in str(error)
    assert len(site.asked) == 1


async def test_proxy_of_the_environment_is_not_used(site, open_web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.says("/feed", b"direct")
    assert (await open_web.fetch(Request(site.url("/feed")))).body == b"direct"


async def test_unknown_name_is_told():
    error = await refusal(WebSource(True, resolver=Names()), Request("http://nowhere.example/"))
    assert "no server of this name" in str(error)


async def test_a_stranger_cannot_tell_a_private_name_from_one_that_is_not_there(site):
    source = WebSource(resolver=Names(wiki_example=["10.0.0.7"]))
    there = await refusal(source, Request(site.url("/", "wiki.example")))
    nowhere = await refusal(source, Request(site.url("/", "nowhere.example")))
    assert str(there) == str(nowhere)


@pytest.mark.parametrize(
    "host",
    ["metadata.google.internal", "printer.local", "a.localhost", "router.home.arpa", "redis", "0x7f.1", "0251.1",
     "7147006462", "q177.0.0.1", "${HOST}", "0"],
)  # fmt: skip
async def test_name_of_a_local_network_is_not_even_looked_up(site, host):
    class Asked(Names):
        async def resolve(self, *args: object, **kwargs: object):
            raise AssertionError("looked up")

    error = await refusal(WebSource(resolver=Asked()), Request(f"http://{host}:{site.port}/"))
    assert "not allowed" in str(error)
    assert host not in str(error)


async def test_host_that_the_owner_named_is_fetched_and_leads_nowhere_else(site):
    site.says("/feed", b"ours")
    site.says("/away", status=302, Location=f"http://127.0.0.1:{site.port}/feed")
    names = Names(feeds_lan=["127.0.0.1"], other_lan=["127.0.0.1"])
    source = WebSource(hosts=["feeds.lan"], resolver=names)
    assert (await source.fetch(Request(site.url("/feed", "feeds.lan")))).body == b"ours"
    for url in (site.url("/away", "feeds.lan"), site.url("/feed", "other.lan"), site.url("/feed")):
        assert "not allowed" in str(await refusal(source, Request(url)))
    assert [request.path for request in site.asked] == ["/feed", "/away"]


async def test_network_that_the_owner_named_is_fetched_under_local_names_too(site):
    site.says("/feed", b"ours")
    source = WebSource.opened_to(("127.0.0.0/30",))
    source_with_names = WebSource(networks=["127.0.0.0/30"], resolver=Names(rsshub=["127.0.0.2"]))
    assert (await source.fetch(Request(site.url("/feed", "127.0.0.2")))).body == b"ours"
    assert (await source_with_names.fetch(Request(site.url("/feed", "rsshub")))).body == b"ours"
    await source_with_names.close()
    assert "not allowed" in str(await refusal(source, Request(site.url("/feed", "127.0.0.9"))))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_compressed_bomb_is_cut_off_after_decoding(site, open_web, encoding):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}
    site.says("/bomb", pack[encoding](b"\0" * 20_000_000), Content_Encoding=encoding)
    error = await refusal(open_web, Request(site.url("/bomb"), max_bytes=1_000_000))
    assert "too large: over 1 MB" in str(error)


async def test_endless_body_is_cut_off(site, open_web):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    site.answers["/endless"] = endless
    error = await refusal(open_web, Request(site.url("/endless"), max_bytes=500_000))
    assert "too large" in str(error)


async def test_dripping_body_ends_with_the_timeout(site):
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        never = asyncio.Event()
        while True:
            await response.write(b"x")
            try:
                await asyncio.wait_for(never.wait(), 0.05)
            except TimeoutError:
                continue

    site.answers["/drip"] = drip
    source = WebSource(allow_private=True, timeout=timedelta(seconds=0.3))
    error = await refusal(source, Request(site.url("/drip")))
    assert "within 0.3 seconds" in str(error)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Le", "within"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000, "could not be understood"),
        (b"nonsense\r\n\r\n", "could not be understood"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
            "could not be unpacked",
        ),
    ],
    ids=["silent", "endless headers", "no HTTP", "broken gzip"],
)
async def test_server_that_speaks_no_proper_http_is_told_in_words(sent, words):
    async with talking(sent) as url:
        source = WebSource(allow_private=True, timeout=timedelta(seconds=0.5))
        assert words in str(await refusal(source, Request(url)))


async def test_server_that_is_not_there_is_told(unused_tcp_port):
    source = WebSource(allow_private=True)
    assert "cannot be reached" in str(await refusal(source, Request(f"http://127.0.0.1:{unused_tcp_port}/")))


async def test_plain_http_behind_https_is_told(site):
    source = WebSource(allow_private=True)
    error = await refusal(source, Request(site.url().replace("http:", "https:")))
    assert "No safe connection" in str(error)


@pytest.mark.parametrize(
    "says", [{"Expires": "0"}, {"Cache_Control": "private, No-Store"}], ids=["expires", "no-store"]
)
async def test_validators_of_an_answer_that_is_not_to_be_kept_are_not_kept(site, open_web, says):
    site.says("/feed", b"<rss/>", ETag='"1"', Last_Modified="today", **says)
    response = await open_web.fetch(Request(site.url("/feed")))
    assert (response.etag, response.last_modified) == (None, None)
