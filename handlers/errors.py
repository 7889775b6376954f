"""What a person is told when something went wrong, and what the log is."""

import logging

from bot.errors import StoreBusy, TocsinError, UserError
from bot.messages import talk
from bot.messages.heard import heard
from bot.messages.tongue import mark, tr
from handlers.ask import Ask

log = logging.getLogger(__name__)

APOLOGY = mark(
    "Something went wrong here, and it is noted. Please try once more; if it happens again, tell whoever runs me."
)
BUSY = mark("I am very busy just now and did nothing. Please send that once more in a moment.")


async def explain(ask: Ask, error: Exception) -> None:
    """Answer a request that failed: a pressed button by a fading text, anything else by a message."""
    words = _words(error)
    if not isinstance(error, UserError):
        log.error(
            "update %d in chat %d: %s", ask.update, ask.destination.chat, type(error).__name__, exc_info=error
        )
    if ask.query is not None and not ask.is_toasted:
        await ask.toast(words)
    else:
        await ask.reply(talk.said(words))


def _words(error: Exception) -> str:
    if isinstance(error, StoreBusy):
        return tr(BUSY)
    return heard(str(error)) if isinstance(error, TocsinError) else tr(APOLOGY)
