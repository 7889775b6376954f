"""Looking issues up in an archive that nobody follows anything of: a real store, matcher and pipeline."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import archive, status
from bot.domain.model import Article, Issue, IssueId
from bot.lookup import MOST_JUDGED, Lookup
from bot.matcher import Matcher
from bot.pipeline import Pipeline
from storage import Storage
from tests import invented
from tests.fakes import FakeClock

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Takes articles in, and looks things up."""

    storage: Storage
    lookup: Lookup
    pipeline: Pipeline

    async def take(self, *articles: Article) -> None:
        """In one go, as from a feed."""
        await self.pipeline.process_all(articles)

    async def in_part(self, name: str) -> list[str]:
        """Of the articles that have most words of a name, newest first."""
        return [one.title for one in await self.lookup.in_part(Issue(id=IssueId(0), name=name), NOW)]

    async def titles(self, name: str, at: datetime = NOW) -> list[str]:
        """Of the articles that speak of a name, newest first."""
        looked = await self.lookup.look(Issue(id=IssueId(0), name=name), at)
        return [one.title for one in looked.reports]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    storage, matcher, clock = Storage.open("sqlite://"), Matcher(), FakeClock(NOW)
    pipeline = Pipeline(storage, matcher, clock, max_age=timedelta(days=2), wake=asyncio.Event())
    yield Desk(storage, Lookup(storage, matcher), pipeline)
    await matcher.stop()
    await storage.close()


def told(title: str, text: str, *, hours: float = 1, language: str = "en") -> Article:
    return Article(
        guid=f"{title} {hours}",
        title=title,
        text=text,
        published_at=NOW - hours * HOUR,
        language=language,
        source="Post",
    )


def filler(count: int) -> list[Article]:
    """So many articles newer than any other, of nothing that is asked."""
    return [
        told(f"Harbour report {n}", f"Quay {n} was swept; cranes {n * 7} moved grain.", hours=n / count)
        for n in range(count)
    ]


PLANT = told(
    "Talks on the plant", "Envoys spoke of the Zaporizhzhia nuclear plant in Vienna on Monday.", hours=30
)


async def test_an_article_is_found_behind_more_than_are_judged(desk: Desk) -> None:
    await desk.take(PLANT, *filler(MOST_JUDGED + 10))
    assert await desk.titles("Zaporizhzhia") == ["Talks on the plant"]


async def test_articles_that_have_the_words_far_apart_do_not_hide_the_one_that_speaks_of_the_name(
    desk: Desk,
) -> None:
    aside = (
        "Boats came and went all day while gulls sat on the old quay and nobody said a word to anyone there. "
    )
    newer = [
        told(f"Report {n}", f"Velmark {n} slept. {aside}Grain {n * 7} came. {aside}A treaty hung on a wall.")
        for n in range(MOST_JUDGED + 10)
    ]
    await desk.take(told("Signed", "The Velmark grain treaty was signed on Monday.", hours=30), *newer)
    assert await desk.titles("Velmark grain treaty") == ["Signed"]


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        ("Zaporizhzhia", "Der Gouverneur von Saporischschja sprach am Montag mit den Gesandten.", "de"),
        ("Zaporizhzhia", "В Запорожье снова отключили свет, сообщили власти в понедельник.", "ru"),
        ("Запоріжжя", "Envoys met the governor of Zaporizhzhia in Vienna on Monday.", "en"),
        ("Germany", "Ministerpräsidenten aus ganz Deutschland trafen sich am Montag.", "de"),
        ("Germany", "Депутаты Германии проголосовали в понедельник за новый закон.", "ru"),
        ("扎波罗热", "扎波罗热核电站的未来仍未解决,官员周一表示。", "zh"),
        ("三權廣場", "支持者冲击三权广场的国会。", "zh"),
        ("三权广场后面", "支持者在三權廣場後面集會。", "zh"),
        ("國際原子能機構總幹事", "国际原子能机构总干事周一抵达。", "zh"),
        ("国际原子能机构总干事", "國際原子能機構總幹事週一抵達。", "zh"),
        ("security guarantees", "They signed a security guarantee on Monday, officials said.", "en"),
        ("Kaczynski", "Jarosław Kaczyński spoke to members of his party on Monday.", "pl"),
        ("Netanyahu", "قال نتنياهو يوم الاثنين إن المحادثات مستمرة.", "ar"),
    ],
)
async def test_other_writings_of_a_name_are_found(desk: Desk, asked: str, text: str, language: str) -> None:
    await desk.take(told("First page", text, language=language), *filler(3))
    assert await desk.titles(asked) == ["First page"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Iran", "Envoys from Iraq met in Vienna on Monday."),
        ("Mexico", "Lawmakers in New Mexico met on Monday."),
        ("security guarantees", "A security firm opened. Later the maker of the toy spoke of guarantees."),
    ],
)
async def test_what_an_alert_would_not_ring_for_is_not_found(desk: Desk, asked: str, text: str) -> None:
    await desk.take(told("Another page", text))
    assert await desk.titles(asked) == []


async def test_the_newest_by_publication_come_first_whenever_they_came_in(desk: Desk) -> None:
    for hours in (1, 50, 5, 400):
        await desk.take(
            told(f"Ferry, {hours} hours ago", f"The ferry Aurora sailed {hours} times.", hours=hours)
        )
    assert await desk.titles("Aurora") == [f"Ferry, {hours} hours ago" for hours in (1, 5, 50, 400)]
    assert await desk.titles("Aurora", NOW - 10 * HOUR) == [
        "Ferry, 50 hours ago",
        "Ferry, 400 hours ago",
    ]


async def test_the_newest_of_a_busy_hour_comes_first_whenever_it_came_in(desk: Desk) -> None:
    minutes = MOST_JUDGED + 10
    order = [minute * 5 % minutes for minute in range(minutes)]
    await desk.take(
        *(
            told(f"Buoy {n}", f"The ferry Aurora met wave {n * 13}, crew {n} said.", hours=n / 60)
            for n in order
        )
    )
    assert (await desk.titles("Aurora"))[:3] == ["Buoy 0", "Buoy 1", "Buoy 2"]


async def test_of_a_busy_name_no_more_is_judged_than_an_answer_needs_and_every_day_is_counted(
    desk: Desk,
) -> None:
    days = 20
    await desk.take(
        *(
            told(
                " ".join(invented.names(n)[:4]),
                f"The ferry Aurora met {', '.join(invented.names(n))} on its way.",
                hours=24 * n / 5,
            )
            for n in range(5 * days)
        )
    )
    looked = await desk.lookup.look(Issue(id=IssueId(0), name="Aurora"), NOW)
    assert 0 < len(looked.reports) <= MOST_JUDGED < 5 * days
    assert looked.coverage is not None
    assert len([day for day, stories in looked.coverage.items() if stories]) >= days


async def test_many_copies_of_the_newest_story_do_not_hide_what_came_before(desk: Desk) -> None:
    copies = [
        replace(told("Aurora runs aground", AGROUND, hours=1 + n / 60), source=f"Paper {n}", guid=str(n))
        for n in range(20)
    ]
    await desk.take(*copies, told("Aurora gets a captain", CAPTAIN, hours=40))
    titles = await desk.titles("Aurora")
    assert titles.count("Aurora runs aground") == len(copies)
    assert "Aurora gets a captain" in titles


async def test_other_articles_of_a_story_count_among_its_sources_though_they_do_not_name_the_issue(
    desk: Desk,
) -> None:
    ferry = replace(told("Ferry runs aground", AGROUND.replace(" Aurora", "")), source="The Wire")
    await desk.take(told("Aurora runs aground", AGROUND, hours=2), ferry)
    looked = await desk.lookup.look(Issue(id=IssueId(0), name="Aurora"), NOW)
    assert [one.title for one in looked.reports] == ["Aurora runs aground"]
    newest = status.answer("Aurora", await desk.lookup.with_others(looked.reports, NOW), NOW).newest
    assert newest is not None
    assert newest.sources == 2
    before = await desk.lookup.with_others(looked.reports, NOW - 1.5 * HOUR)
    assert len(before) == 1


AGROUND = (
    "The ferry Aurora ran aground off Kotka on Monday morning with 212 passengers aboard, the coast guard said. "
    "Two tugs were sent from Helsinki to pull it free at high water, and nobody was hurt in the accident."
)
CAPTAIN = "The ferry Aurora will be led by Captain Liisa Virtanen from May, its owner told the port of Turku."


async def test_names_that_sound_alike_are_found_in_the_whole_archive(desk: Desk) -> None:
    await desk.take(PLANT, *filler(5))
    asked = Issue(id=IssueId(0), name="Zaparisha")
    assert await desk.lookup.nearest(asked, 3) == ["Zaporizhzhia"]


CRUSH = told("Crush at a match", "A crush in the Kanjuruhan stadium of Malang killed 125 people.", hours=20)
REOPENED = told("Stadium reopens", "The Kanjuruhan arena reopened; Malang cheered.", hours=5)


async def test_of_a_name_that_no_article_has_whole_as_few_words_are_left_out_as_can_be(desk: Desk) -> None:
    await desk.take(CRUSH, REOPENED, *filler(3))
    assert await desk.titles("Kanjuruhan Malang stadium investiture") == []
    assert await desk.in_part("Kanjuruhan Malang stadium investiture") == ["Crush at a match"]
    assert await desk.in_part("Kanjuruhan Malang investiture") == [
        "Stadium reopens",
        "Crush at a match",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Kanjuruhan",
        "Kanjuruhan investiture",
        "125 Malang 2022",
        "the of and",
        "Kanjuruhan Malang coronation investiture",
    ],
)
async def test_less_than_most_words_of_a_name_or_a_single_one_of_it_find_nothing(
    desk: Desk, name: str
) -> None:
    await desk.take(CRUSH, REOPENED)
    assert await desk.in_part(name) == []


async def test_words_far_apart_in_an_article_are_no_part_of_a_name(desk: Desk) -> None:
    aside = "Boats came and went all day while gulls sat on the old quay and nobody said a word to anyone. "
    await desk.take(
        told(
            "Apart", "\n\n".join(["Kanjuruhan woke.", *[aside * 5] * 4, "Malang slept near a stadium wall."])
        )
    )
    assert await desk.in_part("Kanjuruhan Malang Surabaya investiture") == []


async def test_words_of_a_name_that_the_archive_has_are_known_the_most_telling_first(desk: Desk) -> None:
    await desk.take(CRUSH)
    asked = Issue(id=IssueId(0), name="stadium of Kanjuruhan investiture 125")
    assert await desk.lookup.known(asked, NOW, 2) == ["Kanjuruhan", "stadium"]
    assert await desk.lookup.known(asked, NOW, 1) == ["Kanjuruhan"]
    assert await desk.lookup.known(asked, NOW - 100 * HOUR, 2) == []


def test_of_a_name_as_long_as_a_book_a_few_words_are_looked_up() -> None:
    assert len(archive.telling(" ".join(name for n in range(100) for name in invented.names(n)))) == 8


async def test_hostile_words_are_words(desk: Desk) -> None:
    await desk.take(PLANT)
    for words in (
        '" OR *',
        "NEAR(a b",
        "a AND NOT b",
        "words:plant",
        "'; DROP TABLE articles",
        "\x00",
        "^plant",
    ):
        await desk.titles(words)
    assert await desk.titles("Zaporizhzhia") == ["Talks on the plant"]
