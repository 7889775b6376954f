"""Logging set up once, with every secret cut out of every line, tracebacks included.

The cut is in the formatter, the last place that sees a record whole: filters see neither tracebacks nor
the text of chained errors.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{10,}")
_PASSWORD = re.compile(r"(?<=://)([^/\s:@]+):[^/\s@]+@")
_CUT = "[secret]"


class Redactor:
    """Cuts known secrets, and whatever looks like a bot token or a password in a url, out of a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        longest_first = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first)) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(_CUT, text)
        return _PASSWORD.sub(rf"\1:{_CUT}@", _TOKEN.sub(_CUT, text))


class TextFormatter(logging.Formatter):
    """One readable line a record."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        return self._redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a record: at, level, logger, text and, for errors, trace."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps({key: self._redact(value) for key, value in line.items()}, ensure_ascii=False)


def set_up(*, level: str, form: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send all logging to `stream` (stderr) at `level`, as "text" or "json". Libraries that write whole
    request urls stay at WARNING."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in (
        "httpx",
        "httpcore",
        "telegram",
        "aiohttp.access",
        "trafilatura",
        "htmldate",
        "matplotlib",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
