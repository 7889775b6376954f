"""/issues: what this chat follows, and the card of one issue with its settings. Rules live in bot.domain."""

from bot.domain.alerting import looser, stricter
from bot.domain.model import DeliveryMode, Subscription
from bot.errors import UserError
from bot.messages.issues import MODES, STRICTNESS, Followed, listing, page_of
from handlers import cards, held
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
        raise UserError(OUTDATED) from None

    def work(tx: Transaction, one: Subscription) -> str:
        tx.subscriptions.set_mode(one.id, wanted)
        held.reschedule(tx, one.chat, ask.now)
        return f"Delivery: {MODES[wanted]}."

    await cards.change(ask, work)


async def strict(ask: Ask) -> None:
    """Ring only for surer matches."""

    def work(tx: Transaction, one: Subscription) -> str:
        tx.subscriptions.set_strictness(one.id, stricter(one.strictness))
        return f"Matching: {STRICTNESS[stricter(one.strictness)]}."

    await cards.change(ask, work)


async def loose(ask: Ask) -> None:
    """Ring for less sure matches too."""

    def work(tx: Transaction, one: Subscription) -> str:
        tx.subscriptions.set_strictness(one.id, looser(one.strictness))
        return f"Matching: {STRICTNESS[looser(one.strictness)]}."

    await cards.change(ask, work)
