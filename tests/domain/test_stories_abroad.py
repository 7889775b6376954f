"""One event told in several languages is one story; what only shares its people, or its year, is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Article, StoryId
from bot.domain.stories import Archive, Sketch, sketch

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def told(language: str, title: str, text: str) -> Article:
    return Article(guid=f"{language} {title}", title=title, text=text, language=language, source=language)


ENGLISH = told(
    "en",
    "Storm cuts power to 48,000 homes in Gdansk",
    "A storm with gusts of 131 km/h left 48,000 homes in Gdansk without power on Monday, said the mayor, Tomasz "
    "Wierzbicki. At least 3 people were hurt, 17 trains were cancelled and the port was closed for 26 hours.\n\n"
    "“We have not seen anything like it since 1982,” Wierzbicki told reporters. Magdalena Kowalczyk of the grid "
    "operator Energa said that 560 engineers were at work and that Sopot would be reconnected first.",
)
GERMAN = told(
    "de",
    "Sturm über Danzig: 48.000 Haushalte ohne Strom",
    "Nach einem Sturm mit Böen von 131 km/h waren am Montag in Danzig 48.000 Haushalte ohne Strom. Mindestens 3 "
    "Menschen wurden verletzt, wie Bürgermeister Tomasz Wierzbicki mitteilte; 17 Züge fielen aus, der Hafen blieb 26 "
    "Stunden lang geschlossen.\n\nSo etwas habe man seit 1982 nicht erlebt, sagte Wierzbicki. Beim Netzbetreiber "
    "Energa sind nach Angaben von Magdalena Kowalczyk 560 Techniker im Einsatz; zuerst ist Sopot an der Reihe.",
)
RUSSIAN = told(
    "ru",
    "Шторм оставил без света 48 000 домов в Гданьске",
    "Из-за шторма с порывами ветра до 131 км/ч в понедельник в Гданьске без электричества остались 48 000 домов, "
    "сообщил мэр Томаш Вежбицкий. Пострадали не менее 3 человек, отменены 17 поездов, порт был закрыт 26 часов.\n\n"
    "По словам Вежбицкого, такого не было с 1982 года. Магдалена Ковальчик из компании Energa сказала, что работают "
    "560 инженеров и что первым подключат Сопот.",
)
ARABIC = told(
    "ar",
    "عاصفة تقطع الكهرباء عن 48,000 منزل في غدانسك",
    "تسببت عاصفة بلغت سرعة رياحها 131 كيلومترا في الساعة في انقطاع الكهرباء عن 48,000 منزل في غدانسك يوم الاثنين، وفق "
    "ما أعلن رئيس البلدية توماش فيرجبيتسكي. وأصيب 3 أشخاص على الأقل، وألغي 17 قطارا وأغلق الميناء لمدة 26 ساعة.\n\n"
    "وقالت ماغدالينا كوفالتشيك من شركة إنيرغا إن 560 مهندسا يعملون على إعادة التيار، ولم تشهد مثل ذلك منذ 1982.",
)
CHINESE = told(
    "zh",
    "风暴致格但斯克48,000户停电",
    "周一，阵风时速达131公里的风暴导致格但斯克48,000户家庭停电，市长托马什·维日比茨基说，至少3人受伤，17趟列车取消，港口关闭26小时。"
    "\n\n他说，自1982年以来从未见过这种情况。电网公司的玛格达莱娜·科瓦尔奇克表示，560名工程师正在抢修，索波特将最先恢复供电。",
)
OTHER = told(
    "de",
    "Danzig baut neue Straßenbahn",
    "Der Bürgermeister von Danzig, Tomasz Wierzbicki, hat am Montag den Bau einer Straßenbahn angekündigt. Die 9 "
    "Kilometer lange Strecke soll 2029 fertig sein und 212 Millionen Zloty kosten. Magdalena Kowalczyk vom Rathaus "
    "sagte, 14 neue Züge seien bestellt. Auch Sopot will sich beteiligen.",
)


def stories(*articles: Article, apart: timedelta = timedelta(hours=1)) -> list[StoryId]:
    archive = Archive()
    return [
        archive.place(replace(article, published_at=NOW + n * apart), NOW + n * apart)
        for n, article in enumerate(articles)
    ]


@pytest.mark.parametrize("other", [GERMAN, RUSSIAN, ARABIC, CHINESE], ids=lambda one: one.language)
def test_event_told_in_another_language_joins(other: Article) -> None:
    assert len(set(stories(ENGLISH, other))) == 1
    assert len(set(stories(other, ENGLISH))) == 1


def test_every_language_joins_one_story() -> None:
    assert len(set(stories(CHINESE, ARABIC, RUSSIAN, GERMAN, ENGLISH))) == 1


def test_other_news_of_the_same_people_and_places_in_another_language_is_a_story_of_its_own() -> None:
    first, second, third = stories(ENGLISH, OTHER, RUSSIAN)
    assert second != first == third


def test_a_year_and_a_digit_in_common_join_nothing() -> None:
    english = told("en", "Vote on 3 May", "The council of Ashby will vote on 3 May 2026 on a new library.")
    german = told("de", "Wahl am 3. Mai", "Die Gemeinde Hollern wählt am 3. Mai 2026 einen neuen Rat.")
    assert len(set(stories(english, german))) == 2


def test_signs_outlive_packing() -> None:
    for article in (ENGLISH, ARABIC, CHINESE):
        made = sketch(article)
        assert made.signs.figures
        assert made.signs.names
        assert Sketch.unpack(made.pack()).signs == made.signs
