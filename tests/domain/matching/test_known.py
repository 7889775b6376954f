"""Established names: what a place is called elsewhere, whose name a name is, and what is only a word."""

import pytest

from bot.domain import text
from bot.domain.matching import THRESHOLDS, Index, known
from bot.domain.model import Issue, IssueId, Strictness


def matches(
    name: str, body: str, language: str | None = None, strictness: Strictness = Strictness.NORMAL
) -> bool:
    index = Index()
    index.add(Issue(id=IssueId(1), name=name))
    return bool(index.match(text.read("", body, language), THRESHOLDS[strictness]))


@pytest.mark.parametrize(
    ("name", "language", "there"),
    [
        ("Zaporizhzhia", "uk", "Запоріжжя"),
        ("Germany", "uk", "Німеччина"),
        ("Germany", "ja", "ドイツ"),
        ("Відень", "el", "Βιέννη"),
    ],
)
def test_a_place_is_listed_under_its_names_elsewhere(name: str, language: str, there: str) -> None:
    assert there in [listed for code, listed in known.translations(name) if code == language]


@pytest.mark.parametrize("name", ["Springfield", "San José", "Marnice", "interest rates", "", "İ"])
def test_what_names_no_place_or_several_has_no_names_elsewhere(name: str) -> None:
    assert known.translations(name) == known.aliases(name, known.place(name)) == ()


@pytest.mark.parametrize(
    ("name", "body", "language"),
    [
        ("Vienna", "У середу Відень чекав на гостей.", "uk"),
        ("Vienna", "維也納今天下雨。", "zh"),
        ("Germany", "Le train pour l'Allemagne est parti.", "fr"),
        ("Germany", "Разговор о Германии закончен.", "ru"),
        ("Aachen", "La gare d'Aix-la-Chapelle est fermée.", "fr"),
        ("Zaporizhzhia", "扎波罗热的工程师离开了。", "zh"),
        ("Zaporizhzhia", "Вибухи в Запорізькій області стихли.", "uk"),
        ("Singapore", "会谈在新加坡举行。", "zh"),
        ("Italy", "Un tren a Italia salió ayer.", "es"),
        ("Odessa", "Порт Одеси відкрито.", "uk"),
        ("Michael Novak", "Говорил Михаил Новак.", "ru"),
    ],
)
def test_an_established_name_in_another_language_is_found(name: str, body: str, language: str) -> None:
    assert matches(name, body, language)


@pytest.mark.parametrize(
    ("name", "body", "language"),
    [
        ("Iran", "Talks in Iraq went on.", "en"),
        ("Iran", "Իրաք", None),
        ("Austria", "Australia won the match.", "en"),
        ("Niger", "Nigeria votes on Sunday.", "en"),
        ("Zaporizhzhia", "Zhytomyr was quiet.", "en"),
        ("Jorge", "Judge Harris spoke.", "en"),
        ("guarantee", "The guarantor spoke.", "en"),
        ("Iceland", "The Island was quiet.", "en"),
        ("York", "The mayor of New York spoke.", "en"),
        ("Dominica", "他在多米尼加共和国。", "zh"),
        ("Guinea", "El acuerdo con Guinea Ecuatorial sigue.", "es"),
    ],
)
def test_an_established_name_is_no_misspelling_of_another(name: str, body: str, language: str | None) -> None:
    assert not matches(name, body, language, Strictness.LOOSE)


@pytest.mark.parametrize(
    ("name", "body", "language"),
    [("Lakin", "लेकिन यह सच है।", "hi"), ("Ibrahim Badan", "وبعد ذلك انتهى كل شيء", "ar")],
)
def test_an_ordinary_word_of_a_script_without_capitals_is_no_name(
    name: str, body: str, language: str
) -> None:
    assert not matches(name, body, language)


def test_a_name_is_told_from_the_longer_one_it_stands_in() -> None:
    assert "new york" in known.longer("york")
    assert not any("kyiv" in other for other in known.longer("kyiv") if other.endswith("oblast"))
