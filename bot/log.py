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
from typing import Any, TextIO

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{10,}|\btocsin_[\w-]{43}")
_USER = re.compile(
    r"""(?<=://)(?:
        ([\w.%+~-]+):(?!\d{1,5}/)[^\s"'<>]*  # a password may have slashes in it; a port has none
        |[^\s/?\#"'<>]*
    )@(?=[\w\[])""",
    re.X,
)
"""What stands before the last @ of an address; a user's name is kept where a password follows it."""
_CUT = "[secret]"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What breaks a line, commands a terminal, or turns the order of what is shown."""


class Redactor:
    """Cuts known secrets, and whatever looks like a bot token or a password in a url, out of a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        longest_first = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first)) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(_CUT, text)
        return _USER.sub(_hidden, _TOKEN.sub(_CUT, text))


def _hidden(found: re.Match[str]) -> str:
    return f"{found[1]}:{_CUT}@" if found[1] else f"{_CUT}@"


def _escaped(text: str) -> str:
    """The text on one line, with what is not shown written out."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class TextFormatter(logging.Formatter):
    """One readable line a record; a traceback, and it alone, has lines of its own."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        return self._redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line itself: whatever a stranger's word in it holds, it stays one."""
        return _escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback, each line behind a mark, so that a word in it that breaks the line forges no record."""
        return "\n".join(f"  | {_escaped(line)}" for line in super().formatException(ei).split("\n"))


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
