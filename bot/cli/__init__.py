"""The command line: one verb a function; parse, call, print.

Exit status 0 done, 1 failed, 2 wrong usage; an error is one clear line on stderr. Holds no rule.
"""

import asyncio
import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from bot import log
from bot.cli.lines import FAILED, say
from bot.cli.parser import checked, parser
from bot.config import load
from bot.errors import TocsinError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    top = parser()
    arguments = checked(top, top.parse_args(argv))
    serves = arguments.verb in ("run", "sandbox")  # the others speak by their lines alone
    try:
        settings = load()
        log.set_up(
            level=settings.log_level if serves or "log_level" in settings.model_fields_set else "WARNING",
            form=settings.log_format,
            secrets=settings.secrets,
        )
        # By name, so that a verb pays only for what it uses: Telegram and the store take a second to import.
        name = getattr(arguments, "function", arguments.verb)
        call = getattr(importlib.import_module(f"bot.cli.{arguments.module}"), name)
        status = call(arguments, settings)
        return int(asyncio.run(status) if asyncio.iscoroutine(status) else status)
    except BaseExceptionGroup as group:
        return _first_word(group)
    except TocsinError as error:
        say(str(error))
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has gone; let the interpreter's own flush at exit find nothing to do.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130
    except Exception:
        logging.getLogger(__name__).critical("Tocsin ends: this was not foreseen", exc_info=True)
        return FAILED


def _first_word(group: BaseExceptionGroup) -> int:
    """A group of loops that ended: what we foresaw is said in its line, anything else is shown whole."""
    foreseen, other = group.split(TocsinError)
    if other is not None:
        # Through the log, whose formatter cuts secrets out; the interpreter's own traceback would not.
        logging.getLogger(__name__).critical("Tocsin ends: this was not foreseen", exc_info=other)
    if foreseen is not None:
        say(str(_leaf(foreseen)))
    return FAILED


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
