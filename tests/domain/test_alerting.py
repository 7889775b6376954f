from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import alerting
from bot.domain.model import (
    Action,
    Alert,
    AlertId,
    AlertState,
    Chat,
    ChatId,
    Coming,
    Copy,
    Decision,
    DeliveryMode,
    Destination,
    Excerpt,
    Issue,
    IssueId,
    Match,
    Passage,
    Reason,
    StoryId,
    Strictness,
    Subscription,
    SubscriptionId,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ISSUE = Issue(id=IssueId(1), name="Zaporizhzhia")
CHAT = Chat(id=ChatId(1), destination=Destination(1, 101))
FOLLOWS = Subscription(id=SubscriptionId(1), chat=CHAT.id, issue=ISSUE, created_at=NOW)
ARRIVAL = alerting.Arrival(published_at=NOW - HOUR, now=NOW, max_age=timedelta(days=2))
QUOTED = Passage(text="Zaporizhzhia stays dark.", start=0, end=24)
MATCH = Match(issue=ISSUE.id, score=0.9, passage=QUOTED, matched="Zaporizhzhia", alias="Zaporizhzhia")
TOLD = Alert(
    id=AlertId(1),
    chat=CHAT.id,
    story=StoryId(1),
    state=AlertState.SENT,
    reason=Reason.NEW_STORY,
    created_at=NOW - HOUR,
    excerpts=(Excerpt(ISSUE.id, ISSUE.name, "Zaporizhzhia stays dark."),),
    copies=(Copy("Wire", "https://wire.example/1", "Dark", NOW - HOUR),),
    message_id=7,
)


def judged(
    *,
    match: Match = MATCH,
    subscription: Subscription = FOLLOWS,
    chat: Chat = CHAT,
    told: Alert | None = None,
    arrival: alerting.Arrival = ARRIVAL,
) -> tuple[Action, Reason]:
    decision = alerting.decide(match, subscription, chat, told=told, arrival=arrival)
    return decision.action, decision.reason


def test_a_new_story_is_told_at_once() -> None:
    assert judged() == (Action.SEND, Reason.NEW_STORY)


def test_a_further_copy_edits_what_was_told() -> None:
    assert judged(told=TOLD) == (Action.EDIT, Reason.NEW_COPY)


def test_a_chat_that_is_gone_is_told_nothing() -> None:
    assert judged(chat=replace(CHAT, gone_at=NOW)) == (Action.DROP, Reason.CHAT_GONE)


def test_a_subscription_that_is_off_is_told_nothing() -> None:
    off = replace(FOLLOWS, mode=DeliveryMode.OFF)
    assert judged(subscription=off) == (Action.DROP, Reason.OFF)


def test_a_weak_match_is_told_only_to_who_asked_for_loose_matching() -> None:
    weak = replace(
        MATCH, score=(alerting.THRESHOLDS[Strictness.LOOSE] + alerting.THRESHOLDS[Strictness.NORMAL]) / 2
    )
    assert judged(match=weak) == (Action.DROP, Reason.BELOW_THRESHOLD)
    loose = replace(FOLLOWS, strictness=Strictness.LOOSE)
    assert judged(match=weak, subscription=loose) == (Action.SEND, Reason.NEW_STORY)


def test_old_news_raises_no_alert() -> None:
    old = replace(ARRIVAL, published_at=NOW - timedelta(days=2, seconds=1))
    assert judged(arrival=old) == (Action.DROP, Reason.OLD_NEWS)


def test_what_a_source_held_when_it_was_added_raises_no_alert() -> None:
    assert judged(arrival=replace(ARRIVAL, coming=Coming.ARCHIVE)) == (Action.DROP, Reason.BACKFILL)


@pytest.mark.parametrize("whole_chat", [True, False])
def test_a_mute_holds_until_it_ends(whole_chat: bool) -> None:
    until = NOW + HOUR
    chat = replace(CHAT, muted_until=until) if whole_chat else CHAT
    subscription = FOLLOWS if whole_chat else replace(FOLLOWS, muted_until=until)
    decision = alerting.decide(MATCH, subscription, chat, told=None, arrival=ARRIVAL)
    assert (decision.action, decision.reason) == (Action.HOLD, Reason.MUTED)
    assert alerting.release_at(decision, subscription, chat, NOW) == until


def test_a_mute_that_ended_holds_nothing() -> None:
    assert judged(chat=replace(CHAT, muted_until=NOW)) == (Action.SEND, Reason.NEW_STORY)


def test_a_daily_digest_holds_until_its_hour() -> None:
    chat = replace(CHAT, digest=DeliveryMode.DAILY, digest_minute=18 * 60)
    decision = alerting.decide(MATCH, FOLLOWS, chat, told=None, arrival=ARRIVAL)
    assert (decision.action, decision.reason) == (Action.HOLD, Reason.DIGEST)
    assert alerting.release_at(decision, FOLLOWS, chat, NOW) == datetime(2026, 3, 10, 18, 0, tzinfo=UTC)


def test_a_subscriptions_own_way_wins_over_the_chats() -> None:
    chat = replace(CHAT, digest=DeliveryMode.DAILY)
    at_once = replace(FOLLOWS, mode=DeliveryMode.INSTANT)
    assert judged(chat=chat, subscription=at_once) == (Action.SEND, Reason.NEW_STORY)


def test_a_held_alert_is_sent_when_a_further_copy_touches_an_instant_issue() -> None:
    held = replace(TOLD, state=AlertState.HELD, message_id=None)
    assert judged(told=held) == (Action.SEND, Reason.NEW_STORY)


def _decision(action: Action, issue: int, score: float = 0.9) -> Decision:
    match = replace(MATCH, issue=IssueId(issue), score=score)
    return Decision(subscription=SubscriptionId(issue), action=action, reason=Reason.NEW_STORY, match=match)


def test_telling_at_once_wins_over_holding_and_dropping() -> None:
    decisions = [_decision(Action.DROP, 1), _decision(Action.HOLD, 2), _decision(Action.SEND, 3)]
    assert alerting.lead(decisions) is decisions[2]
    assert alerting.lead(decisions[:2]) is decisions[1]
    assert alerting.lead(decisions[:1]) is None


def test_one_alert_names_every_issue_it_touches_best_first_and_none_that_was_dropped() -> None:
    subscriptions = {
        number: replace(
            FOLLOWS, id=SubscriptionId(number), issue=Issue(id=IssueId(number), name=f"issue {number}")
        )
        for number in (1, 2, 3)
    }
    decisions = [_decision(Action.SEND, 1, 0.6), _decision(Action.SEND, 2, 0.8), _decision(Action.DROP, 3)]
    names = [one.name for one in alerting.excerpts(decisions, subscriptions)]
    assert names == ["issue 2", "issue 1"]
    again = alerting.excerpts([_decision(Action.EDIT, 2)], subscriptions, TOLD.excerpts)
    assert [one.name for one in again] == ["Zaporizhzhia", "issue 2"]


def test_strictness_moves_one_step_and_stays_at_its_ends() -> None:
    assert alerting.stricter(Strictness.LOOSE) is Strictness.NORMAL
    assert alerting.stricter(Strictness.STRICT) is Strictness.STRICT
    assert alerting.looser(Strictness.STRICT) is Strictness.NORMAL
    assert alerting.looser(Strictness.LOOSE) is Strictness.LOOSE


HELD = replace(TOLD, state=AlertState.HELD, reason=Reason.DIGEST, message_id=None)
DAILY = replace(FOLLOWS, mode=DeliveryMode.DAILY)


@pytest.mark.parametrize(
    ("subscriptions", "until"),
    [
        ([FOLLOWS], NOW),
        ([DAILY], NOW + 23 * HOUR),
        ([replace(FOLLOWS, muted_until=NOW + HOUR)], NOW + HOUR),
        ([replace(FOLLOWS, muted_until=NOW - HOUR)], NOW),
        ([replace(DAILY, muted_until=NOW + HOUR)], NOW + 23 * HOUR),
        ([DAILY, FOLLOWS], NOW),
        ([replace(FOLLOWS, mode=DeliveryMode.OFF)], None),
        ([replace(FOLLOWS, issue=Issue(id=IssueId(2), name="Territory"))], None),
        ([], None),
    ],
    ids=["at once", "daily", "muted", "was muted", "daily muted", "the first of two", "off", "other", "none"],
)
def test_what_was_held_for_a_digest_goes_out_as_the_settings_now_say(
    subscriptions: list[Subscription], until: datetime | None
) -> None:
    assert alerting.held_until(HELD, subscriptions, CHAT, NOW) == until


MUTED = replace(HELD, reason=Reason.MUTED)
DUE = replace(HELD, release_at=NOW)


@pytest.mark.parametrize("subscription", [FOLLOWS, DAILY], ids=["at once", "daily"])
@pytest.mark.parametrize("held", [MUTED, DUE], ids=["held by a mute", "its hour has come"])
def test_what_waited_long_enough_waits_for_mutes_alone(held: Alert, subscription: Subscription) -> None:
    muted = replace(subscription, muted_until=NOW + HOUR)
    assert alerting.held_until(held, [subscription], CHAT, NOW) == NOW
    assert alerting.held_until(held, [muted], CHAT, NOW) == NOW + HOUR
    assert alerting.held_until(held, [subscription], replace(CHAT, muted_until=NOW + HOUR), NOW) == NOW + HOUR
