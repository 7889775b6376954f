"""The process that dies: the whole bot, as `python -m bot run` starts it, forked from a server that has imported all.

Its clock starts at a moment that is handed in, so that a restart finds the leases of the dead one over.
"""

import asyncio
import logging
import multiprocessing
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from bot import app
from bot.__main__ import stopped
from bot.clock import SystemClock
from bot.config import load
from tests.crashing.points import Death, Point

SPEED = 5
"""Of the clock by which processes live: much of a life is waiting for what is due in some seconds."""
_FORKS = multiprocessing.get_context("forkserver")


class ShiftedClock(SystemClock):
    """The machine's clock, set so that it showed `start` when this was made, and from then on so many times as fast."""

    def __init__(self, start: datetime, speed: int = 1) -> None:
        self._start, self._began, self._speed = start, super().now(), speed

    def now(self) -> datetime:
        return self._start + (super().now() - self._began) * self._speed

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, seconds / self._speed)


@dataclass(frozen=True)
class Life:
    """How one process is to live: its settings, the time at its start, and where it dies."""

    settings: dict[str, Any]
    start: datetime
    log: Path
    point: Point | None = None


@contextmanager
def living(life: Life) -> Iterator[ForkServerProcess]:
    """Start it; at the end of the block it is no more."""
    _FORKS.set_forkserver_preload(["tests.crashing.child", "tests.crashing.warm"])
    process = _FORKS.Process(target=_live, args=(life,))  # no daemon: those may have no children
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def catches(pid: int, number: int) -> bool:
    """Whether a process has a handler of its own for a signal; Linux tells."""
    caught = re.search(r"SigCgt:\s+(\w+)", Path(f"/proc/{pid}/status").read_text())
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


def _live(life: Life) -> None:
    sys.modules["__main__"] = ModuleType("__main__")  # that of the trial is no part of what the bot starts
    signal.signal(signal.SIGTERM, stopped)
    written = os.open(life.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 2)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, force=True)
    if life.point is not None:
        Death(life.point).arm()
    asyncio.run(_serve(life))


async def _serve(life: Life) -> None:
    stop = asyncio.Event()
    app.stop_on_signals(stop)
    await app.run(load(_env_file=None, **life.settings), stop, clock=ShiftedClock(life.start, SPEED))
