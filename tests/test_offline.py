"""Answers from articles that pass by, without a store."""

import weakref
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot import offline
from bot.domain.model import Article

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NUMBERED = "The harbour of Tisava was swept for the {} time on that day, its master said."


def test_each_question_is_answered_up_to_its_moment_from_one_stream_in_any_order() -> None:
    sentences = [
        "The Marnice dam was signed for on Monday.",
        "The Marnice dam leaks at two gates, they said.",
    ]
    days = [timedelta(days=1), timedelta(days=9)]
    stream = (
        Article(guid=sentence, title="", text=sentence, published_at=NOW - age, language="en")
        for sentence, age in zip(sentences, days, strict=True)
    )
    queries = [offline.Query("Marnice", (), at) for at in (NOW, NOW - timedelta(days=5))]
    answers = list(offline.answers(queries, stream, NOW))
    assert [one.newest.sentence for one in answers if one.newest] == sentences


def test_what_has_a_part_of_the_words_answers_only_where_nothing_has_more_of_them() -> None:
    whole = "Nine people died in the bridge disaster of Tarnholm, officials said."
    part = "A fair was held in Tarnholm for the second time this spring, officials said."
    articles = [
        Article(guid=one, title="", text=one, published_at=NOW - age, language="en")
        for one, age in ((whole, timedelta(days=2)), (part, timedelta(days=5)), (part, timedelta(days=1)))
    ]
    articles += [
        Article(guid=str(n), title="", text=NUMBERED.format(n), published_at=NOW, language="en")
        for n in range(4)
    ]
    queries = [offline.Query("Bridge disaster in Tarnholm", (), at) for at in (NOW, NOW - timedelta(days=4))]
    answers = [one.newest.sentence for one in offline.answers(queries, articles, NOW) if one.newest]
    assert answers == [whole, part]


class Watched(Article):
    """One whose end can be seen."""


def test_of_what_speaks_of_nothing_that_is_asked_only_the_newest_are_held() -> None:
    given: list[weakref.ref[Article]] = []
    many = offline.OTHERS + 30

    def stream() -> Iterator[Article]:
        for number in range(many):
            one = Watched(guid=str(number), title="", text=NUMBERED.format(number), published_at=NOW)
            given.append(weakref.ref(one))
            yield one
            del one
        assert sum(ref() is not None for ref in given) <= offline.OTHERS + 2

    [answer] = offline.answers([offline.Query("Marnice")], stream(), NOW)
    assert (answer.newest, len(given)) == (None, many)


def test_story_is_told_by_its_newest_report_and_counts_all_its_papers_though_one_calls_the_issue_otherwise() -> (
    None
):
    told = "The incumbent party of Brigitta Bocconi wins all 24 council seats in the {} election, the count shows."
    articles = [
        Article(
            guid=name, title="", text=told.format(name), source=paper, published_at=NOW - age, language="en"
        )
        for name, paper, age in (
            ("Marnician", "The Paper", timedelta(hours=3)),
            ("general Marnice", "The Wire", timedelta(hours=1)),
        )
    ]
    [answer] = offline.answers([offline.Query("Marnician election")], articles, NOW)
    assert answer.newest is not None
    assert (answer.newest.sentence, answer.newest.sources) == (articles[1].text, 2)
    [earlier] = offline.answers(
        [offline.Query("Marnician election", (), NOW - timedelta(hours=2))], articles, NOW
    )
    assert earlier.newest is not None
    assert (earlier.newest.sentence, earlier.newest.sources) == (articles[0].text, 1)
