"""article -> passages -> matches -> story -> decisions -> alerts -> deliveries, in one transaction.

Matching runs first, off the event loop; everything after it reads, decides and writes inside one write
transaction, so two processes that take in copies of one story at once cannot raise two alerts.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain import alerting, stories
from bot.domain.archive import Entry, Filer
from bot.domain.model import (
    Action,
    Alert,
    AlertState,
    Article,
    ArticleId,
    Chat,
    ChatId,
    Coming,
    Decision,
    IssueId,
    Match,
    Reason,
    StoredArticle,
    StoryId,
    Subscription,
    SubscriptionId,
)
from bot.domain.owed import DeliveryKind
from bot.domain.stories import Sketch
from bot.followups import News
from bot.matcher import Matcher
from bot.meters import Meters
from storage import Storage, Transaction

log = logging.getLogger(__name__)
NO_LOAD = alerting.Load()
_TOLD = (Action.SEND, Action.EDIT, Action.FOLD)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an article."""

    article: ArticleId
    new: bool
    story: StoryId
    alerts: int
    """New alerts that it raised, sent or held."""


@dataclass(frozen=True, slots=True)
class _Arrived:
    """An article with all that could be worked out before the transaction."""

    article: Article
    fingerprint: str
    sketch: Sketch
    matches: Sequence[Match]
    arrival: alerting.Arrival
    entry: Entry
    quiet: Counter[Reason] = field(default_factory=Counter)
    """Why it rang nobody at once; the transaction counts it."""


class Pipeline:
    """Takes articles in. `wake` is set when something is owed, so that a waiting sender looks at once."""

    def __init__(
        self,
        storage: Storage,
        matcher: Matcher,
        clock: Clock,
        *,
        max_age: timedelta,
        wake: asyncio.Event,
        meters: Meters | None = None,
    ) -> None:
        self._meters = meters or Meters()
        self._storage = storage
        self._matcher = matcher
        self._clock = clock
        self._max_age = max_age
        self._wake = wake
        self._filer = Filer()

    async def process(self, article: Article, *, coming: Coming = Coming.NEWS) -> Taken:
        """Store one article and queue whatever it means for whoever follows it; the same one again is nothing.

        What comes as archive raises no alert, but counts for status and timeline.
        """
        [taken] = await self.process_all([article], coming=coming)
        return taken

    async def process_all(self, articles: Sequence[Article], *, coming: Coming = Coming.NEWS) -> list[Taken]:
        """Take in several articles that arrived together, each as `process` would, in one transaction."""
        found = await self._matcher.match(articles)
        now = self._clock.now()
        arrived = await asyncio.to_thread(self._prepare, articles, found, now, coming)
        taken = await self._storage.write(lambda tx: [_record(tx, one) for one in arrived])
        for one in arrived:
            self._meters.suppressed(reason.value for reason in one.quiet.elements())
        self._filer.note(one.entry for one, became in zip(arrived, taken, strict=True) if became.new)
        if any(one.new for one in taken):
            self._wake.set()
        return taken

    def _prepare(
        self, articles: Sequence[Article], found: Sequence[Sequence[Match]], now: datetime, coming: Coming
    ) -> list[_Arrived]:
        return [
            _Arrived(
                article=article,
                fingerprint=stories.fingerprint(article),
                sketch=stories.sketch(article),
                matches=matches,
                entry=self._filer.entry(article),
                arrival=alerting.Arrival(
                    published_at=_published(article, now),
                    now=now,
                    max_age=self._max_age,
                    coming=coming,
                    title=article.title,
                    source=article.source,
                ),
            )
            for article, matches in zip(articles, found, strict=True)
        ]


def _published(article: Article, now: datetime) -> datetime:
    """When it counts as published: its own word, but never in the future."""
    return now if article.published_at is None else min(article.published_at, now)


def _record(tx: Transaction, arrived: _Arrived) -> Taken:
    """Everything that one article changes in the store."""
    arrived.quiet.clear()  # after a race this runs again
    seen = tx.articles.find_seen(arrived.article, arrived.fingerprint)
    if seen is not None:
        raised = _revise(tx, seen, arrived) if alerting.is_revision(seen.article, arrived.article) else 0
        return Taken(article=seen.id, new=False, story=seen.story, alerts=raised)
    stored = _store(tx, arrived)
    tx.matches.add(stored.id, arrived.matches)
    raised = _tell(tx, stored, arrived)
    log.info(
        "article %d: story %d, %d matches, %d new alerts",
        stored.id,
        stored.story,
        len(arrived.matches),
        raised,
    )
    return Taken(article=stored.id, new=True, story=stored.story, alerts=raised)


def _store(tx: Transaction, arrived: _Arrived) -> StoredArticle:
    """The article in its story."""
    at = arrived.arrival.published_at
    candidates = tx.stories.candidates(arrived.sketch.keys, at - stories.WINDOW)
    story = stories.assign(arrived.sketch, at, candidates)
    if story is None:
        story = tx.stories.add(at)
    else:
        tx.stories.touch(story, at)
    return tx.articles.add(
        arrived.article,
        fingerprint=arrived.fingerprint,
        story=story,
        sketch=arrived.sketch,
        received_at=arrived.arrival.now,
        backfill=arrived.arrival.coming is Coming.ARCHIVE,
        entry=arrived.entry,
    )


def _tell(tx: Transaction, stored: StoredArticle, arrived: _Arrived) -> int:
    """Decide for every follower of every matched issue; returns how many new alerts that makes."""
    matches = {match.issue: match for match in arrived.matches}
    chats: dict[ChatId, Chat] = {}
    followers: dict[ChatId, list[Subscription]] = defaultdict(list)
    for subscription, chat in tx.subscriptions.list_for_issues(list(matches)):
        chats[chat.id] = chat
        followers[chat.id].append(subscription)
    raised, every = 0, list[Decision]()
    loads = _loads(tx, list(followers), arrived.arrival.now)
    news = News(tx, stored)
    for chat_id, subscriptions in followers.items():
        chat, told = chats[chat_id], tx.alerts.find(chat_id, stored.story)
        added = _added(news, told, [matches[one.issue.id] for one in subscriptions], arrived.arrival)
        decisions = [
            alerting.decide(
                matches[one.issue.id],
                one,
                chat,
                told=told,
                arrival=arrived.arrival,
                has_news=one.issue.id in added,
            )
            for one in subscriptions
        ]
        decisions = alerting.fold(decisions, loads.get(chat_id, NO_LOAD))
        every += decisions
        by_id = {one.id: one for one in subscriptions}
        raised += _act(
            tx,
            chat,
            stored,
            told=told,
            decisions=decisions,
            subscriptions=by_id,
            now=arrived.arrival.now,
            news=news,
            added=added,
        )
    tx.decisions.add(stored.id, stored.story, every, arrived.arrival.now)
    arrived.quiet.update(one.reason for one in every if one.action not in _TOLD)
    # A copy that does not itself speak of the issue still belongs under "Also:".
    for alert in tx.alerts.list_sent(stored.story):
        if alert.chat not in followers:
            _owe_edit(tx, alert, arrived.arrival.now)
    return raised


def _added(
    news: News, told: Alert | None, matches: Sequence[Match], arrival: alerting.Arrival
) -> dict[IssueId, str]:
    """The issues about which the article brings those something new who were told of its story, and what."""
    if told is None:
        return {}
    may = [match for match in matches if alerting.may_follow(told, match, arrival)]
    found = {match.issue: news.beside(told, match) for match in may}
    return {issue: fact for issue, fact in found.items() if fact is not None}


def _loads(tx: Transaction, chats: Sequence[ChatId], now: datetime) -> dict[ChatId, alerting.Load]:
    """Of the chats to which much was told lately, or is owed."""
    since = now - alerting.FOLD_WITHIN
    busy = tx.alerts.busy(chats, since, alerting.FOLD_AFTER)
    owed = tx.deliveries.backlog(chats, alerting.FOLD_OWED)
    return {
        chat: alerting.Load(
            told=tx.alerts.told_since(chat, since) if chat in busy else {}, owed=owed.get(chat, 0)
        )
        for chat in busy | owed.keys()
    }


def _revise(tx: Transaction, seen: StoredArticle, arrived: _Arrived) -> int:
    """Its publisher changed an article: it keeps its story, alerts that quote it follow it, and an issue that it did
    not speak of before is told as by any article. Returns how many new alerts that makes."""
    before = set(tx.matches.issues_of(seen.id))
    if not tx.articles.revise(
        seen.id, arrived.article, fingerprint=arrived.fingerprint, sketch=arrived.sketch
    ):
        return 0
    tx.matches.replace(seen.id, arrived.matches)
    found = {match.issue: match for match in arrived.matches}
    for alert in (*tx.alerts.list_sent(seen.story), *tx.alerts.list_waiting(seen.story)):
        excerpts = alerting.revised(alert, found, seen.article, arrived.article)
        if excerpts != alert.excerpts:
            tx.alerts.set_excerpts(alert.id, excerpts)
            if alerting.needs_edit(alert):
                _owe_edit(tx, alert, arrived.arrival.now)
    log.info("article %d: changed by its publisher", seen.id)
    fresh = [match for match in arrived.matches if match.issue not in before]
    return _tell(tx, seen, replace(arrived, matches=fresh)) if fresh else 0


def _act(
    tx: Transaction,
    chat: Chat,
    stored: StoredArticle,
    *,
    told: Alert | None,
    decisions: Sequence[Decision],
    subscriptions: Mapping[SubscriptionId, Subscription],
    now: datetime,
    news: News,
    added: Mapping[IssueId, str],
) -> int:
    """Raise, hold, extend, follow up or leave the chat's one alert about the story."""
    leading = alerting.lead(decisions)
    for decision in decisions:
        log.debug("chat %d article %d: %s %s", chat.id, stored.id, decision.action, decision.reason)
    if leading is None:
        return 0
    follows = told is not None and leading.match.issue in added and leading.action is not Action.EDIT
    before = told.excerpts if told is not None and not follows else ()
    excerpts = alerting.excerpts(decisions, subscriptions, before)
    if told is None:
        state = AlertState.HELD if leading.action is Action.HOLD else AlertState.OWED
        alert = tx.alerts.add(
            chat.id,
            stored.story,
            state=state,
            reason=leading.reason,
            excerpts=excerpts,
            now=now,
            release_at=_release_at(tx, chat, leading, subscriptions[leading.subscription], now),
            manner=alerting.manner(decisions, subscriptions),
        )
        if leading.action is Action.SEND:
            tx.deliveries.owe(DeliveryKind.ALERT, chat.id, alerts=[alert.id], due_at=now)
        elif leading.action is Action.FOLD:
            _fold(tx, alert, leading, now)
        return 1
    if follows:
        news.tell(
            told,
            added[leading.match.issue],
            leading,
            state=AlertState.HELD if leading.action is Action.HOLD else AlertState.OWED,
            excerpts=excerpts,
            now=now,
            release_at=_release_at(tx, chat, leading, subscriptions[leading.subscription], now),
            manner=alerting.manner(decisions, subscriptions),
        )
    elif excerpts != told.excerpts:
        tx.alerts.set_excerpts(told.id, excerpts)
    if leading.action is Action.SEND:
        tx.alerts.set_state(told.id, AlertState.OWED)
        tx.deliveries.owe(DeliveryKind.ALERT, chat.id, alerts=[told.id], due_at=now)
    elif leading.action is Action.FOLD:
        tx.alerts.set_state(told.id, AlertState.OWED)
        _fold(tx, told, leading, now)
    elif leading.action is Action.EDIT and told.state is AlertState.FOLDED:
        _owe_roll(tx, told, now)
    elif leading.action is Action.EDIT and alerting.needs_edit(told):
        _owe_edit(tx, told, now)
    return 0


def _release_at(
    tx: Transaction, chat: Chat, leading: Decision, subscription: Subscription, now: datetime
) -> datetime | None:
    """When a held alert goes out: what was missed, with what else was missed."""
    at = alerting.release_at(leading, subscription, chat, now)
    gathering = tx.alerts.next_release(chat.id, Reason.MISSED) if leading.reason is Reason.MISSED else None
    return at if at is None or gathering is None else min(at, gathering)


def _fold(tx: Transaction, alert: Alert, leading: Decision, now: datetime) -> None:
    """Tell it in the chat's rolling message of the issue, or of everything where the chat is behind."""
    issue = leading.match.issue if leading.reason is Reason.TOO_MANY else 0
    roll = tx.rolls.open(
        alert.chat, issue, since=now - alerting.ROLL_LASTS, most=alerting.ROLL_HOLDS, now=now
    )
    tx.rolls.add(roll.id, alert.id)
    _owe_roll(tx, alert, now)


def _owe_roll(tx: Transaction, alert: Alert, now: datetime) -> None:
    roll = tx.rolls.find(alert.id)
    if roll is not None:
        due_at = max(now, roll.sent_at + alerting.ROLL_EVERY) if roll.sent_at else now
        tx.deliveries.owe(DeliveryKind.ROLL, alert.chat, alerts=[alert.id], due_at=due_at)


def _owe_edit(tx: Transaction, alert: Alert, now: datetime) -> None:
    tx.deliveries.owe(DeliveryKind.EDIT, alert.chat, alerts=[alert.id], due_at=now)
