"""The doors of those who send us the news of feeds (WebSub): a hub asks whether we meant it, and then pushes.

Judges nothing: it bounds and answers. Whether a push is signed as agreed is `bot.ingest.hubs`' to say.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from aiohttp import web

from bot.refusals import body_of, refusal
from bot.turns import Turns

LARGEST_PUSH: Final = 5 * 1024 * 1024
"""Of what a hub sends: as large as a feed may be."""
_CHALLENGE: Final = 2000


class Hubs(Protocol):
    """Those who send us the news of feeds (WebSub)."""

    async def knows(self, token: str) -> bool:
        """Whether we asked for anything to be sent there."""
        ...

    async def verify(self, token: str, asked: Mapping[str, str]) -> str | None:
        """What to answer a hub that asks whether we meant it; None: we did not."""
        ...

    async def push(self, token: str, body: bytes, content_type: str, signatures: Sequence[str]) -> None:
        """Takes what was sent, if it is signed as agreed."""
        ...


class HubDoors:
    """The handlers of both routes."""

    def __init__(self, hubs: Hubs, turns: Turns) -> None:
        self._hubs = hubs
        self._turns = turns

    async def verify(self, request: web.Request) -> web.Response:
        """GET /websub/…: a hub asks whether we meant what we asked it; the challenge, if we did."""
        answer = await self._hubs.verify(request.match_info["token"], request.query)
        if answer is None:
            raise refusal(404, "Nothing of the kind was asked for.")
        return web.Response(text=answer[:_CHALLENGE], headers={"X-Content-Type-Options": "nosniff"})

    async def push(self, request: web.Request) -> web.Response:
        """POST /websub/…: what a feed has new. A stranger's body is not even read; what is not signed as agreed gets
        the same answer as what is."""
        token = request.match_info["token"]
        if not await self._hubs.knows(token):
            raise refusal(410, "Nothing is wanted here any more.")
        async with self._turns.of(f"hub:{token}"):
            body = await body_of(request.clone(client_max_size=LARGEST_PUSH))
            signatures = [
                one
                for name in ("X-Hub-Signature", "X-Hub-Signature-256")
                for one in request.headers.getall(name, [])
            ]
            await self._hubs.push(token, body, request.headers.get("Content-Type", ""), signatures)
        return web.Response(status=202)
