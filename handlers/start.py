"""/start: the first minute, and links that share an issue."""

import asyncio
import re

from bot.domain import named
from bot.domain.model import IssueId
from bot.errors import UserError
from bot.messages import Key, talk
from handlers import names
from handlers.archive import keyed
from handlers.ask import Ask
from handlers.status import status_issue

_SHARED = re.compile(r"([fi])_(\d{1,18})")
NOT_FOLLOWED = "That link leads to an issue that nobody follows any more. Send /follow and its name instead."
SUGGESTED = 3
LOOKED_AT = 60
"""Newest articles among which suggestions are looked for."""


async def start(ask: Ask) -> None:
    """Say what this is; f_<id> offers to follow a shared issue, i_<id> shows its status."""
    shared = _SHARED.fullmatch(ask.args)
    if shared is None:
        await ask.reply(talk.welcome(suggestions=await _suggestions(ask)))
        return
    ask.args = shared[2]
    # Only what is followed is shared; the store's other names are whatever people once typed.
    issue = IssueId(int(shared[2]))
    if not await ask.services.storage.read(lambda tx: tx.subscriptions.count_followers(issue)):
        raise UserError(NOT_FOLLOWED)
    if shared[1] == "i":
        await status_issue(ask)
        return
    meant = await ask.services.storage.read(lambda tx: names.behind(tx, ask.chat_id, ask.args))
    await ask.reply(talk.shared(meant.issue.name, meant.issue.id))


async def _suggestions(ask: Ask) -> list[tuple[Key, str]]:
    """What the news speaks of most just now."""
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(LOOKED_AT))
    texts = [f"{one.article.title}\n{one.article.text}" for one in newest]
    often = await asyncio.to_thread(named.commonest, texts, SUGGESTED)
    return await keyed(ask, [names.unknown(name) for name in often])
