"""How the command line speaks: JSON lines in and out, one clear line an error, a progress bar on a terminal only."""

import contextlib
import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any, TypeVar

from tqdm import tqdm

from bot.errors import InputError, TocsinError

T = TypeVar("T")

DONE, FAILED, USAGE = 0, 1, 2
LONGEST_LINE = 64_000_000
"""Bytes; the longest article, with every letter escaped, has a third of it."""


def say(text: str) -> None:
    """One error on stderr, above the progress bar if there is one."""
    tqdm.write(f"tocsin: {text}", file=sys.stderr)
    sys.stderr.flush()


def dumps(value: object) -> str:
    """One JSON line, in readable letters."""
    return json.dumps(value, ensure_ascii=False)


# -- out -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[IO[str]]:
    """Where lines go: stdout, or a file that appears whole at the end or not at all. What is no plain file, as a
    named pipe, is written to as it is."""
    if path is None:
        # Whatever the locale says: the formats are UTF-8.
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a TextIO in tests
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with _special(path) if _is_special(path) else _replaced(path.resolve()) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise TocsinError(
            f"{path} cannot be written ({error.strerror}); nothing was changed there."
        ) from error


def _is_special(path: Path) -> bool:
    """Whether it is there and no plain file: a pipe, a terminal, /dev/null."""
    try:
        return not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except OSError:
        return False


def _special(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", errors="replace")


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[IO[str]]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", errors="replace") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


class WholeLines:
    """Writes lines so that each stands whole, whatever happens: Ctrl-C amid a write waits for its end. A second
    Ctrl-C does not, for whoever reads may have stopped reading."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._is_writing = self._is_asked = False

    def __enter__(self) -> "WholeLines":
        self._usual = _handle_interrupts(self._interrupted)
        return self

    def __exit__(self, *_: object) -> None:
        if self._usual is not None:
            _handle_interrupts(self._usual)

    def write(self, lines: Iterable[str]) -> None:
        """Write these lines, which end in no line break of their own, and let them go on their way."""
        text = "".join(f"{line}\n" for line in lines)
        if not text:
            return
        self._is_writing = True
        try:
            self._out.write(text)
            self._out.flush()
        finally:
            self._is_writing = False
        if self._is_asked:
            raise KeyboardInterrupt

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if not self._is_writing or self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True


def _handle_interrupts(how: Any) -> Any:
    """Set what Ctrl-C does; returns what it did, None where that cannot be changed."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGINT, how)


# -- progress --------------------------------------------------------------------------------------


def progress(things: Iterable[T], what: str, *, unit: str) -> Iterator[T]:
    """The same things, with a bar on a terminal and none when piped."""
    yield from tqdm(things, desc=what, unit=f" {unit}", disable=not sys.stderr.isatty(), leave=False)


@contextlib.contextmanager
def meter(path: Path, what: str) -> Iterator["tqdm[Any]"]:
    """A bar over the bytes of a file, on a terminal only; without an end where the size is not known."""
    with tqdm(
        total=size_of(path) or None,
        desc=what,
        unit="B",
        unit_scale=True,
        disable=not sys.stderr.isatty(),
        leave=False,
        mininterval=0.2,
    ) as bar:
        yield bar


def size_of(path: Path) -> int:
    """Bytes of a plain file; 0 for what is none, as a pipe."""
    try:
        found = path.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


# -- in --------------------------------------------------------------------------------------------


def json_lines(path: Path) -> Iterator[tuple[int, object]]:
    """Line number and value of each line of a JSON Lines file, one at a time; an InputError is the value of a line
    that is none. InputError is raised where the file cannot be read."""
    for number, line in raw_lines(path):
        yield number, parsed(path, number, line)


def raw_lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line that is not empty; None for one that is too long to hold, whose rest is passed
    over. InputError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE):
                number += 1
                whole: bytes | None = line
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    whole, line = None, file.readline(LONGEST_LINE)
                if whole is None or whole.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield number, whole
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error


def parsed(path: Path, number: int, line: bytes | None) -> object:
    """The value of a line; an InputError that names the line where it is no JSON."""
    if line is None:
        return InputError(f"{path}, line {number}: longer than {LONGEST_LINE // 1_000_000} MB.")
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return InputError(f"{path}, line {number}: no valid JSON ({_short(error)}).")


def _short(error: Exception) -> str:
    return getattr(error, "msg", None) or type(error).__name__
