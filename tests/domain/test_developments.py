"""What is a new fact of a story to those who were told of it, and what is the same news in other words."""

from typing import Any

import pytest

from bot.domain.model import Article, Passage
from bot.domain.stories import brought, new_fact, said
from bot.domain.stories.tolls import tolls

TALKS = Article(
    guid="talks",
    title="Zaporizhzhia plant: envoys meet over a local truce",
    text="Envoys met in Vienna to talk about a truce around the Zaporizhzhia plant. No deal was reached on Monday.",
    language="en",
)


def news(
    known: Article, title: str, text: str, matched: str, language: str = "en", **changes: Any
) -> str | None:
    """What an article with that title and passage adds for who read the other one."""
    passage = Passage(text=text, start=0, end=len(text))
    told = Article(guid="new", title=title, text=text, language=language, **changes)
    return new_fact(brought(told, passage, matched), said(known))


def test_a_state_that_the_story_did_not_have_is_new() -> None:
    title = "Truce agreed around the Zaporizhzhia plant"
    text = "Envoys agreed on a truce around the Zaporizhzhia plant."
    assert news(TALKS, title, text, "Zaporizhzhia") == "agreed"


def test_a_state_that_is_said_of_something_else_is_not() -> None:
    text = "Envoys met again over the Zaporizhzhia plant. In another room a grain treaty was signed."
    assert news(TALKS, "Envoys meet over the Zaporizhzhia plant", text, "Zaporizhzhia") is None


def test_other_words_for_what_was_told_are_nothing_new() -> None:
    text = "Delegations gathered in Vienna for talks on a ceasefire near the Zaporizhzhia station."
    assert news(TALKS, "Vienna hosts talks on Zaporizhzhia", text, "Zaporizhzhia") is None


def test_what_the_first_report_said_further_down_is_nothing_new() -> None:
    first = Article(
        guid="1",
        title="Strike on Zaporizhzhia",
        text="A missile hit a house.\n\nRescuers said 12 people were killed.",
        language="en",
    )
    text = "Twelve died in Zaporizhzhia; 12 people were killed in one house."
    assert news(first, "12 killed in Zaporizhzhia", text, "Zaporizhzhia") is None


@pytest.mark.parametrize(("toll", "expected"), [(4, None), (5, "dead"), (12, "dead"), (2, None)])
def test_a_toll_is_new_when_it_grew_by_half(toll: int, expected: str | None) -> None:
    first = Article(
        guid="1", title="Strike on Zaporizhzhia kills 3", text="A missile hit a house.", language="en"
    )
    text = f"At least {toll} people were killed in Zaporizhzhia."
    assert news(first, f"Zaporizhzhia: {toll} killed", text, "Zaporizhzhia") == expected


def test_a_toll_told_in_another_language_is_compared_and_a_state_is_not() -> None:
    first = Article(
        guid="1", title="Strike on Zaporizhzhia kills 3", text="A missile hit a house.", language="en"
    )
    title, text = "Запоріжжя: загинули 12 людей", "У Запоріжжі загинули 12 людей."
    assert news(first, title, text, "Запоріжжі", "uk") == "dead"
    assert (
        news(TALKS, "Угоду щодо Запоріжжя підписано", "Угоду щодо Запоріжжя підписано.", "Запоріжжя", "uk")
        is None
    )


def test_a_step_in_the_headline_is_new_once() -> None:
    first = Article(
        guid="1", title="Fire in Zaporizhzhia depot", text="A depot burned on Monday.", language="en"
    )
    title, text = (
        "Suspect arrested over fire in Zaporizhzhia depot",
        "Police in Zaporizhzhia named a suspect.",
    )
    assert news(first, title, text, "Zaporizhzhia") == "step"
    later = Article(
        guid="2", title="Police arrest suspect", text="He was arrested on Tuesday.", language="en"
    )
    assert new_fact(brought(later, Passage(text="", start=None, end=None), "x"), said(later)) is None


def test_where_a_language_has_no_words_for_tolls_none_is_new() -> None:
    first = Article(
        guid="1", title="Gempa Cianjur", text="Gempa mengguncang Cianjur, 162 orang tewas.", language="id"
    )
    assert (
        news(first, "Cianjur: 162 killed", "At least 162 people were killed in Cianjur.", "Cianjur") is None
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A strike killed 3 people and wounded 14", {"dead": 3, "hurt": 14}),
        ("Death toll in the Kharkiv strike rises to 12", {"dead": 12}),
        ("At least 1,200 people died, 40 are missing", {"dead": 1200, "missing": 40}),
        ("Число погибших выросло до 12, 30 человек ранены", {"dead": 12, "hurt": 30}),
        ("Кількість загиблих зросла до 12", {"dead": 12}),
        ("12 Tote und 30 Verletzte", {"dead": 12, "hurt": 30}),
        ("Au moins 12 morts et 30 blessés", {"dead": 12, "hurt": 30}),
        ("Al menos 12 muertos y 30 heridos", {"dead": 12, "hurt": 30}),
        ("Zginęło 12 osób, a 30 zostało rannych", {"dead": 12, "hurt": 30}),
        ("12 लोगों की मौत, 30 घायल", {"dead": 12, "hurt": 30}),
        ("مقتل 12 شخصا", {"dead": 12}),
        ("地震造成12人死亡，30人受伤", {"dead": 12, "hurt": 30}),
        ("John Smith, 34, was killed", {"dead": 0}),
        ("a 34-year-old man was killed in 2014", {"dead": 0}),
        ("He died 2 hours later", {"dead": 0}),
        ("three were killed", {"dead": 0}),
        ("12 people came", {}),
    ],
)
def test_tolls_are_the_numbers_beside_the_words_for_harm(text: str, found: dict[str, int]) -> None:
    assert tolls(text) == found
