"""`python -m bot VERB`."""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

_SERVES = ("run", "sandbox")


def main() -> None:
    """The installed command `tocsin`."""
    serves = any(verb in _SERVES for verb in sys.argv[1:2])
    if serves:
        signal.signal(signal.SIGTERM, stopped)
    # Only now: a second of imports, in which the bot may already be told to stop.
    from bot.cli import main as run  # noqa: PLC0415

    status = run()
    if serves:
        _leave(status)
    sys.exit(status)


def stopped(_signal: int, _frame: FrameType | None) -> None:
    """Told to stop before anything was begun."""
    _leave(0)


def _leave(status: int) -> NoReturn:
    """End now: all that must be closed is. Machine code that is still being made for matching is waited for by nobody;
    the next start makes it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
