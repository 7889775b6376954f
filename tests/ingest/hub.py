"""A hub on loopback, as WebSub has it: takes subscriptions, asks whether they were meant, sends signed news."""

import hmac
import io
from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.ingest.web import Site


class Hub:
    """Lives at a path of a site. Remembers what it was asked; calls back when told to."""

    def __init__(self, site: Site, path: str = "/hub") -> None:
        self._site = site
        self.path = path
        self.asked: list[dict[str, str]] = []
        self.status = 202
        self.algorithm = "sha256"
        site.answers[path] = self._answer

    @property
    def url(self) -> str:
        return self._site.url(self.path)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        assert request.method == "POST"
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(status=self.status)

    async def verify(
        self, session: aiohttp.ClientSession, *, lease: int = 86400, **changes: str
    ) -> tuple[int, str]:
        """Asks whether the last thing asked was meant; status and words of the answer."""
        last = self.asked[-1]
        asked = {"hub.mode": last["hub.mode"], "hub.topic": last["hub.topic"], "hub.challenge": "c<h>4"}
        asked |= {"hub.lease_seconds": str(lease)} | {f"hub.{name}": value for name, value in changes.items()}
        async with session.get(f"{last['hub.callback']}?{urlencode(asked)}") as answer:
            return answer.status, await answer.text()

    def signed(self, body: bytes, secret: str = "") -> dict[str, str]:
        """The header that proves a body to be this hub's."""
        key = (secret or self.asked[0]["hub.secret"]).encode()
        return {"X-Hub-Signature": f"{self.algorithm}={hmac.new(key, body, self.algorithm).hexdigest()}"}

    async def send(
        self, session: aiohttp.ClientSession, body: bytes, headers: Mapping[str, str] | None = None
    ) -> int:
        """Sends news; the status of the answer. Signed as agreed unless other headers are given."""
        headers = self.signed(body) if headers is None else headers
        kind = {"Content-Type": "application/rss+xml"}
        async with session.post(
            self.asked[0]["hub.callback"], data=io.BytesIO(body), headers={**kind, **headers}
        ) as answer:
            return answer.status
