"""A store that cannot be written for a while: the bot stays up, says so, goes on by itself, and keeps its word."""

import asyncio
import errno
import fcntl
import os
import random
import resource
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.core import Core
from bot.errors import StoreError
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


@contextmanager
def immutable(folder: Path) -> Iterator[None]:
    """Neither the store nor its log may be changed any more, open as they are. Its shared memory is left alone: what
    writes to a mapped file that refuses is ended by the system."""
    files = [folder / STORE, folder / f"{STORE}-wal"]
    try:
        for file in files:
            _mark(file, immutable=True)
        yield
    finally:
        for file in files:
            _mark(file, immutable=False)


def _mark(file: Path, *, immutable: bool) -> None:
    """As `chattr` does."""
    with file.open("rb") as opened:
        flags = bytearray(8)
        fcntl.ioctl(opened, _GET_FLAGS, flags)
        [now] = struct.unpack("l", flags)
        changed = now | _IMMUTABLE if immutable else now & ~_IMMUTABLE
        fcntl.ioctl(opened, _SET_FLAGS, struct.pack("l", changed))


_GET_FLAGS, _SET_FLAGS, _IMMUTABLE = 0x80086601, 0x40086602, 0x10


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that refuses to write to what was marked as immutable, be it open or not."""
    with tempfile.TemporaryDirectory(
        dir="/var/tmp"
    ) as name:  # tests may lie in memory, which does not refuse
        (probe := Path(name) / "probe").touch()
        with probe.open("r+b", buffering=0) as opened:
            try:
                _mark(probe, immutable=True)
                opened.write(b"1")
            except OSError as error:
                refused = error.errno == errno.EPERM and _is_marked(probe)
            else:
                refused = False
            with suppress(OSError):
                _mark(probe, immutable=False)
        if not refused:
            pytest.skip("only root marks files as immutable, and not every file system then refuses")
        yield Path(name)


def _is_marked(file: Path) -> bool:
    flags = bytearray(8)
    with file.open("rb") as opened:
        fcntl.ioctl(opened, _GET_FLAGS, flags)
    return bool(struct.unpack("l", flags)[0] & _IMMUTABLE)


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    async with sandbox() as running:
        yield running


async def push(built: Core, number: int) -> int:
    """Push an article in; the status. Who is refused is told when to come again."""
    told = happening(number)
    item = {"url": told.url, "title": told.title, "text": told.text, "source": told.source}
    url = f"http://127.0.0.1:{built.ports['http']}/api/articles"
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer letmein"}) as http:
        answer = await http.post(url, json=item)
    assert (answer.status == 503) == ("Retry-After" in answer.headers)
    return answer.status


@pytest.mark.parametrize(("trouble", "words"), [(held, "did nothing"), (full, "cannot be written")])
async def test_what_was_acknowledged_is_there_and_all_goes_on_once_the_trouble_is_over(
    server: SandboxServer, tmp_path: Path, trouble: Trouble, words: str
) -> None:
    await goes_through(server, tmp_path, trouble, words)


async def test_what_was_acknowledged_is_there_after_the_disk_was_read_only(
    server: SandboxServer, disk: Path
) -> None:
    await goes_through(server, disk, immutable, "cannot be written")


async def goes_through(server: SandboxServer, tmp_path: Path, trouble: Trouble, words: str) -> None:
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


async def test_a_start_waits_for_the_program_that_holds_the_store_and_then_adds_its_feeds(
    server: SandboxServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    olena, stop = Person(server.world, OLENA), asyncio.Event()
    given = settings(
        tmp_path, database_url=f"sqlite:///{tmp_path / STORE}?timeout=0.1", sources="http://127.0.0.1:9/feed"
    )
    given = given.model_copy(update={"telegram_base_url": server.base_url})
    with held(tmp_path):
        running = asyncio.create_task(app.run(given, stop))
        async with asyncio.timeout(SOON):
            while "It is tried until it works" not in caplog.text:
                await asyncio.wait([running], timeout=0.05)
                assert not running.done()
    await olena.ask("/sources", "127.0.0.1")
    stop.set()
    await running


async def test_a_start_that_waits_for_the_store_ends_when_it_is_told_to(
    server: SandboxServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()
    with held(tmp_path):
        url = f"sqlite:///{tmp_path / STORE}?timeout=0.1"
        running = asyncio.create_task(app.run(settings(tmp_path, database_url=url), stop))
        async with asyncio.timeout(SOON):
            while "It is tried until it works" not in caplog.text:
                await asyncio.wait([running], timeout=0.05)
        stop.set()
        await running


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda file: os.truncate(file, file.stat().st_size // 2), "the file is damaged; restore a backup"),
        (lambda file: scribble(file, 4096), "the file is damaged; restore a backup"),
        (lambda file: scribble(file, 0), "the file is no database; name another one"),
    ],
    ids=["cut", "torn", "headless"],
)
async def test_a_torn_store_ends_the_start_with_one_line_that_says_what_to_do(
    tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    storage = Storage.open(f"sqlite:///{tmp_path / STORE}")
    await storage.close()
    harm(tmp_path / STORE)
    for _ in range(2):  # whoever starts it again hears the same
        with pytest.raises(StoreError, match=f"^Cannot open the store .*{STORE}: {words}[^\n]*$"):
            await app.run(settings(tmp_path), asyncio.Event())


def scribble(file: Path, at: int) -> None:
    """Write what was never a page over twenty of them."""
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(random.Random(1).randbytes(20 * 4096))


def test_a_store_that_can_only_be_read_ends_the_start_with_one_line_that_says_what_to_do(
    tmp_path: Path,
) -> None:
    Storage.open(f"sqlite:///{tmp_path / STORE}")
    url = f"sqlite:///file:{tmp_path / STORE}?mode=ro&uri=true"
    with pytest.raises(StoreError, match=r"^Cannot open the store [^\n]*: it can only be read; give Tocsin"):
        asyncio.run(app.run(settings(tmp_path, database_url=url), asyncio.Event()))


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
