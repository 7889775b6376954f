"""What is to be recorded in the store, in as few transactions as the disk allows: whatever comes while one is being
written goes into the next one, together.

Orders nothing beyond that: each piece of work is whole and independent of the others.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from storage import Storage, Transaction

Recording = Callable[[Transaction], None]
"""What is to change in the store, as the work of one transaction."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A recording that is made faster together with others of its kind: `work` is handed the items of all of them."""

    work: Callable[[Transaction, Sequence[Any]], None]
    item: object


class Recorder:
    """Writes recordings; `write` returns when its own is on the disk."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._waiting: list[tuple[Recording | Joint, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, recording: Recording | Joint) -> None:
        """Record it, with what others record just now; raises what the store or the recording itself raises."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((recording, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain())
        await asyncio.shield(written)

    async def _drain(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            if await self._write([recording for recording, _ in together]) is None:
                for _, written in together:
                    written.set_result(None)
                continue
            # One that fails must not take the others with it.
            for recording, written in together:
                error = await self._write([recording])
                if error is None:
                    written.set_result(None)
                else:
                    written.set_exception(error)

    async def _write(self, recordings: Sequence[Recording | Joint]) -> BaseException | None:
        """The error, if there was one."""

        def work(tx: Transaction) -> None:
            joint: dict[Callable[[Transaction, Sequence[Any]], None], list[object]] = defaultdict(list)
            for recording in recordings:
                if isinstance(recording, Joint):
                    joint[recording.work].append(recording.item)
            for together, items in joint.items():
                together(tx, items)
            for recording in recordings:
                if not isinstance(recording, Joint):
                    recording(tx)

        [outcome] = await asyncio.gather(self._storage.write(work), return_exceptions=True)
        return outcome
