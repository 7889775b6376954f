"""Foreign bytes read in child processes: the same as ever, until they take too long or too much."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.config import load
from bot.core import core
from bot.errors import InputError
from bot.ingest.apart import Children
from bot.ingest.child import Bounds
from bot.ingest.discover import feeds
from bot.ingest.opml import read_opml, write_opml
from bot.ingest.read import read
from storage import Storage
from tests.ingest import works
from tests.ingest.test_polling import HOUR, URL, Room, rss

FEED = (
    b"<rss version='2.0'><channel><title>Coast</title><item><title>Ferry sails</title></item></channel></rss>"
)
PAGE = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head></html>"
NESTED = b"<rss version='2.0'><channel><item>" + b"<a>" * 200_000


@asynccontextmanager
async def children(
    *, seconds: float = 30, memory: int = 90_000_000, inputs: int = 100
) -> AsyncIterator[Children]:
    """One child at a time."""
    opened = Children(1, Bounds(seconds=seconds, memory=memory, inputs=inputs))
    try:
        yield opened
    finally:
        await opened.stop()


async def test_what_is_read_apart_is_what_would_be_read_here():
    async with children() as apart:
        assert await apart(read, FEED, url="https://coast.example/feed") == read(
            FEED, url="https://coast.example/feed"
        )
        broken = b'[{"title": "Ferry", "text": "sails"}, {"title": 7}]'
        there, here = await apart(read, broken), read(broken)
        assert there.articles == here.articles
        assert [str(error) for error in there.errors] == [str(error) for error in here.errors] != []
        assert await apart(feeds, PAGE, "https://coast.example/") == feeds(PAGE, "https://coast.example/")
        assert await apart(read_opml, write_opml([("https://coast.example/feed", "Coast")])) == [
            ("https://coast.example/feed", "Coast")
        ]


async def test_time_that_is_its_countrys_own_is_read_apart_as_here():
    words = (
        "<p>Les dockers du port ont cessé le travail pour la deuxième semaine, ont dit les syndicats.</p>" * 9
    )
    page = (
        "<html lang='fr'><head><meta property='article:published_time' content='2026-03-04 17:10'></head>"
        f"<body><article><h1>La grève du port continue</h1>{words}</article></body></html>"
    ).encode()
    async with children() as apart:
        assert (await apart(read, page)) == read(page)
    assert str(read(page).articles[0].published_at) == "2026-03-04 17:10:00+01:00"


async def test_what_cannot_be_read_is_refused_in_the_same_words():
    async with children() as apart:
        with pytest.raises(InputError, match="the input is empty"):
            await apart(read, b"")


async def test_input_that_takes_too_long_is_given_up_and_the_next_is_read():
    async with children(seconds=1) as apart:
        with pytest.raises(InputError, match="takes too long to read"):
            await apart(read, NESTED)
        assert (await apart(read, FEED)).articles


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is bounded on Linux")
async def test_input_that_takes_too_much_memory_is_given_up_and_the_next_is_read():
    async with children(memory=15_000_000) as apart:
        with pytest.raises(InputError, match="takes too much memory to read"):
            await apart(read, b"<html><body>" + b"<div><b>" * 250_000)
        assert (await apart(read, FEED)).articles


async def test_child_that_was_killed_from_outside_costs_no_input():
    async with children() as apart:
        os.kill(await apart(os.getpid), signal.SIGKILL)
        assert (await apart(read, FEED)).articles


async def test_input_that_ends_every_child_is_refused():
    async with children() as apart:
        with pytest.raises(InputError, match="broke the reading off"):
            await apart(os._exit, 1)
        assert (await apart(read, FEED)).articles


async def test_child_makes_room_for_another_after_so_many_inputs():
    async with children(inputs=2) as apart:
        pids = [await apart(os.getpid) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_answer_that_is_code_is_refused():
    async with children() as apart:
        with pytest.raises(InputError, match="broke the reading off"):
            await apart(works.code)
        assert (await apart(read, FEED)).articles


async def test_mistake_of_a_parser_is_an_input_that_cannot_be_read():
    async with children() as apart:
        with pytest.raises(InputError, match="ZeroDivisionError"):
            await apart(divmod, 1, 0)


async def test_reading_that_was_given_up_is_a_note_on_its_source_and_loses_nothing(store: Storage):
    async with children(seconds=1) as apart:
        room = Room(store, apart)
        await room.follow()
        room.web.says(URL, rss("one"))
        room.web.says(URL, NESTED)
        room.web.says(URL, rss("two", "one"))
        await room.poller.poll_due()
        room.clock.advance(2 * HOUR)
        await room.poller.poll_due()
        source = await room.source()
        assert source.error is not None
        assert "takes too long to read" in source.error
        assert source.next_poll_at > room.clock.now()
        room.clock.advance(4 * HOUR)
        await room.poller.poll_due()
    assert room.desk.titles == ["one", "two"]
    assert (await room.source()).error is None


async def test_bot_reads_what_comes_in_another_process(tmp_path: Path):
    async with core(load(_env_file=None, data_dir=tmp_path)) as built:
        assert await built.apart(os.getpid) != os.getpid()


def printed(program: str) -> tuple[str, str]:
    """What it prints, and what it complains of."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip(), done.stderr


def test_program_that_forgets_to_stop_its_children_ends_nevertheless():
    told = (
        "import asyncio\nfrom bot.ingest.apart import Children\nfrom bot.ingest.read import read\n"
        f"children = Children(1)\nprint(len(asyncio.run(children(read, {FEED!r})).articles))"
    )
    assert printed(told) == ("1", "")


def test_children_of_a_program_that_had_others_first_have_as_much_room():
    told = (
        "import asyncio, multiprocessing, os\nfrom bot.ingest.apart import Children\n"
        "from bot.ingest.child import Bounds\nfrom bot.ingest.read import read\n"
        "first = multiprocessing.get_context('forkserver').Process(target=os.getpid)\n"
        "first.start()\nfirst.join()\nchildren = Children(1, Bounds(seconds=30, memory=15_000_000, inputs=9))\n"
        f"print(len(asyncio.run(children(read, {FEED!r})).articles))"
    )
    assert printed(told) == ("1", "")


async def test_stop_does_not_wait_for_what_is_being_read():
    async with asyncio.timeout(20):
        async with children(seconds=300) as apart:
            await apart(read, FEED)
            with socket.create_server(("127.0.0.1", 0)) as server:
                server.setblocking(False)
                reading = asyncio.create_task(apart(works.wait_for_ever, server.getsockname()[1]))
                begun, _ = await asyncio.get_running_loop().sock_accept(server)
                begun.close()
            await apart.stop()
        with pytest.raises(InputError):
            await reading
