"""What a match quotes, and what its score says."""

import pytest

from bot.domain import text
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Place, Strictness
from tests.domain.matching.made import LOOSE, NORMAL, index, issue, matches

TALKS = (
    "Several questions remain open in the talks over the river bridge, Minister Ana Kovacs said on Friday.\n\n"
    "The open questions include:\n\n"
    "Toll exemptions\n\n"
    "Kovacs said talks go on over the reach of toll exemptions that border towns would be given. No towns were "
    "named.\n\n"
    "Territory\n\n"
    "Kovacs said the fate of the territories below the bridge is the hardest question of all.\n\n"
    "Marnice Pumping Station\n\n"
    "Kovacs said the future of the flooded Marnice pumping station remains unresolved.\n\n"
    "Safe work there needs new dikes on its territory, engineers say.\n\n"
    "Bridge upkeep\n\n"
    "Neither side would talk about that on Friday, and neither will on Monday."
)


@pytest.mark.parametrize(
    ("name", "heading", "matched"),
    [
        ("toll exemptions", "Toll exemptions", "toll exemptions"),
        ("territory", "Territory", "territories"),
        ("Marnice", "Marnice Pumping Station", "Marnice"),
    ],
)
def test_the_passage_is_the_one_of_the_issues_own_section(name: str, heading: str, matched: str) -> None:
    (found,) = matches(name, TALKS, title="Questions still open in talks on the bridge")
    assert found.passage.heading == heading
    assert found.passage.lead_in == "The open questions include:"
    assert found.passage.text.startswith("Kovacs said")
    assert found.matched == matched
    assert found.matched in {found.passage.text[a:b] for a, b in found.spans}


def test_a_heading_alone_still_quotes_its_section() -> None:
    (found,) = index(issue("bridge upkeep")).match(text.read("", TALKS, "en"))
    assert found.passage.text.startswith("Neither side")
    assert (found.matched, found.spans) == ("Bridge upkeep", ())


def test_what_the_article_does_not_speak_of_is_not_found() -> None:
    assert not index(issue("interest rates")).match(text.read("", TALKS, "en"))


def test_a_find_in_the_title_alone_quotes_the_title() -> None:
    (found,) = index(issue("Marnice")).match(text.read("Marnice pumps again", "The water is falling.", "en"))
    assert (found.passage.text, found.passage.start, found.passage.place) == (
        "Marnice pumps again",
        None,
        Place.TITLE,
    )
    assert [found.passage.text[a:b] for a, b in found.spans] == ["Marnice"]


def test_the_alias_that_matched_is_named() -> None:
    made = index(issue("Marnice pumping station", "MPS", number=7))
    (found,) = made.match(text.read("", "Water reached the MPS at dawn.", "en"))
    assert (found.issue, found.alias, found.matched) == (7, "MPS", "MPS")


def test_subject_scores_over_mention() -> None:
    filler = "The council spoke of roads and of schools, of parks and of the budget for the year. " * 40
    made = index(issue("Marnice"))
    subject = made.match(
        text.read("Marnice floods", f"Marnice is under water.\n\n{filler}\n\nMarnice waits.")
    )
    mention = made.match(
        text.read("Council meets", f"{filler}\n\nA visitor from Marnice listened.\n\n{filler}")
    )
    assert subject[0].score >= THRESHOLDS[Strictness.STRICT]
    assert LOOSE <= mention[0].score < NORMAL


def test_a_nearer_spelling_scores_higher() -> None:
    made = index(issue("Mykhailivske"))
    scores = [
        made.match(text.read("", f"Engineers left {name} at noon.", "en"))[0].score
        for name in ("Mykhailivske", "Mykhailivskie", "Mikhaylovske")
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[2]
