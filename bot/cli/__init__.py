"""The command line: one verb a function; parse, call, print.

Exit status 0 done, 1 failed, 2 wrong usage; an error is one clear line on stderr. Holds no rule.
"""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence

from bot import log
from bot.cli import backtest, intake, service
from bot.cli.lines import FAILED, say
from bot.config import load
from bot.errors import TocsinError

_EPILOG = "Settings come from the environment and .env; .env.example lists them all."


def parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    top = argparse.ArgumentParser(
        prog="tocsin", description="Follow issues, not feeds: a Telegram bot.", epilog=_EPILOG
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for module in (service, intake, backtest):
        module.add_verbs(verbs)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    arguments = parser().parse_args(argv)
    serves = arguments.verb in ("run", "sandbox")  # the others speak by their lines alone
    try:
        settings = load()
        log.set_up(
            level=settings.log_level if serves or "log_level" in settings.model_fields_set else "WARNING",
            form=settings.log_format,
            secrets=settings.secrets,
        )
        status = arguments.call(arguments, settings)
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


def _first_word(group: BaseExceptionGroup) -> int:
    """A group of loops that ended: what we foresaw is said in its line, anything else is shown whole."""
    foreseen, other = group.split(TocsinError)
    if other is not None:
        raise other
    if foreseen is not None:
        say(str(_leaf(foreseen)))
    return FAILED


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
