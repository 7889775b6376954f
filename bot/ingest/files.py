"""Files and standard input as bytes, for the verbs `ingest` and `extract`. Reads, never writes; no directories."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import InputError

MAX_BYTES = 200_000_000
_WHY = {
    FileNotFoundError: "there is no such file",
    PermissionError: "it may not be read by this user",
    IsADirectoryError: "it is a directory; name the files in it",
}


def expand(path: str) -> Iterator[tuple[str, bytes]]:
    """The named inputs behind an argument: a file, or "-" for standard input. InputError names it and says why."""
    yield path, load(path)


def load(path: str) -> bytes:
    """The bytes of a file, or of standard input for "-". InputError names it and says why."""
    return _stdin() if path == "-" else _file(path)


def _stdin() -> bytes:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    return _bounded(data, "standard input")


def _file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return _bounded(stream.read(MAX_BYTES + 1), path)
    except (OSError, ValueError) as error:
        why = next((words for kind, words in _WHY.items() if isinstance(error, kind)), None)
        raise InputError(
            f"Cannot read {path}: {why or getattr(error, 'strerror', None) or 'not a file name'}."
        ) from error


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise InputError(f"Cannot read {name}: it is over {MAX_BYTES // 1_000_000} MB; split it.")
    return data
