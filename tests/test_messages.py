"""Messages: valid for Telegram whatever the text, within its limits, and saying what the contract says."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import messages
from bot.domain.matching import Reading
from bot.domain.model import (
    Action,
    Alert,
    AlertId,
    AlertState,
    Chat,
    ChatId,
    Copy,
    DecisionRecord,
    DeliveryMode,
    Destination,
    Development,
    Excerpt,
    Issue,
    IssueId,
    Match,
    Passage,
    Reason,
    Source,
    SourceId,
    Status,
    StoryId,
    Strictness,
    Subscription,
    SubscriptionId,
)
from bot.messages import Button, Message, issues, rich, sources, talk, why
from bot.messages.rich import CAPTION_LIMIT, TEXT_LIMIT, clip, units
from bot.sandbox.html import parse_html

NOW = datetime(2025, 12, 27, 13, 2, tzinfo=UTC)
AT = datetime(2025, 12, 27, 7, 2, tzinfo=UTC)
PLANT = "Envoys said the future of the occupied Zaporizhzhia plant remains unresolved. Talks go on."


def excerpt(
    name: str = "Zaporizhzhia", text: str = PLANT, words: str = "Zaporizhzhia", issue: int = 1
) -> Excerpt:
    at = text.find(words)
    spans = ((at, at + len(words)),) if at >= 0 else ()
    return Excerpt(IssueId(issue), name, text, spans, "", 0.9)


def copy(
    source: str = "Morning Post", url: str | None = "https://post.example.org/a", title: str = "Talks go on"
) -> Copy:
    return Copy(source, url, title, AT)


def alert(
    excerpts: Sequence[Excerpt] = (excerpt(),),
    copies: Sequence[Copy] = (copy(),),
    story: int = 1,
    id: int = 7,
) -> Alert:
    return Alert(
        id=AlertId(id),
        chat=ChatId(1),
        story=StoryId(story),
        state=AlertState.OWED,
        reason=Reason.NEW_STORY,
        created_at=AT,
        excerpts=tuple(excerpts),
        copies=tuple(copies),
    )


def shown(message: Message) -> str:
    """The text as a reader sees it; fails where Telegram would refuse the markup."""
    return parse_html(message.html)[0].strip()


def bold(message: Message) -> list[str]:
    text, entities = parse_html(message.html)
    return [text[one.start : one.end] for one in entities if one.type == "bold"]


def is_valid(message: Message, limit: int = TEXT_LIMIT) -> bool:
    text, entities = parse_html(message.html)
    data = [button.data for row in message.buttons for button in row]
    return (
        0 < units(text) <= limit
        and len(entities) <= 100
        and len(message.html.encode()) <= 32_768
        and all(len(one.encode()) <= 64 for one in data)
        and len(data) <= 100
    )


# -- the alert -------------------------------------------------------------------------------------


def test_an_alert_reads_as_the_contract_says() -> None:
    told = alert(
        [excerpt(), excerpt("Security guarantees", "Talks continue over guarantees.", "guarantees", 2)],
        [
            copy(),
            *(
                copy(name, f"https://{name.lower()}.example.org/")
                for name in ("AP", "Reuters", "AFP", "BBC", "DPA", "PTI")
            ),
        ],
    )
    assert shown(messages.alert(told)) == (
        "🔔 Zaporizhzhia · Security guarantees\n"
        "Talks go on\n"
        "Morning Post · 27 Dec 07:02 UTC\n"
        f"Zaporizhzhia\n{PLANT}\n"
        "Security guarantees\nTalks continue over guarantees.\n"
        "Also: AP · Reuters · AFP · BBC · +2"
    )


def test_the_headline_is_bold_and_linked_and_the_time_is_the_readers() -> None:
    markup = messages.alert(alert()).html
    assert '<b><a href="https://post.example.org/a">Talks go on</a></b>' in markup
    assert f'<tg-time unix="{int(AT.timestamp())}" format="dt">27 Dec 07:02 UTC</tg-time>' in markup


def test_a_headline_without_a_url_is_bold_and_not_linked() -> None:
    assert "<b>Talks go on</b>" in messages.alert(alert(copies=[copy(url=None)])).html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://localhost/x", "https://[bad", "https://a.example/ b"]
)
def test_an_address_that_telegram_would_not_link_is_left_out(url: str) -> None:
    assert "<a " not in messages.alert(alert(copies=[copy(url=url)])).html


def test_the_matched_words_are_bold_in_the_quotation() -> None:
    assert "Zaporizhzhia" in bold(messages.alert(alert()))
    assert "<blockquote>Envoys" in messages.alert(alert()).html


def test_matched_words_stay_bold_where_the_passage_had_line_breaks() -> None:
    told = alert([excerpt(text="  The fate\n\n of  the   Zaporizhzhia\nplant is open.")])
    assert bold(messages.alert(told))[-1] == "Zaporizhzhia"


def test_a_long_quotation_is_folded() -> None:
    told = alert([excerpt(text=f"Zaporizhzhia. {'More was said about it. ' * 30}")])
    assert "<blockquote expandable>" in messages.alert(told).html


def test_one_passage_for_two_issues_is_quoted_once() -> None:
    told = alert([excerpt(), excerpt("The plant", words="plant", issue=2)])
    text = shown(messages.alert(told))
    assert text.count("Envoys") == 1
    assert {"Zaporizhzhia", "plant"} <= set(bold(messages.alert(told)))


def test_foreign_markup_is_shown_as_it_is_written() -> None:
    told = alert([excerpt(text="Is <b>1 < 2 & 3</b>?", words="1")], [copy(title="<script>&amp;</script>")])
    assert "<script>&amp;</script>" in shown(messages.alert(told))
    assert "Is <b>1 < 2 & 3</b>?" in shown(messages.alert(told))


def test_a_text_cannot_turn_the_direction_of_what_follows() -> None:
    assert "\u202e" not in messages.alert(alert(copies=[copy(title="abc\u202edef")])).html


def test_passages_that_do_not_fit_are_counted() -> None:
    many = [
        excerpt(f"Issue {n}", f"Passage {n} {'speaks at some length of it. ' * 40}", "length", n)
        for n in range(60)
    ]
    text = shown(messages.alert(alert(many)))
    assert re.search(r"… and \d+ more passages\.", text)


# -- digests ---------------------------------------------------------------------------------------


def test_a_digest_groups_by_issue_and_tells_each_story_once() -> None:
    told = [
        alert(copies=[copy(title="First")], story=1),
        alert([excerpt("Territory", "Land is open.", "Land", 2)], [copy(title="Second")], story=2),
        alert(copies=[copy(title="Third"), copy("AP")], story=3),
        alert(copies=[copy(title="Third"), copy("AP")], story=3),
    ]
    [part] = messages.digest(told)
    text = shown(part)
    assert text.startswith("🗞 Digest · 3 stories")
    assert text.index("Zaporizhzhia") < text.index("Third") < text.index("First") < text.index("Territory")
    assert text.count("Third") == 1
    assert "Morning Post +1" in text


def test_a_long_digest_is_split_between_stories_and_says_what_it_left_out() -> None:
    told = [
        alert([excerpt(text=f"{n} {PLANT * 3}")], [copy(title=f"Story {n}.")], story=n) for n in range(200)
    ]
    parts = messages.digest(told)
    assert len(parts) == 5
    assert all(is_valid(part) for part in parts)
    told_of = sum(len(re.findall(r"Story \d+\.", shown(part))) for part in parts)
    [left] = re.findall(r"… and (\d+) more stories", shown(parts[-1]))
    assert told_of + int(left) == 200


def test_no_alerts_make_no_digest() -> None:
    assert messages.digest([]) == []


# -- status ----------------------------------------------------------------------------------------


def development(
    sentence: str = "The future of the plant remains unresolved.", days: int = 0, sources: int = 1
) -> Development:
    return Development(
        AT - timedelta(days=days), sentence, "https://post.example.org/a", "Morning Post", sources
    )


def standing(
    *developments: Development, state: str | None = "unresolved", name: str = "Zaporizhzhia"
) -> Status:
    newest = developments[0] if developments else None
    return Status(
        issue=name,
        as_of=NOW,
        state=state,
        newest=newest,
        timeline=developments,
        coverage={"2025-12-27": 2, "2025-12-25": 1},
        silence=NOW - newest.at if newest else None,
    )


def test_a_status_reads_as_the_contract_says() -> None:
    answer = messages.status(
        standing(development(), development("Envoys met.", 1, 3)), IssueId(5), followed=False
    )
    assert shown(answer) == (
        "📍 Zaporizhzhia: unresolved\n"
        "“The future of the plant remains unresolved.”\n"
        "Morning Post · 27 Dec 07:02 UTC · 6 h ago · link\n"
        "Before that\n"
        "26 Dec  Envoys met. (3 sources)\n"
        "📈 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▅▁█\n"
        "3 stories in 30 days"
    )
    assert [button.label for row in answer.buttons for button in row] == [
        "🔔 Follow",
        "🕓 Timeline",
        "↻ Refresh",
    ]


def test_a_status_without_a_state_word_shows_none() -> None:
    assert shown(messages.status(standing(development(), state=None), IssueId(5), followed=True)).startswith(
        "📍 Zaporizhzhia\n"
    )


def test_old_news_says_so() -> None:
    text = shown(messages.status(standing(development(days=6)), IssueId(5), followed=True))
    assert "Nothing new for 6 days." in text


def test_nothing_known_is_said_and_near_names_are_offered() -> None:
    answer = messages.unknown("Zaparozhia", IssueId(5), followed=False, near=[(IssueId(9), "Zaporizhzhia")])
    assert "Nothing about it" in shown(answer)
    assert answer.buttons[0] == (Button("📍 Zaporizhzhia", "status:9"),)


def test_a_timeline_turns_its_pages() -> None:
    answer = standing(*(development(f"Day {n} brought news.", n) for n in range(14)))
    first, last = (messages.timeline(answer, IssueId(5), page, followed=True) for page in (0, 2))
    assert "Day 0 " in shown(first)
    assert "Day 13 " in shown(last)
    assert [button.data for button in first.buttons[0]] == ["time:5:1"]
    assert [button.data for button in last.buttons[0]] == ["time:5:1"]
    assert messages.timeline(answer, IssueId(5), 99, followed=True) == last


# -- issues and the rest ---------------------------------------------------------------------------


def subscription(name: str = "Zaporizhzhia", aliases: tuple[str, ...] = (), id: int = 3) -> Subscription:
    return Subscription(
        id=SubscriptionId(id),
        chat=ChatId(1),
        issue=Issue(id=IssueId(5), name=name, aliases=aliases),
        created_at=AT,
    )


def reading(name: str = "Zaporizhzhia") -> Reading:
    return Reading((name,), ("Запоріжжя",), (), ())


def week() -> issues.Week:
    passage = Passage(text=PLANT, start=0, end=len(PLANT))
    match = Match(issue=IssueId(5), score=0.9, passage=passage, matched="plant", alias="plant")
    return issues.Week(stories=3, articles=5, below=2, newest_at=AT, sample=match)


def test_a_card_reads_back_what_matches_and_what_the_week_gave() -> None:
    one = issues.Followed(subscription=subscription(), mode=DeliveryMode.INSTANT, week=week())
    answer = issues.card(one, reading(), opening="Following from now on:", now=NOW)
    text = shown(answer)
    assert "Запоріжжя" in text
    assert "Last 7 days: 3 alerts from 5 articles. Looser would add 2 alerts." in text
    assert PLANT in text
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


# -- clipping --------------------------------------------------------------------------------------

FAMILY, FLAG, ACCENT = "👨‍👩‍👧‍👦", "🇺🇦", "e\u0301"


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("Zaporizhzhia", 5, "Zapo…"),
        (f"{FAMILY}{FAMILY}", 15, f"{FAMILY}…"),
        (f"{FLAG}{FLAG}", 6, f"{FLAG}…"),
        (ACCENT * 4, 5, f"{ACCENT * 2}…"),
        ("今天的谈判没有结果", 5, "今天的谈…"),
        ("AP 今天的谈判没有结果", 7, "AP 今天的…"),
        ("x", 0, ""),
    ],
)  # fmt: skip
def test_clip_cuts_between_words_and_never_inside_an_emoji(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped


awkward = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(["\n", " ", "<", "&", '"', ">", "👨‍👩‍👧‍👦"[0], "\u200d", "\u0301", "🇺", "🇦"]),
    ),
    max_size=60,
)
long_text = st.builds(lambda text, times: text * times, awkward, st.integers(1, 100))


@given(awkward, st.integers(1, 80))
@settings(max_examples=100, deadline=None)
def test_clip_stays_within_its_limit_and_cuts_at_a_cluster(text: str, limit: int) -> None:
    short = clip(text, limit)
    assert units(short) <= limit
    if short != text:
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        ends = [found.end() for found in rich._CLUSTER.finditer(text)]
        assert not kept or len(kept) in ends or text[len(kept)].isspace()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=40), st.integers(14, 120))
def test_clip_keeps_words_whole(words: list[str], limit: int) -> None:
    short = clip(" ".join(words), limit)
    assert short.removesuffix("…").split() == words[: len(short.removesuffix("…").split())]


@given(names=st.lists(awkward, max_size=12), text=long_text, title=long_text, source=awkward, url=awkward)
@example(
    names=["&" * 300] * 30,
    text='"&<' * 2000,
    title="&" * 5000,
    source="&" * 300,
    url="https://a.example/" + "&" * 290,
)
@settings(max_examples=25, deadline=None)
def test_any_alert_and_digest_is_valid_for_telegram(
    names: list[str], text: str, title: str, source: str, url: str
) -> None:
    spans = tuple((at, at + 3) for at in range(0, len(text), 5))
    told = alert(
        [Excerpt(IssueId(n), name, text + name, spans) for n, name in enumerate(names)],
        [Copy(f"{source}{n}", f"https://a.example/{url}", title, AT) for n in range(8)],
    )
    assert is_valid(messages.alert(told))
    assert all(is_valid(part) for part in messages.digest([told]))


@given(name=awkward, text=long_text, source=awkward, note=awkward)
@example(name="&" * 300, text="&" * 9000, source="&" * 300, note="&" * 300)
@settings(max_examples=25, deadline=None)
def test_any_status_card_and_reason_is_valid_for_telegram(
    name: str, text: str, source: str, note: str
) -> None:
    lines = tuple(Development(AT, text, f"https://a.example/{source}", source, 2) for _ in range(30))
    answer = standing(*lines, state=note[:20], name=name)
    assert is_valid(messages.status(answer, IssueId(5), followed=False, note=note))
    assert is_valid(messages.timeline(answer, IssueId(5), 0, followed=False, note=note), CAPTION_LIMIT)
    assert is_valid(messages.unknown(name, IssueId(5), followed=False, near=[(IssueId(1), name)]))
    one = issues.Followed(
        subscription=subscription(name, (text, source, note)), mode=DeliveryMode.DAILY, week=week()
    )
    read = Reading((name, text), (source, text), (note,), (text,))
    assert is_valid(issues.card(one, read, opening=note, now=NOW))
    assert is_valid(issues.aliases(one.subscription, read))
    assert is_valid(issues.offer(name, IssueId(5)))
    assert is_valid(talk.said(text))
    record = DecisionRecord(
        issue=name, action=Action.DROP, reason=Reason.OFF, score=0.5, matched=source, passage=text, at=AT
    )
    assert is_valid(why.explained(text, source, [record] * 50))


def test_escaping_a_text_gives_that_text_back() -> None:
    text = "a < b & c > d \"e\" 'f' &amp; <b>"
    assert html.unescape(messages.escape(text)) == text
