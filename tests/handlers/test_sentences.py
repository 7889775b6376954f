"""Sentences that people answer an alert with, by language, each held to what it asks for: a table in sentences.json."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.messages.tongue import LANGUAGES
from handlers.intents import intent_in
from handlers.times import mute_end
from tests.handlers.room import NOW

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))


def asked(words: str) -> str | None:
    found = intent_in(words)
    return found[0].value if found else None


def ended(words: str) -> tuple[str, datetime | None] | None:
    """The end of the mute that an answer asks for."""
    found = intent_in(words, alone=True)
    return mute_end(found[1], NOW, timezone="Europe/Berlin") if found and found[0] == "mute" else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_to_ask_for_one_thing_are_understood_alike(language: str) -> None:
    said = TABLE["asked"][language]
    assert set(said) == {"stop", "timeline", "why", "more", "status"}
    assert not [(one, words) for one, every in said.items() for words in every if asked(words) != one]


@pytest.mark.parametrize("what", TABLE["asked otherwise"])
def test_polite_and_longer_sentences_are_understood(what: str) -> None:
    assert not [words for words in TABLE["asked otherwise"][what] if asked(words) != what]


@pytest.mark.parametrize("until", TABLE["ends"])
def test_an_end_is_understood_however_it_is_said(until: str) -> None:
    expected = ("", datetime.fromisoformat(until).replace(tzinfo=UTC))
    assert not [words for words in TABLE["ends"][until] if ended(words) != expected]


@pytest.mark.parametrize("words", TABLE["talk"])
def test_what_people_say_to_each_other_asks_for_nothing(words: str) -> None:
    assert intent_in(words, alone=True) is None


@pytest.mark.parametrize(
    "words",
    [
        "до пятницы 18:30",
        "bis Freitag um 18:30 Uhr",
        "jusqu'à vendredi 18h30",
        "到周五18:30",
        "until Fri 6:30 pm",
    ],
)
def test_the_command_understands_the_ends_that_an_answer_may_have(words: str) -> None:
    assert mute_end(f"Kherson {words}", NOW, timezone="Europe/Berlin") == (
        "Kherson",
        datetime(2026, 3, 13, 17, 30, tzinfo=UTC),
    )
