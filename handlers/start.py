"""/start: the first minute, and links that share an issue."""

import asyncio
import re
from collections.abc import Mapping

from bot.domain import named
from bot.domain.model import IssueId
from bot.errors import UserError
from bot.messages import Key, first, talk
from bot.messages.inline import ALONE, name_in
from bot.messages.tongue import mark, tr
from handlers import names
from handlers.archive import keyed
from handlers.ask import Ask, Function
from handlers.export import export, export_group, forget, privacy_note
from handlers.health import health
from handlers.keys import keys
from handlers.names import Meant
from handlers.status import tell
from handlers.text import owners_only
from storage import Transaction

_SHARED = re.compile(r"([fi])_(\d{1,18})")
NOT_FOLLOWED = mark(
    "That link leads to an issue that nobody follows any more. Send /follow and its name instead."
)
GOES: Mapping[str, Function] = {"health": health, "keys": keys}
"""What is not answered in a group, and is the owner's alone."""
_PERSONAL: Mapping[str, Function] = {"export": export, "forget": forget, "privacy": privacy_note}
"""What is not answered in a group, and is anybody's."""
SUGGESTED = 3
LOOKED_AT = 60
"""Newest articles among which suggestions are looked for."""


async def start(ask: Ask) -> None:
    """Say what this is; f_<id> offers to follow a shared issue, i_<id> shows its status."""
    if ask.is_private and (asked := _asked_in_a_group(ask.args)):
        await asked(ask)
        return
    shared = _SHARED.fullmatch(ask.args)
    if shared is None:
        await (_offer_name(ask) if name_in(ask.args) else begin(ask))
        return
    # Only what is followed is shared; the store's other names are whatever people once typed.
    issue = IssueId(int(shared[2]))
    meant = await ask.services.storage.read(lambda tx: _shared(ask, tx, issue))
    if shared[1] == "i":
        await tell(ask, meant)
        return
    [(key, name)] = await keyed(ask, [meant.issue])
    await ask.reply(talk.shared(name, key))


def _asked_in_a_group(payload: str) -> Function | None:
    """What goes on here since it is not for a group to see."""
    what = payload.removeprefix(ALONE)
    if what == payload:
        return None
    if what.startswith("export_"):
        return export_group

    async def owned(ask: Ask) -> None:
        ask.args = ""
        await owners_only(GOES[what])(ask)

    return owned if what in GOES else _PERSONAL.get(what)


async def _offer_name(ask: Ask) -> None:
    """A link from a card stands for a name."""
    wanted = names.split(name_in(ask.args))
    if len(wanted) != 1:
        raise UserError(tr(NOT_FOLLOWED))
    [(key, name)] = await keyed(ask, [names.unknown(wanted[0])])
    await ask.reply(talk.shared(name, key))


async def begin(ask: Ask) -> None:
    """What this is, and what could be followed; by a button, in its place."""
    is_bare = ask.is_owner and not await ask.services.storage.read(lambda tx: tx.sources.list_all())
    await ask.edit(first.welcome(suggestions=await _suggestions(ask), first_run=is_bare))


def _shared(ask: Ask, tx: Transaction, issue: IssueId) -> Meant:
    """What a link shares is the name; the aliases stay with whoever gave them."""
    if not tx.subscriptions.count_followers(issue):
        raise UserError(tr(NOT_FOLLOWED))
    return names.meant(tx, ask.chat_id, tx.issues.get(issue).name)


async def _suggestions(ask: Ask) -> list[tuple[Key, str]]:
    """What the news speaks of most just now."""
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(LOOKED_AT))
    texts = [f"{one.article.title}\n{one.article.text}" for one in newest]
    often = await asyncio.to_thread(named.commonest, texts, SUGGESTED)
    return await keyed(ask, [names.unknown(name) for name in often])
