"""/start: the first minute, and links that share an issue."""

import re

from bot.domain.model import IssueId
from bot.messages import talk
from handlers import names
from handlers.ask import Ask
from handlers.status import status_issue

_SHARED = re.compile(r"([fi])_(\d{1,18})")


async def start(ask: Ask) -> None:
    """Say what this is; f_<id> offers to follow a shared issue, i_<id> shows its status."""
    shared = _SHARED.fullmatch(ask.args)
    if shared is None:
        await ask.reply(talk.welcome())
        return
    ask.args = shared[2]
    if shared[1] == "i":
        await status_issue(ask)
        return
    issue = IssueId(int(shared[2]))
    meant = await ask.services.storage.read(lambda tx: names.behind(tx, ask.chat_id, issue))
    await ask.reply(talk.shared(meant.issue.name, meant.issue.id))
