"""How the command line speaks: JSON lines out, one clear line an error, a progress bar on a terminal only."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from tqdm import tqdm

from bot.errors import InputError, TocsinError

T = TypeVar("T")

DONE, FAILED, USAGE = 0, 1, 2


def say(text: str) -> None:
    """One error on stderr."""
    print(f"tocsin: {text}", file=sys.stderr, flush=True)


def dumps(value: object) -> str:
    """One JSON line, in readable letters."""
    return json.dumps(value, ensure_ascii=False)


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[IO[str]]:
    """Where lines go: stdout, or a file that appears whole at the end or not at all."""
    if path is None:
        # Whatever the locale says: the formats are UTF-8.
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a TextIO in tests
        yield sys.stdout
        sys.stdout.flush()
        return
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise TocsinError(
            f"{path} cannot be written ({error.strerror}); nothing was changed there."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def progress(things: Iterable[T], what: str, *, unit: str) -> Iterator[T]:
    """The same things, with a bar on a terminal and none when piped."""
    yield from tqdm(things, desc=what, unit=f" {unit}", disable=not sys.stderr.isatty(), leave=False)


def json_lines(path: Path) -> Iterator[tuple[int, object]]:
    """Line number and value of each line of a JSON Lines file, one at a time. InputError names a bad line."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield number, _value(path, number, line)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error


def _value(path: Path, number: int, line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return InputError(f"{path}, line {number}: no valid JSON ({_short(error)}).")


def _short(error: Exception) -> str:
    return getattr(error, "msg", None) or type(error).__name__
