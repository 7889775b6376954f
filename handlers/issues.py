"""/issues: what this chat follows, and the card of one issue with its settings. Rules live in bot.domain."""

from collections.abc import Callable

from bot.domain.alerting import looser, stricter
from bot.domain.model import DeliveryMode, Strictness, Subscription
from bot.errors import UserError
from bot.messages.card import Change
from bot.messages.issues import MODES, STRICTNESS, Followed, listing, page_of
from bot.messages.tongue import tr
from bot.releases import reschedule
from handlers import cards
from handlers.ask import OUTDATED, Ask
from storage import Transaction


async def issues(ask: Ask) -> None:
    """List what is followed here, a page at a time, edited in place."""
    page = ask.number() if ask.query else 0

    def read(tx: Transaction) -> list[Followed]:
        chat, subscriptions = ask.chat(tx), tx.subscriptions.list_for_chat(ask.chat_id)
        shown = {one.id for one in page_of(subscriptions, page)}
        return [
            cards.followed(tx, chat, one, ask.now) if one.id in shown else cards.uncounted(chat, one, ask.now)
            for one in subscriptions
        ]

    await ask.edit(listing(await ask.services.storage.read(read), page, now=ask.now))


async def card(ask: Ask) -> None:
    """Show one followed issue in place of what was there."""
    await cards.show(ask)


async def mode(ask: Ask) -> None:
    """Change how an issue's alerts come: at once or in a digest."""
    try:
        wanted = DeliveryMode(ask.word(1))
    except ValueError:
        raise UserError(tr(OUTDATED)) from None

    def work(tx: Transaction, one: Subscription) -> str:
        tx.subscriptions.set_mode(one.id, wanted)
        reschedule(tx, one.chat, ask.now)
        return tr("Delivery: {delivery}.", delivery=tr(MODES[wanted]))

    await cards.change(ask, work)


async def strict(ask: Ask) -> None:
    """Ring only for surer matches, and show what that takes away."""
    await _move(ask, stricter)


async def loose(ask: Ask) -> None:
    """Ring for less sure matches too, and show what that adds."""
    await _move(ask, looser)


async def level(ask: Ask) -> None:
    """Back to the strictness that the button carries."""
    try:
        wanted = Strictness(ask.word(1))
    except ValueError:
        raise UserError(tr(OUTDATED)) from None

    def work(tx: Transaction, one: Subscription) -> str:
        cards.set_level(tx, one, wanted)
        return tr("Matching: {strictness}.", strictness=tr(STRICTNESS[wanted]))

    await cards.change(ask, work)


async def _move(ask: Ask, step: Callable[[Strictness], Strictness]) -> None:
    """Take the strictness a step on; the card then shows what that changed, and the way back."""
    await ask.ensure_admin()

    def write(tx: Transaction) -> tuple[Strictness, Strictness]:
        one = cards.by_id(ask, tx, ask.number())
        cards.set_level(tx, one, step(one.strictness))
        return one.strictness, step(one.strictness)

    before, now = await ask.write(write)
    await ask.toast(tr("Matching: {strictness}.", strictness=tr(STRICTNESS[now])))
    await cards.show(ask, change=Change(before) if now is not before else None)
