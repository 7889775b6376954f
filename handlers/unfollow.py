"""/unfollow: stop following an issue; a button brings it back with the same settings."""

from functools import partial

from bot.domain.model import DeliveryMode, Strictness, Subscription
from bot.errors import UserError
from bot.messages.issues import choose, nothing_followed, unfollowed
from bot.messages.tongue import mark, tr
from bot.releases import reschedule
from handlers import cards, held, names
from handlers.archive import catch_up
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, is_short, later
from handlers.leaving import let_go
from storage import Transaction

AGAIN = mark("Following again:")
QUESTION = mark("Which issue shall I follow no longer?")


async def unfollow(ask: Ask) -> None:
    """Stop following: /unfollow <name>; without a name, a list to choose from."""
    await ask.ensure_admin()
    if not ask.args:
        await unfollow_list(ask)
        return
    found = await ask.services.storage.read(lambda tx: names.followed(tx, ask.chat_id, ask.args))
    if found is None:
        raise UserError(tr("“{name}” is not followed here. /unfollow shows what is.", name=ask.args[:60]))
    await _drop(ask, found[0], note=found[1])


async def unfollow_list(ask: Ask) -> None:
    """What could be unfollowed, a button each."""
    await ask.ensure_admin()
    page = ask.number() if ask.query else 0
    subscriptions = await ask.services.storage.read(lambda tx: tx.subscriptions.list_for_chat(ask.chat_id))
    await ask.edit(choose(QUESTION, "drop", subscriptions, page) if subscriptions else nothing_followed())


async def drop(ask: Ask) -> None:
    """Stop following the issue behind a button."""
    await ask.ensure_admin()
    subscription = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    await _drop(ask, subscription)


async def stop(ask: Ask, subscription: Subscription) -> None:
    """Stop following one issue that is known already."""
    await _drop(ask, subscription)


async def undo(ask: Ask) -> None:
    """Follow again with the settings that the button carries."""
    await ask.ensure_admin()
    ensure_room(ask)
    try:
        mode = None if ask.word(1) == "-" else DeliveryMode(ask.word(1))
        strictness = Strictness(ask.word(2))
    except ValueError:
        raise UserError(tr(OUTDATED)) from None

    def write(tx: Transaction) -> Subscription:
        issue = names.to_follow(tx, ask.chat_id, ask.word(0), is_given=ask.is_sealed)
        subscription, is_new = tx.subscriptions.add(ask.chat_id, issue, ask.now)
        if is_new:
            tx.subscriptions.set_mode(subscription.id, mode)
            tx.subscriptions.bring_back(subscription.id)
            cards.set_level(tx, subscription, strictness)
            held.bring_back(tx, ask.chat_id, ask.now)
        return cards.by_id(ask, tx, subscription.id)

    subscription = await ask.write(write)
    await ask.services.matcher.add(subscription.issue)
    await ask.toast(tr("Following again."))
    if await is_short(ask):
        await _look_back(ask, subscription)
        return
    chat = await ask.services.storage.read(ask.chat)
    await ask.edit(await cards.shown(ask, cards.uncounted(chat, subscription, ask.now), tr(AGAIN)))
    later(ask, subscription.issue.name, partial(_look_back, ask, subscription))


async def _look_back(ask: Ask, subscription: Subscription) -> None:
    await catch_up(ask, subscription.issue)
    one = await ask.services.storage.read(lambda tx: cards.counted(ask, tx, subscription.id))
    await ask.edit(await cards.shown(ask, one, tr(AGAIN)))


async def _drop(ask: Ask, subscription: Subscription, *, note: str = "") -> None:
    def write(tx: Transaction) -> None:
        tx.subscriptions.remove(subscription.id)
        reschedule(tx, subscription.chat, ask.now)

    await ask.write(write)
    await let_go(ask.services, subscription.issue)
    await ask.edit(unfollowed(subscription, note=note))
