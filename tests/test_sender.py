from collections.abc import Iterator

import pytest
from telegram import error as te
from telegram.ext import InvalidCallbackData

from bot import outcome
from bot.sender import outcome_of


def _made(cls: type[te.TelegramError]) -> te.TelegramError:
    made: dict[type[te.TelegramError], te.TelegramError] = {
        te.RetryAfter: te.RetryAfter(7),
        te.ChatMigrated: te.ChatMigrated(-100),
        te.TimedOut: te.TimedOut(),
        te.EndPointNotFound: te.EndPointNotFound("x"),
    }
    return made.get(cls) or cls("words")


def _tree(cls: type[te.TelegramError]) -> Iterator[type[te.TelegramError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _tree(child)


WANTED: dict[type[te.TelegramError], type] = {
    te.TelegramError: outcome.Unsure,
    te.Forbidden: outcome.ChatGone,
    te.InvalidToken: outcome.TokenRefused,
    te.EndPointNotFound: outcome.Rejected,
    te.NetworkError: outcome.NotSent,
    te.BadRequest: outcome.Rejected,
    te.TimedOut: outcome.NotSent,
    te.ChatMigrated: outcome.ChatMoved,
    te.RetryAfter: outcome.RetryAfter,
    te.Conflict: outcome.Rejected,
    te.PassportDecryptionError: outcome.Unsure,
    InvalidCallbackData: outcome.Unsure,
}


@pytest.mark.parametrize("cls", list(_tree(te.TelegramError)), ids=lambda cls: cls.__name__)
def test_every_error_of_the_client_library_has_its_outcome(cls: type[te.TelegramError]) -> None:
    assert type(outcome_of(_made(cls))) is WANTED[cls]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Chat not found", outcome.ChatGone("Chat not found")),
        ("Not enough rights to send text messages to the chat", outcome.Refusal.NO_RIGHT),
        ("Message thread not found", outcome.Refusal.THREAD_LOST),
        ("Topic_closed", outcome.Refusal.THREAD_LOST),
        ("Message to edit not found", outcome.Refusal.MESSAGE_LOST),
        ('Can\'t parse entities: unsupported start tag "x" at byte offset 0', outcome.Refusal.MARKUP),
        ("Button_data_invalid", outcome.Refusal.MARKUP),
        ("Message is too long", outcome.Refusal.OTHER),
    ],
)
def test_a_bad_request_is_told_apart_by_telegrams_words(words: str, wanted: object) -> None:
    found = outcome_of(te.BadRequest(words))
    if isinstance(wanted, outcome.Refusal):
        assert found == outcome.Rejected(wanted, words)
    else:
        assert isinstance(found, outcome.ChatGone)


def test_flood_control_keeps_its_seconds() -> None:
    assert outcome_of(te.RetryAfter(35)) == outcome.RetryAfter(35.0)


def test_a_migrated_group_keeps_its_new_id() -> None:
    assert outcome_of(te.ChatMigrated(-1001)) == outcome.ChatMoved(-1001)
