"""Requests to the Bot API for python-telegram-bot, over aiohttp: an eighth of the work of its own client.

Only carries bytes. Whether a request may have arrived is told by the cause of the error that is raised: UNREACHED
for a connection that never stood. The limits of the server's side are python-telegram-bot's and bot.sender's matter.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import error as te
from telegram.request import BaseRequest, RequestData

# There is no public way: RequestData is made of these alone, and `Bot.do_api_request` warns at each method that
# python-telegram-bot knows itself. The version is held to 22.x, and every end-to-end test sends through this.
from telegram.request._requestparameter import RequestParameter

UNREACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
BROKEN = (aiohttp.ClientError, TimeoutError, OSError)
READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0


def parameters(given: Mapping[str, Any]) -> RequestData:
    """A request's parameters as they are, without python-telegram-bot's objects: those cost more than the request."""
    return RequestData([RequestParameter(name, value, None) for name, value in given.items()])


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API."""

    def __init__(self, *, connections: int, patience: float = CONNECT_SECONDS) -> None:
        """`patience`: seconds to wait for a connection, free or new."""
        self._connections = connections
        self._patience = patience
        self._proxies: dict[str, str | None] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds; python-telegram-bot adds them to those of a long poll."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool, inside the running loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the pool; twice is nothing."""
        if self._session is not None:
            await self._session.close()

    async def do_request(  # noqa: PLR0917 - the signature is that of python-telegram-bot
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; TimedOut or NetworkError, whose cause says how far it came."""
        if self._session is None:
            raise RuntimeError("the pool of connections is not open")
        reading = (
            read_timeout if read_timeout is None or isinstance(read_timeout, (int, float)) else READ_SECONDS
        )
        timeout = aiohttp.ClientTimeout(
            total=None if reading is None else reading + self._patience, connect=self._patience
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                headers=self._headers(request_data),
                timeout=timeout,
                proxy=self._proxy(url),
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise te.TimedOut(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise te.NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, which would log a traceback and the whole page for every answer that is none of Telegram's:
        thousands in a long outage. Whoever asked says so, in words."""
        try:
            parsed: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise te.TelegramError("Invalid server response") from error
        return parsed

    def _headers(self, data: RequestData | None) -> dict[str, str]:
        plain = data is not None and not data.contains_files
        return {"User-Agent": self.USER_AGENT} | ({"Content-Type": "application/json"} if plain else {})

    def _proxy(self, url: str) -> str | None:
        """What the environment names for this host. Asked once: aiohttp's own way takes two threads a request."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._proxies:
            named = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
            self._proxies[place] = named
        return self._proxies[place]


def _body(data: RequestData | None) -> Any:
    """The parameters as JSON, which costs a tenth of a form; as a form with the files where there are some."""
    if data is None:
        return None
    if not data.contains_files:
        return json.dumps(data.json_parameters).encode()
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
