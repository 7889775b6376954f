"""/health: lag and queue figures for owners."""

from collections.abc import Sequence

from bot.messages.sources import Health, figures
from handlers.ask import Ask
from storage import Transaction


async def health(ask: Ask) -> None:
    """How the bot is doing."""
    wrong = await ask.services.ailments()
    await ask.reply(figures(await ask.services.storage.read(lambda tx: _figures(ask, tx, wrong))))


def _figures(ask: Ask, tx: Transaction, wrong: Sequence[str]) -> Health:
    queue = tx.deliveries.figures(ask.now)
    return Health(
        now=ask.now,
        wrong=wrong,
        started_at=ask.services.started_at,
        articles=tx.articles.count(),
        issues=tx.issues.count_followed(),
        queue=queue,
        reasons=tx.decisions.counts(),
        sources=tx.sources.list_all(),
    )
