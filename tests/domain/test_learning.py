"""What an honest press teaches: only what would have helped, and its whole effect told before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerting import least
from bot.domain.learning import Proposal, Wrong, is_let_by, kept_from, proposals, rings, taught, told
from bot.domain.model import (
    ChatId,
    Issue,
    IssueId,
    Match,
    Passage,
    StoryId,
    Strictness,
    Subscription,
    SubscriptionId,
)
from bot.domain.standing import Report
from bot.domain.wishes import Lesson, LessonKind, Wishes

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
JORDAN = Subscription(
    id=SubscriptionId(1),
    chat=ChatId(1),
    issue=Issue(id=IssueId(1), name="Jordan", aliases=("Hashemites",)),
    created_at=NOW,
)


def report(
    story: int, score: float, text: str, *, source: str = "The Paper", alias: str = "Jordan"
) -> Report:
    """An article of some hours ago that speaks of Jordan."""
    passage = Passage(text=text, start=0, end=len(text))
    match = Match(issue=IssueId(1), score=score, passage=passage, matched=alias, alias=alias)
    at = NOW - timedelta(hours=story)
    return Report(
        story=StoryId(story),
        match=match,
        title="",
        text=text,
        url=f"https://paper.test/{story}",
        source=source,
        published_at=at,
    )


SPORT = report(1, 0.55, "Jordan scored thirty points in the basketball final.", source="Sports Daily")
TALKS = report(2, 0.8, "Ministers of Jordan and Syria met about water and the border.")
WATER = report(3, 0.6, "Jordan buys water from its neighbours, ministers said.")
ALL = (SPORT, TALKS, WATER)


def found(wrong: Wrong, one: Subscription = JORDAN) -> dict[LessonKind, Proposal]:
    """What is proposed about the sports article, the first of each kind."""
    by_kind: dict[LessonKind, Proposal] = {}
    for it in proposals(wrong, one, SPORT, ALL, NOW):
        by_kind.setdefault(it.lesson.kind, it)
    return by_kind


def test_a_wrong_subject_is_kept_away_by_a_word_that_nothing_else_has() -> None:
    first = proposals(Wrong.SUBJECT, JORDAN, SPORT, ALL, NOW)[0]
    assert (first.lesson.kind, first.lesson.value) == (LessonKind.WORD, "basketball")
    assert (first.dropped, first.kept) == ((SPORT,), 2)


def test_no_word_that_a_wanted_article_has_is_proposed() -> None:
    words = {
        it.lesson.value
        for it in proposals(Wrong.SUBJECT, JORDAN, TALKS, ALL, NOW)
        if it.lesson.kind is LessonKind.WORD
    }
    assert words.isdisjoint({"water", "ministers", "jordan"})
    assert words


def test_a_word_that_several_of_the_stories_have_is_proposed_first() -> None:
    games = [report(10 + n, 0.6, f"Jordan won basketball game {n} of the season.") for n in range(3)]
    talks = [report(20 + n, 0.6, f"Jordan and Syria met for talks {n} about water.") for n in range(5)]
    first = proposals(Wrong.SUBJECT, JORDAN, SPORT, (SPORT, *games, *talks), NOW)[0]
    assert (first.lesson.kind, first.lesson.value) == (LessonKind.WORD, "basketball")
    assert {it.story for it in first.dropped} == {1, 10, 11, 12}
    of_most = proposals(Wrong.SUBJECT, JORDAN, talks[0], (*games[:1], *talks), NOW)
    assert "water" not in {it.lesson.value for it in of_most}


def test_no_press_makes_an_issue_stricter_than_its_next_setting() -> None:
    loose = replace(JORDAN, strictness=Strictness.LOOSE)
    assert LessonKind.SURER not in found(Wrong.MENTION, loose)
    slight = replace(SPORT, match=replace(SPORT.match, score=0.4))
    [surer] = [
        it
        for it in proposals(Wrong.MENTION, loose, slight, (slight, TALKS), NOW)
        if it.lesson.kind is LessonKind.SURER
    ]
    assert 0.4 < float(surer.lesson.value) <= 0.5


def test_a_mention_is_kept_away_by_asking_for_just_more() -> None:
    one = found(Wrong.MENTION)[LessonKind.SURER]
    assert 0.55 < float(one.lesson.value) < 0.6
    assert [it.story for it in one.dropped] == [1]
    after = taught(JORDAN, one.lesson)
    assert [it.story for it in told(after, ALL)] == [2, 3]
    assert least(after) == float(one.lesson.value)


def test_old_and_seen_news_offer_to_leave_out_the_publisher() -> None:
    for wrong in (Wrong.OLD, Wrong.SEEN):
        one = found(wrong)[LessonKind.SOURCE]
        assert one.lesson.value == "Sports Daily"
        assert not rings(taught(JORDAN, one.lesson), SPORT)


def test_an_alias_is_taken_away_only_where_it_was_what_matched() -> None:
    assert LessonKind.ALIAS not in found(Wrong.SUBJECT)
    royal = report(4, 0.7, "The Hashemites opened a museum.", alias="Hashemites")
    first = proposals(Wrong.SUBJECT, JORDAN, royal, (*ALL, royal), NOW)[0]
    assert (first.lesson.kind, first.lesson.value) == (LessonKind.ALIAS, "Hashemites")
    assert taught(JORDAN, first.lesson).issue.aliases == ()


def test_what_would_not_have_helped_is_not_proposed() -> None:
    kept = replace(JORDAN, lessons=(Lesson(LessonKind.KEPT, kept_from(0.55), NOW),))
    assert LessonKind.SURER not in found(Wrong.MENTION, kept)


def test_a_story_that_another_article_tells_still_rings() -> None:
    copy = replace(
        SPORT, match=replace(SPORT.match, score=0.9), source="The Paper", url="https://paper.test/9"
    )
    assert proposals(Wrong.SEEN, JORDAN, SPORT, (*ALL, copy), NOW) == ()


@pytest.mark.parametrize(
    ("lesson", "is_ringing"),
    [
        (Lesson(LessonKind.WORD, "basketball", NOW), False),
        (Lesson(LessonKind.WORD, "basket", NOW), True),
        (Lesson(LessonKind.SOURCE, "sports daily", NOW), False),
        (Lesson(LessonKind.SURER, "0.56", NOW), False),
        (Lesson(LessonKind.SURER, "0.50", NOW), True),
    ],
)
def test_a_lesson_holds_for_what_it_names_and_for_nothing_else(lesson: Lesson, is_ringing: bool) -> None:
    one = replace(JORDAN, lessons=(lesson,))
    assert rings(one, SPORT) is is_ringing
    assert is_let_by(one, SPORT) is is_ringing
    assert rings(one, TALKS)


def test_a_kept_score_rings_at_a_stricter_setting_too() -> None:
    kept = Lesson(LessonKind.KEPT, kept_from(0.554), NOW)
    one = replace(JORDAN, strictness=Strictness.STRICT, lessons=(Lesson(LessonKind.SURER, "0.80", NOW), kept))
    assert rings(one, SPORT)
    assert least(one) == 0.55


def test_only_and_never_are_the_subscriptions_before_the_chats() -> None:
    usual = replace(JORDAN.usual, never=("Sports Daily",))
    assert not rings(replace(JORDAN, usual=usual), SPORT)
    assert rings(replace(JORDAN, usual=usual, wishes=Wishes(never=())), SPORT)
    assert not rings(replace(JORDAN, wishes=Wishes(only=("The Paper",))), SPORT)
