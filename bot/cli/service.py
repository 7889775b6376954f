"""run, sandbox, doctor: the bot itself, the bot on its built-in playground, and what to mend."""

import argparse
import asyncio

from bot import app, playground
from bot.cli import doctor as checks
from bot.cli.lines import DONE, FAILED
from bot.cli.parser import PAGE_PORT
from bot.config import Settings


async def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """The bot until it is told to stop."""
    if settings.telegram_bot_token is None and arguments.or_sandbox:
        print(
            "No TELEGRAM_BOT_TOKEN is set, so here is the sandbox. For the bot on Telegram, talk to @BotFather,"
            " send /newbot, and put the token into .env as TELEGRAM_BOT_TOKEN=...",
            flush=True,
        )
        arguments.port, arguments.host = PAGE_PORT, "127.0.0.1"
        return await sandbox(arguments, settings)
    stop = asyncio.Event()
    app.stop_on_signals(stop)
    await app.run(settings, stop)
    return DONE


async def sandbox(arguments: argparse.Namespace, settings: Settings) -> int:
    """The whole bot against the built-in server until it is told to stop."""
    stop = asyncio.Event()
    app.stop_on_signals(stop)

    def ready(address: str, port: int) -> None:
        print(f"Tocsin's sandbox is ready. Open {address} in a browser; Ctrl-C stops it.", flush=True)
        token = "INGEST_TOKEN" if settings.ingest_token else playground.INGEST_TOKEN
        print(f"Articles come in at http://127.0.0.1:{port}/api/articles (Bearer {token}).", flush=True)

    await playground.run(settings, stop, host=arguments.host, port=arguments.port, ready=ready)
    return DONE


async def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """One line a check."""
    well = True
    async for finding in checks.findings(settings):
        print(f"{finding.mark:<5} {finding.what}", flush=True)
        well &= finding.mark != checks.BAD
    return DONE if well else FAILED
