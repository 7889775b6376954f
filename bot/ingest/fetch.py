"""The one way out to the web: guarded, bounded, polite. States the Source protocol, the seam that tests replace.

Fetches one url at a time; what to fetch and when is `polling`'s, what it means `read`'s.
"""

import asyncio
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import metadata
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import FetchError
from bot.ingest import guard
from bot.ingest.bodies import Bodies, Hold
from bot.ingest.linked import links

FEED_BYTES = 5_000_000
PAGE_BYTES = 10_000_000
MAX_REDIRECTS = 5
TIMEOUT = timedelta(seconds=8)
"""For all of a fetch: what drips or never ends is cut off, and a slow server is asked again at the next poll."""
_CHUNK = 65536
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPEATING = frozenset({307, 308})
"""Those after which the same is posted again; after others a form would be lost."""
_PERMANENT = frozenset({301, 308})
_SAID = {
    401: "The server asks for a password (401).",
    402: "The server asks for payment (402).",
    403: "The server refuses us (403).",
    404: "There is nothing at this address (404).",
    410: "The server says that this address is gone for good (410).",
    429: "The server asks us to come less often (429).",
    503: "The server is not available just now (503).",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch. Validators are those of the last good answer, verbatim."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    max_bytes: int = PAGE_BYTES
    """Of the decoded body; a larger one is an error."""
    followers: int | None = None
    """How many chats read what it brings; told to the server, so that its owner knows for whom we ask."""
    form: Mapping[str, str] | None = None
    """Not None: these fields are posted."""
    hold: Hold | None = None
    """A large body's place, for who keeps the body after the fetch; else it is given back with the answer."""


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer: a body, or status 304 and none."""

    url: str
    """Where it came from in the end, after redirects."""
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None
    """How long the server calls it fresh (Cache-Control, Expires)."""
    moved: bool = False
    """Every redirect on the way was permanent, and there was one."""
    links: tuple[tuple[str, str], ...] = ()
    """What its server says belongs to it (Link): relation and address."""


class Source(Protocol):
    """Where bytes come from. FetchError in words for everything that is not a good answer."""

    async def fetch(self, request: Request) -> Response:
        """One answer."""
        ...


class WebSource:
    """The web, over aiohttp. `allow_private` opens it to all addresses that are not public, `networks` to some, and
    `hosts` to whatever those names lead to, each hop of a redirect judged by its own name.

    `timeout` bounds a whole fetch, redirects and dripping bodies included; `resolver` replaces the system's.
    """

    def __init__(
        self,
        allow_private: bool = False,
        *,
        timeout: timedelta = TIMEOUT,
        resolver: AbstractResolver | None = None,
        networks: Collection[str] = (),
        hosts: Collection[str] = (),
    ) -> None:
        self._allow_private = allow_private
        self._may_dial = guard.opened(networks)
        self._inside_names = bool(networks)
        self._hosts = frozenset(host.lower() for host in hosts)
        self._timeout = timeout.total_seconds()
        self._resolver = resolver
        self._bodies = Bodies()
        self.contact = ""
        """Where the owner of a server finds who is asking: a web address; told with each request once it is known."""
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    @classmethod
    def opened_to(cls, private: bool | Collection[str]) -> "WebSource":
        """As ALLOW_PRIVATE_SOURCES says: to no private address, to all, or to the networks and hosts named."""
        if isinstance(private, bool):
            return cls(private)
        networks = [word for word in private if guard.is_network(word)]
        return cls(networks=networks, hosts=[word for word in private if word not in networks])

    async def fetch(self, request: Request) -> Response:
        """The answer to a GET, after at most five redirects, each of them checked as the first address was."""
        unknown = "There is no server of this name." if self._allow_private else guard.NOT_PUBLIC
        with _in_words(self._timeout, unknown):
            async with asyncio.timeout(self._timeout), self._bodies.held() as hold:
                return await self._follow(request if request.hold else replace(request, hold=hold))

    async def close(self) -> None:
        """Closes the connections; a later fetch opens new ones."""
        while self._sessions:
            _, session = self._sessions.popitem()
            await session.close()

    async def _follow(self, request: Request) -> Response:
        url = _parse(request.url)
        moved: list[bool] = []
        for _ in range(MAX_REDIRECTS + 1):
            free = self._allow_private or (url.host or "").lower() in self._hosts
            guard.check(url, may_dial=None if free else self._may_dial, inside_names=self._inside_names)
            session = self._open(free)
            method = "GET" if request.form is None else "POST"
            asking = session.request(
                method, url, data=request.form, headers=_headers(request, self.contact), allow_redirects=False
            )
            async with asking as answer:
                onward = _REDIRECTS if request.form is None else _REPEATING
                if answer.status not in onward or "Location" not in answer.headers:
                    return await _response(answer, request, all(moved) and bool(moved))
                moved.append(answer.status in _PERMANENT)
                url = _target(url, answer.headers["Location"])
        raise FetchError(f"The server sends us in circles: more than {MAX_REDIRECTS} redirects.")

    def _open(self, free: bool) -> aiohttp.ClientSession:
        """Connections to any address, or to those that may be dialled; neither sees the other's."""
        if free not in self._sessions:
            connector = aiohttp.TCPConnector(
                limit=48,  # the polls' 32, and some for what people ask for meanwhile
                limit_per_host=2,
                resolver=self._resolver,
                socket_factory=None if free else guard.socket_factory(self._may_dial),
            )
            self._sessions[free] = aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=8),
                headers={"Accept": _ACCEPT},
            )
        return self._sessions[free]


def _agent(request: Request, contact: str) -> str:
    """Who asks, for how many readers, and where to find us."""
    said = [f"+{contact}"] if contact else []
    said.append("feed reader, news alerts on Telegram")
    if request.followers is not None:
        said.append(f"{request.followers} subscribers")
    return f"Tocsin/{_version()} ({'; '.join(said)})"


@cache
def _version() -> str:
    """Looked up on the disk, hence once."""
    try:
        return ".".join(metadata.version("tocsin").split(".")[:2])
    except metadata.PackageNotFoundError:
        return "0.1"


def _parse(url: str) -> URL:
    try:
        return URL(url.strip())
    except ValueError as error:
        raise FetchError(f"This is not a web address. {guard.ONLY_PUBLIC}") from error


def _target(url: URL, location: str) -> URL:
    """Where a redirect leads; credentials of the first address are not carried on."""
    try:
        return url.join(URL(location))
    except ValueError as error:
        raise FetchError("The server redirects to something that is not a web address.") from error


def _headers(request: Request, contact: str) -> dict[str, str]:
    headers = {"User-Agent": _agent(request, contact)}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


async def _response(answer: aiohttp.ClientResponse, request: Request, moved: bool) -> Response:
    if answer.status != 304 and not 200 <= answer.status < 300:
        raise _refusal(answer)
    body = b"" if answer.status == 304 else await _body(answer, request)
    kept = not _is_to_be_forgotten(answer)
    return Response(
        url=str(answer.url),
        status=answer.status,
        body=body,
        content_type=answer.headers.get("Content-Type", ""),
        etag=answer.headers.get("ETag") if kept else None,
        last_modified=answer.headers.get("Last-Modified") if kept else None,
        fresh_for=_fresh_for(answer),
        moved=moved,
        links=links(answer.headers.getall("Link", ()), str(answer.url)),
    )


async def _body(answer: aiohttp.ClientResponse, request: Request) -> bytes:
    """The decoded body; stops as soon as it is over the limit, whatever its headers said."""
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > request.max_bytes:
            answer.close()
            raise FetchError(f"The answer is too large: over {request.max_bytes / 1_000_000:g} MB.")
        if request.hold is not None:
            await request.hold.grow(len(body))
    return bytes(body)


def _refusal(answer: aiohttp.ClientResponse) -> FetchError:
    said = _SAID.get(answer.status)
    if said is None:
        said = (
            f"The server has trouble ({answer.status})."
            if answer.status >= 500
            else f"The server says no ({answer.status})."
        )
    host = answer.url.raw_host or ""
    return FetchError(said, status=answer.status, retry_after=_retry_after(answer), host=host)


def _retry_after(answer: aiohttp.ClientResponse) -> float | None:
    """Seconds; the header holds those or a date."""
    written = answer.headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdigit():
        return float(min(int(written[:9]), 10**8))
    return _seconds_until(written, answer)


def _is_to_be_forgotten(answer: aiohttp.ClientResponse) -> bool:
    """Whether the server wants nothing kept of this answer, validators neither: what it then sends as such changes
    with every answer or never."""
    return "no-store" in answer.headers.get("Cache-Control", "").lower() or (
        answer.headers.get("Expires", "").strip() == "0"
    )


def _fresh_for(answer: aiohttp.ClientResponse) -> timedelta | None:
    control = answer.headers.get("Cache-Control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('"').isascii() and value.strip('"').isdigit():
            return timedelta(seconds=min(int(value.strip('"')[:9]), 10**8))
    seconds = _seconds_until(answer.headers.get("Expires", ""), answer)
    return timedelta(seconds=seconds) if seconds else None


def _seconds_until(written: str, answer: aiohttp.ClientResponse) -> float | None:
    """From the server's own Date to a date that it names, so that no clock of ours takes part."""
    then, now = _date(written), _date(answer.headers.get("Date", ""))
    return max(0.0, (then - now).total_seconds()) if then and now else None


def _date(written: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@contextmanager
def _in_words(seconds: float, unknown: str) -> Iterator[None]:
    """Every way in which a fetch fails, as a FetchError that says no more than the user may know."""
    try:
        yield
    except TimeoutError as error:
        raise FetchError(f"The server did not answer in full within {seconds:g} seconds.") from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise FetchError("The server's certificate is not valid.") from error
    except aiohttp.ClientConnectorDNSError as error:
        raise FetchError(unknown) from error
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, guard.Refused):
            raise FetchError(unknown) from error  # an address was judged before: this was a name
        secure = isinstance(error.os_error, ssl.SSLError)
        raise FetchError(
            "No safe connection to the server." if secure else "The server cannot be reached."
        ) from error
    except aiohttp.ClientPayloadError as error:
        raise FetchError("The answer broke off or could not be unpacked.") from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise FetchError(f"This is not a web address. {guard.ONLY_PUBLIC}") from error
    except aiohttp.ClientError as error:
        raise FetchError("The server's answer could not be understood.") from error
    except (OSError, ValueError) as error:
        raise FetchError("This address cannot be fetched.") from error
