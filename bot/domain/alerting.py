"""Whether a match becomes an alert: one pure decision a subscription, with its reason.

Knows neither the clock nor the store: the caller hands in `now` and what the chat was told before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain import digest, hours
from bot.domain.matching import THRESHOLDS
from bot.domain.model import (
    CORRECTED,
    WITHDRAWN,
    Action,
    Alert,
    AlertState,
    Article,
    Chat,
    Coming,
    Decision,
    DeliveryMode,
    Excerpt,
    IssueId,
    Match,
    Place,
    Reason,
    Strictness,
    Subscription,
    SubscriptionId,
)
from bot.domain.text import normalise
from bot.domain.wishes import LessonKind, Manner, Wishes, is_heard, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What deciding needs to know of the article beside its matches."""

    published_at: datetime
    now: datetime
    max_age: timedelta
    coming: Coming = Coming.NEWS
    title: str = ""
    source: str = ""


GATHERED = timedelta(minutes=5)
"""What was missed is gathered for so long, from the first of a chat's on: sources often come back together."""
FOLD_AFTER = 10
FOLD_WITHIN = timedelta(minutes=10)
"""More alerts of one issue in that time are more than a person reads."""
FOLD_OWED = 20
"""Messages owed to a chat at once: a minute's worth of a group. More alerts than that only fall behind."""
ROLL_HOLDS = 20
"""Stories that one rolling message tells: as many as are sure to fit."""
ROLL_LASTS = timedelta(hours=6)
"""After that a new one begins, which rings again."""
ROLL_EVERY = timedelta(seconds=15)
"""An edit of it comes no sooner after the one before: edits count against Telegram's limits."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a chat was told lately, and what it is owed."""

    told: Mapping[IssueId, int] = field(default_factory=dict)
    """Alerts of each issue within FOLD_WITHIN."""
    owed: int = 0


def fold(decisions: Sequence[Decision], load: Load) -> list[Decision]:
    """The decisions where there is too much: what would ring goes into a rolling message instead."""
    return [_fold(one, load) if one.action is Action.SEND else one for one in decisions]


def _fold(decision: Decision, load: Load) -> Decision:
    if load.told.get(decision.match.issue, 0) >= FOLD_AFTER:
        return replace(decision, action=Action.FOLD, reason=Reason.TOO_MANY)
    if load.owed >= FOLD_OWED:
        return replace(decision, action=Action.FOLD, reason=Reason.BACKLOG)
    return decision


def mode_of(subscription: Subscription, chat: Chat) -> DeliveryMode:
    """How this chat is told of this issue: the subscription's own mode, else the chat's digest, else at once."""
    if subscription.mode is not None:
        return subscription.mode
    return DeliveryMode.INSTANT if chat.digest is DeliveryMode.OFF else chat.digest


def is_muted(subscription: Subscription, chat: Chat, now: datetime) -> bool:
    """Whether the chat asked for silence on this issue, or on all, until later than `now`."""
    return any(until is not None and until > now for until in (subscription.muted_until, chat.muted_until))


def decide(
    match: Match,
    subscription: Subscription,
    chat: Chat,
    *,
    told: Alert | None,
    arrival: Arrival,
    has_news: bool = False,
) -> Decision:
    """What one match means for one subscription. `told` is the chat's alert about this story, if there is one;
    `has_news`: the article adds a fact to what that told, and it may follow."""
    has_news = has_news and subscription.settled.follow_ups is not False
    action, reason = _judge(match, subscription, chat, told, arrival, has_news=has_news)
    return Decision(subscription=subscription.id, action=action, reason=reason, match=match)


def _judge(
    match: Match,
    subscription: Subscription,
    chat: Chat,
    told: Alert | None,
    arrival: Arrival,
    *,
    has_news: bool,
) -> tuple[Action, Reason]:
    """The rules in the order in which they win."""
    mode = mode_of(subscription, chat)
    if chat.gone_at is not None:
        return Action.DROP, Reason.CHAT_GONE
    if mode is DeliveryMode.OFF:
        return Action.DROP, Reason.OFF
    if match.score < least(subscription):
        return Action.DROP, Reason.BELOW_THRESHOLD
    if not is_heard(arrival.source, heard(subscription)):
        return Action.DROP, Reason.SOURCE_LEFT_OUT
    if left_out(subscription, f"{arrival.title}\n{match.passage.text}"):
        return Action.DROP, Reason.WORD_LEFT_OUT
    if told is not None and told.state is not AlertState.HELD and not has_news:
        return Action.EDIT, Reason.NEW_COPY
    if arrival.coming is Coming.ARCHIVE:
        return Action.DROP, Reason.BACKFILL
    if arrival.now - arrival.published_at > arrival.max_age:
        return Action.DROP, Reason.OLD_NEWS
    if is_muted(subscription, chat, arrival.now):
        return Action.HOLD, Reason.MUTED
    if mode is not DeliveryMode.INSTANT:
        return Action.HOLD, Reason.DIGEST
    if quiet_end(chat, arrival.now) is not None:
        return Action.HOLD, Reason.QUIET
    if arrival.coming is Coming.MISSED:
        return Action.HOLD, Reason.MISSED
    return Action.SEND, Reason.NEW_FACT if has_news else Reason.NEW_STORY


SETTLED = timedelta(hours=1)
"""So long after a story was told a new fact of it is told; sooner, outlets differ because they are not done writing."""
OPENING = 300
"""Characters into its text up to which an article is about what it names."""


def may_follow(told: Alert, match: Match, arrival: Arrival) -> bool:
    """Whether an article may lead to a further message about a story, if it brings a new fact: it is news, not a copy
    that came late, and about the issue."""
    if told.state not in (AlertState.SENT, AlertState.DIGESTED) or arrival.coming is not Coming.NEWS:
        return False
    since = told.copies[0].published_at if told.copies else told.created_at
    if min(arrival.published_at - since, arrival.now - told.created_at) < SETTLED:
        return False
    grounds = match.grounds
    if grounds is None:
        return match.passage.place in (Place.TITLE, Place.LEAD)
    return grounds.title or (grounds.first_at is not None and grounds.first_at <= OPENING)


def least(subscription: Subscription) -> float:
    """The score that an alert needs: by the strictness, and by what was learned."""
    surer = values_of(subscription.lessons, LessonKind.SURER)
    kept = values_of(subscription.lessons, LessonKind.KEPT)
    needed = max(THRESHOLDS[subscription.strictness], *map(float, surer), 0.0)
    return min(needed, *map(float, kept), 1.0)


def heard(subscription: Subscription) -> Wishes:
    """Whom it wants to hear of, with what was learned."""
    settled = subscription.settled
    learned = values_of(subscription.lessons, LessonKind.SOURCE)
    return replace(settled, never=(*(settled.never or ()), *learned))


def left_out(subscription: Subscription, words: str) -> str:
    """The excluded word that these words have, as a word of its own; empty for none."""
    learned = values_of(subscription.lessons, LessonKind.WORD)
    if not learned:
        return ""
    said = frozenset(_WORD.findall(normalise(words)))
    return next((word for word in learned if normalise(word) in said), "")


_WORD = re.compile(r"\w+")


def release_at(decision: Decision, subscription: Subscription, chat: Chat, now: datetime) -> datetime | None:
    """When an alert that this decision holds back goes out in a digest; None for one that is not held."""
    if decision.action is not Action.HOLD:
        return None
    if decision.reason is Reason.MUTED:
        mutes = (subscription.muted_until, chat.muted_until)
        return _loud(chat, max(until for until in mutes if until is not None))
    if decision.reason is Reason.QUIET:
        return quiet_end(chat, now)
    if decision.reason is Reason.MISSED:
        return now + GATHERED
    due = digest.next_for(chat, mode_of(subscription, chat), now)
    return None if due is None else _loud(chat, due)


def quiet_end(chat: Chat, now: datetime) -> datetime | None:
    """When the chat's quiet hours end that `now` lies in; None outside of them."""
    return hours.quiet_until(chat.quiet, chat.timezone, now)


def _loud(chat: Chat, at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    return quiet_end(chat, at) or at


def held_until(
    told: Alert,
    subscriptions: Sequence[Subscription],
    chat: Chat,
    now: datetime,
    *,
    same_hours: bool = False,
) -> datetime | None:
    """When a held alert goes out by the settings as they are now, `now` for at once: with the first of its issues
    whose turn comes. None when the chat is told of none of them any more. With the `same_hours` as when it was held,
    a digest hour that has passed since, in silence, is not waited for again."""
    named = {excerpt.issue for excerpt in told.excerpts}
    since = told.created_at if same_hours else now
    turns = [_turn(told, one, chat, now, since) for one in subscriptions if one.issue.id in named]
    return min((turn for turn in turns if turn is not None), default=None)


def held_for(told: Alert, subscriptions: Sequence[Subscription], chat: Chat, now: datetime) -> Reason:
    """Why an alert that was to go out is held after all by the settings as they are now."""
    named = {excerpt.issue for excerpt in told.excerpts}
    loud = [one for one in subscriptions if one.issue.id in named and not is_muted(one, chat, now)]
    if not loud:
        return Reason.MUTED
    at_once = any(mode_of(one, chat) is DeliveryMode.INSTANT for one in loud)
    return Reason.QUIET if at_once else Reason.DIGEST


def _turn(
    told: Alert, subscription: Subscription, chat: Chat, now: datetime, since: datetime
) -> datetime | None:
    """What a mute held back comes when it ends, whatever the digest's hour; what was to go out by now waits for no
    further digest, only for a mute or for quiet hours."""
    mode = mode_of(subscription, chat)
    if mode is DeliveryMode.OFF:
        return None
    hour = digest.next_for(chat, mode, since)
    ends = [at for at in (told.release_at, hour) if at is not None]
    waited = told.reason in (Reason.MUTED, Reason.QUIET) or min(ends, default=now) <= now
    mutes = [until for until in (subscription.muted_until, chat.muted_until) if until is not None]
    return _loud(chat, max((None if waited else hour) or now, *mutes, now))


def manner(decisions: Sequence[Decision], subscriptions: Mapping[SubscriptionId, Subscription]) -> Manner:
    """With a sound if any issue that it names wants one, and with a preview likewise."""
    told = [subscriptions[one.subscription].settled for one in decisions if one.action is not Action.DROP]
    return Manner(
        is_silent=bool(told) and not any(one.sound for one in told),
        has_preview=any(one.preview for one in told),
    )


def lead(decisions: Sequence[Decision]) -> Decision | None:
    """The decision that says what becomes of the chat's one alert: telling at once wins over holding, and what is
    told over what only joins it."""
    order = (Action.SEND, Action.FOLD, Action.HOLD, Action.EDIT)
    wanted = [decision for decision in decisions if decision.action in order]
    return min(wanted, key=lambda decision: order.index(decision.action), default=None)


def excerpts(
    decisions: Sequence[Decision],
    subscriptions: Mapping[SubscriptionId, Subscription],
    before: Sequence[Excerpt] = (),
) -> tuple[Excerpt, ...]:
    """One excerpt an issue that the alert names: those told `before`, then the new ones, best score first."""
    known = {excerpt.issue for excerpt in before}
    fresh = [
        Excerpt(
            issue=decision.match.issue,
            name=subscriptions[decision.subscription].issue.name,
            text=decision.match.passage.text,
            spans=decision.match.spans,
            heading=decision.match.passage.heading,
            score=decision.match.score,
        )
        for decision in decisions
        if decision.action is not Action.DROP and decision.match.issue not in known
    ]
    return (*before, *sorted(fresh, key=lambda excerpt: -excerpt.score))


def is_revision(before: Article, now: Article) -> bool:
    """Whether an article that came again was changed by its publisher: under the same id or at its own address, in the
    same source, and not merely cut short, as where another feed has only its summary."""
    if (before.title, before.text) == (now.title, now.text) or before.source != now.source:
        return False
    if before.guid != now.guid and (now.via or before.url != now.url):
        return False
    return len(now.text) * 2 >= len(before.text)


def revised(
    told: Alert, matches: Mapping[IssueId, Match], before: Article, now: Article
) -> tuple[Excerpt, ...]:
    """The excerpts of an alert after an article of its story was changed: a passage that no longer stands there
    as the article now says it, marked where the chat has read it otherwise, or marked as withdrawn."""
    mark = CORRECTED if told.state is AlertState.SENT else ""
    found: list[Excerpt] = []
    for excerpt in told.excerpts:
        match = matches.get(excerpt.issue)
        if not _stands(excerpt.text, before) or _stands(excerpt.text, now):
            found.append(excerpt)
        elif match is None:
            found.append(replace(excerpt, revised=WITHDRAWN))
        else:
            text, heading = match.passage.text, match.passage.heading
            found.append(replace(excerpt, text=text, spans=match.spans, heading=heading, revised=mark))
    return tuple(found)


def _stands(passage: str, article: Article) -> bool:
    return passage in article.text or passage == article.title


def needs_edit(told: Alert) -> bool:
    """Whether a further copy changes a message that is out; one that is still owed is rendered with it anyway."""
    return told.state is AlertState.SENT


def stricter(strictness: Strictness) -> Strictness:
    """The next stricter setting; the strictest stays."""
    return Strictness.NORMAL if strictness is Strictness.LOOSE else Strictness.STRICT


def looser(strictness: Strictness) -> Strictness:
    """The next looser setting; the loosest stays."""
    return Strictness.NORMAL if strictness is Strictness.STRICT else Strictness.LOOSE
