"""/status: where an issue stands, whether anybody follows it or not."""

from bot import messages
from bot.domain.model import IssueId
from bot.messages import Message, talk
from bot.messages.issues import pick
from handlers import names
from handlers.archive import stand
from handlers.ask import Ask
from handlers.names import Meant


async def status(ask: Ask) -> None:
    """Where an issue stands: /status <name>; without a name, a list of what is followed."""
    if not ask.args:
        await pick_issue(ask, "status", talk.STATUS_PROMPT)
        return
    await ask.reply(await _answer(ask, await understood(ask)))


async def status_issue(ask: Ask) -> None:
    """The status of the issue behind a button, as a new message."""
    await ask.toast()
    await ask.reply(await _answer(ask, await behind(ask)))


async def refresh(ask: Ask) -> None:
    """The same status as of now, in place."""
    await ask.toast("As of now.")
    await ask.edit(await _answer(ask, await behind(ask)))


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
    return await ask.services.storage.read(lambda tx: names.meant(tx, ask.chat_id, name))


async def behind(ask: Ask) -> Meant:
    """The issue behind a button."""
    return await ask.services.storage.read(lambda tx: names.behind(tx, ask.chat_id, IssueId(ask.number())))


async def _answer(ask: Ask, meant: Meant) -> Message:
    found = await stand(ask, meant)
    if found.status.newest is not None:
        return messages.status(found.status, found.issue.id, followed=found.followed, note=found.note)
    name = found.issue.name
    near = await ask.services.storage.read(lambda tx: names.near(tx, ask.chat_id, name))
    near = [one for one in near if one[0] != found.issue.id]
    return messages.unknown(name, found.issue.id, followed=found.followed, note=found.note, near=near)
