"""The child's side of reading apart: one input after another, within bounds of memory and of processor time.

Knows no format: what it runs is a function that its parent names. It ends when its parent does.
"""

import copyreg
import gc
import io
import logging
import os
import pickle
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.errors import InputError

ANSWER_BYTES: Final = 16_000_000
"""Of one answer: to take in a larger one would hold up the parent."""
TOO_LARGE: Final = "There is too much in it to be taken in at once. Offer it in smaller pieces."
_NOTE: Final = 4_000
"""Characters of a note for the log, from its end: that is where a traceback says what happened."""
_WORN: Final = 0.4
"""Of its memory: a child that still holds so much of it after an input leaves too little for the next."""
_NEARLY: Final = 0.8
_AS: Final = copyreg.dispatch_table | {ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))}
"""How values are packed: a zone by its name, since its own way needs more than the parent takes in."""
_SLACK: Final = 5
"""Seconds of processor time beyond those after which the parent gives up; for a child that has lost its parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a child may take."""

    seconds: float
    """For one input."""
    memory: int
    """Bytes, beside what the child is made of."""
    inputs: int
    """After so many it makes room for a fresh one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a child answers."""

    value: Any = None
    error: str | None = None
    """An InputError's words; then there is no value."""
    starved: bool = False
    """The memory did not suffice; then there is neither."""
    notes: tuple[str, ...] = ()
    """For the log."""


def serve(door: Connection, bounds: Bounds, loaded: str) -> None:
    """Say hello when the module `loaded` is, then answer what comes through the door until it closes or this child is
    worn."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one by its door
    import_module(loaded)  # before its memory is bounded, wherever it was forked from
    notes = _Notes()
    logging.getLogger().addHandler(notes)
    gc.freeze()
    made_of, stood = _held(), _peak()
    _bound_memory(made_of + bounds.memory)
    with suppress(EOFError, OSError):
        door.send_bytes(b"")
        for _ in range(bounds.inputs):
            task = door.recv_bytes()
            _bound_time(bounds.seconds)
            told = _tell(task)
            # Libraries give lack of memory many names; a refusal after it was nearly used up is taken for one of them.
            if told.error is not None and _peak() - stood > _NEARLY * bounds.memory:
                told = Told(starved=True)
            door.send_bytes(_packed(told, notes.taken()))
            if told.starved or _held() - made_of > _WORN * bounds.memory:
                return


def _tell(task: bytes) -> Told:
    try:
        work, args, kwargs = pickle.loads(task)  # noqa: S301 - by the parent
        return Told(work(*args, **kwargs))
    except MemoryError:
        return Told(starved=True)
    except InputError as error:
        return Told(error=str(error))
    except Exception as error:  # no parser's mistake ends a loop of the parent's
        logging.getLogger(__name__).warning("an input could not be read", exc_info=True)
        return Told(error=f"It could not be read: something in it is out of order ({type(error).__name__}).")


def _packed(told: Told, notes: tuple[str, ...]) -> bytes:
    """What is sent: a tuple of what was told."""
    packed = io.BytesIO()
    packer = pickle.Pickler(packed)
    packer.dispatch_table = _AS
    try:
        packer.dump((told.value, told.error, told.starved, notes))
    except MemoryError:
        return pickle.dumps((None, None, True, notes))
    if packed.tell() > ANSWER_BYTES:
        return pickle.dumps((None, TOO_LARGE, False, notes))
    return packed.getvalue()


class _Notes(logging.Handler):
    """Keeps what is logged, for the parent's log: only there are secrets cut out, and only it knows its format."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self._kept.append(self.format(record)[-_NOTE:])

    def taken(self) -> tuple[str, ...]:
        """What was kept since the last time, at most the last few."""
        taken, self._kept = tuple(self._kept[-5:]), []
        return taken


# -- bounds ----------------------------------------------------------------------------------------


def _held() -> int:
    """Bytes of its own, touched or not; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _peak() -> int:
    """Bytes that it ever had in memory; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return 0


def _bound_memory(size: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_time(seconds: float) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        most = int(time.process_time() + seconds) + _SLACK
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
