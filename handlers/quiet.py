"""/quiet: hours in which nothing rings; what was held comes at their end as one digest."""

from bot.domain.model import Reason
from bot.messages import Message, hours
from bot.messages.tongue import tr
from bot.releases import reschedule
from handlers.ask import Ask
from handlers.times import quiet_hours
from storage import Transaction


async def quiet(ask: Ask) -> None:
    """Show or set quiet hours: /quiet [22:00-07:00 | off]."""
    if not ask.args.strip():
        await ask.reply(await ask.services.storage.read(lambda tx: _shown(ask, tx)))
        return
    await ask.reply(await _set(ask))


async def quiet_button(ask: Ask) -> None:
    """Set them by a button, in place."""
    answer = await _set(ask)
    await ask.toast(tr("Set."))
    await ask.edit(answer)


async def _set(ask: Ask) -> Message:
    await ask.ensure_admin()
    wanted = quiet_hours(ask.args)

    def write(tx: Transaction) -> Message:
        tx.chats.set_quiet(ask.chat_id, wanted)
        reschedule(tx, ask.chat_id, ask.now, same_hours=True)
        return _shown(ask, tx, tr("Set."))

    return await ask.write(write)


def _shown(ask: Ask, tx: Transaction, opening: str = "") -> Message:
    waiting = len(tx.alerts.list_held(ask.chat_id, reason=Reason.QUIET))
    return hours.quiet_settings(ask.chat(tx), held=waiting, opening=opening)
