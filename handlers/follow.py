"""/follow: begin to follow issues. Following the same name twice changes nothing and says so."""

from dataclasses import dataclass
from functools import partial

from bot.domain.model import Issue, Subscription
from bot.errors import UserError
from bot.messages import Message, talk
from bot.messages.issues import Followed, followed_many
from bot.messages.tongue import tr
from handlers import cards, names
from handlers.archive import catch_up, keyed
from handlers.ask import Ask
from handlers.background import ensure_room, is_short, later
from storage import Transaction

MOST_FOLLOWED = 500
"""Issues that one chat may follow."""


@dataclass(frozen=True)
class Near:
    """A name that was not followed, and the followed issue that matches it already."""

    typed: str
    followed: str


Outcome = tuple[Subscription, bool]
"""A subscription, and whether it is new."""


async def follow(ask: Ask) -> None:
    """Follow one issue or several: /follow <name>, <name>."""
    await ask.ensure_admin()
    if not ask.args:
        await ask.reply(talk.ask(talk.FOLLOW_PROMPT, "Zaporizhzhia, security guarantees"))
        return
    wanted = names.split(ask.args)
    if not wanted:
        raise UserError(tr("Please send a name, as in /follow Zaporizhzhia."))
    ensure_room(ask)
    outcome = await ask.write(lambda tx: [_follow(ask, tx, name) for name in wanted])
    followed = [one for one in outcome if not isinstance(one, Near)]
    if followed:
        await _begin(ask, followed)
    await _tell_near(ask, [one for one in outcome if isinstance(one, Near)])


async def follow_issue(ask: Ask) -> None:
    """Follow the issue behind a button."""
    await ask.ensure_admin()
    ensure_room(ask)
    outcome = await ask.write(
        lambda tx: subscribe(ask, tx, names.to_follow(tx, ask.chat_id, ask.word(0), is_given=ask.is_sealed))
    )
    await ask.toast()
    await _begin(ask, [outcome])


def _follow(ask: Ask, tx: Transaction, name: str) -> Outcome | Near:
    """Follow a name; one that is an alias of a followed issue counts as followed already, and another spelling of
    one is not followed unasked: each alert would name both."""
    own = names.exactly(tx, ask.chat_id, name)
    if own is not None:
        return own, False
    covering = names.covering(tx, ask.chat_id, name)
    if covering is not None:
        return Near(name, covering.issue.name)
    return subscribe(ask, tx, tx.issues.ensure(name))


async def _tell_near(ask: Ask, near: list[Near]) -> None:
    """Say which names were not followed, each with a button that does follow it."""
    if not near:
        return
    keys = await keyed(ask, [names.unknown(one.typed) for one in near])
    each = [(one.followed, one.typed, key) for one, (key, _) in zip(near, keys, strict=True)]
    await ask.reply(talk.followed_nearly(each))


def subscribe(ask: Ask, tx: Transaction, issue: Issue) -> Outcome:
    """Follow an issue in this transaction; UserError where no more may be followed. The caller has it matched."""
    if len(tx.subscriptions.list_for_chat(ask.chat_id)) >= MOST_FOLLOWED:
        raise UserError(
            tr("This chat follows {n} issues, which is the most. /unfollow makes room.", n=MOST_FOLLOWED)
        )
    return tx.subscriptions.add(ask.chat_id, issue, ask.now)


async def _begin(ask: Ask, outcome: list[Outcome]) -> None:
    """Match the next article against what is new and answer; a long look back is added to the answer later."""
    new = [one for one, is_new in outcome if is_new]
    for one in new:
        await ask.services.matcher.add(one.issue)
    if new and not await is_short(ask):
        sent = await ask.reply(await _answer(ask, outcome, counted=False))
        later(ask, new[0].issue.name, partial(_look_back, ask, outcome, sent))
        return
    for one in new:
        await catch_up(ask, one.issue)
    await ask.reply(await _answer(ask, outcome))


async def _look_back(ask: Ask, outcome: list[Outcome], sent: int | None) -> None:
    for one, is_new in outcome:
        if is_new:
            await catch_up(ask, one.issue)
    if sent is not None:
        await ask.amend(sent, await _answer(ask, outcome))


async def _answer(ask: Ask, outcome: list[Outcome], *, counted: bool = True) -> Message:
    """The card of one issue, the list of several."""

    def read(tx: Transaction) -> list[tuple[Followed, bool]]:
        chat = ask.chat(tx)
        count = cards.whole if len(outcome) == 1 else cards.followed
        return [
            (
                count(tx, chat, one, ask.now)
                if counted or not is_new
                else cards.uncounted(chat, one, ask.now),
                is_new,
            )
            for one, is_new in outcome
        ]

    shown = await ask.services.storage.read(read)
    if len(shown) > 1:
        return followed_many([one for one, new in shown if new], [one for one, new in shown if not new])
    [(one, is_new)] = shown
    opening = tr("Following from now on:") if is_new else tr("Followed here already:")
    return await cards.shown(ask, one, opening)
