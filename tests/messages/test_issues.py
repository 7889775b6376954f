"""Cards, lists, and the other answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import messages
from bot.domain.matching import Elsewhere
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
from bot.messages import Button, Message, aliases, card, issues, sources, talk, why
from bot.messages.card import Change
from tests.messages.samples import AT, NOW, PLANT, alert, copy, reading, report, shown, subscription, week


def followed(level: Strictness = Strictness.NORMAL, *also: str, **more: Any) -> issues.Followed:
    one = replace(subscription(), strictness=level)
    return issues.Followed(subscription=one, mode=DeliveryMode.INSTANT, week=week(), also=also, **more)


def labels(answer: Message) -> list[str]:
    return [button.label for row in answer.buttons for button in row]


def test_a_card_reads_back_what_matches_and_what_the_week_gave() -> None:
    answer = card.card(followed(), reading(), opening="Following from now on:", now=NOW)
    assert (
        shown(answer)
        == f"""Following from now on:
Zaporizhzhia
Matches “Zaporizhzhia” in any spelling or inflection, such as Запоріжжя.

Last 7 days: 3 alerts from 4 articles. Stricter would drop 2 alerts. Looser would add 2 alerts.
Talks go on
AP · 27 Dec 07:02 UTC
{PLANT}
• Ferries sail · AP · 26 Dec 07:02 UTC
• Gates open · AP · 25 Dec 07:02 UTC

Delivery: at once. Matching: normal."""
    )
    assert labels(answer)[:6] == ["✓ Instant", "Daily", "Weekly", "Stricter", "Looser", "Aliases"]


def test_a_card_after_stricter_shows_what_no_longer_rings_and_the_way_back() -> None:
    answer = card.card(followed(Strictness.STRICT), reading(), now=NOW, change=Change(Strictness.NORMAL))
    assert (
        shown(answer)
        == """Zaporizhzhia
Matches “Zaporizhzhia” in any spelling or inflection, such as Запоріжжя.

Now strict, not normal any more. Last 7 days: 1 alert instead of 3.
No longer rings:
➖ Ferries sail · AP · 26 Dec 07:02 UTC – named once, far down
➖ Gates open · AP · 25 Dec 07:02 UTC – named once, far down
Still rings:
🔔 Talks go on · AP · 27 Dec 07:02 UTC – named once, far down

Delivery: at once. Matching: strict: only what is surely about it."""
    )
    assert "↩ Undo: normal again" in labels(answer)


def test_a_card_after_looser_shows_what_rings_as_well() -> None:
    answer = card.card(followed(Strictness.LOOSE), reading(), now=NOW, change=Change(Strictness.NORMAL))
    assert "Last 7 days: 5 alerts instead of 3.\nRings as well:\n➕ Rain · AP" in shown(answer)
    assert "➕ Wind · AP" in shown(answer)


def test_a_card_says_when_it_could_not_look_back_over_the_whole_week() -> None:
    part = replace(week(), since=AT - timedelta(days=2))
    text = shown(card.card(replace(followed(), week=part), reading(), now=NOW))
    assert "Since 25 Dec 07:02 UTC: 3 alerts from 4 articles." in text


def test_a_change_that_changes_nothing_says_so() -> None:
    one = replace(followed(Strictness.STRICT), week=week(report()))
    answer = card.card(one, reading(), now=NOW, change=Change(Strictness.NORMAL))
    assert "Last 7 days: 1 alert, as before." in shown(answer)


def test_a_card_shows_names_in_other_languages_and_which_are_out() -> None:
    there = (
        Elsewhere("Saporischschja", ("de",)),
        Elsewhere("Zaporijia", ("fr", "ro")),
        Elsewhere("扎波罗热", ("zh",), is_out=True),
    )
    text = shown(card.card(followed(), replace(reading(), elsewhere=there), now=NOW))
    assert "In other languages: Saporischschja (German), Zaporijia (French, Romanian); 1 taken out." in text


def test_a_short_form_that_articles_explain_is_offered_with_a_tap() -> None:
    answer = card.card(
        followed(Strictness.NORMAL, "ZNPP", "a name: too odd for a button"), reading(), now=NOW
    )
    assert "Articles also call it “ZNPP”" in shown(answer)
    assert [label for label in labels(answer) if "➕" in label] == ["➕ ZNPP"]


def test_names_in_other_languages_are_paged_and_each_can_be_tapped() -> None:
    there = tuple(Elsewhere(f"Name {n}", ("de",), is_out=n == 11) for n in range(12))
    second = aliases.other_tongues(subscription(), replace(reading(), elsewhere=there), 1)
    assert "page 2 of 2" in shown(second)
    assert "✓ German: Name 10\n✕ German: Name 11" in shown(second)
    expected = ["✓ Name 10", "✕ Name 11", "Take all out", "Put all back", "‹ Back", "‹ Names"]
    assert labels(second) == expected


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
