"""Copies and retellings of an event are one story; its next development and other events are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.model import Article, StoryId
from bot.domain.stories import KEYS, WINDOW, Archive, Candidate, Sketch, assign, fingerprint, sketch

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)

FERRY = Article(
    guid="ferry",
    title="Ferry with 212 people aground off Tarnholm",
    text=(
        "A ferry carrying 212 passengers and crew ran aground on a sandbank off Tarnholm early on Tuesday, the "
        "Velmark coast guard said. Nobody was hurt, but 31 passengers were taken ashore by lifeboat.\n\n"
        "The Solveig had left Brannvik at 4.40 am in dense fog. Captain Ingrid Hauge told Radio Velmark that the "
        "radar had failed a few minutes before the ship struck the bank at a speed of nine knots.\n\n"
        "Two tugs from Brannvik are to pull the ship free at high tide in the evening. The operator, Nordlinje, "
        "cancelled all crossings to Tarnholm until Thursday and offered refunds. Divers found no damage to the "
        "hull, and no oil was seen in the water, the coast guard added.\n\n"
        "Residents of Tarnholm, who depend on the ferry for food and medicine, have complained for years about "
        "the age of the fleet. The Solveig was built in 1987."
    ),
    source="Velmark Post",
    language="en",
)
RETOLD = Article(
    guid="retold",
    title="Solveig ferry stuck on sandbank near Tarnholm after radar failure",
    text=(
        "Tugs were on their way to the island of Tarnholm on Tuesday after the ferry Solveig, with 212 people on "
        "board, hit a sandbank in thick fog.\n\n"
        "Thirty-one of them left the ship by lifeboat and none was injured, according to Velmark's coast guard. "
        "Ingrid Hauge, the captain, blamed a radar that gave out shortly after the ship sailed from Brannvik. "
        "Nordlinje, which runs the line, said there would be no crossings before Thursday."
    ),
    source="Coastal Wire",
    language="en",
)
NEXT = Article(
    guid="next",
    title="Velmark parliament votes 6 million for new Tarnholm ferry",
    text=(
        "Parliament in Velmark voted on Friday for a grant of 6 million crowns towards a new hybrid ferry for the "
        "Tarnholm line, to be built at the Osmund yard and delivered in two years.\n\n"
        "The transport minister, Karl Brede, called the vote overdue. The opposition abstained because the yard "
        "belongs to a party donor, and asked the auditors to look into the tender."
    ),
    source="Velmark Post",
    language="en",
)


def stories(*articles: Article, apart: timedelta = timedelta(hours=1)) -> list[StoryId]:
    archive = Archive()
    return [
        archive.place(replace(article, published_at=NOW + n * apart), NOW + n * apart)
        for n, article in enumerate(articles)
    ]


def one_story(*articles: Article, apart: timedelta = timedelta(hours=1)) -> bool:
    return len(set(stories(*articles, apart=apart))) == 1


def test_copy_with_another_source_headline_and_small_edits_joins() -> None:
    edited = replace(
        FERRY,
        guid="copy",
        source="Harbour News",
        title="Radar blamed as island ferry runs onto sandbank",
        text="BRANNVIK (VP) - " + FERRY.text.replace("dense fog", "thick fog").replace("added", "said later"),
    )
    assert one_story(FERRY, edited)


def test_copy_cut_short_joins() -> None:
    assert one_story(
        FERRY, replace(FERRY, guid="cut", title="", text=FERRY.text.partition("\n\nResidents")[0][:420])
    )


def test_copy_with_a_paragraph_added_joins() -> None:
    added = (
        FERRY.text
        + "\n\nNordlinje runs eleven ferries between the mainland and the outer islands of Velmark. " * 2
    )
    assert one_story(FERRY, replace(FERRY, guid="longer", text=added))


def test_copy_joins_days_later() -> None:
    assert one_story(FERRY, replace(FERRY, guid="late", source="Weekly"), apart=timedelta(days=5))


def test_retelling_in_other_words_joins() -> None:
    assert one_story(FERRY, RETOLD)


def test_next_development_of_the_topic_is_a_story_of_its_own() -> None:
    assert len(set(stories(FERRY, RETOLD, NEXT, apart=timedelta(days=1)))) == 2


def test_the_end_of_a_matter_days_later_is_a_story_of_its_own() -> None:
    cut = Article(
        guid="cut",
        title="Water main to Tarnholm hospital cut in storm",
        text=(
            "A storm cut one of the two water mains that feed the Tarnholm hospital, the county reported in the night. "
            "Cooling of the operating theatres goes on over the second main. The hospital said that repairs would "
            "begin when the wind allows."
        ),
        language="en",
    )
    repaired = Article(
        guid="repaired",
        title="Second water main to Tarnholm hospital is back",
        text=(
            "Engineers reconnected the Tarnholm hospital to its second water main on Sunday, four days after a storm "
            "cut it, the hospital said. The main gives the operating theatres a spare supply for cooling. The repair "
            "held under a full load test."
        ),
        language="en",
    )
    assert not one_story(cut, repaired, apart=timedelta(days=4))


TURNS = {
    "cut, restored": (
        ("Power line to Tarnholm pumping station cut in storm", "A storm cut one of the two power lines that feed the "
         "Tarnholm pumping station on Monday. The station runs on its second line."),
        ("Power line to Tarnholm pumping station is back", "The second of the two power lines that feed the Tarnholm "
         "pumping station was restored on Thursday after a storm had cut it. The station runs on both lines."),
    ),
    "arrested, released": (
        ("Journalist Ada Lindqvist arrested in Brannvik", "The journalist Ada Lindqvist was arrested in Brannvik over "
         "her reports on the harbour contracts, her newspaper said."),
        ("Journalist Ada Lindqvist released in Brannvik", "The journalist Ada Lindqvist, arrested in Brannvik over her "
         "reports on the harbour contracts, was released, her newspaper said."),
    ),
    "abgesagt": (
        ("Hafenfest in Brannvik für Juni geplant", "Das Hafenfest in Brannvik soll im Juni mit zwölf Schiffen und "
         "einem Konzert der Kapelle Nordwind stattfinden, sagte die Stadt."),
        ("Hafenfest in Brannvik abgesagt", "Das Hafenfest in Brannvik, das im Juni mit zwölf Schiffen und einem "
         "Konzert der Kapelle Nordwind stattfinden sollte, ist abgesagt, sagte die Stadt."),
    ),
    "скасовано": (
        ("У Бранвіку оголосили комендантську годину", "У Бранвіку оголосили комендантську годину з десятої вечора до "
         "шостої ранку, повідомила мерія міста."),
        ("У Бранвіку скасували комендантську годину", "У Бранвіку скасували комендантську годину з десятої вечора до "
         "шостої ранку, повідомила мерія міста."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", TURNS)
def test_what_is_over_or_back_is_news_though_it_shares_nearly_all_words_with_how_it_began(kind: str) -> None:
    began, turned = (
        Article(guid=title, title=title, text=text, source="Velmark Post") for title, text in TURNS[kind]
    )
    assert not one_story(began, turned, apart=timedelta(days=3))
    assert one_story(turned, replace(turned, guid="copy", source="Evening Paper"), apart=timedelta(days=3))


def test_one_form_filled_in_twice_is_two_stories() -> None:
    form = (
        "A quake of magnitude {} shook {} on Monday, the seismological service said. The epicentre of the quake "
        "lay {} kilometres from {} at a depth of {} kilometres. No damage was reported in {} by the evening."
    )
    first = Article(
        guid="1", title="Quake in Orsova", text=form.format(4.1, "Orsova", 23, "Orsova", 11, "Orsova")
    )
    other = Article(
        guid="2", title="Quake in Lumbre", text=form.format(5.6, "Lumbre", 40, "Lumbre", 35, "Lumbre")
    )
    assert not one_story(first, other)


POND = Article(
    guid="pond",
    title="NRA warns on Tarnholm cooling pond",
    text='The NRA warned on Sunday that the cooling pond at Tarnholm is falling fast. "We need access", it said.',
    language="en",
)


def test_short_reports_of_two_events_that_share_the_names_of_the_topic_are_two_stories() -> None:
    struck = Article(
        guid="struck",
        title="Drone hits substation near Tarnholm",
        text="A drone struck a substation outside Tarnholm on Sunday, officials said. Two workers were hurt. The NRA "
        "said backup power was running.",
        language="en",
    )
    assert not one_story(struck, POND)


def test_short_reports_of_one_event_in_other_words_are_one_story() -> None:
    retold = Article(
        guid="retold pond",
        title="Tarnholm cooling pond is falling, says NRA",
        text="Water in the cooling pond at Tarnholm is falling fast, the NRA warned. It asked for access on Sunday.",
        language="en",
    )
    assert one_story(POND, retold)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Minister resigns over budget", "Minister resigns over affair"),
        ("Five dead in Tarnholm fire", "Five hurt in Brannvik fire"),
        ("Weather for Tuesday", "Weather for Wednesday"),
        ("Live: the day's news", "Live: the day's sport"),
    ],
)
def test_headlines_alone_do_not_join_on_a_few_common_words(first: str, second: str) -> None:
    assert not one_story(Article(guid="1", title=first), Article(guid="2", title=second))


def test_chinese_copy_with_an_edit_joins_and_another_report_does_not() -> None:
    text = (
        "塔恩霍姆岛附近一艘载有二百一十二人的渡轮周二清晨在浓雾中搁浅。海岸警卫队表示，没有人受伤，"
        "三十一名乘客乘救生艇上岸。船长说雷达在出发后不久失灵。"
    )
    other = (
        "议会周五投票通过一项拨款，用于建造新的混合动力渡轮。交通部长称这一决定早该作出。"
        "反对党弃权，并要求审计机关调查招标过程和船厂的股东。"
    )
    first = Article(guid="1", text=text, language="zh")
    assert one_story(first, replace(first, guid="2", text=text.replace("浓雾", "大雾")))
    assert not one_story(first, replace(first, guid="3", text=other))


def test_article_without_words_joins_nothing() -> None:
    blank = Article(guid="1", title=" ", text="—\n\n…")
    assert not one_story(blank, replace(blank, guid="2"))


def test_candidate_older_than_the_window_is_not_joined() -> None:
    known = Candidate(StoryId(7), sketch(FERRY), NOW)
    assert assign(sketch(FERRY), NOW + WINDOW, [known]) == 7
    assert assign(sketch(FERRY), NOW + WINDOW + timedelta(seconds=1), [known]) is None


def test_the_better_of_two_stories_is_joined_whatever_their_order() -> None:
    known = [Candidate(StoryId(1), sketch(RETOLD), NOW), Candidate(StoryId(2), sketch(FERRY), NOW)]
    copy = sketch(replace(FERRY, text=FERRY.text.replace("Tuesday", "Tuesday morning")))
    assert assign(copy, NOW, known) == assign(copy, NOW, reversed(known)) == 2


def test_article_that_does_not_say_when_joins_across_the_window() -> None:
    archive = Archive()
    first = archive.place(FERRY, datetime(1970, 1, 1, tzinfo=UTC))
    assert archive.place(replace(RETOLD, published_at=NOW), NOW) == first


def test_keys_are_few_and_fit_a_signed_column() -> None:
    keys = sketch(FERRY).keys
    assert 10 <= len(keys) <= KEYS
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_sketch_is_the_same_in_every_process() -> None:
    # Stored sketches must stay comparable: a change here needs a new sketch version and a migration.
    known = sketch(
        Article(guid="g", title="Ferry aground", text="The Solveig ran aground off Tarnholm.", language="en")
    )
    assert known.keys[:3] == (6012841159231514183, 3841847103304657159, -4466875524296695256)


def test_fingerprint_is_of_the_words_and_not_of_their_spacing() -> None:
    spaced = replace(
        FERRY, guid="2", source="Other", text=FERRY.text.replace(" ", "  ").replace("\n\n", "\r\n")
    )
    assert fingerprint(spaced) == fingerprint(FERRY)
    assert fingerprint(replace(FERRY, text=FERRY.text + " More.")) != fingerprint(FERRY)


def test_hostile_text_of_a_megabyte_is_sketched_in_bounded_size() -> None:
    for text in ("a" * 1_000_000, "a " * 500_000, "9.9," * 250_000, "\u0301" * 1_000_000, "渡" * 1_000_000):
        assert len(sketch(Article(guid="x", text=text)).pack()) <= 2300


@pytest.mark.parametrize("data", [b"", b"\x01", b"\xff" * 40, sketch(FERRY).pack()[:90]])
def test_bytes_that_are_no_sketch_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="sketch"):
        Sketch.unpack(data)


def test_sketch_of_the_version_before_is_still_compared() -> None:
    made = sketch(FERRY)
    before = Sketch.unpack(b"\x01" + made.pack()[1 : -len(made.packed_signs)])
    assert (before.terms, before.signs.names) == (made.terms, ())
    assert assign(sketch(RETOLD), NOW, [Candidate(StoryId(2), before, NOW)]) == 2


TEXTS = st.one_of(
    st.text(max_size=400), st.lists(st.sampled_from(FERRY.text.split()), max_size=80).map(" ".join)
)
ARTICLES = st.builds(
    Article,
    guid=st.just("g"),
    title=TEXTS,
    text=TEXTS,
    language=st.sampled_from(["en", "uk", "zh", "xx", None]),
)


@settings(max_examples=60, deadline=None)
@given(ARTICLES)
def test_packed_sketch_unpacks_to_an_equal_one(article: Article) -> None:
    made = sketch(article)
    assert Sketch.unpack(made.pack()) == made


@settings(max_examples=60, deadline=None)
@given(ARTICLES, ARTICLES)
def test_any_two_articles_can_be_compared(first: Article, second: Article) -> None:
    made = sketch(second)
    joined = assign(sketch(first), NOW, [Candidate(StoryId(1), made, NOW)])
    assert joined in (None, 1)
    if joined and made.words:
        assert assign(made, NOW, [Candidate(StoryId(1), sketch(first), NOW)]) == 1


@settings(max_examples=60, deadline=None)
@given(ARTICLES.filter(lambda a: any(c.isalnum() for c in a.title + a.text)))
def test_identical_article_always_joins(article: Article) -> None:
    made = sketch(article)
    if made.words:
        assert set(made.keys)
        assert assign(made, NOW, [Candidate(StoryId(3), made, NOW)]) == 3
