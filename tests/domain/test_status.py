"""Where an issue stands: the newest development in the sentence that carries it, its timeline and coverage."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest

from bot.domain.matching import THRESHOLDS
from bot.domain.model import StoryId, Strictness
from bot.domain.standing import Report, unnamed
from bot.domain.status import ABOUT
from tests.domain.reports import DAY, NOW, TALKS, report, stand

# -- the newest development ------------------------------------------------------------------------


def test_nothing_known_is_said_plainly() -> None:
    status = stand()
    assert (status.newest, status.state, status.timeline, status.silence) == (None, None, (), None)


def test_section_about_the_issue_answers_in_its_own_sentence() -> None:
    newest = stand(report(TALKS, source="Coastal Wire")).newest
    assert newest is not None
    assert newest.sentence == (
        "Minister Karl Brede said talks continue over who pays for the Tarnholm bridge and when work on it may begin."
    )
    assert (newest.source, newest.url, newest.at) == ("Coastal Wire", "https://post.example/1", NOW)


def test_lead_in_of_the_section_gives_the_state_word() -> None:
    assert stand(report(TALKS)).state == "unresolved"


def test_another_section_never_gives_the_state_word() -> None:
    assert stand(report(TALKS, about="Fishing rights")).state == "signed"
    plain = TALKS.replace(
        "The unresolved issues include:", "The ministers spoke for two hours in the evening."
    )
    assert stand(report(plain)).state == "under negotiation"


def test_later_reports_are_not_known_yet() -> None:
    early = report(
        "The council closed the Tarnholm bridge to lorries on Sunday after cracks were found.", at=NOW - DAY
    )
    late = report(
        "The council opened the Tarnholm bridge to lorries again on Tuesday morning.", at=NOW, story=2
    )
    assert stand(early, late, as_of=NOW - timedelta(seconds=1)).newest == stand(early, as_of=NOW - DAY).newest
    newest = stand(early, late, as_of=NOW).newest
    assert newest is not None
    assert newest.sentence.startswith("The council opened")


def test_newest_report_of_a_story_counts_when_it_calls_the_issue_by_other_words() -> None:
    first = report(
        "At least 153 people were hurt when the Tarnholm bridge gave way on Monday.", at=NOW - DAY / 4
    )
    later = report("At least 156 people were hurt when the crossing gave way on Monday.", score=0.3)
    newest = stand(first, later).newest
    assert newest is not None
    assert newest.sentence.startswith("At least 156")
    elsewhere = replace(later, story=StoryId(2))
    other = stand(first, elsewhere).newest
    assert other is not None
    assert other.sentence.startswith("At least 153")


def test_sentence_that_names_the_issue_as_other_reports_do_carries_its_news() -> None:
    text = (
        "The Tarnholm bridge stands where four roads meet beyond the harbour of the old town of Brannvik.\n\n"
        "Every summer the harbour of the old town is full of visitors who come for the boats and the fish.\n\n"
        "Brede Crossing was closed to all lorries for a year by the council of ministers on Monday evening."
    )
    other = report("The council met about Brede Crossing on Sunday.", story=2, at=NOW - 9 * DAY)
    other = replace(other, match=replace(other.match, matched="Brede Crossing", alias="Brede Crossing"))
    around = [
        report(f"Council of ministers votes to close {n} crossings to lorries.", story=9 + n, at=NOW - DAY)
        for n in range(4)
    ]
    newest = stand(report(text), other, *around).newest
    assert newest is not None
    assert newest.sentence.startswith("Brede Crossing was closed")


def test_quotation_and_furniture_are_passed_over() -> None:
    text = (
        "Photo: the Tarnholm bridge seen from the harbour in February (Velmark Post).\n\n"
        "“I have never seen anything like the Tarnholm bridge in all my years here,” said one.\n\n"
        "Engineers closed the Tarnholm bridge on Monday after a cable snapped in the storm.\n\n"
        "Read more: everything about the Tarnholm bridge and what comes next for drivers."
    )
    newest = stand(report(text)).newest
    assert newest is not None
    assert newest.sentence.startswith("Engineers closed")


def test_title_is_shown_when_there_is_no_text() -> None:
    newest = stand(report("", title="Tarnholm bridge closed after storm")).newest
    assert newest is not None
    assert newest.sentence == "Tarnholm bridge closed after storm"


def test_weak_mention_of_today_does_not_beat_yesterdays_development() -> None:
    real = report(
        "Parliament voted on Monday to rebuild the Tarnholm bridge for 80 million crowns by 2029.",
        at=NOW - DAY,
        title="Parliament votes to rebuild Tarnholm bridge",
    )
    mention = report(
        "The bakery opened a second shop in Brannvik this week. Its owner grew up near the Tarnholm bridge.",
        story=2,
        score=0.3,
        title="Bakery opens second shop",
    )
    newest = stand(real, mention).newest
    assert newest is not None
    assert newest.url == "https://post.example/1"


SIGNED = "The treaty on the Tarnholm bridge was signed by both ministers in Brannvik on Tuesday morning."
NOT_SIGNED = "The treaty on the Tarnholm bridge was not signed in Brannvik on Tuesday, the Osland side said."


@pytest.mark.parametrize("story", [1, 2])
def test_reports_of_one_moment_that_contradict_each_other_are_both_shown(story: int) -> None:
    other = report(
        NOT_SIGNED,
        at=NOW - DAY / 12,
        story=story,
        source="Osland Courier",
        url="https://courier.example/1",
    )
    status = stand(report(SIGNED), other)
    assert status.newest is not None
    assert status.contrary is not None
    assert (status.newest.sentence, status.state) == (SIGNED, "signed")
    assert (status.contrary.development.sentence, status.contrary.state) == (NOT_SIGNED, "unresolved")
    assert status.contrary.development.source == "Osland Courier"


@pytest.mark.parametrize(
    ("hours", "source", "sentence"),
    [
        (30, "Osland Courier", NOT_SIGNED),  # later it is news
        (2, "Velmark Post", NOT_SIGNED),  # its own paper corrected itself
        (2, "Osland Courier", SIGNED),
        (2, "Osland Courier", "The Tarnholm bridge is 412 metres long, says a plate at its northern end."),
    ],
)
def test_what_is_later_or_of_one_paper_or_agrees_is_no_contradiction(
    hours: int, source: str, sentence: str
) -> None:
    other = report(
        sentence,
        at=NOW - timedelta(hours=hours),
        story=2,
        source=source,
        url=f"https://{source[:6]}.example/",
    )
    one = report(SIGNED, url="https://velmar.example/1")
    assert stand(one, other).contrary is None


def test_old_news_says_how_old_it_is() -> None:
    status = stand(report("The Tarnholm bridge was closed to lorries on Sunday night.", at=NOW - 6 * DAY))
    assert status.silence == 6 * DAY


FIRE = "The Tarnholm bridge reported a fire in a store room."


def busy_day(stories: int, *, score: float = 0.9) -> list[Report]:
    """So many fully told stories of one day, one an hour, told on `NOW`'s day before eight."""
    return [
        report(
            f"The council voted on Tuesday to spend {n + 2} million crowns on pier {n} of the Tarnholm bridge.",
            at=NOW.replace(hour=1) + timedelta(minutes=10 * n),
            story=10 + n,
            title=f"Council votes on pier {n} of Tarnholm bridge",
            score=score,
        )
        for n in range(stories)
    ]


@pytest.mark.parametrize("stories", [1, 4, 5, 9, 30])
def test_newest_development_answers_on_a_busy_day_however_thin_its_report(stories: int) -> None:
    late = report(
        f"Traffic doubled, the port said.\n\nSeparately: {FIRE}", title="Traffic doubles", score=0.52
    )
    status = stand(*busy_day(stories), late)
    assert status.newest is not None
    assert FIRE in status.newest.sentence
    assert len(status.timeline) == stories + 1


def test_passing_mention_on_a_busy_day_has_no_line_and_is_not_counted() -> None:
    mention = report(
        "The bakery opened a second shop. Its owner grew up near the Tarnholm bridge.", score=0.3
    )
    status = stand(*busy_day(6), mention)
    assert [line.at.hour for line in status.timeline].count(9) == 0
    assert status.coverage["2026-03-10"] == 6


def test_weak_finds_alone_are_still_an_answer() -> None:
    status = stand(*busy_day(3, score=0.4))
    assert len(status.timeline) == 3


def test_story_counts_as_about_the_issue_from_the_normal_threshold() -> None:
    assert THRESHOLDS[Strictness.NORMAL] == ABOUT


def test_timeline_is_bounded_to_its_newest_lines() -> None:
    days = [
        report(f"Engineers opened span {n} of the Tarnholm bridge.", at=NOW - n * DAY, story=n)
        for n in range(150)
    ]
    status = stand(*days)
    assert [line.at for line in status.timeline] == [NOW - n * DAY for n in range(100)]


# -- timeline and coverage -------------------------------------------------------------------------


def test_timeline_is_one_line_a_story_newest_first_and_counts_publishers() -> None:
    closed = "The council closed the Tarnholm bridge to lorries on Sunday after cracks were found in a pier."
    voted = "Parliament voted on Monday to rebuild the Tarnholm bridge for 80 million crowns by 2029."
    status = stand(
        report(closed, at=NOW - 2 * DAY, story=1),
        report(closed, at=NOW - 2 * DAY + timedelta(hours=1), story=1, source="Coastal Wire"),
        report(closed, at=NOW - 2 * DAY + timedelta(hours=2), story=1, source="COASTAL WIRE"),
        report(voted, at=NOW - DAY, story=2),
    )
    assert [(line.sentence, line.sources) for line in status.timeline] == [(voted, 1), (closed, 2)]
    assert status.timeline[0] == status.newest
    assert status.timeline[1].source == "Velmark Post"  # who told it first


def test_timeline_says_nothing_twice() -> None:
    line = "The council closed the Tarnholm bridge to lorries on Sunday after cracks were found in a pier."
    assert len(stand(*(report(line, at=NOW - n * DAY, story=n + 1) for n in range(4))).timeline) == 1


def test_newer_telling_of_a_story_replaces_the_older_one() -> None:
    old = "At least 14 people were hurt when a span of the Tarnholm bridge fell on Sunday."
    new = "At least 19 people were hurt when a span of the Tarnholm bridge fell on Sunday."
    newest = stand(report(old, at=NOW - DAY), report(new, at=NOW)).newest
    assert newest is not None
    assert newest.sentence == new


def test_newest_telling_counts_though_it_tells_less_well() -> None:
    old = "At least 14 people were hurt when a span of the Tarnholm bridge fell on Sunday, officials said."
    new = "At least 19 people were hurt when a span fell on Sunday, officials said."
    newest = stand(report(old, at=NOW - DAY), report(new, at=NOW)).newest
    assert newest is not None
    assert newest.sentence == new


def test_what_does_not_name_the_issue_tells_its_story_only_in_nearly_the_same_words() -> None:
    named = report("The Tarnholm bridge was closed to lorries on Monday after nine cracks were found in it.")
    renewed = unnamed_report(
        "The old bridge was closed to lorries on Monday after eleven cracks were found in it."
    )
    other = unnamed_report("A row over who should have paid for repairs has broken out in the town council.")
    for one, sentence in ((renewed, renewed.text), (other, named.text)):
        newest = stand(named, one, as_of=NOW + DAY).newest
        assert newest is not None
        assert (newest.sentence, newest.sources) == (sentence, 2)
    title = replace(other, text="", title="A row over repairs")
    newest = stand(replace(named, text="", title="Tarnholm bridge closed"), title, as_of=NOW + DAY).newest
    assert newest is not None
    assert newest.sentence == "Tarnholm bridge closed"


def unnamed_report(text: str) -> Report:
    """A later report of the same story in another paper, which does not name the issue."""
    later = report(text, source="The Wire", at=NOW + DAY / 24)
    return replace(later, match=unnamed(later.match.issue))


def test_coverage_counts_stories_of_thirty_days_and_shows_quiet_ones() -> None:
    text = "The council spoke about pier {} of the Tarnholm bridge for an hour on that day."
    status = stand(
        report(text.format(1), at=NOW - 40 * DAY, story=1),
        report(text.format(2), at=NOW - 29 * DAY, story=2),
        report(text.format(3), at=NOW, story=3),
        report(text.format(3), at=NOW, story=3, source="Other"),
        report(text.format(4), at=NOW, story=4),
    )
    assert len(status.coverage) == 30
    assert {day: n for day, n in status.coverage.items() if n} == {"2026-02-09": 1, "2026-03-10": 2}


def test_coverage_counts_the_lines_of_the_timeline() -> None:
    status = stand(
        *busy_day(12), *(replace(one, published_at=one.published_at - DAY) for one in busy_day(12))
    )
    days = Counter(line.at.date().isoformat() for line in status.timeline)
    assert {day: n for day, n in status.coverage.items() if n} == days


def test_four_times_as_many_reports_cost_about_four_times_as_much() -> None:
    def cost(count: int) -> float:
        """Processor seconds, of the quickest of three."""
        reports = [
            report(f"Note {n}. {TALKS}", at=NOW - timedelta(hours=n % 700), story=n // 2, title=f"Day {n}")
            for n in range(count)
        ]
        spent = []
        for _ in range(3):
            started = process_time()
            assert stand(*reports).newest is not None
            spent.append(process_time() - started)
        return min(spent)

    assert cost(2000) < 10 * cost(500)
