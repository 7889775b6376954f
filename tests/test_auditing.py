"""Rows that are stuck, as a torn disk or an edit of the file leaves them, made by hand: the message comes, once."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.auditing import Auditor
from bot.meters import Meters
from bot.schedule import Scheduler
from storage import Storage
from tests.builders import House, article, house
from tests.harness import OLENA, Person, said, sandbox, settings, tocsin


@pytest.fixture
async def home(file_store: Storage) -> AsyncIterator[House]:
    """One chat that is owed one alert, since some minutes."""
    async with house(file_store) as built:
        await built.follow("Marnice")
        await built.deliver(1)  # what is looked at once at the start was
        await built.take(article())
        built.clock.advance(timedelta(minutes=3))
        yield built


def edit(folder: Path, *statements: str) -> None:
    """What somebody does to the file with SQLite's shell, which heeds no foreign keys."""
    (file,) = folder.glob("*.sqlite3")
    with sqlite3.connect(file) as shell:
        for statement in statements:
            shell.execute(statement)
    shell.close()


async def audited(home: House) -> tuple[Auditor, str]:
    """One audit, then the loops for some minutes; the auditor, and what /metrics shows."""
    meters = Meters()
    auditor = Auditor(home.storage, home.clock, wake=asyncio.Event(), meters=meters)
    while not await auditor.round():
        pass
    await Scheduler(home.storage, home.clock, wake=asyncio.Event()).queue_due()
    home.clock.advance(timedelta(minutes=2))
    await home.deliver()
    return auditor, generate_latest(meters.registry).decode()


STUCK = {
    "claimed_for_ever": ["UPDATE deliveries SET state = 'sending', lease_until = NULL"],
    "due_far_ahead": ["UPDATE deliveries SET due_at = '2031-01-01 00:00:00.000000'"],
    "chat_never_ready": ["UPDATE chats SET ready_at = '2031-01-01 00:00:00.000000'"],
    "held_without_hour": [
        "DELETE FROM delivery_alerts", "DELETE FROM deliveries", "UPDATE alerts SET state = 'held', release_at = NULL",
    ],
    "held_far_ahead": [
        "DELETE FROM delivery_alerts", "DELETE FROM deliveries",
        "UPDATE alerts SET state = 'held', release_at = '9000-01-01 00:00:00.000000'",
    ],
    "owed_by_no_message": ["DELETE FROM delivery_alerts", "DELETE FROM deliveries"],
}  # fmt: skip


@pytest.mark.parametrize("reason", STUCK)
async def test_what_was_stuck_comes_once_and_is_counted(home: House, tmp_path: Path, reason: str) -> None:
    edit(tmp_path, *STUCK[reason])
    await home.deliver(3)
    assert home.texts() == []
    auditor, metrics = await audited(home)
    assert sum("Marnice" in text for text in home.texts()) == len(home.texts()) == 1
    assert f'tocsin_healed_total{{reason="{reason}"}} 1.0' in metrics
    assert auditor.words() == [f"stuck rows mended since the start: {reason} 1"]
    again, _ = await audited(home)
    assert len(home.texts()) == 1
    assert again.words() == []


async def test_an_alert_that_somebody_deleted_does_not_end_the_sending_of_the_others(
    home: House, tmp_path: Path
) -> None:
    await home.follow("Marnice", 102)
    await home.take(article(event="fire", text="A fire in Marnice burnt down the old mill by the bridge."))
    edit(tmp_path, "DELETE FROM alerts WHERE id = 1")
    auditor, _ = await audited(home)
    assert len(home.texts()) == 2
    assert auditor.words() == ["stuck rows mended since the start: brings_what_is_gone 1"]


async def test_a_message_to_a_chat_that_somebody_deleted_is_called_off(home: House, tmp_path: Path) -> None:
    edit(tmp_path, "DELETE FROM chats")
    auditor, _ = await audited(home)
    assert home.texts() == []
    assert auditor.words() == ["stuck rows mended since the start: to_no_chat 1"]
    figures = await home.storage.read(lambda tx: tx.deliveries.figures(home.clock.now()))
    assert (figures.due, figures.failed) == (0, 1)


async def test_a_story_that_was_told_already_is_not_told_again(home: House, tmp_path: Path) -> None:
    await home.deliver()
    edit(tmp_path, "UPDATE alerts SET state = 'owed', message_id = NULL")
    auditor, _ = await audited(home)
    assert len(home.texts()) == 1
    assert auditor.healed.total() == 1


async def test_a_state_that_nobody_knows_is_said_and_left_alone(home: House, tmp_path: Path) -> None:
    await home.deliver()
    edit(tmp_path, "UPDATE deliveries SET state = 'sideways'")
    auditor, metrics = await audited(home)
    assert "tocsin_unhealed 1.0" in metrics
    assert ["1 alerts or messages have a state" in word for word in auditor.words()] == [True]


async def test_nothing_is_stuck_in_a_store_at_work(home: House) -> None:
    auditor, _ = await audited(home)
    assert auditor.words() == []
    assert len(home.texts()) == 1


async def test_the_whole_bot_mends_at_its_start_and_says_so_to_its_owner(tmp_path: Path) -> None:
    configured = settings(tmp_path, admin_ids={OLENA})
    async with sandbox() as server:
        olena = Person(server.world, OLENA)
        async with tocsin(server, configured):
            await olena.ask("/follow Marnice", "Marnice")
        edit(
            tmp_path,
            "INSERT INTO deliveries (bot_id, chat_id, kind, state, due_at, attempts, uncertain, text)"
            " SELECT bot_id, id, 'notice', 'sending', created_at, 1, 0, 'Left behind.' FROM chats",
        )
        async with tocsin(server, configured):
            await olena.hears("Left behind.")
            await olena.ask("/health", "claimed_for_ever 1")
    assert [said(one) for one in olena.heard()].count("Left behind.") == 1
