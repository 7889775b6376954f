"""Turns: how much of the HTTP server one client may have at once, and how much all who push may have together.

Counts only, in the event loop. Who a client is and what he does in his turn is the routes' affair.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class CrowdedError(Exception):
    """No turn came in time, or too many wait for one already."""


@dataclass(slots=True)
class _Client:
    turns: asyncio.Semaphore
    inside: int = field(default=0)


class Turns:
    """`a_client` requests of one client are worked on at once. The others wait `patience` seconds for their turn, and
    at most `together` of all clients are worked on or wait: so there are connections left for everybody else."""

    def __init__(self, a_client: int, *, together: int, patience: float) -> None:
        self._a_client = a_client
        self._together = together
        self._patience = patience
        self._clients: dict[str, _Client] = {}
        self._inside = 0

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """A client's turn, while inside. CrowdedError when none is to be had."""
        if self._inside >= self._together:
            raise CrowdedError
        client = self._clients.setdefault(name, _Client(asyncio.Semaphore(self._a_client)))
        client.inside += 1
        self._inside += 1
        try:
            await self._come(client)
            try:
                yield
            finally:
                client.turns.release()
        finally:
            client.inside -= 1
            self._inside -= 1
            if not client.inside:
                del self._clients[name]

    async def _come(self, client: _Client) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await client.turns.acquire()
        except TimeoutError:
            raise CrowdedError from None
