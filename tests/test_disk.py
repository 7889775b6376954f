"""A store that cannot be written for a while: the bot stays up, says so, goes on by itself, and keeps its word."""

import asyncio
import random
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.core import Core
from bot.sandbox import SandboxServer
from storage import Storage
from tests.builders import happening
from tests.harness import OLENA, Person, sandbox, settings, tocsin

Trouble = Callable[[Path], AbstractContextManager[None]]
STORE = "tocsin.sqlite3"
SOON = 10.0
"""Seconds in which all goes on again."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program holds the lock on the store."""
    with closing(sqlite3.connect(folder / STORE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """No file may grow beyond what the store's log has now, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / f"{STORE}-wal").stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    async with sandbox() as running:
        yield running


async def push(built: Core, number: int) -> int:
    told = happening(number)
    item = {"url": told.url, "title": told.title, "text": told.text, "source": told.source}
    url = f"http://127.0.0.1:{built.ports['http']}/api/articles"
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer letmein"}) as http:
        return (await http.post(url, json=item)).status


@pytest.mark.parametrize(("trouble", "words"), [(held, "did nothing"), (full, "cannot be written")])
async def test_what_was_acknowledged_is_there_and_all_goes_on_once_the_trouble_is_over(
    server: SandboxServer, tmp_path: Path, trouble: Trouble, words: str
) -> None:
    olena = Person(server.world, OLENA)
    url = f"sqlite:///{tmp_path / STORE}?timeout=0.1"
    async with tocsin(server, settings(tmp_path, database_url=url)) as built:
        await olena.ask("/follow Marnice", "Marnice")
        assert await push(built, 1) == 202
        await olena.hears("event 1.")
        with trouble(tmp_path):
            server.world.say(OLENA, "/follow Belgorod")
            assert [await push(built, number) for number in (2, 3, 2)] == [503] * 3
        async with asyncio.timeout(SOON):
            assert [await push(built, number) for number in (2, 3)] == [202] * 2
            await olena.hears("event 2.")
            await olena.hears("event 3.")
            await olena.hears(words)  # that nothing was done
            await olena.ask("/follow Belgorod", "Belgorod")
    assert len([one for one in olena.alerts() if "event 1." in one["text"]]) == 1


async def test_a_torn_log_keeps_all_that_was_acknowledged_before_the_tear(tmp_path: Path) -> None:
    storage = Storage.open(f"sqlite:///{tmp_path / STORE}")
    log, sizes = tmp_path / f"{STORE}-wal", list[int]()
    for number in range(12):
        await storage.write(lambda tx: tx.issues.ensure(f"issue {number}"))  # noqa: B023 - awaited here
        sizes.append(log.stat().st_size)
    dice = random.Random(1)
    cuts = [*sizes[::4], *(dice.randrange(sizes[0] // 2, sizes[-1]) for _ in range(4))]
    for cut in cuts:
        (folder := tmp_path / str(cut)).mkdir(exist_ok=True)
        for name in (STORE, log.name):
            shutil.copy(tmp_path / name, folder)
        with (folder / log.name).open("r+b") as torn:
            torn.truncate(cut)
        opened = Storage.open(f"sqlite:///{folder / STORE}")
        there = await opened.read(
            lambda tx: [bool(tx.issues.find(f"issue {number}")) for number in range(12)]
        )
        await opened.close()
        acknowledged = sum(size <= cut for size in sizes)
        assert there == sorted(there, reverse=True)
        assert sum(there) == acknowledged
        with closing(sqlite3.connect(folder / STORE)) as whole:
            assert whole.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    await storage.close()
