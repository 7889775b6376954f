"""Status of words that nobody follows, and of any reports at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import text as reading
from bot.domain.model import Issue, IssueId, Match, Passage, StoryId
from bot.domain.standing import Report
from bot.domain.status import STATES, Search, answer
from tests.domain.reports import DAY, NOW, TALKS

# -- asking for any words --------------------------------------------------------------------------


def test_typed_words_find_what_speaks_of_them_in_other_inflections() -> None:
    search = Search([Issue(id=IssueId(5), name="closed Tarnholm bridge")])
    texts = (
        "The bridges of Tarnholm were closed by a storm on Monday evening.",
        "A bridge over the Osund was painted in the summer, said the mayor.",
        "Cod quotas were raised again, to the anger of fishermen.",
    )
    hits = [search.read(reading.read("", text)) for text in texts]
    right, wrong, other = (search.match(one) for one in hits)
    assert (wrong, other) == ({}, {})
    assert search.issues_of(hits[0]) == {5: True}
    match = right[IssueId(5)]
    assert (match.issue, match.passage.start) == (5, 0)
    assert match.passage.text[slice(*match.spans[0])] == "bridges"
    assert 0.3 < match.score <= 1


def test_a_name_alone_may_be_what_typed_words_mean_and_another_word_alone_is_not() -> None:
    search = Search([Issue(id=IssueId(5), name="Bridge disaster in Tarnholm")])
    named, common = (
        search.read(reading.read("", text))
        for text in ("Nine died as a span fell in Tarnholm on Monday.", "The bridge was painted on Monday.")
    )
    assert (search.issues_of(named), common) == ({5: False}, [])
    assert search.match(named)[IssueId(5)].matched == "Tarnholm"


def test_a_name_that_many_articles_have_is_not_enough_alone() -> None:
    search = Search([Issue(id=IssueId(5), name="Bridge disaster in Tarnholm")])
    texts = (f"In Tarnholm, {n} boats left the harbour at noon." for n in range(40))
    hits = [search.read(reading.read("", text)) for text in texts]
    assert all(search.match(one) == {} for one in hits)


def test_words_that_no_article_has_do_not_hide_the_name_that_one_has() -> None:
    search = Search([Issue(id=IssueId(5), name="Catastrophic embankment subsidence near Tarnholm")])
    one = search.read(reading.read("", "Nine died as a span fell in Tarnholm on Monday."))
    for n in range(30):
        search.read(reading.read("", f"The council of Osund voted on pier {n} of its own."))
    assert set(search.match(one)) == {5}


@pytest.mark.parametrize("name", ["interest rates", "…"])
def test_typed_words_that_nothing_speaks_of_find_nothing(name: str) -> None:
    search = Search([Issue(id=IssueId(1), name=name)])
    assert search.read(reading.read("", "The bridges of Tarnholm were closed by a storm.")) == []


# -- any text --------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(TALKS.split(" ")), max_size=60).map(" ".join)
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text, title = draw(TEXTS), draw(st.text(max_size=40))
    document = reading.read(title, text)
    none = Passage(text=title, start=None, end=None)
    passage = draw(st.sampled_from(document.passages)) if document.passages else none
    words = passage.text.split()
    match = Match(
        issue=IssueId(1),
        score=draw(st.floats(0, 1)),
        passage=passage,
        matched=words[0] if words else "",
        alias="Tarnholm bridge",
    )
    return Report(
        story=StoryId(draw(st.integers(1, 4))),
        match=match,
        title=title,
        text=text,
        url=draw(st.sampled_from([None, "https://a.example/1", "nonsense"])),
        source=draw(st.sampled_from(["", "A", "B"])),
        published_at=NOW - draw(st.integers(-2, 60)) * DAY,
        language=draw(st.sampled_from([None, "en", "uk", "zh", "xx"])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(reports(), max_size=8))
def test_every_sentence_stands_verbatim_in_a_report_known_by_then(known: list[Report]) -> None:
    status = answer("Tarnholm bridge", known, NOW)
    for line in status.timeline:
        told = [r for r in known if r.published_at == line.at and r.url == line.url and line.at <= NOW]
        assert line.sentence
        assert any(line.sentence in r.text or line.sentence in r.title for r in told)
    assert status.newest == (status.timeline[0] if status.timeline else None)
    assert [line.at for line in status.timeline] == sorted(
        (line.at for line in status.timeline), reverse=True
    )
    assert status.state is None or status.state in STATES
