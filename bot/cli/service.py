"""run, sandbox, doctor: the bot itself, the bot on its built-in playground, and what to mend."""

import argparse
import asyncio
from typing import Any

from bot import app, playground
from bot.cli import doctor as checks
from bot.cli.lines import DONE, FAILED
from bot.config import Settings
from bot.errors import SettingsError


def add_verbs(verbs: Any) -> None:
    """Put the verbs on the parser."""
    verb = verbs.add_parser("run", help="the bot on Telegram")
    verb.add_argument("--or-sandbox", action="store_true", help="without a token, start the sandbox")
    verb.set_defaults(call=run)
    verb = verbs.add_parser(
        "sandbox", help="the whole bot on a built-in Bot API with a web chat; no token, no network"
    )
    verb.add_argument(
        "--port", type=_port, default=playground.PORT, help="of the web chat (default: %(default)s)"
    )
    verb.add_argument("--host", default="127.0.0.1", help="default: %(default)s, this machine only")
    verb.set_defaults(call=sandbox)
    verb = verbs.add_parser("doctor", help="check settings, store, token and sources, and say what to mend")
    verb.set_defaults(call=doctor)


async def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """The bot until it is told to stop."""
    if settings.telegram_bot_token is None and arguments.or_sandbox:
        print(
            "No TELEGRAM_BOT_TOKEN is set, so here is the sandbox. For the bot on Telegram, talk to @BotFather,"
            " send /newbot, and put the token into .env as TELEGRAM_BOT_TOKEN=...",
            flush=True,
        )
        arguments.port, arguments.host = playground.PORT, "127.0.0.1"
        return await sandbox(arguments, settings)
    stop = asyncio.Event()
    app.stop_on_signals(stop)
    await app.run(settings, stop)
    return DONE


async def sandbox(arguments: argparse.Namespace, settings: Settings) -> int:
    """The whole bot against the built-in server until it is told to stop."""
    stop = asyncio.Event()
    app.stop_on_signals(stop)

    def ready(address: str) -> None:
        print(f"Tocsin's sandbox is ready. Open {address} in a browser; Ctrl-C stops it.", flush=True)

    try:
        await playground.run(settings, stop, host=arguments.host, port=arguments.port, ready=ready)
    except OSError as error:
        if error.errno is None:
            raise
        raise SettingsError(
            f"Port {arguments.port} on {arguments.host} cannot be opened ({error.strerror}). "
            "Choose another with --port."
        ) from error
    return DONE


async def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """One line a check."""
    well = True
    async for finding in checks.findings(settings):
        print(f"{finding.mark:<5} {finding.what}", flush=True)
        well &= finding.mark != checks.BAD
    return DONE if well else FAILED


def _port(word: str) -> int:
    port = int(word)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is from 0 to 65535")
    return port
