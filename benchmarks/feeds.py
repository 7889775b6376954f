"""What does polling ten thousand feeds cost, in one process?

    python benchmarks/feeds.py [--feeds 10000] [--items 10] [--planned 100000]

A server on loopback, a process of its own, has a feed at each of many addresses of 127.0.0.0/8, so each is a host by
itself. The poller polls all of them, with its store on disk and its child processes: once when all is new, once when
nothing has changed (304), once when each feed has one article more. Between the rounds the clock is put forward by
days. The articles are counted and let go: what becomes of them is measured by benchmarks/pipeline.py.

Printed are polls a second, CPU a poll of the process and of its children, how late the event loop was for a thread that
knocked (99 of 100 times, and at worst), and peak memory, of the process and of its largest child. The line below each
is the floor: how late an idle event loop of another process was at the same time, which is what else the machine does.

Beside it, in the same run: a plain loop that fetches with urllib and reads with feedparser, one feed after the other,
and keeps nothing; a process of its own as well.

Last, what is due is looked for among very many sources and among a hundredth of them: without a scan of all, both take
the same time.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from bot.ingest.polling import Poller

DAYS = timedelta(days=9)
PLAIN = 400
"""Feeds of the plain loop, at most: it is no quicker with more."""
VOCABULARY = [
    f"{a}{b}{c}" for a in ("ha", "ri", "so", "te", "mu") for b in "rbnlt" for c in ("or", "ing", "e", "an")
]


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


# -- the server ------------------------------------------------------------------------------------


class Talk(asyncio.Protocol):
    """HTTP as far as it is needed. A feed's version is that of the whole server, told by GET /version/N."""

    version = 0
    items = 10
    started = datetime.now(UTC)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = transport
        self.got = b""

    def data_received(self, data: bytes) -> None:
        self.got += data
        while b"\r\n\r\n" in self.got:
            head, _, self.got = self.got.partition(b"\r\n\r\n")
            self.out.write(self.answer(head))  # type: ignore[attr-defined] # a transport that can write

    def answer(self, head: bytes) -> bytes:
        lines = head.split(b"\r\n")
        path = lines[0].split()[1]
        fields = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines[1:])}
        if path.startswith(b"/version/"):
            Talk.version = int(path.rpartition(b"/")[2])
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        tag = b'"%d"' % Talk.version
        if fields.get(b"if-none-match") == tag:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = feed(fields[b"host"].decode(), Talk.version).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
            % (tag, len(body))
        ) + body


def words(seed: str) -> str:
    """The same for the same seed."""
    rng = random.Random(seed)
    return " ".join(rng.choices(VOCABULARY, k=60))


def feed(host: str, version: int) -> str:
    """Articles of its own an hour apart, the newest first; one more with each version."""
    entries = "".join(
        f"<item><title>Report {number} from {host}</title><link>http://{host}/{number}</link>"
        f"<guid>http://{host}/{number}</guid><pubDate>{format_datetime(Talk.started - timedelta(hours=12 - number))}"
        f"</pubDate><description>&lt;p&gt;{words(f'{host} {number}')}.&lt;/p&gt;</description></item>"
        for number in range(version + Talk.items, version, -1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{host}</title><link>http://{host}/</link><description>News</description>{entries}</channel></rss>"
    )


async def serve(items: int) -> None:
    Talk.items = items
    server = await asyncio.get_running_loop().create_server(Talk, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def addresses(count: int, port: int) -> list[str]:
    return [f"http://127.{n // 62500 + 1}.{n // 250 % 250}.{n % 250 + 1}:{port}/feed" for n in range(count)]


# -- the peer --------------------------------------------------------------------------------------


def plain(urls: list[str]) -> None:
    """What anybody would write first."""
    import feedparser  # noqa: PLC0415 - only here, so that its memory counts only here

    began, used = time.perf_counter(), time.process_time()
    for url in urls:
        with urllib.request.urlopen(url) as answer:
            feedparser.parse(answer.read())
    each = len(urls) / (time.perf_counter() - began), (time.process_time() - used) / len(urls) * 1e3
    show("plain feedparser loop", [each[0], each[1], None, None, None, high_water(os.getpid()), None])


# -- what it costs ---------------------------------------------------------------------------------


def stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def family() -> list[int]:
    """The processes that this one started, and those started by them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(stat(int(entry.name))[1])
            except OSError:
                continue
    found = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def children_cpu(but: int) -> float:
    """Seconds of the family so far, those that have ended among them."""
    ticks = 0
    for one in family():
        if one != but:
            ticks += sum(int(field) for field in stat(one)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def high_water(process: int) -> float:
    """Megabytes at the peak."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


class Pulse(threading.Thread):
    """How late the event loop answers: a thread knocks every few milliseconds, the loop notes when it heard."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True)
        self.loop = loop
        self.late: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.005):
            knocked = time.perf_counter()
            heard = threading.Event()
            self.loop.call_soon_threadsafe(self.hear, knocked, heard)
            heard.wait()

    def hear(self, knocked: float, heard: threading.Event) -> None:
        self.late.append((time.perf_counter() - knocked) * 1e3)
        heard.set()

    def worst(self) -> tuple[float, float]:
        self.over.set()
        ordered = sorted(self.late)
        return ordered[int(len(ordered) * 0.99)], ordered[-1]


async def idle() -> None:
    """The floor of what `Pulse` finds, until standard input ends."""
    pulse = Pulse(asyncio.get_running_loop())
    pulse.start()
    await asyncio.to_thread(sys.stdin.read)
    print(*pulse.worst())


COLUMNS = ("polls/s", "CPU ms", "children", "p99 ms", "max ms", "MB", "child MB")


def show(name: str, figures: list[float | None]) -> None:
    print(
        f"{name:<34}" + "".join(f"{'' if one is None else f'{one:.1f}':>10}" for one in figures), flush=True
    )


async def poll_all(name: str, poller: "Poller", due: int, server: int) -> None:
    floor = await asyncio.create_subprocess_exec(sys.executable, __file__, "--idle", stdin=-1, stdout=-1)
    pulse = Pulse(asyncio.get_running_loop())
    began, used, theirs = time.perf_counter(), time.process_time(), children_cpu(server)
    pulse.start()
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    storage = poller._storage
    while await storage.read(lambda tx: tx.sources.next_due()) <= poller._clock.now():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.2)
    took = time.perf_counter() - began
    stop.set()
    await task
    p99, worst = pulse.worst()
    idle = (await floor.communicate(b""))[0].split()
    largest = max((high_water(one) for one in family() if one != server), default=0.0)
    mine, others = time.process_time() - used, children_cpu(server) - theirs
    show(
        name, [due / took, mine / due * 1e3, others / due * 1e3, p99, worst, high_water(os.getpid()), largest]
    )
    show("  an idle loop meanwhile", [None] * 3 + [float(one) for one in idle] + [None] * 2)
    failed = sum(bool(source.error) for source in await storage.read(lambda tx: tx.sources.list_all()))
    if failed:
        print(f"{failed} of them failed")


async def measure(urls: list[str], port: int, server: int) -> None:
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
        show("ready, before the first poll", [None] * 5 + [high_water(os.getpid()), None])
        await poll_all("all is new", poller, len(urls), server)
        clock.ahead += DAYS
        await poll_all("nothing has changed", poller, len(urls), server)
        await asyncio.to_thread(advance, port)
        clock.ahead += DAYS
        await poll_all("one article more in each", poller, len(urls), server)
        print(f"{taken:,} articles were handed on")
        await web.close()
        await apart.stop()
        await storage.close()


def advance(port: int) -> None:
    """Let every feed have one article more."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/version/1"):
        pass


# -- very many sources -----------------------------------------------------------------------------


async def plan(count: int) -> None:
    """Milliseconds to find what is due in the next seconds among so many sources, spread over an hour."""
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
            print(f"{count:>9,} sources: {name:<34}{median(times):>8.2f} ms", flush=True)
        await storage.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=10)
    parser.add_argument("--planned", type=int, default=100_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--idle", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--plain", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.items))
        return
    if given.idle:
        asyncio.run(idle())
        return
    if given.plain:
        plain(addresses(min(PLAIN, given.feeds), given.plain))
        return
    me = [sys.executable, __file__, "--items", str(given.items), "--feeds", str(given.feeds)]
    with subprocess.Popen([*me, "--serve"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        size = len(feed("127.0.0.1:80", 0))
        print(f"{given.feeds:,} feeds of {given.items} articles, {size:,} bytes each; per poll:")
        print(f"{'':<34}" + "".join(f"{name:>10}" for name in COLUMNS), flush=True)
        try:
            subprocess.run([*me, "--plain", str(port)], check=True)
            asyncio.run(measure(addresses(given.feeds, port), port, server.pid))
        finally:
            server.terminate()
    for count in (given.planned // 100, given.planned):
        asyncio.run(plan(count))


if __name__ == "__main__":
    main()
