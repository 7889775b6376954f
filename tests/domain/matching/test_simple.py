"""Simple names: read in compiled code, but no otherwise than all names are read."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import text
from bot.domain.matching import Index, known, phrases, simple
from bot.domain.matching.postings import FIXED, NAMES
from bot.domain.model import Issue, IssueId

WORDS = [
    *("the", "of", "a", "I", "May", "Theresa", "J", "talks", "NATO"),
    *("WHO", "UNESCO", "iPhone", "Kyiv", "security", "guarantees", "x", "OPCWx"),
]


def name_of(*words: str) -> Issue:
    return Issue(id=IssueId(1), name=" ".join(words))


@settings(max_examples=80)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text("abcXYZ", min_size=1, max_size=7)), max_size=16))
@example(["Theresa", "May"])
@example(["the", "of"])
@example(["J", "R", "Tolkien"])
@example(["J", "R"])
def test_a_simple_name_is_read_alike_in_compiled_code_and_outside_of_it(words):
    name = " ".join(words)
    read = simple.read(["first", name, "last"])
    wanted = phrases.phrases(Issue(id=IssueId(1), name=name), (None,))
    count = int(read.counts[1])
    assert count == (len(wanted[0].terms) if wanted else 0)
    assert tuple(read.term(1 + at) for at in range(count)) == (wanted[0].terms if wanted else ())
    if wanted:
        assert bool(read.kinds[1] & FIXED) == wanted[0].fixed
        assert bool(read.kinds[1] & NAMES) == (len(wanted[0].terms) > 1)


@pytest.mark.parametrize("name", ["O'Brien", "G7", "al-Assad", "Łódź", " ".join(["word"] * 65), "a\tb"])
def test_a_name_of_other_signs_or_of_too_many_words_is_left_to_phrases(name):
    if simple.may_be(name):
        assert simple.read([name]).counts.tolist() == [-1]


NAMED = [
    "Kyiv",
    "the of",
    "al-Assad",
    "security guarantees",
    "G7",
    "Київ",
    "X" * 1200,
    "a\nb",
    "",
    "NATO summit",
]


def test_issues_loaded_together_are_found_like_those_that_came_one_by_one():
    issues = [Issue(id=IssueId(at), name=name) for at, name in enumerate(NAMED)]
    one, other = Index(), Index()
    one.load(issues)
    for issue in issues:
        other.add(issue)
    article = text.read("NATO summit in Kyiv", "Security guarantees: al-Assad and the G7 were in Kyjiw. A b.")
    assert one.match(article) == other.match(article) != []
    assert len(one) == len(other) == len(NAMED)


def test_the_places_of_many_names_are_those_of_each():
    names = ["Kyiv", "NʼDjamena", "N'Djamena", "nowhere at all", "  Paris ", "a\nb", "", "Springfield"]
    assert known.places(names) == [known.place(name) for name in names]
