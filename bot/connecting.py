"""Telegram: python-telegram-bot's Application without its updater, the first hello, and the way updates come.

Waits for the network where it must; what Telegram refuses for good is a mistake in the settings, and said so.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import error as te
from telegram.ext import Application, ApplicationBuilder

from bot.clock import Clock
from bot.config import Settings
from bot.errors import SettingsError
from bot.health import Health
from bot.request import AiohttpRequest
from bot.updates import ALLOWED, PollingError, Updates

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

CONNECTIONS = 400
"""To Telegram at once, at the very most: more than deliveries and answers together ever need."""


def application(settings: Settings) -> App:
    """python-telegram-bot's Application without its updater: updates come by our own loop."""
    token = settings.telegram_bot_token
    if token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Talk to @BotFather on Telegram, send /newbot, and put the token "
            "it gives into .env as TELEGRAM_BOT_TOKEN=...\n"
            "To try Tocsin without a token: python -m bot sandbox"
        )
    base = settings.telegram_base_url
    files = base.removesuffix("/bot") + "/file/bot" if base.endswith("/bot") else base
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(base)
        .base_file_url(files)
        .request(AiohttpRequest(connections=CONNECTIONS))
        .get_updates_request(AiohttpRequest(connections=4))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def connected(app: App, clock: Clock, stop: asyncio.Event) -> bool:
    """Say hello to Telegram, waiting for the network if need be. False when told to stop first."""
    try:
        await insistently(app.initialize, clock, stop)
    except te.InvalidToken:
        raise SettingsError(
            "Telegram refuses TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, or make a new one there."
        ) from None
    return not stop.is_set()


async def update_loop(
    settings: Settings, app: App, updates: Updates, health: Health, stop: asyncio.Event
) -> None:
    """Telegram's updates, by webhook where one is set and by polling else."""
    clock = health.clock
    if settings.webhook_url is None:
        await insistently(app.bot.delete_webhook, clock, stop)
        try:
            await updates.run(stop)
        except PollingError as error:
            await health.note("updates", str(error))  # told by whoever runs next, or the other program
            raise
        return
    secret, url = settings.webhook_secret, str(settings.webhook_url)

    async def set_webhook() -> None:
        token = secret.get_secret_value() if secret else None
        await app.bot.set_webhook(url, secret_token=token, allowed_updates=list(ALLOWED))

    try:
        await insistently(set_webhook, clock, stop)
    except te.BadRequest as error:
        raise SettingsError(f"Telegram does not take WEBHOOK_URL: {error.message}") from error
    await updates.watch_webhook(url, set_webhook, stop)


async def insistently(
    call: Callable[[], Coroutine[Any, Any, object]], clock: Clock, stop: asyncio.Event
) -> None:
    """Make a call that must succeed at the start, waiting for the network if need be."""
    wait = 1.0
    while not stop.is_set():
        try:
            await unless_stopped(call(), stop)
        except (te.BadRequest, te.InvalidToken):
            raise
        except te.TelegramError as error:
            log.warning("Telegram did not answer (%s), trying again in %.0f s", type(error).__name__, wait)
            await clock.wait(stop, wait)
            wait = min(wait * 2, 60.0)
        else:
            return


async def unless_stopped(work: Coroutine[Any, Any, object], stop: asyncio.Event) -> None:
    """Do some work of the start; it is dropped when the stop comes first."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
    finally:
        doing.cancel()
        stopping.cancel()
        await asyncio.wait({doing, stopping})
