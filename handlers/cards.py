"""What is shown of a followed issue: its card and its line in the list, read from the store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain import digest
from bot.domain.alerting import mode_of
from bot.domain.learning import is_let_by, rings
from bot.domain.matching import abbreviations
from bot.domain.model import Alert, AlertId, Chat, Strictness, Subscription, SubscriptionId
from bot.domain.preview import WEEK, lately
from bot.domain.standing import Report
from bot.errors import UserError
from bot.lookup import LOOK_BACK
from bot.messages import Message
from bot.messages.card import Change, card
from bot.messages.issues import Followed, Week
from bot.messages.tongue import tr
from handlers.archive import KNOWN, REPORTS
from handlers.ask import Ask
from storage import Transaction


def by_id(ask: Ask, tx: Transaction, subscription: int) -> Subscription:
    """A subscription of this very chat by its id; UserError for an outdated or foreign one."""
    found = tx.subscriptions.get(SubscriptionId(subscription))
    if found is None or found.chat != ask.chat_id:
        raise UserError(tr("That issue is no longer followed here. /issues shows what is."))
    return found


def alert(ask: Ask, tx: Transaction, id: int) -> Alert:
    """An alert of this very chat; UserError for one that is forgotten or foreign."""
    found = tx.alerts.get(AlertId(id))
    if found is None or found.chat != ask.chat_id:
        raise UserError(tr("That alert is so old that it is no longer kept."))
    return found


def set_level(tx: Transaction, one: Subscription, level: Strictness) -> None:
    """How strictly an issue is matched; what the chat has anyway is not the issue's own."""
    tx.subscriptions.set_strictness(one.id, None if level is one.usual.strictness else level)


def touched(ask: Ask, tx: Transaction, told: Alert) -> list[Subscription]:
    """What this chat still follows of an alert."""
    named = {excerpt.issue for excerpt in told.excerpts}
    return [one for one in tx.subscriptions.list_for_chat(ask.chat_id) if one.issue.id in named]


def uncounted(chat: Chat, subscription: Subscription, now: datetime) -> Followed:
    """A subscription whose stories nobody counts (yet)."""
    mode = mode_of(subscription, chat)
    due = digest.next_for(chat, mode, now)
    return Followed(subscription=subscription, mode=mode, next_at=due)


def followed(tx: Transaction, chat: Chat, subscription: Subscription, now: datetime) -> Followed:
    """A subscription with what it gave lately."""
    return _counted(tx, chat, subscription, now)[0]


def _counted(
    tx: Transaction, chat: Chat, subscription: Subscription, now: datetime
) -> tuple[Followed, list[Report]]:
    reports = tx.matches.reports(subscription.issue.id, since=now - KNOWN, until=now, limit=REPORTS)
    rang = (one.published_at for one in reports if rings(subscription, one))
    reach = tx.articles.reach(LOOK_BACK)
    since = min(reach, subscription.created_at) if reach is not None else None
    is_less = since is not None and since > now - WEEK
    week = Week(
        lately=lately([one for one in reports if is_let_by(subscription, one)], now),
        newest_at=max(rang, default=None),
        since=since if is_less else None,
    )
    return replace(uncounted(chat, subscription, now), week=week), reports


def whole(tx: Transaction, chat: Chat, subscription: Subscription, now: datetime) -> Followed:
    """A subscription with all that its card shows: what it gave lately, and names that articles give it."""
    one, reports = _counted(tx, chat, subscription, now)
    return replace(one, also=abbreviations(subscription.issue, (report.text for report in reports)))


def counted(ask: Ask, tx: Transaction, subscription: int) -> Followed:
    """A subscription of this chat, by its id, with all that its card shows."""
    return whole(tx, ask.chat(tx), by_id(ask, tx, subscription), ask.now)


async def shown(ask: Ask, one: Followed, opening: str = "", *, change: Change | None = None) -> Message:
    """The card of a followed issue."""
    reading = await ask.services.matcher.describe(one.subscription.issue)
    in_general = ask.seen.is_forum and not ask.destination.thread
    return card(one, reading, opening=opening, now=ask.now, change=change, in_general=in_general)


async def change(ask: Ask, work: Callable[[Transaction, Subscription], str]) -> None:
    """Change the subscription behind a button, show its card in place, and say what `work` says."""
    await ask.ensure_admin()

    def write(tx: Transaction) -> str:
        return work(tx, by_id(ask, tx, ask.number()))

    said = await ask.write(write)
    await ask.toast(said)
    await show(ask)


async def show(ask: Ask, opening: str = "", *, change: Change | None = None) -> None:
    """The card of the issue behind a button, in place."""
    one = await ask.services.storage.read(lambda tx: counted(ask, tx, ask.number()))
    await ask.edit(await shown(ask, one, opening, change=change))
