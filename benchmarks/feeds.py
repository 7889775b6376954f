"""What does polling ten thousand feeds cost, in one process?

    python benchmarks/feeds.py [--feeds 10000] [--items 10] [--planned 100000]

A server on loopback, a process of its own, has a feed at each of many addresses of 127.0.0.0/8, so each is a host by
itself. The poller polls all of them, with its store on disk and its child processes: once when all is new, once when
nothing has changed (304), once when each feed has one article more. Between the rounds the clock is put forward by
days. The articles are counted and let go: what becomes of them is measured by benchmarks/pipeline.py.

Printed are polls a second, CPU a poll of the process and of its children, how late the event loop was for a thread that
knocked (99 of 100 times, and at worst), how much of that was CPU of the process itself, and peak memory, of the process
and of its largest child. The line below each is the floor: how late an idle event loop of another process was at the
same time, because of whatever else the machine does.

Beside it, in the same run: a plain loop that fetches with urllib and reads with feedparser, one feed after the other,
and keeps nothing; a process of its own as well.

Then the same feed is read here and in a child, for what that costs alone.

Last, what is due is looked for among very many sources and among a hundredth of them: without a scan of all, both take
the same time.

Fails when a poll failed, when the process itself held its event loop up for 50 ms (99 of 100 knocks were answered
sooner), or when looking took over five times as long among all sources as among the hundredth.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import costs
from costs import Pulse, children_cpu, family, high_water
from feedserver import addresses, feed

if TYPE_CHECKING:
    from bot.ingest.polling import Poller

DAYS = timedelta(days=9)
PLAIN = 400
"""Feeds of the plain loop, at most: it is no quicker with more."""


class Clock:
    """The machine's, put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return


# -- the peer --------------------------------------------------------------------------------------


def plain(urls: list[str]) -> None:
    """What anybody would write first."""
    import feedparser  # noqa: PLC0415 - only here, so that its memory counts only here

    began, used = time.perf_counter(), time.process_time()
    for url in urls:
        with urllib.request.urlopen(url) as answer:
            feedparser.parse(answer.read())
    each = len(urls) / (time.perf_counter() - began), (time.process_time() - used) / len(urls) * 1e3
    show(
        "plain feedparser loop",
        [each[0], each[1], None, None, None, None, None, high_water(os.getpid()), None],
    )


# -- what it costs ----------------------------------------------------------------------------------

STALL = 50.0
"""Milliseconds; the goal for 99 of 100 knocks."""
SCAN = 5.0
"""Times as long among a hundred times as many: less than any scan, more than what a deeper tree and noise cost."""
COLUMNS = ("polls/s", "CPU ms", "children", "p99 ms", "max ms", "own p99", "own max", "MB", "child MB")


def show(name: str, figures: list[float | None]) -> None:
    print(
        f"{name:<34}" + "".join(f"{'' if one is None else f'{one:.1f}':>10}" for one in figures), flush=True
    )


async def poll_all(name: str, poller: "Poller", due: int, server: int) -> list[str]:
    """Shows what a round costs; returns what is not as it should be."""
    theirs = children_cpu(server)
    floor = await asyncio.create_subprocess_exec(sys.executable, costs.__file__, stdin=-1, stdout=-1)
    pulse = Pulse(asyncio.get_running_loop())
    began, used = time.perf_counter(), time.process_time()
    pulse.start()
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    storage = poller._storage
    while await storage.read(lambda tx: tx.sources.next_due()) <= poller._clock.now():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.2)
    took = time.perf_counter() - began
    stop.set()
    await task
    late = pulse.worst()
    idle = (await floor.communicate(b""))[0].split()
    largest = max((high_water(one) for one in family() if one != server), default=0.0)
    mine, others = time.process_time() - used, children_cpu(server) - theirs
    show(name, [due / took, mine / due * 1e3, others / due * 1e3, *late, high_water(os.getpid()), largest])
    show("  an idle loop meanwhile", [None] * 3 + [float(one) for one in idle] + [None] * 2)
    failed = sum(bool(source.error) for source in await storage.read(lambda tx: tx.sources.list_all()))
    broken = [f"{name}: {failed} polls failed"] if failed else []
    if late[2] > STALL:
        broken.append(f"{name}: the event loop was held up for {late[2]:.0f} ms")
    return broken


async def measure(urls: list[str], port: int, server: int) -> list[str]:
    from bot.ingest.apart import Children  # noqa: PLC0415 - not in the server, nor beside the peer
    from bot.ingest.fetch import WebSource  # noqa: PLC0415
    from bot.ingest.polling import Poller  # noqa: PLC0415
    from storage import Storage  # noqa: PLC0415

    clock, apart, web = Clock(), Children(), WebSource(networks=["127.0.0.0/8"])
    taken = 0

    async def take(articles: Sequence[object], backfill: bool) -> int:
        nonlocal taken
        taken += len(articles)
        return len(articles)

    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite:///{folder}/feeds.db")
        poller = Poller(storage, web, clock, take, timedelta(hours=1), apart=apart)
        now = clock.now()
        await storage.write(lambda tx: [tx.sources.add(url, "", now) for url in urls])
        show("ready, before the first poll", [None] * 7 + [high_water(os.getpid()), None])
        broken = await poll_all("all is new", poller, len(urls), server)
        clock.ahead += DAYS
        broken += await poll_all("nothing has changed", poller, len(urls), server)
        await asyncio.to_thread(advance, port)
        clock.ahead += DAYS
        broken += await poll_all("one article more in each", poller, len(urls), server)
        print(f"{taken:,} articles were handed on")
        await web.close()
        await apart.stop()
        await storage.close()
    return broken


def advance(port: int) -> None:
    """Let every feed have one article more."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/version/1"):
        pass


async def reading(items: int) -> None:
    """Milliseconds of CPU to read one feed here, and in a child: what sending it there and back costs."""
    from bot.ingest.apart import Children  # noqa: PLC0415 - not in the server, nor beside the peer
    from bot.ingest.read import read  # noqa: PLC0415

    bodies = [feed(f"127.0.0.{n}", 0, items).encode() for n in range(200)]
    apart = Children(1)
    await apart(read, bodies[0])
    read(bodies[0])
    began, theirs = time.process_time(), await apart(time.process_time)
    for body in bodies:
        await apart(read, body)
    sent, spent = time.process_time() - began, await apart(time.process_time) - theirs
    began = time.process_time()
    for body in bodies:
        read(body)
    here = time.process_time() - began
    await apart.stop()
    each = [one / len(bodies) * 1e3 for one in (here, sent, spent)]
    print(
        "one feed read: {:.2f} ms of CPU here; apart {:.2f} in the process, {:.2f} in the child".format(*each)
    )


# -- very many sources -----------------------------------------------------------------------------


async def plan(count: int) -> dict[str, float]:
    """Milliseconds to find what is due in the next seconds among so many sources, spread over an hour."""
    found: dict[str, float] = {}
    from storage import Storage  # noqa: PLC0415 - not in the server, nor beside the peer

    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite:///{folder}/plan.db")
        now = datetime.now(UTC)
        step = timedelta(hours=1) / count
        for start in range(0, count, 5_000):
            await storage.write(
                lambda tx, start=start: [
                    tx.sources.add(f"https://host{n}.example/feed", "", now + n * step)
                    for n in range(start, min(count, start + 5_000))
                ]
            )
        busy = [f"host{n}.example" for n in range(100)]
        looks = {
            "what is due (100)": lambda tx: tx.sources.list_due(now + 99 * step, 200, failing=False),
            "nothing is due, 100 hosts busy": lambda tx: tx.sources.list_due(
                now + 99 * step, 200, but=busy, failing=False
            ),
            "all is due, 200 are taken": lambda tx: tx.sources.list_due(
                now + timedelta(hours=2), 200, but=busy, failing=False
            ),
            "when the next is due": lambda tx: tx.sources.next_due(),
        }
        for name, look in looks.items():
            times = []
            for _ in range(50):
                began = time.perf_counter()
                await storage.read(look)
                times.append((time.perf_counter() - began) * 1e3)
            found[name] = median(times)
            print(f"{count:>9,} sources: {name:<34}{found[name]:>8.2f} ms", flush=True)
        await storage.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=10)
    parser.add_argument("--planned", type=int, default=100_000)
    parser.add_argument("--plain", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        plain(addresses(min(PLAIN, given.feeds), given.plain))
        return
    serving = [sys.executable, str(Path(__file__).with_name("feedserver.py")), str(given.items)]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        size = len(feed("127.0.0.1:80", 0, given.items))
        print(f"{given.feeds:,} feeds of {given.items} articles, {size:,} bytes each; per poll:")
        print(f"{'':<34}" + "".join(f"{name:>10}" for name in COLUMNS), flush=True)
        try:
            me = [sys.executable, __file__, "--feeds", str(given.feeds), "--plain", str(port)]
            subprocess.run(me, check=True)
            broken = asyncio.run(measure(addresses(given.feeds, port), port, server.pid))
        finally:
            server.terminate()
    asyncio.run(reading(given.items))
    few, all_ = (asyncio.run(plan(count)) for count in (given.planned // 100, given.planned))
    broken += [
        f"{name}: {all_[name]:.1f} ms among {given.planned:,} sources, {took:.1f} among a hundredth"
        for name, took in few.items()
        if all_[name] > SCAN * took
    ]
    sys.exit("\n".join(["Not as it should be:", *broken]) if broken else 0)


if __name__ == "__main__":
    main()
