"""Where an issue stands, and its timeline."""

import re
from dataclasses import replace

import pytest

from bot import messages
from bot.domain.model import IssueId
from bot.domain.standing import Contrary
from bot.messages import Button
from bot.messages.rich import CAPTION_LIMIT
from tests.messages.samples import development, is_valid, shown, standing


def test_a_status_reads_as_the_contract_says() -> None:
    answer = messages.status(
        standing(development(), development("Envoys met.", 1, 3)), IssueId(5), followed=False
    )
    assert shown(answer) == (
        "📍 Zaporizhzhia: unresolved\n"
        "“The future of the plant remains unresolved.”\n"
        "Morning Post · 27 Dec 07:02 UTC · 6 h ago · link\n"
        "Before that\n"
        "26 Dec  Envoys met. (3 sources)\n"
        "📈 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▅▁█\n"
        "3 stories in 30 days"
    )
    assert [button.label for row in answer.buttons for button in row] == [
        "🔔 Follow",
        "🕓 Timeline",
        "↻ Refresh",
    ]


@pytest.mark.parametrize(
    ("days", "bars", "since"), [(1, "█", "27 Dec"), (3, "▅▁█", "25 Dec"), (29, "▁" * 26 + "▅▁█", "29 Nov")]
)
def test_days_of_a_busy_issue_that_were_not_counted_are_not_shown_as_quiet(
    days: int, bars: str, since: str
) -> None:
    known = standing(development())
    answer = replace(known, coverage=dict(sorted(known.coverage.items())[-days:]))
    told = "2 stories" if days == 1 else "3 stories"
    assert f"📈 {bars}\n{told} since {since}" in shown(messages.status(answer, IssueId(5), followed=True))


def test_a_status_without_a_state_word_shows_none() -> None:
    assert shown(messages.status(standing(development(), state=None), IssueId(5), followed=True)).startswith(
        "📍 Zaporizhzhia\n"
    )


def test_contradicting_reports_stand_side_by_side_and_not_once_more_below() -> None:
    other = replace(development("Nothing was decided, says the plant.", 0, 1), source="Evening Post")
    answer = replace(
        standing(development(), other, development("Envoys met.", 1, 3)),
        contrary=Contrary(other, "unresolved"),
        state="agreed",
    )
    text = shown(messages.status(answer, IssueId(5), followed=False))
    assert "📍 Zaporizhzhia: agreed\n" in text
    assert (
        "⚖️ Reports differ: unresolved\n“Nothing was decided, says the plant.”\nEvening Post · 27 Dec" in text
    )
    assert text.count("Nothing was decided") == 1


def test_old_news_says_so() -> None:
    text = shown(messages.status(standing(development(days=6)), IssueId(5), followed=True))
    assert "Nothing new for 6 days." in text


def test_nothing_known_is_said_and_near_names_are_offered() -> None:
    answer = messages.unknown("Zaparozhia", IssueId(5), followed=False, near=[(IssueId(9), "Zaporizhzhia")])
    assert "Nothing about it" in shown(answer)
    assert answer.buttons[0] == (Button("📍 Zaporizhzhia", "status:9"),)


def test_a_timeline_turns_its_pages() -> None:
    answer = standing(*(development(f"Day {n} brought news.", n) for n in range(14)))
    first, last = (messages.timeline(answer, IssueId(5), page, followed=True) for page in (0, 2))
    assert "Day 0 " in shown(first)
    assert "Day 13 " in shown(last)
    assert [button.data for button in first.buttons[0]] == ["time:5:1"]
    assert [button.data for button in last.buttons[0]] == ["time:5:1"]
    assert messages.timeline(answer, IssueId(5), 99, followed=True) == last


@pytest.mark.parametrize("note", ["", "Taking “" + "z" * 60 + "” as " + "Z" * 60 + "."], ids=["", "noted"])
@pytest.mark.parametrize("filler", ["Новини про порт і кран ", "今日の港の", "🚢🏗️ ", "x" * 59 + " "])
def test_every_development_stands_on_some_page(filler: str, note: str) -> None:
    told = [development(f"Day{n:02} {filler * 40}", n, sources=20) for n in range(25)]
    answer = standing(*told, name="Порт і кран " * 8)
    first = messages.timeline(answer, IssueId(5), 0, followed=False, note=note)
    found = re.search(r"page 1 of (\d+)", shown(first))
    assert found is not None
    pages = [
        first,
        *(messages.timeline(answer, IssueId(5), n, followed=True) for n in range(1, int(found[1]))),
    ]
    assert all(is_valid(page, CAPTION_LIMIT) for page in pages)
    assert re.findall(r"Day(\d\d)", "\n".join(map(shown, pages))) == [f"{n:02}" for n in range(25)]
    assert note in shown(first)
