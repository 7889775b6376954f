"""What holds of the index whatever it is given, and what it costs at most."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import text
from bot.domain.matching import Index
from bot.domain.model import Issue, IssueId
from tests.domain.matching.made import index, issue

# -- properties ------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Zaporizhzhia", "Kyiv", "territory", "security guarantees", "WHO", "乌克兰", "Запоріжжя", "Ana Kovacs", "New York",
     "Kovacs", "the", "guarantees of security", "Germany", "Київ"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["Zaporozhye", "Kiev", "territories", "security", "guarantees", "WHO", "who", "乌克兰", "Запоріжжі", "Ana",
     "Kovacs", "New", "York", "the", "of", ".", "\n\n", "Deutschland", "Germany", "and", "Київ", "tisch", ":", "x"]
)  # fmt: skip
BODIES = st.lists(WORDS, max_size=25).map(" ".join)
ISSUES = st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=2)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(ISSUES, BODIES, BODIES)
def test_matches_are_exact_and_in_range(names: list[tuple[str, list[str]]], title: str, body: str) -> None:
    made = index(*(issue(n, *more, number=i) for i, (n, more) in enumerate(names)))
    found = made.match(text.read(title, body))
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert len({m.issue for m in found}) == len(found)
    for match in found:
        assert 0 <= match.score <= 1
        assert match.matched
        assert match.alias
        if match.passage.start is None:
            assert match.passage.text == title
        else:
            assert match.passage.text == body[match.passage.start : match.passage.end]
        assert all(0 <= a < b <= len(match.passage.text) for a, b in match.spans)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 4), NAMES, st.lists(NAMES, max_size=2)), max_size=12),
    BODIES,
    BODIES,
)
def test_any_history_equals_single_issue_indexes(
    steps: list[tuple[bool, int, str, list[str]]], title: str, body: str
) -> None:
    document = text.read(title, body)
    made, kept = Index(), dict[int, Issue]()
    for add, number, name, aliases in steps:
        if add:
            kept[number] = issue(name, *aliases, number=number)
            made.add(kept[number])
        else:
            kept.pop(number, None)
            made.remove(IssueId(number))
        made.match(document)
    alone = [match for one in kept.values() for match in index(one).match(document)]
    assert len(made) == len(kept)
    assert made.match(document) == sorted(alone, key=lambda m: (-m.score, m.issue))


@settings(max_examples=60, deadline=None)
@given(NAMES, BODIES)
def test_an_unrelated_passage_never_lowers_the_score(name: str, body: str) -> None:
    made = index(issue(name))
    longer = (
        f"{body}\n\nMeanwhile it rained on every roof, and nobody minded at all.\n\nMore rain fell at night."
    )
    before = {m.issue: m.score for m in made.match(text.read("", body, "en"))}
    after = {m.issue: m.score for m in made.match(text.read("", longer, "en"))}
    assert all(after.get(number, 0.0) >= value for number, value in before.items())


# -- bounds ----------------------------------------------------------------------------------------


def test_a_new_issue_is_seen_by_the_next_match() -> None:
    made = index(issue("Kyiv", number=1))
    document = text.read("", "Engineers left the Zaporozhye plant.", "en")
    assert not made.match(document)
    made.add(issue("Zaporizhzhia", number=2))
    assert [m.issue for m in made.match(document)] == [2]
    made.remove(IssueId(2))
    assert not made.match(document)


@pytest.mark.parametrize(
    "body",
    [
        "Zaporizhzhia " * 50_000,
        " ".join(
            f"W{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676 % 26)}rn" for i in range(60_000)
        ),
        "x" * 1_000_000,
        "e" + "\u0301\u0316" * 200_000,
        "乌克兰" * 50_000,
    ],
    ids=["one name", "distinct names", "one word", "marks", "unspaced"],
)
def test_a_hostile_article_costs_bounded_time(body: str) -> None:
    made = index(
        *(issue(f"Zaporizhzhia {n}", number=i) for i, n in enumerate(("", "plant", "north", "乌克兰")))
    )
    document = text.read("", body)
    began = time.process_time()
    made.match(document)
    assert time.process_time() - began < 8


def test_a_pasted_text_as_a_name_is_cut() -> None:
    made = index(issue("bridge " * 5_000, number=1), issue("", number=2), issue("!?", number=3))
    assert len(made) == 3
    assert not made.match(text.read("", "!? nothing here.", "en"))


def test_a_name_with_half_a_character_harms_no_other() -> None:
    made = index(issue("Kovacs", "\u4e2d\ud800\u56fd", number=1), issue("Marnice", number=2))
    assert [m.issue for m in made.match(text.read("", "Kovacs left Marnice at noon.", "en"))] == [1, 2]
