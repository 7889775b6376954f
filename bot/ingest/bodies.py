"""One bound on the memory of all bodies that are fetched or read at the same time, however many servers send as much
as they may. Counts only; what one body may have at most is `fetch`'s.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

SMALL: Final = 500_000
"""Bytes that any body may have without a place: more than most feeds and pages ever have."""
PLACES: Final = 6
"""Bodies that may be larger at the same time; the others wait where they are."""


class Bodies:
    """Places for large bodies. Nobody who has one waits for another, so there is always somebody who goes on."""

    def __init__(self, places: int = PLACES) -> None:
        self._places = asyncio.Semaphore(places)

    @asynccontextmanager
    async def held(self) -> AsyncIterator["Hold"]:
        """What one body may come to hold, until it is done with."""
        hold = Hold(self._places)
        try:
            yield hold
        finally:
            hold.let_go()


class Hold:
    """One body's place, taken when it grows large."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._has_place = False

    async def grow(self, size: int) -> None:
        """Called with each size that the body has; waits for a place once it is not small any more."""
        if size > SMALL and not self._has_place:
            await self._places.acquire()
            self._has_place = True

    def let_go(self) -> None:
        """The body is done with."""
        if self._has_place:
            self._has_place = False
            self._places.release()
