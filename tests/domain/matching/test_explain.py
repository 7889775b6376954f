"""A match in words: what was written, where, how often."""

import pytest

from bot.domain import text
from bot.domain.grounds import Grounds
from bot.domain.matching import Index, explain
from bot.domain.model import Issue, IssueId, Match


def found(name: str, title: str, body: str, language: str = "en") -> Match:
    index = Index()
    index.add(Issue(id=IssueId(1), name=name))
    [match] = index.match(text.read(title, body, language))
    return match


def reasons(match: Match) -> str:
    assert match.grounds is not None
    return " ".join(explain(match.grounds, matched=match.matched, alias=match.alias))


FILLER = " ".join(["The council met again on the matter of ferries and quays."] * 60)


def test_a_headline_an_opening_and_how_often_are_told() -> None:
    match = found("Belmora", "Belmora floods again", "Belmora is under water. In Belmora the pumps failed.")
    said = reasons(match)
    assert "Matched “Belmora”, as the issue is named." in said
    assert "The headline names it. The opening names it. The text names it 2 times." in said


def test_a_mention_far_down_is_told_as_one() -> None:
    said = reasons(found("Belmora", "Ferries", f"{FILLER}\n\nA boat left for Belmora."))
    assert "It only comes up after some" in said
    assert "The text names it once." in said
    assert "headline" not in said


def test_a_headline_alone_is_told_as_such() -> None:
    said = reasons(found("Belmora", "Belmora floods again", "Pumps failed in the night."))
    assert said.endswith("The headline names it. The text below the headline does not name it.")


def test_a_section_of_its_own_is_named() -> None:
    body = f"{FILLER}\n\nThe Belmora crossing\n\nThe Belmora crossing stays closed until spring, said the pilots."
    said = reasons(found("Belmora", "Ferries", body))
    assert "It has a section of its own: “The Belmora crossing”." in said


def test_another_form_and_another_order_are_told() -> None:
    said = reasons(
        found("security guarantees", "Talks", "They spoke of a guarantee of security for the port.")
    )
    assert "Matched “guarantee of security”, very near to “security guarantees” in form and spelling." in said


def test_a_name_of_another_language_says_which() -> None:
    match = found("Germany", "Переговори", "Делегація прибула до Німеччини у середу ввечері.", "uk")
    assert match.grounds is not None
    assert match.grounds.language == "uk"
    assert "Matched “Німеччини”, a form of “Німеччина”, its name in Ukrainian." in reasons(match)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0.1, "very near to"),
        (0.5, "near to “Belmora”; that costs a little"),
        (0.9, "only just near enough"),
        (1.2, "farther from"),
    ],
)
def test_the_nearer_the_spelling_the_surer_the_words(ratio: float, words: str) -> None:
    [first, *_] = explain(Grounds(ratio=ratio, mentions=1, first_at=0), matched="Belmorra", alias="Belmora")
    assert words in first
