"""Cards, lists, and the other answers."""

from datetime import timedelta

import pytest

from bot import messages
from bot.domain.model import (
    Action,
    Chat,
    ChatId,
    DecisionRecord,
    DeliveryMode,
    Destination,
    Reason,
    Source,
    SourceId,
    Strictness,
)
from bot.messages import Button, issues, sources, talk, why
from tests.messages.samples import AT, NOW, PLANT, alert, copy, reading, shown, subscription, week


def test_a_card_reads_back_what_matches_and_what_the_week_gave() -> None:
    one = issues.Followed(subscription=subscription(), mode=DeliveryMode.INSTANT, week=week())
    answer = issues.card(one, reading(), opening="Following from now on:", now=NOW)
    text = shown(answer)
    assert "Запоріжжя" in text
    assert "Last 7 days: 3 alerts from 5 articles. Looser would add 2 alerts." in text
    assert f"Talks go on\nAP · 27 Dec 07:02 UTC\n{PLANT}" in text
    labels = [button.label for row in answer.buttons for button in row]
    assert labels[:6] == ["✓ Instant", "Daily", "Weekly", "Stricter", "Looser", "Aliases"]


def test_the_list_is_paged_and_an_empty_one_offers_one_thing_to_do() -> None:
    many = [
        issues.Followed(subscription=subscription(f"Issue {n}", id=n), mode=DeliveryMode.DAILY, week=week())
        for n in range(20)
    ]
    second = issues.listing(many, 1, now=NOW)
    assert "page 2 of 4" in shown(second)
    assert [button.data for button in second.buttons[-1]] == ["issues:0", "issues:2"]
    assert "/follow" in shown(issues.listing([], 0, now=NOW))


def test_an_undo_button_carries_the_settings() -> None:
    [[undo]] = issues.unfollowed(subscription()).buttons
    assert undo.data == f"undo:5:-:{Strictness.NORMAL.value}"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    record = DecisionRecord(
        issue="Zaporizhzhia",
        action=Action.DROP,
        reason=reason,
        score=0.5,
        matched="plant",
        passage=PLANT,
        at=AT,
    )
    assert why.REASONS[reason] in shown(why.explained("Talks", None, [record]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "not read yet"),
        (
            {"last_ok_at": NOW - timedelta(hours=2), "articles": 3, "newest_at": AT},
            "✓ well, read 2 h ago, 3 articles",
        ),
        (
            {"failures": 2, "error": "The server is down."},
            "⚠ failing: The server is down. (2 times, never well yet)",
        ),
        ({"last_ok_at": NOW, "newest_at": NOW - timedelta(days=40)}, "quiet: newest 40 days ago"),
    ],
    ids=["new", "well", "failing", "quiet"],
)
def test_a_sources_health_is_said_in_words(changes: dict[str, object], words: str) -> None:
    source = Source(id=SourceId(1), url="https://feed.example.org/rss", next_poll_at=NOW, **changes)  # type: ignore[arg-type] # as given above
    assert words in shown(sources.listing([source], 0, now=NOW))


def test_a_digest_that_is_off_says_that_alerts_come_at_once() -> None:
    chat = Chat(id=ChatId(1), destination=Destination(1, 2))
    assert "off, alerts come at once" in shown(talk.digest_settings(chat, held=0, next_at=None))


def test_a_button_refuses_data_that_telegram_would_refuse() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("x", "ж" * 33)
    with pytest.raises(ValueError, match="url"):
        Button("x")


def test_plain_words_remain_when_markup_was_refused() -> None:
    bare = messages.plain(messages.alert(alert(copies=[copy(title="1 < 2")])))
    assert "<" not in bare.html
    assert "1 &lt; 2" in bare.html
    assert bare.buttons
