"""/alias: more names under which an issue also matches. Another set of names is another issue in the store,
so what one chat adds changes nothing for others."""

from collections.abc import Sequence
from functools import partial

from bot.domain.model import Subscription
from bot.domain.text import normalise
from bot.errors import UserError
from bot.messages import Message
from bot.messages.aliases import alias_key, aliases
from bot.messages.issues import choose, nothing_followed
from bot.messages.tongue import many, mark, tr
from handlers import cards, names
from handlers.archive import catch_up
from handlers.ask import OUTDATED, Ask
from handlers.background import ensure_room, slowly
from handlers.leaving import let_go
from storage import Transaction

MOST = 40
"""Aliases of one issue."""
QUESTION = mark("Of which issue shall I show the names?")


async def alias(ask: Ask) -> None:
    """Add names to an issue: /alias <issue> = <name>, <name>; without "=", show and remove them."""
    words, equals, new = ask.args.partition("=")
    if not words.strip():
        subscriptions = await ask.services.storage.read(
            lambda tx: tx.subscriptions.list_for_chat(ask.chat_id)
        )
        await ask.reply(choose(QUESTION, "alias", subscriptions) if subscriptions else nothing_followed())
        return
    found = await ask.services.storage.read(lambda tx: names.followed(tx, ask.chat_id, words.strip()))
    if found is None:
        raise UserError(
            tr("“{name}” is not followed here. Follow it first: /follow {name}", name=words.strip()[:60])
        )
    subscription, note = found
    if not equals:
        await ask.reply(await _shown(ask, subscription, note))
        return
    await ask.ensure_admin()
    wanted = names.split(new)
    if not wanted:
        raise UserError(
            tr("Please name at least one: /alias {name} = ZNPP, the plant", name=subscription.issue.name)
        )
    changed = await rename(ask, subscription, add=wanted)
    await ask.reply(await _shown(ask, changed, note))
    await look_back(ask, subscription, changed)


async def alias_page(ask: Ask) -> None:
    """Another page of the issues to choose from."""
    subscriptions = await ask.services.storage.read(lambda tx: tx.subscriptions.list_for_chat(ask.chat_id))
    await ask.edit(choose(QUESTION, "alias", subscriptions, ask.number()))


async def alias_list(ask: Ask) -> None:
    """The names of the issue behind a button, in place."""
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    await ask.edit(await _shown(ask, one))


async def unalias(ask: Ask) -> None:
    """Remove the alias behind a button; pressed again, nothing."""
    await ask.ensure_admin()
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    changed = await rename(ask, one, remove=ask.word(1))
    await ask.toast(tr("Removed."))
    await ask.edit(await _shown(ask, changed))
    await look_back(ask, one, changed)


async def also(ask: Ask) -> None:
    """Add the name that the button offers, and show in place what it gives."""
    await ask.ensure_admin()
    one = await ask.services.storage.read(lambda tx: cards.by_id(ask, tx, ask.number()))
    try:
        [name] = names.split(ask.word(1))
    except ValueError:  # anybody can write a button's data
        raise UserError(tr(OUTDATED)) from None
    changed = await rename(ask, one, add=[name])
    await ask.toast(tr("“{name}” matches too now. Aliases takes it out again.", name=name))
    if len(ask.args.split(":")) > 2:
        await ask.edit(await _shown(ask, changed))
        await look_back(ask, one, changed)
    else:
        await slowly(ask, changed.issue.name, partial(_recounted, ask, changed))


async def _recounted(ask: Ask, changed: Subscription) -> None:
    """The card with what the archive gives under the new name."""
    await catch_up(ask, changed.issue)
    await cards.show(ask)


async def _shown(ask: Ask, one: Subscription, opening: str = "") -> Message:
    reading = await ask.services.matcher.describe(one.issue)
    found = await ask.services.storage.read(lambda tx: cards.whole(tx, ask.chat(tx), one, ask.now))
    return aliases(one, reading, opening=opening, also=found.also)


async def rename(
    ask: Ask,
    one: Subscription,
    *,
    add: Sequence[str] = (),
    remove: str = "",
    without: Sequence[str] | None = None,
) -> Subscription:
    """Give the subscription the issue with other aliases, or that goes `without` these names in other languages."""
    ensure_room(ask)
    have = [name for name in one.issue.aliases if alias_key(name) != remove]
    known = {normalise(name) for name in (one.issue.name, *have)}
    have += [name for name in add if normalise(name) not in known]
    if len(have) > MOST:
        raise UserError(
            many(
                "An issue may have {most} aliases; this would make {n}.",
                "An issue may have {most} aliases; this would make {n}.",
                len(have),
                most=MOST,
            )
        )
    out = one.issue.without if without is None else without

    def write(tx: Transaction) -> Subscription:
        tx.subscriptions.set_issue(one.id, tx.issues.ensure(one.issue.name, have, out))
        return cards.by_id(ask, tx, one.id)

    changed = await ask.write(write)
    if changed.issue.id != one.issue.id:
        await ask.services.matcher.add(changed.issue)
        await let_go(ask.services, one.issue)
    return changed


async def look_back(ask: Ask, before: Subscription, changed: Subscription) -> None:
    """Match the archive anew where the names have changed."""
    if changed.issue.id != before.issue.id:
        await slowly(ask, changed.issue.name, partial(catch_up, ask, changed.issue))
