"""/start: the first minute, and links that share an issue."""

import asyncio
import re

from bot.domain import named
from bot.domain.model import IssueId
from bot.messages import talk
from handlers import names
from handlers.ask import Ask
from handlers.status import status_issue

_SHARED = re.compile(r"([fi])_(\d{1,18})")


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
    if shared[1] == "i":
        await status_issue(ask)
        return
    issue = IssueId(int(shared[2]))
    meant = await ask.services.storage.read(lambda tx: names.behind(tx, ask.chat_id, issue))
    await ask.reply(talk.shared(meant.issue.name, meant.issue.id))


async def _suggestions(ask: Ask) -> list[tuple[IssueId, str]]:
    """What the news speaks of most just now."""
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(LOOKED_AT))
    texts = [f"{one.article.title}\n{one.article.text}" for one in newest]
    often = await asyncio.to_thread(named.commonest, texts, SUGGESTED)
    if not often:
        return []
    issues = await ask.services.storage.write(lambda tx: [tx.issues.ensure(name) for name in often])
    return [(issue.id, issue.name) for issue in issues]
