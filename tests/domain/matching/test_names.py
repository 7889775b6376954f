"""What /follow reads back, and finding the name that a person meant."""

import pytest

from bot.domain import text
from bot.domain.matching import ALL, THRESHOLDS, Index, describe, nearest
from bot.domain.model import Issue, IssueId, Strictness


def issue(name: str, *aliases: str) -> Issue:
    return Issue(id=IssueId(1), name=name, aliases=aliases)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zaporizhzhia", {"Запоріжжя"}),
        ("Zelenskyy", {"Zelensky", "Зеленський"}),
        ("Lukashenko", {"Лукашенко"}),
        ("Germany", {"Германия"}),
        ("Zaporizhzhia nuclear power plant", {"Zaporizhia nuclear power plant"}),
        ("territory", {"territories"}),
        ("Tariffs", {"Tariff"}),
        ("security guarantees", {"security guarantee"}),
    ],
)
def test_variants_are_writings_that_readers_know_and_every_one_matches(name: str, shown: set[str]) -> None:
    variants = describe(issue(name)).variants
    assert shown <= set(variants)
    index = Index()
    index.add(issue(name))
    for variant in variants:
        hits = [
            hit
            for language in (None, "en", "uk", "ru", "de", "fr", "es", "ar", "zh", "hi", "tr", "pl")
            for hit in index.match(
                text.read("", f"... {variant}, ...", language), THRESHOLDS[Strictness.NORMAL]
            )
        ]
        assert hits, variant


def test_names_elsewhere_are_shown_by_language_and_each_matches_there_only() -> None:
    reading = describe(issue("Germany"))
    there = {code: one.name for one in reading.elsewhere for code in one.languages}
    assert there["uk"] == "Німеччина"
    assert there["de"] == "Deutschland"
    assert there["ar"] == "ألمانيا"
    assert not {one.name for one in reading.elsewhere} & set(reading.variants)
    index = Index()
    index.add(issue("Germany"))
    for one in reading.elsewhere:
        document = text.read("", f"... {one.name}, ...", one.languages[0])
        assert index.match(document, THRESHOLDS[Strictness.NORMAL]), one


def test_a_name_taken_out_matches_no_more_and_the_others_do() -> None:
    less = Issue(id=IssueId(1), name="Germany", without=("deutschland",))
    out = {one.name for one in describe(less).elsewhere if one.is_out}
    assert out == {"Deutschland"}
    index = Index()
    index.add(less)
    assert not index.match(text.read("", "Deutschland hat gewählt, sagt der Rat.", "de"))
    assert index.match(text.read("", "Німеччина обрала нову раду.", "uk"))


def test_all_names_elsewhere_can_be_taken_out() -> None:
    none = Issue(id=IssueId(1), name="Germany", without=(ALL,))
    assert all(one.is_out for one in describe(none).elsewhere)
    index = Index()
    index.add(none)
    assert not index.match(text.read("", "Німеччина обрала нову раду.", "uk"))
    assert index.match(text.read("", "Germany has a new council.", "en"))


@pytest.mark.parametrize("name", ["Tariffs", "tariffs", "territory", "Security guarantees", "interest rates"])
def test_ordinary_words_are_shown_in_their_own_script_only(name: str) -> None:
    assert all(variant.isascii() for variant in describe(issue(name)).variants)


@pytest.mark.parametrize("name", ["Thatcher", "Volodymyr Tkachenko", "wybory", "elecciones", "WHO", "Xi"])
def test_no_spelling_is_made_up(name: str) -> None:
    assert describe(issue(name)).variants == ()


def test_names_and_aliases_are_read_back_once() -> None:
    assert describe(issue("Marnice", "MPS", "Marnice", " ")).names == ("Marnice", "MPS")


def test_function_words_are_named_as_ignored() -> None:
    assert describe(issue("Bank of England")).ignored == ("of",)


@pytest.mark.parametrize("name", ["the", "of the", "ab", "x", "!?", "и"])
def test_a_name_that_says_nothing_is_warned_of(name: str) -> None:
    (warning,) = describe(issue(name)).warnings
    assert name in warning


@pytest.mark.parametrize("name", ["EU", "Kyiv", "韩国", "security guarantees", "WHO"])
def test_a_name_that_says_enough_is_not_warned_of(name: str) -> None:
    assert describe(issue(name)).warnings == ()


NAMES = list(
    enumerate(
        ["Zaporizhzhia", "security guarantees", "Germany", "Kyiv", "Zaporizhzhia nuclear plant", "東京", "Xi"]
    )
)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("zaporizia", 0),
        ("Запоріжжя", 0),
        ("запорожье", 0),
        ("guarantee", 1),
        ("guarantees of security", 1),
        ("germny", 2),
        ("kiev", 3),
        ("киев", 3),
        ("nuclear", 4),
        ("東京", 5),
        ("ZAPOR", 0),
    ],
)
def test_the_name_that_was_meant_comes_first(query: str, meant: int) -> None:
    assert nearest(query, NAMES)[0][0] == meant


@pytest.mark.parametrize("query", ["", "   ", "!!!", "bicycle", "x" * 5_000])
def test_nothing_near_finds_nothing(query: str) -> None:
    assert nearest(query, NAMES) == []


def test_the_very_name_scores_one_and_the_limit_holds() -> None:
    found = nearest("Zaporizhzhia", NAMES, limit=2)
    assert found[0] == (0, 1.0)
    assert len(found) == 2
    assert all(0 < value <= 1 for _, value in found)
