"""Sharing an issue: the link that offers it to somebody else."""

from bot.messages.inline import share
from handlers import cards
from handlers.ask import Ask


async def share_issue(ask: Ask) -> None:
    """The link of the issue behind a button, as a message to send on."""
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    await ask.toast()
    await ask.reply(share(one.issue.name, one.issue.id, ask.services.bot_username))
