"""The process that dies: the whole bot, as `python -m bot run` starts it, forked from a server that has imported all.

Its clock starts at a moment that is handed in, so that a restart finds the leases of the dead one over.
"""

import asyncio
import logging
import multiprocessing
import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from bot import app
from bot.clock import SystemClock
from bot.config import load
from tests.crashing.points import Death, Point

_FORKS = multiprocessing.get_context("forkserver")


class ShiftedClock(SystemClock):
    """The machine's clock, set so that it showed `start` when this was made."""

    def __init__(self, start: datetime) -> None:
        self._shift: timedelta = start - super().now()

    def now(self) -> datetime:
        return super().now() + self._shift


@dataclass(frozen=True)
class Life:
    """How one process is to live: its settings, the time at its start, and where it dies."""

    settings: dict[str, Any]
    start: datetime
    log: Path
    point: Point | None = None


def begin(life: Life) -> ForkServerProcess:
    """Start it."""
    _FORKS.set_forkserver_preload(["tests.crashing.child", "tests.crashing.warm"])
    process = _FORKS.Process(target=_live, args=(life,), daemon=True)
    process.start()
    return process


def _live(life: Life) -> None:
    written = os.open(life.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 2)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, force=True)
    if life.point is not None:
        Death(life.point).arm()
    asyncio.run(_serve(life))


async def _serve(life: Life) -> None:
    stop = asyncio.Event()
    app.stop_on_signals(stop)
    await app.run(load(_env_file=None, **life.settings), stop, clock=ShiftedClock(life.start))
