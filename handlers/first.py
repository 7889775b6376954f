"""The first minute: a first issue by one tap, a real alert of it at once, the hour of the digest by another tap."""

from functools import partial

from bot.domain.model import Chat, DeliveryMode, Subscription
from bot.errors import UserError
from bot.messages import Message, first
from bot.messages.issues import Followed
from bot.messages.tongue import tr
from bot.releases import reschedule
from handlers import cards, names
from handlers.archive import catch_up
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, is_short, later
from handlers.follow import subscribe
from storage import Transaction

MONDAY, MORNING = 0, 480


async def first_issue(ask: Ask) -> None:
    """Follow the issue behind a button of the welcome, and show in its place what that gives."""
    await ask.ensure_admin()
    ensure_room(ask)
    one, is_new = await ask.write(
        lambda tx: subscribe(ask, tx, names.to_follow(tx, ask.chat_id, ask.word(0), is_given=ask.is_sealed))
    )
    await ask.toast()
    if is_new:
        await ask.services.matcher.add(one.issue)
    if is_new and not await is_short(ask):
        await ask.edit(first.looking(one.issue.name))
        later(ask, one.issue.name, partial(_look_back, ask, one))
        return
    await _look_back(ask, one)


async def _look_back(ask: Ask, one: Subscription) -> None:
    await catch_up(ask, one.issue)
    await ask.edit(await ask.services.storage.read(lambda tx: first.followed(*_shown(ask, tx, one.id))))


async def hour(ask: Ask) -> None:
    """When alerts come, by a button; the choice stays open."""
    await ask.ensure_admin()
    mode, minute = _chosen(ask.word(1))

    def write(tx: Transaction) -> Message:
        tx.chats.set_digest(ask.chat_id, mode, minute=minute, weekday=MONDAY)
        reschedule(tx, ask.chat_id, ask.now)
        return first.done(*_shown(ask, tx, ask.number()))

    answer = await ask.write(write)
    ask.services.wake.set()
    await ask.toast(tr("Set."))
    await ask.edit(answer)


def _chosen(word: str) -> tuple[DeliveryMode, int]:
    """What a button of the question means; UserError for any other data."""
    if word not in {choice for _, choice in first.HOURS}:
        raise UserError(tr(OUTDATED))
    if word == "now":
        return DeliveryMode.OFF, MORNING
    return (DeliveryMode.WEEKLY, MORNING) if word == "weekly" else (DeliveryMode.DAILY, int(word))


def _shown(ask: Ask, tx: Transaction, id: int) -> tuple[Followed, Chat]:
    chat = ask.chat(tx)
    return cards.followed(tx, chat, cards.by_id(ask, tx, id), ask.now), chat
