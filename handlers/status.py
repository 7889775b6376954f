"""/status: where an issue stands, whether anybody follows it or not."""

from functools import partial

from bot import messages
from bot.messages import Message, talk
from bot.messages.issues import pick
from bot.messages.tongue import tr
from handlers import names
from handlers.archive import stand
from handlers.ask import Ask
from handlers.background import slowly
from handlers.names import Meant

MOST_OFFERED = 4
"""Names offered when nothing is known."""


async def status(ask: Ask) -> None:
    """Where an issue stands: /status <name>; without a name, a list of what is followed."""
    if not ask.args:
        await pick_issue(ask, "status", talk.STATUS_PROMPT)
        return
    await tell(ask, await understood(ask))


async def status_issue(ask: Ask) -> None:
    """The status of the issue behind a button, as a new message."""
    meant = await behind(ask)
    await ask.toast()
    await tell(ask, meant)


async def refresh(ask: Ask) -> None:
    """The same status as of now, in place."""
    meant = await behind(ask)
    await ask.toast(tr("As of now."))
    await slowly(ask, meant.issue.name, partial(_renew, ask, meant))


async def pick_issue(ask: Ask, verb: str, prompt: str) -> None:
    """Which issue: one followed here by a button, or any by typing its name."""
    subscriptions = await ask.services.storage.read(lambda tx: tx.subscriptions.list_for_chat(ask.chat_id))
    if subscriptions:
        await ask.reply(pick(prompt, "📍", verb, [one.issue for one in subscriptions]))
    else:
        await ask.reply(talk.ask(prompt, "Zaporizhzhia"))


async def understood(ask: Ask) -> Meant:
    """The issue that the words mean; the first of several names."""
    name = (names.split(ask.args) or [ask.args])[0]
    return await ask.services.storage.read(lambda tx: names.asked(tx, ask.chat_id, name))


async def behind(ask: Ask) -> Meant:
    """The issue behind a button."""
    return await ask.services.storage.read(
        lambda tx: names.behind(tx, ask.chat_id, ask.word(0), is_given=ask.is_sealed)
    )


async def tell(ask: Ask, meant: Meant) -> None:
    """Where the issue stands, as a new message."""
    await slowly(ask, meant.issue.name, partial(_tell, ask, meant))


async def _tell(ask: Ask, meant: Meant) -> None:
    await ask.reply(await _answer(ask, meant))


async def _renew(ask: Ask, meant: Meant) -> None:
    await ask.edit(await _answer(ask, meant))


async def _answer(ask: Ask, meant: Meant) -> Message:
    found = await stand(ask, meant)
    if found.status.newest is not None:
        return messages.status(found.status, found.key, followed=found.followed, note=found.note)
    own = await ask.services.storage.read(lambda tx: names.near(tx, ask.chat_id, found.issue))
    near = list(dict([*own, *found.near]).items())[:MOST_OFFERED]
    return messages.unknown(found.issue.name, found.key, followed=found.followed, note=found.note, near=near)
