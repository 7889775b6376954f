"""Reading apart: foreign bytes are read in child processes that may take only so much time and memory.

A child that does not answer in time is killed, and its input becomes an InputError in words. Time is bounded on every
system, memory where the system can (Linux).
"""

import asyncio
import io
import logging
import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Final, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.model import Article
from bot.errors import InputError
from bot.ingest.child import ANSWER_BYTES, Bounds, Told, serve
from bot.ingest.discover import Choice
from bot.ingest.feeds import FeedInfo
from bot.ingest.read import Reading

P = ParamSpec("P")
T = TypeVar("T")

CHILDREN: Final = max(1, min(4, os.cpu_count() or 1))
BOUNDS: Final = Bounds(seconds=6, memory=90_000_000, inputs=1_000)
"""An honest feed takes hundredths of a second and a few MB, 5 MB of it two seconds; a child is made of 40 MB."""
TOO_LONG: Final = "It takes too long to read, so I gave it up: something in it is not as it should be."
TOO_MUCH: Final = "It takes too much memory to read, so I gave it up: something in it is not as it should be."
BROKEN: Final = "It could not be read: something in it broke the reading off."
NO_ROOM: Final = "I have no room to read it just now."
_START: Final = 60.0
"""Seconds in which a child must have loaded its parsers."""
_TYPES: Final = (Article, Choice, FeedInfo, InputError, Reading, datetime, timedelta, timezone, ZoneInfo)
_LOADED: Final = "bot.ingest.read"
"""What a child is made of: all parsers."""
_METHOD: Final = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_BIRTHS: Final = threading.Lock()
"""Starting a process looks at all others, which must not end at that moment."""

log = logging.getLogger(__name__)


class Apart(Protocol):
    """Runs a function of foreign bytes away from the event loop. `Children` do, and so does `asyncio.to_thread`."""

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives for these arguments; InputError where it cannot be had."""
        ...


class Children:
    """Child processes, `count` at most, started when there is something to read. `stop` them when done.

    `work` is a function of a module, and what it gives is made of plain values and the types of reading: an answer that
    names anything else is refused, so that a child which was taken over gives data, never code.
    """

    def __init__(self, count: int = CHILDREN, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        """One waits for each child, so there are never more children than these."""
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._stopped = False

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, in a child. InputError in words when it raises one, or when the child is given up."""
        asking = partial(self._ask, (work, args, kwargs))
        told = await asyncio.get_running_loop().run_in_executor(self._threads, asking)
        for note in told.notes:
            log.warning("%s", note)
        if told.error is not None:
            raise InputError(told.error)
        value: T = told.value
        return value

    async def stop(self) -> None:
        """End the children; what they are reading is given up."""
        self._stopped = True
        for one in tuple(self._busy):
            one.kill()
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        while self._idle:
            self._idle.pop().end()

    def _ask(self, asked: tuple[object, ...]) -> Told:
        """In a child that has read before, an input may pay for those: it has another try, at last in a fresh one."""
        task = pickle.dumps(asked)
        while not self._stopped:
            try:
                one = self._idle.pop() if self._idle else _Child(self._bounds)
            except OSError as error:
                log.warning("no reading child could be started: %s", error)
                return Told(error=NO_ROOM)
            told = self._told(one, task)
            if told is not None and not told.starved:
                return told
            if one.asked == 1:
                return Told(error=BROKEN if told is None else TOO_MUCH)
        return Told(error=BROKEN)

    def _told(self, one: "_Child", task: bytes) -> Told | None:
        """None when the child is no more. It is idle again afterwards, or ended."""
        self._busy.add(one)
        told, is_fit = None, False
        try:
            if not self._stopped:
                told = one.ask(task, self._bounds.seconds)
                is_fit = not told.starved
        except TimeoutError:
            told = Told(error=TOO_LONG)
        except (EOFError, OSError) as error:
            log.info("a reading child is gone: %r", error)
        self._busy.discard(one)
        if is_fit and not self._stopped:
            self._idle.append(one)
        else:
            one.end()
        return told


class _Child:
    """One child. Only the thread that took it talks to it; anybody may kill it."""

    def __init__(self, bounds: Bounds) -> None:
        context: Any = multiprocessing.get_context(_METHOD)  # no stub knows what all contexts have
        if _METHOD == "forkserver":
            context.set_forkserver_preload(["__main__", _LOADED])  # loaded once, not in each child
        self.asked = 0
        self._door, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, bounds, _LOADED), daemon=True, name="reading"
        )
        with _BIRTHS:
            self._process.start()
        theirs.close()
        if not self._door.poll(_START):
            self.end()
            raise OSError("a reading child did not start")
        self._door.recv_bytes()

    def ask(self, task: bytes, seconds: float) -> Told:
        """Its answer. TimeoutError when it takes longer, EOFError or OSError when it is gone."""
        self.asked += 1
        self._door.send_bytes(task)
        if not self._door.poll(seconds):
            raise TimeoutError
        return _unpacked(self._door.recv_bytes(2 * ANSWER_BYTES))

    def kill(self) -> None:
        """End what it does; whoever waits for its answer has an EOFError."""
        self._process.kill()

    def end(self) -> None:
        """Leave nothing of it behind."""
        with _BIRTHS:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._door.close()


class _Unpickler(pickle.Unpickler):
    """Knows the types of reading and no others."""

    _known: Final = {(kind.__module__, kind.__qualname__): kind for kind in _TYPES}

    def find_class(self, module: str, name: str) -> Any:
        """One of them."""
        try:
            return self._known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"a reading child answers with {module}.{name}") from None


def _unpacked(answer: bytes) -> Told:
    """What a child told; an answer that is none is an EOFError, as if there were none."""
    try:
        return Told(*_Unpickler(io.BytesIO(answer)).load())
    except Exception as error:  # whatever a broken pickle raises
        raise EOFError("an answer that cannot be understood") from error
