"""Plain text in: what of a page dump is the article, and what is furniture."""

from datetime import UTC, datetime

import pytest

from bot.errors import InputError
from bot.ingest import dump
from tests.ingest import dumps


def test_german_dump_gives_headline_authors_time_and_source():
    article = dump.read(dumps.GERMAN)
    assert article.title == "Hafen von Odermünde bleibt bis Juni gesperrt"
    assert article.author == "Karla Winterstein, Jonas Brück"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-05-03T14:05:00+02:00"
    assert article.source == "Küstenkurier"
    assert article.language == "de"


def test_german_dump_loses_its_furniture_and_keeps_its_standfirst():
    paragraphs = dump.read(dumps.GERMAN).text.split("\n\n")
    assert paragraphs[0] == "Die Reederei rechnet mit Verlusten in Millionenhöhe."
    assert len(paragraphs) == 3
    assert paragraphs[2].endswith("Verletzt wurde niemand.")


def test_russian_dump_is_dated_in_moscow():
    article = dump.read(dumps.RUSSIAN)
    assert article.title == "Мост через Светлую откроют раньше срока"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-04T12:30:00+03:00"
    assert article.author == "Ирина Полевая"
    assert article.source == "Речной вестник"
    assert article.language == "ru"
    assert len(article.text.split("\n\n")) == 2


def test_british_dump_takes_the_published_time_and_drops_the_caption():
    article = dump.read(dumps.BRITISH)
    assert article.published_at == datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    assert article.author == "Maud Pellinore"
    assert "Photo" not in article.text
    assert "Share" not in article.text
    assert "hours ago" not in article.text
    assert article.text.startswith("Talks between")


def test_relative_time_is_no_date_and_no_text():
    article = dump.read(dumps.RELATIVE)
    assert article.published_at is None
    assert article.title == "Reservoir level rises for third week"
    assert article.text.startswith("Water in the Kestrel reservoir")


def test_bare_address_becomes_the_url_without_its_tracking():
    article = dump.read(dumps.LINKED)
    assert article.url == "https://www.news.example/world/harbour-strike?id=7"
    assert article.guid == article.url
    assert article.source == "news.example"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-04T17:10:00-05:00"


def test_run_in_headings_come_apart():
    paragraphs = dump.read(dumps.CRAMMED).text.split("\n\n")
    at = paragraphs.index("The open questions are:")
    assert paragraphs[at + 1] == "Harbour dues"
    assert paragraphs[at + 2].startswith("The finance minister")
    assert paragraphs[at + 3] == "Fuel levy"
    assert paragraphs[at + 4].startswith("No agreement is in sight")


def test_two_spaces_after_a_full_stop_part_nothing():
    assert "Both sides meet again. They have until June." in dump.read(dumps.CRAMMED).text


@pytest.mark.parametrize(
    ("hint", "offset"),
    [("हिंदी में पढ़ें", "+05:30"), ("Tel Aviv, Israel", "+03:00"), ("Dublin, Ireland", "+01:00"), ("", "+05:30")],
)
def test_ambiguous_zone_is_decided_by_evidence(hint, offset):
    text = (
        f"Council votes on the new tram line\n14 July 2026, 9:15 PM IST {hint}\n\n"
        + "The council voted. " * 20
    )
    article = dump.read(text)
    assert article.published_at is not None
    assert article.published_at.isoformat() == f"2026-07-14T21:15:00{offset}"


def test_summer_time_named_by_season_or_not_is_right():
    winter = dump.read(
        "Headline of the day\nJanuary 5, 2026, 8:00 am PT\n\nThe text of the day goes on and on."
    )
    summer = dump.read("Headline of the day\nJuly 5, 2026, 8:00 am PT\n\nThe text of the day goes on and on.")
    assert winter.published_at is not None
    assert summer.published_at is not None
    assert winter.published_at.isoformat().endswith("-08:00")
    assert summer.published_at.isoformat().endswith("-07:00")


def test_date_over_the_headline_is_only_the_moment_of_the_dump():
    text = "Friday, 6 March 2026 | 11:40 PM CET\nCanal reopens\n5 March 2026 | 10:00 AM CET\n\nThe canal reopened."
    published = dump.read(text).published_at
    assert published is not None
    assert published.isoformat() == "2026-03-05T10:00:00+01:00"


def test_text_without_furniture_is_kept_whole():
    article = dump.read(dumps.PLAIN)
    assert article.title == ""
    assert article.text == dumps.PLAIN
    assert article.published_at is None


def test_single_sentence_is_an_article():
    article = dump.read("The bridge reopened on Monday.")
    assert (article.title, article.text) == ("", "The bridge reopened on Monday.")


def test_first_line_shaped_as_a_headline_is_the_title():
    article = dump.read("Bridge reopens after repairs\n\n" + dumps.PLAIN)
    assert article.title == "Bridge reopens after repairs"
    assert article.text == dumps.PLAIN


def test_hard_wrapped_lines_are_one_paragraph():
    wrapped = (
        "The river has been rising for nine days and stood on Tuesday at the\n"
        "highest mark since the gauge was put up, the water board of the\n"
        "lower valley said in a notice to the villages along its banks.\n"
        "\n"
        "People were told to move cattle to higher ground before the weekend.\n"
    )
    assert [len(part.split()) for part in dump.read(wrapped).text.split("\n\n")] == [39, 12]


def test_lists_stay_lists():
    text = (
        "The delegates agreed on three points.\n\n• a ceasefire\n• an exchange of prisoners\n• free passage"
    )
    assert dump.read(text).text.endswith("- a ceasefire\n- an exchange of prisoners\n- free passage")


def test_list_of_related_headlines_is_cut_off():
    text = dumps.BRITISH + "\nRelated stories\n\nStorm closes pier\n\nNew lighthouse keeper named\n"
    assert dump.read(text).text.endswith("is now in doubt.")


def test_standfirst_that_the_body_repeats_is_dropped():
    stand = "The basin authority expects a dry spring and asks for care"
    text = f"Dry spring ahead\n{stand}\nBy Noor Adeyemi\n4 March 2026\n\n{stand}, its director said.\n\nMore follows."
    assert dump.read(text).text.count("asks for care") == 1


def test_nothing_but_white_space_is_refused_in_words():
    with pytest.raises(InputError, match="no words"):
        dump.read(" \n\u00a0\n\t")


def test_text_with_a_date_in_its_sentences_is_not_taken_for_a_dump():
    text = "On 4 March 2026 the court sat in Kyiv and heard the case.\n\n" + dumps.PLAIN
    assert dump.read_if_dump(text) is None
    assert dump.read(text).text == text
