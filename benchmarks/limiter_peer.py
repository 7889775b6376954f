"""The peer of benchmarks/delivery.py: python-telegram-bot with its own AIORateLimiter, a process of its own.

    python benchmarks/limiter_peer.py BASE_URL TOKEN RATE CHATS_FILE

Used as its documentation says: one Application, updates taken while others are handled, and every message handed to
the rate limiter. It keeps nothing on the disk: what it owes is gone with the process.
"""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import NetworkError, RetryAfter
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, CommandHandler, ContextTypes

CONNECTIONS, WORKERS = 512, 300


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """What a command gets."""
    if update.effective_message is not None:
        await update.effective_message.reply_text("You follow 1 issue.")


async def _sent(app: Application[Any, Any, Any, Any, Any, Any], chat: int, text: str) -> bool:
    """Whether it went out; the limiter gives up after five refusals, and who owes the message tries again."""
    with suppress(RetryAfter):
        await app.bot.send_message(chat, text)
        return True
    return False


async def broadcast(app: Application[Any, Any, Any, Any, Any, Any], owed: list[tuple[int, str]]) -> None:
    """Send everything, as fast as the limiter lets it out. All 10,000 handed over at once would choke its client: as
    many at a time as Tocsin has on their way."""
    waiting = iter(owed)

    async def send() -> None:
        for chat, text in waiting:
            with suppress(NetworkError):  # an answer that took too long; the message has come
                while not await _sent(app, chat, text):
                    pass

    await asyncio.gather(*(send() for _ in range(WORKERS)))


async def main(base: str, token: str, rate: float, owed: list[tuple[int, str]]) -> None:
    """Poll, broadcast, and go on until the process is ended."""
    app = (
        ApplicationBuilder()
        .token(token)
        .base_url(base)
        .rate_limiter(AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=5))
        .concurrent_updates(True)
        .connection_pool_size(CONNECTIONS)
        .pool_timeout(3600)
        .build()
    )
    app.add_handler(CommandHandler(["issues", "mute"], answer))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling()
        await broadcast(app, owed)
        await asyncio.Event().wait()


if __name__ == "__main__":
    _, base, token, rate, file = sys.argv
    asyncio.run(main(base, token, float(rate), [tuple(one) for one in json.loads(Path(file).read_text())]))
