"""What an issue is called in other languages: shown by language, taken out and put back by a tap."""

from collections.abc import Sequence

from bot.domain.matching import ALL, Reading
from bot.domain.model import Subscription
from bot.messages.aliases import alias_key, other_tongues
from bot.messages.tongue import tr
from handlers import cards
from handlers.alias import look_back, rename
from handlers.ask import Ask


async def tongues(ask: Ask) -> None:
    """A page of the names, in place."""
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    await ask.edit(other_tongues(one, await ask.services.matcher.describe(one.issue), ask.number(1)))


async def tongue(ask: Ask) -> None:
    """Take the name behind the button out, or put it back."""
    await ask.ensure_admin()
    one, reading = await _read(ask)
    key = ask.word(2)
    names = [other.name for other in reading.elsewhere if other.is_out != (alias_key(other.name) == key)]
    is_there = any(alias_key(other.name) == key for other in reading.elsewhere)
    await _change(ask, one, names if is_there else one.issue.without, page=ask.number(1))


async def tongues_out(ask: Ask) -> None:
    """Match none of them, nor any that becomes known later."""
    await ask.ensure_admin()
    one, _ = await _read(ask)
    await _change(ask, one, (ALL,))


async def tongues_in(ask: Ask) -> None:
    """Match all of them again."""
    await ask.ensure_admin()
    one, _ = await _read(ask)
    await _change(ask, one, ())


async def _read(ask: Ask) -> tuple[Subscription, Reading]:
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    return one, await ask.services.matcher.describe(one.issue)


async def _change(ask: Ask, one: Subscription, without: Sequence[str], *, page: int = 0) -> None:
    changed = await rename(ask, one, without=without)
    await ask.toast(tr("Done."))
    await ask.edit(other_tongues(changed, await ask.services.matcher.describe(changed.issue), page))
    await look_back(ask, one, changed)
