"""What is pushed in, read apart: bytes to articles in child processes, a few items at a time.

An item that takes too long or too much is named, and the rest of its request is not read: it is refused anyway. Knows
neither network nor store.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest.apart import Apart
from bot.ingest.child import Bounds
from bot.ingest.jsonin import parse_json_articles, read_all, split

READERS: Final = 3
"""Children: one more than any one client may keep busy."""
BOUNDS: Final = Bounds(seconds=6, memory=200_000_000, inputs=1_000)
"""A whole push of 10 MiB that has an emoji in it takes four times as much, and that more than once."""
SECONDS: Final = 60.0
"""For one request; a thousand pages of a few hundred elements take as long."""
_SMALL: Final = 50_000
"""Bytes of a push that is read at once; and characters of the items that are, where it is larger."""
NO_TIME: Final = "There was no time left to read it. Send fewer articles at a time."

Outcome = Article | InputError


class Pushed:
    """Reads bodies apart, so that nothing else waits for them."""

    def __init__(self, apart: Apart, *, seconds: float = SECONDS) -> None:
        """`seconds`: what one body may take."""
        self._apart = apart
        self._seconds = seconds

    async def __call__(self, data: bytes, most: int) -> Sequence[Outcome]:
        """One outcome an item, in order, of at most `most` items and one more; fewer where one could not be read at
        all, which is the last one then. InputError where that is true of the body."""
        outcomes: list[Outcome] = []
        try:
            async with asyncio.timeout(self._seconds):
                async for some in self._parts(data, most):
                    outcomes += some
        except TimeoutError:
            outcomes.append(InputError(NO_TIME))
        return outcomes

    async def _parts(self, data: bytes, most: int) -> AsyncIterator[Sequence[Outcome]]:
        if len(data) <= _SMALL:
            try:
                yield await self._apart(parse_json_articles, data, most)
            except InputError:
                pass  # one by one, it shows which it is
            else:
                return
        for items in _portions(await self._apart(split, data, most)):
            try:
                yield await self._apart(read_all, items)
            except InputError:
                async for one in self._singly(items):
                    yield [one]
                    if isinstance(one, InputError):
                        return

    async def _singly(self, items: Sequence[Any]) -> AsyncIterator[Outcome]:
        """What some items are that could not be read together."""
        for item in items:
            try:
                [outcome] = await self._apart(read_all, [item])
            except InputError as error:
                outcome = error
            yield outcome


def _portions(items: Sequence[Any]) -> Iterator[list[Any]]:
    """Small items together, a large one for itself."""
    portion, size = list[Any](), 0
    for item in items:
        more = _size(item)
        if portion and size + more > _SMALL:
            yield portion
            portion, size = [], 0
        portion.append(item)
        size += more
    if portion:
        yield portion


def _size(item: object) -> int:
    return sum(len(one) for one in item.values() if isinstance(one, str)) if isinstance(item, Mapping) else 0
