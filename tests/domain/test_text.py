"""Reading a text: offsets are exact, shapes are found, and no input makes it slow."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import text
from bot.domain.model import Place

LINES = st.lists(st.text(alphabet="abc АБ好。.:-’\u0301\n ", max_size=80), max_size=12).map("\n".join)
SECTIONED = (
    "The ferry company and the island council met again on Monday.\n\n"
    "They will meet once more. The open questions are:\n\n"
    "Winter timetable\n\n"
    "The council wants four crossings a day, and the company offers two until the end of March.\n\n"
    "Nobody expects a quick answer.\n\n"
    "Fares\n\n"
    "The company said that fares for islanders would stay as they are for another year."
)


@settings(max_examples=80)
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(value: str) -> None:
    once = text.normalise(value)
    assert text.normalise(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [("ZAPORIZHZHIA", "zaporizhzhia"), ("Ｋｙｉｖ", "kyiv"), ("cafe\u0301", "café"), ("Straße", "STRASSE")],
)
def test_writings_of_the_same_letters_are_equal(one: str, other: str) -> None:
    assert text.normalise(one) == text.normalise(other)


@settings(max_examples=80, deadline=None)
@given(LINES, LINES)
def test_passages_are_exact_stretches_of_the_text(title: str, body: str) -> None:
    document = text.read(title, body)
    last = 0
    for passage in document.passages:
        if passage.place is Place.TITLE:
            assert (passage.text, passage.start, passage.end) == (title, None, None)
            continue
        assert passage.start is not None
        assert passage.end is not None
        assert passage.start >= last
        assert passage.text == body[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        last = passage.end


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_every_letter_stands_in_a_passage_or_a_heading(body: str) -> None:
    document = text.read("", body)
    covered = {i for p in document.passages for i in range(p.start or 0, p.end or 0)}
    covered |= {i for s in document.sections if s.heading_span for i in range(*s.heading_span)}
    assert all(i in covered for i, c in enumerate(body) if not c.isspace())


@settings(max_examples=80)
@given(st.text(max_size=120))
def test_tokens_are_exact_stretches_of_the_text(value: str) -> None:
    assert all(value[t.start : t.end] == t.text for t in text.tokens(value))


def test_sections_carry_heading_and_the_line_that_governs_them() -> None:
    document = text.read("", SECTIONED)
    found = {(p.heading, p.lead_in, p.place) for p in document.passages if p.heading}
    assert found == {
        ("Winter timetable", "The open questions are:", Place.SECTION),
        ("Fares", "The open questions are:", Place.SECTION),
    }
    assert [s.heading for s in document.sections] == ["", "Winter timetable", "Fares"]
    assert all(SECTIONED[slice(*s.heading_span)] == s.heading for s in document.sections if s.heading_span)


def test_single_newlines_make_the_same_sections() -> None:
    document = text.read("", SECTIONED.replace("\n\n", "\n"))
    assert [p.heading for p in document.passages] == ["", "", "Winter timetable", "Winter timetable", "Fares"]


@pytest.mark.parametrize(
    "line",
    ["- a list item", "It rained all day.", "he said nothing", "What they want is this:", "12.30", "• Fares"],
)
def test_lines_of_other_shapes_are_no_headings(line: str) -> None:
    body = f"Opening words of the article.\n\n{line}\n\nA longer paragraph follows here and says what there is to say."
    assert [s.heading for s in text.outline(body)] == [""]


def test_wrapped_lines_are_one_paragraph() -> None:
    body = "The harbour master said on Tuesday that all of the\nboats had come home before the storm reached the bay."
    assert len(text.read("", body).passages) == 1


def test_long_paragraphs_are_cut_between_sentences() -> None:
    body = " ".join(
        f"Sentence number {i} tells of the harbour and of its boats at some length." for i in range(40)
    )
    passages = text.read("", body, "en").passages
    assert len(passages) > 3
    assert all(len(p.text) <= text.PASSAGE_CHARS and p.text.endswith(".") for p in passages)


def test_an_endless_sentence_is_cut_between_words() -> None:
    passages = text.read("", "word " * 3000).passages
    assert all(len(p.text) <= text.SENTENCE_CHARS and set(p.text.split()) == {"word"} for p in passages)


def test_chinese_sentences_end_without_a_space() -> None:
    body = "会谈今天继续。双方没有说明细节。"
    assert [body[a:b] for a, b in text.sentences(body, "zh")] == ["会谈今天继续。", "双方没有说明细节。"]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("fr", "Le prix va à K. Barry Sharpless. | M. Macron a dit non. | Mme. Dupont aussi."),
        ("en", "“It is over!” he said. | He lives in the U.S. | It rained."),
        ("ru", "Ущерб составил 3 млрд. рублей. | Это сообщил А. Иванов."),
        ("uk", "Президент В. Зеленський прибув. | Він привітав усіх."),
        ("pl", "W 2022 r. powiedział to samo. | Kosztuje 5 tys. zł."),
        ("tr", "Dün karar verildi. | 5. madde değişti."),
        ("hi", "डॉ. सिंह ने कहा। | वह गए।"),
        ("ar", "قال د. محمد إنه سيغادر. | ثم غادر."),
    ],
)
def test_no_sentence_ends_at_a_title_an_initial_or_before_a_small_letter(language: str, body: str) -> None:
    wanted = body.split(" | ")
    joined = " ".join(wanted)
    assert [joined[a:b] for a, b in text.sentences(joined, language)] == wanted


def test_a_small_letter_on_a_line_of_its_own_begins_a_sentence() -> None:
    body = "The talks go on.\niPhone makers wait."
    assert [body[a:b] for a, b in text.sentences(body, "en")] == body.split("\n")


def test_abbreviations_end_no_sentence() -> None:
    body = "Dr. Okafor spoke first. The mayor followed."
    assert [body[a:b] for a, b in text.sentences(body, "en")] == [
        "Dr. Okafor spoke first.",
        "The mayor followed.",
    ]


@pytest.mark.parametrize(
    ("sample", "language"),
    [
        ("The minister said that the talks would go on in the spring.", "en"),
        ("Der Minister sagte, dass die Gespräche im Frühjahr weitergehen werden.", "de"),
        ("Le ministre a dit que les pourparlers continuent au printemps.", "fr"),
        ("Міністр сказав, що переговори будуть і навесні.", "uk"),
        ("Министр сказал, что переговоры продолжатся и весной, но это не всё.", "ru"),
        ("وزیر گفت که این گفتگوها در بهار ادامه می یابد", "fa"),
        ("قال الوزير إن المحادثات ستستمر في الربيع", "ar"),
        ("部长说会谈将在春天继续", "zh"),
        ("会談は春も続くと大臣は述べた", "ja"),
        ("Qwx zrt", None),
        ("", None),
    ],
)
def test_language_is_guessed_or_left_open(sample: str, language: str | None) -> None:
    assert text.language_of(sample) == language


@pytest.mark.parametrize(
    "hostile",
    [
        "x" * 1_000_000,
        "e" + "\u0301\u0316" * 200_000,
        "好" * 300_000,
        "a\n" * 100_000,
        "Aa\n\n" * 50_000,
        "." * 500_000,
        "He went on. " * 30_000,
        "Terms:\n\nShort heading\n\n" * 10_000,
    ],
    ids=["word", "marks", "unspaced", "lines", "headings", "dots", "sentences", "lead-ins"],
)
def test_hostile_text_is_read_in_bounded_time_and_pieces(hostile: str) -> None:
    began = time.process_time()
    document = text.read(hostile[:1000], hostile)
    text.normalise(hostile)
    assert time.process_time() - began < 8
    assert all(len(p.text) <= text.SENTENCE_CHARS for p in document.passages)


def test_halves_of_characters_do_not_break_a_long_paragraph() -> None:
    body = "Half a \ud800 character stands here. It rained \udfff all night. " * 30
    (first, *_) = text.read("", body).passages
    assert first.text.endswith(("night.", "here."))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("az", "Prezident bu gün Bakıda görüş keçirib və iki ölkə arasında əməkdaşlıq haqqında danışıb."),
        ("be", "Сёння ў Мінску прайшла сустрэча прэзідэнтаў, на якой яны абмеркавалі пытанні."),
        ("gu", "અમદાવાદમાં આજે ભારે વરસાદ પડ્યો"),
        ("hi", "मुंबई में आज भारी बारिश हुई और कई जगहों पर पानी भर गया है।"),
        ("kk", "Президент бүгін үкімет отырысын өткізді және экономиканы дамыту туралы айтты."),
        ("ky", "Бүгүн Бишкекте жолугушуу болуп өттү жана экономика үчүн маанилүү чечимдер алынды."),
        ("mn", "Улаанбаатар хотод өнөөдөр Засгийн газрын хуралдаан болж, үүнийг хэлэлцсэн байна."),
        ("mr", "मुंबईत आज मुसळधार पाऊस झाला आणि अनेक ठिकाणी पाणी साचले आहे."),
        ("ru", "Сегодня в Москве прошла встреча президентов, на которой они обсудили эти вопросы."),
        ("tg", "Имрӯз дар Душанбе Президенти Ҷумҳурии Тоҷикистон бо вазири корҳои хориҷӣ мулоқот кард."),
        ("tt", "Казанда бүген президент белән очрашу булды һәм шәһәр үсеше өчен карарлар кабул ителде."),
        ("uk", "Сьогодні у Києві пройшла зустріч президентів, на якій вони обговорили питання співпраці."),
    ],
)
def test_languages_of_one_script_are_told_apart_by_a_sentence(language: str, sentence: str) -> None:
    assert text.language_of(sentence) == language
