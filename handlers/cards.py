"""What is shown of a followed issue: its card and its line in the list, read from the store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain import digest
from bot.domain.alerting import looser, mode_of
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Alert, AlertId, Chat, Report, StoryId, Strictness, Subscription, SubscriptionId
from bot.errors import UserError
from bot.messages import Message
from bot.messages.issues import Followed, Week, card
from handlers.archive import KNOWN, REPORTS, WEEK
from handlers.ask import Ask
from storage import Transaction


def by_id(ask: Ask, tx: Transaction, subscription: int) -> Subscription:
    """A subscription of this very chat by its id; UserError for an outdated or foreign one."""
    found = tx.subscriptions.get(SubscriptionId(subscription))
    if found is None or found.chat != ask.chat_id:
        raise UserError("That issue is no longer followed here. /issues shows what is.")
    return found


def alert(ask: Ask, tx: Transaction, id: int) -> Alert:
    """An alert of this very chat; UserError for one that is forgotten or foreign."""
    found = tx.alerts.get(AlertId(id))
    if found is None or found.chat != ask.chat_id:
        raise UserError("That alert is so old that it is no longer kept.")
    return found


def uncounted(chat: Chat, subscription: Subscription, now: datetime) -> Followed:
    """A subscription whose stories nobody counts (yet)."""
    mode = mode_of(subscription, chat)
    due = digest.next_at(
        mode, minute=chat.digest_minute, weekday=chat.digest_weekday, timezone=chat.timezone, now=now
    )
    return Followed(subscription=subscription, mode=mode, next_at=due)


def followed(tx: Transaction, chat: Chat, subscription: Subscription, now: datetime) -> Followed:
    """A subscription with what it gave lately."""
    reports = tx.matches.reports(subscription.issue.id, since=now - KNOWN, until=now, limit=REPORTS)
    return replace(uncounted(chat, subscription, now), week=_week(reports, subscription.strictness, now))


def _week(reports: list[Report], strictness: Strictness, now: datetime) -> Week:
    """Stories that reach the threshold, and those that only a looser one would let through."""
    threshold, lower = THRESHOLDS[strictness], THRESHOLDS[looser(strictness)]
    recent = [one for one in reports if one.published_at >= now - WEEK]
    best: dict[StoryId, Report] = {}
    for one in recent:
        if one.story not in best or one.match.score > best[one.story].match.score:
            best[one.story] = one
    above = [one for one in best.values() if one.match.score >= threshold]
    return Week(
        stories=len(above),
        articles=sum(one.match.score >= threshold for one in recent),
        below=sum(lower <= one.match.score < threshold for one in best.values()),
        newest_at=max((one.published_at for one in reports if one.match.score >= threshold), default=None),
        sample=max(above, key=lambda one: one.published_at, default=None),
    )


def counted(ask: Ask, tx: Transaction, subscription: int) -> Followed:
    """A subscription of this chat, by its id, with what it gave lately."""
    return followed(tx, ask.chat(tx), by_id(ask, tx, subscription), ask.now)


async def shown(ask: Ask, one: Followed, opening: str = "") -> Message:
    """The card of a followed issue."""
    reading = await ask.services.matcher.describe(one.subscription.issue)
    return card(one, reading, opening=opening, now=ask.now)


async def change(ask: Ask, work: Callable[[Transaction, Subscription], str]) -> None:
    """Change the subscription behind a button, show its card in place, and say what `work` says."""
    await ask.ensure_admin()

    def write(tx: Transaction) -> str:
        return work(tx, by_id(ask, tx, ask.number()))

    said = await ask.services.storage.write(write)
    await ask.toast(said)
    await show(ask)


async def show(ask: Ask, opening: str = "") -> None:
    """The card of the issue behind a button, in place."""
    one = await ask.services.storage.read(lambda tx: counted(ask, tx, ask.number()))
    await ask.edit(await shown(ask, one, opening))
