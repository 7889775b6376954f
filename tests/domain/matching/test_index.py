"""The index finds what people follow, in whatever spelling, and nothing else."""

import pytest

from bot.domain import text
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import Strictness
from tests.domain.matching.made import NORMAL, index, issue, matches

# -- spellings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Zaporizhzhia", "Engineers left the Zaporozhye plant at noon."),
        ("Zaporizhzhia", "У місті Запоріжжя було тихо."),
        ("Zaporizhzhia", "Інженери працюють у Запоріжжі вже рік."),
        ("Zaporizhzhia", "Инженеры уехали, и Запорожье опустело."),
        ("Запоріжжя", "Engineers left Zaporizhzhia at noon."),
        ("Запорожье", "Engineers left Zaporizhzhia at noon."),
        ("Запорожье", "The Zaporizhzhia Nuclear Power Plant fell silent at noon on the second day."),
        ("Запорожье", "Inspectors left Zaporizhzhia Oblast at noon, they said."),
        ("Арсеньев", "A letter by Arsenyev was found at noon."),
        ("Zaporizhzhia", "कल ज़ापोरिज्जिया में शांति रही।"),
        ("Zaporizhzhia", "ZAPORIZHZHIA PLANT SHUT DOWN"),
        ("zaporizhzhia", "Engineers left Zaporizhia at noon."),
        ("Kyiv", "The train from Kiev was late."),
        ("Kyiv", "Потяг прибув, у Києві дощ."),
        ("Lukashenko", "Вчора Лукашенка бачили в аеропорту."),
        ("Macron", "어제 마크롱에 대해서는 말이 없었다."),
        ("Netanyahu", "العرض رفضه نتنياهو اليوم"),
        ("Orhan Pamuk", "A reading by Pamuk, Orhan, was put off."),
        ("Gaddafi", "The Qaddafi years were long."),
        ("Müller", "A certain Mueller called."),
        ("Sana'a", "The airport of Sanaa is open again."),
        ("三權廣場", "支持者冲击三权广场的国会。"),
        ("三权广场", "支持者衝擊三權廣場的國會。"),
    ],
)
def test_a_name_is_found_in_other_spellings(name: str, body: str) -> None:
    assert [m.issue for m in matches(name, body)] == [1]


@pytest.mark.parametrize(
    ("name", "body", "language"),
    [
        ("security guarantees", "They asked for guarantees of security and got none.", "en"),
        ("security guarantees", "A security guarantee was never on offer.", "en"),
        ("territory", "The fate of the territories is open.", "en"),
        ("Territory", "The fate of the territories is open.", "en"),
        ("выборы", "О выборах никто не говорил.", "ru"),
        ("переговори", "На переговорах мовчали.", "uk"),
        ("Wahl", "Die Wahlen sind vorbei.", "de"),
        ("élection", "Les élections sont finies.", "fr"),
        ("wybory", "Nikt nie mówił o wyborach.", "pl"),
        ("Ankara", "Heyet dün Ankara'da toplandı.", "tr"),
        ("рынок", "Цены на рынке выросли.", "ru"),
        ("рынка", "Рынок закрыт.", "ru"),
        ("дети", "О детях забыли.", "ru"),
        ("women", "A woman spoke first.", "en"),
        ("loi", "Les lois sont vieilles.", "fr"),
        ("luz", "Las luces se apagaron.", "es"),
        ("healthcare", "Health care is dear.", "en"),
        ("cooperation", "Their co-operation went on.", "en"),
        ("co-operation", "Their cooperation went on.", "en"),
        ("Friedensverhandlungen", "Die Friedens-Verhandlungen ruhen.", "de"),
        ("US", "The U.S. stayed away.", "en"),
        ("U.N.", "The UN stayed away.", "en"),
        ("USA", "The U.S.A. stayed away.", "en"),
    ],
)
def test_a_phrase_is_found_inflected_and_in_other_order(name: str, body: str, language: str) -> None:
    assert matches(name, body, language=language)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("乌克兰", "目前乌克兰还没有回答。"),
        ("東京", "昨日東京都で会議が開かれた。"),
        ("ウクライナ", "昨日ウクライナについて話した。"),
        ("กรุงเทพ", "เมื่อวานที่กรุงเทพฝนตก"),
        ("Kosovo", "他昨天从科索沃回来。"),
    ],
)
def test_scripts_without_spaces_are_searched(name: str, body: str) -> None:
    assert matches(name, body)


@pytest.mark.parametrize(
    ("name", "body", "language", "matched"),
    [
        ("Germany", "L'Allemagne n'a pas répondu.", "fr", "L'Allemagne"),
        ("Germany", "В Германии тихо.", "ru", "Германии"),
        ("Austria", "Gestern schwieg Österreich.", "de", "Österreich"),
        ("Greece", "昨天希腊没有回答。", "zh", "希腊"),
    ],
)
def test_a_country_is_found_under_its_name_elsewhere(
    name: str, body: str, language: str, matched: str
) -> None:
    assert [m.matched for m in matches(name, body, language=language)] == [matched]


# -- what is not meant -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Niger", "Nigeria"),
        ("Slovakia", "Slovenia"),
        ("Zaporizhzhia", "Zhytomyr"),
        ("judge", "Jorge"),
        ("guarantee", "guarantor"),
        ("Gambia", "Zambia"),
        ("Mali", "Malawi"),
        ("Belgrade", "Belarus"),
        ("organ", "organization"),
        ("trade", "Trudeau"),
    ],
)
def test_two_established_words_are_never_each_other(name: str, other: str) -> None:
    for one, body in ((name, other), (other, name)):
        assert not index(issue(one)).match(text.read("", f"Nobody knew what {body} would do.", "en"))


def test_a_word_in_lower_case_is_found_only_by_inflection() -> None:
    assert not matches("territory", "Територия осталась. The terrytory was empty, said Terrance.")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Mexico", "The desert of New Mexico is dry."),
        ("Sudan", "The roads of South Sudan are bad."),
        ("Guinea", "The rains reached Equatorial Guinea late."),
        ("Guinea", "Ships from Guinea-Bissau came in."),
        ("印度", "他昨天从印度尼西亚回来。"),
        ("Theresa May", "Theresa said that she may come."),
        ("WHO", "Nobody knows who did it."),
        ("Denise Marchetti", "Denise Aldana met Paolo Marchetti."),
        ("security guarantees", "The bank gave guarantees. The rest was a matter of security."),
        ("Island", "A small town in Ireland."),
        ("Iceland", "The Island was quiet."),
    ],
)
def test_a_name_inside_something_else_is_not_meant(name: str, body: str) -> None:
    assert not matches(name, body, language=None if "印" in body else "en")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Sudan", "The roads of South Sudan are bad."),
        ("Guinée", "Le Guinée-Bissau attend."),
        ("北アメリカ", "北アメリカ大陸で会議が開かれた。"),
    ],
)
def test_a_name_inside_something_else_is_not_meant_either_where_many_were_loaded_at_once(
    name: str, body: str
) -> None:
    made = Index()
    made.load([issue(name), issue("Kyiv", number=2)])
    assert not made.match(text.read("", body))


@pytest.mark.parametrize(
    "body", ["Sudan and South Sudan talked.", "South Sudan sent for help, and Sudan refused."]
)
def test_a_name_beside_the_longer_one_is_still_found(body: str) -> None:
    (found,) = matches("Sudan", body, language="en")
    assert len(found.spans) == 1


@pytest.mark.parametrize(
    ("name", "title", "body", "language"),
    [
        ("Japan", "Japanese minister resigns", "The Japanese minister left on Monday.", "en"),
        ("Канада", "Канадский премьер ушёл", "Канадский премьер ушёл вчера.", "ru"),
        ("tourism", "Tourists stay away", "Few tourists came this spring.", "en"),
        ("economy", "Economic growth slows", "The economic news is bad.", "en"),
    ],
)
def test_a_word_of_the_names_family_says_less_than_the_name(
    name: str, title: str, body: str, language: str
) -> None:
    made = index(issue(name))
    subject = made.match(text.read(title, body, language))
    mention = made.match(text.read("Another day", body, language))
    full = made.match(text.read(f"{name}: another day", body, language))
    assert subject[0].score >= NORMAL > mention[0].score
    assert full[0].score > subject[0].score


@pytest.mark.parametrize(
    ("name", "body", "language"),
    [
        ("выборы", "Это был наш выбор, и он был прост.", "ru"),
        ("suggestions", "Charts suggest a fall.", "en"),
        ("governo", "Ninguém quer governar assim.", "pt"),
    ],
)
def test_a_word_that_only_shares_the_stem_gives_no_alert_by_itself(
    name: str, body: str, language: str
) -> None:
    assert not matches(name, body, language=language, title="Nothing new")


def test_a_surname_in_the_headline_counts_once_the_text_gives_the_whole_name() -> None:
    made = index(issue("Dana Orlov"))
    body = "The rain went on all day.\n\n" * 80 + "Dana Orlov was there as well."
    scores = [
        made.match(text.read(title, body, "en"))[0].score
        for title in ("Orlov quits", "Ivan Orlov quits", "Another quits")
    ]
    assert scores[0] >= THRESHOLDS[Strictness.STRICT]
    assert scores[1] == scores[2] < NORMAL


def test_the_last_word_of_a_name_is_not_it_where_it_is_a_common_word() -> None:
    made = index(issue("Harbour Court"))
    body = "The Harbour Court met. Court was full. A court like that is rare."
    one = made.match(text.read("Rain", body, "en"))
    two = made.match(text.read("Rain", body.replace("Court was", "It was"), "en"))
    assert one[0].score == two[0].score


def test_words_do_not_reach_across_passages() -> None:
    body = "At last they spoke of security.\n\nGuarantees were not on the table that day."
    assert not matches("security guarantees", body, language="en")
