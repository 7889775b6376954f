"""/digest: alerts held for a set hour instead of sent one by one. Its hours are those of the chat's zone."""

from datetime import datetime

from bot import messages
from bot.domain import digest as digests
from bot.domain.model import Alert, Chat, DeliveryMode, Reason
from bot.domain.owed import DIGESTS
from bot.errors import UserError
from bot.messages import Message, talk
from bot.messages.tongue import tr
from bot.releases import release, reschedule
from handlers import cards
from handlers.ask import OUTDATED, Ask
from handlers.times import digest_time
from storage import Transaction

MODES = frozenset(mode.value for mode in DeliveryMode if mode is not DeliveryMode.INSTANT)
"""What a button sets."""


async def digest(ask: Ask) -> None:
    """Show, set or send the digest: /digest [now | off | hourly | daily HH:MM | weekly DAY HH:MM]."""
    words = ask.args.strip()
    if words.lower() == "now":
        await ask.reply(await _send_now(ask))
    elif words:
        await ask.reply(await _set(ask, words))
    else:
        await ask.reply(await ask.services.storage.read(lambda tx: _shown(ask, tx)))


async def digest_button(ask: Ask) -> None:
    """The same by a button, in place."""
    if ask.args == "now":
        answer = await _send_now(ask)
        await ask.toast(tr("On its way."))
        await ask.reply(answer)
        return
    if ask.args not in MODES:
        raise UserError(tr(OUTDATED))
    answer = await _set(ask, ask.args)
    await ask.toast(tr("Set."))
    await ask.edit(answer)


async def more(ask: Ask) -> None:
    """What a digest left, by the button under it: the next message of it."""

    def read(tx: Transaction) -> tuple[Alert, ...]:
        first = cards.alert(ask, tx, ask.number())
        return tx.deliveries.list_from(first.id, DIGESTS)

    left = await ask.services.storage.read(read)
    if not left:
        raise UserError(tr(OUTDATED))
    await ask.toast()
    await ask.reply(messages.rest(left).message)
    await ask.edit_buttons(Message(""))


def _shown(ask: Ask, tx: Transaction, opening: str = "") -> Message:
    chat = ask.chat(tx)
    return talk.digest_settings(
        chat, held=len(_held(ask, tx)), muted=_muted(ask, tx), next_at=_next(ask, chat), opening=opening
    )


def _held(ask: Ask, tx: Transaction) -> tuple[Alert, ...]:
    return tx.alerts.list_held(ask.chat_id, reason=Reason.DIGEST)


def _muted(ask: Ask, tx: Transaction) -> int:
    return len(tx.alerts.list_held(ask.chat_id, reason=Reason.MUTED))


def _next(ask: Ask, chat: Chat) -> datetime | None:
    return digests.next_for(chat, chat.digest, ask.now)


async def _set(ask: Ask, words: str) -> Message:
    await ask.ensure_admin()

    def write(tx: Transaction) -> Message:
        chat = ask.chat(tx)
        mode, minute, weekday = digest_time(words, minute=chat.digest_minute, weekday=chat.digest_weekday)
        tx.chats.set_digest(chat.id, mode, minute=minute, weekday=weekday)
        reschedule(tx, chat.id, ask.now)
        return _shown(ask, tx, tr("Set."))

    answer = await ask.write(write)
    ask.services.wake.set()
    return answer


async def _send_now(ask: Ask) -> Message:
    await ask.ensure_admin()
    queued, muted = await ask.write(
        lambda tx: (release(tx, ask.chat(tx), _held(ask, tx), ask.now, asked=True), _muted(ask, tx))
    )
    ask.services.wake.set()
    if queued:
        return talk.said(tr("The digest is on its way."))
    nothing = tr("Nothing waits for a digest just now.")
    if not muted:
        return talk.said(nothing)
    return talk.said(" ".join((nothing, talk.muted_wait(muted), tr("/unmute ends it."))))
