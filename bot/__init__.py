"""Tocsin: follows issues across every source, and rings once when something happens."""

import os as _os

# python-telegram-bot then speaks of durations as timedelta, as its next major version will.
_os.environ.setdefault("PTB_TIMEDELTA", "1")
