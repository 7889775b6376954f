"""Is anything lost, or done twice, when the process is told to stop while it works?

    python benchmarks/terms.py [--stops 50] [--seed 1] [--write]

Articles are pushed in over HTTP and alerts go out to many chats while the process is stopped by SIGTERM at a moment
that the seed chooses, and started anew, `--stops` times; Telegram is the sandbox's server, of which some answers come
two seconds late. Counts alerts lost and repeated, and how long each stop took. With `--write` the seed's row goes into
docs/reliability.md. Fails when a promise is broken.
"""

import argparse
import asyncio
import random
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp
from paper import put_row

from bot.domain.model import Destination
from bot.playground import TOKEN
from bot.sandbox import UNLIMITED, FaultKind, SandboxServer
from storage import Storage, Transaction
from tests.builders import BOT, happening
from tests.crashing.child import Life, catches, living
from tests.crashing.run import free_port
from tests.crashing.stage import settings
from tests.harness import said

CHATS, ISSUES, FIRST = 60, 12, 9_000
"""So many chats, a few to each issue; the id of the first."""
PLACES = ("Marnice", "Kelmora", "Velgrad", "Tronholm", "Ostrava", "Belgorod", "Aleppo", "Osaka", "Winterthur",
          "Cartagena", "Zaporizhzhia", "Trondheim")  # fmt: skip
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONGEST = timedelta(seconds=10)
GAP = 0.03
"""Seconds between two articles."""
EARLY = 0.25
"""Of the stops come while the process starts."""
HEAD = (
    "| seed | stops | of them before it ran | articles | alerts owed | lost | repeated | "
    "answers under way at a stop | longest stop | ended otherwise than asked |"
)


@dataclass
class Seen:
    """What the run did and saw."""

    accepted: dict[int, str] = field(default_factory=dict)
    """Articles that were acknowledged: number and place."""
    early: int = 0
    under_way: int = 0
    took: list[float] = field(default_factory=list)
    badly: list[int] = field(default_factory=list)
    """Exit codes that are not 0."""


async def measure(stops: int, seed: int) -> tuple[Seen, list[str], int]:
    """Stop so often, then let all of it come: what was seen, what is lost, and how much is repeated."""
    dice, seen = random.Random(seed), Seen()
    with tempfile.TemporaryDirectory(prefix="terms") as name:
        folder, port = Path(name), free_port()
        storage = Storage.open(f"sqlite:///{folder / 'tocsin.sqlite3'}")
        await storage.write(_follow)
        await storage.close()
        server = SandboxServer(token=TOKEN, clock=lambda: datetime.now(UTC).timestamp(), limits=UNLIMITED)
        for number in range(CHATS):
            server.world.add_person(FIRST + number, f"P{number}", started=True)
        async with server:
            given = settings(
                folder, telegram_base_url=server.base_url, http_port=port, ingest_token="letmein"
            )
            pushing = asyncio.create_task(_push(port, seen))
            for number in range(stops):
                life = Life(given, BEGIN + timedelta(hours=number), folder / "log")
                await _one(life, server, dice, port, seen)
            pushing.cancel()
            await asyncio.gather(pushing, return_exceptions=True)
            with living(Life(given, BEGIN + timedelta(hours=stops), folder / "log")):
                await _until_sent(folder)
        return seen, *_counted(server, seen)


async def _one(life: Life, server: SandboxServer, dice: random.Random, port: int, seen: Seen) -> None:
    server.faults.clear()
    server.faults.add("sendMessage", FaultKind.SLOW, times=3)
    with living(life) as process:
        if dice.random() < EARLY:
            seen.early += 1
            await _until(lambda: catches(process.pid or 0, signal.SIGTERM))
            await asyncio.sleep(dice.uniform(0.0, 0.5))
        else:
            await _ready(port)
            await asyncio.sleep(dice.uniform(0.0, 0.8))
        seen.under_way += _slow_left(server) < 3
        process.terminate()
        began = asyncio.get_running_loop().time()
        await _until(lambda: not process.is_alive())
        seen.took.append(asyncio.get_running_loop().time() - began)
        _judge(process, seen)


async def _until(so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if so():
            return
        await asyncio.sleep(0.01)


def _slow_left(server: SandboxServer) -> int:
    return sum(one.times for one in server.faults.waiting)


def _judge(process: ForkServerProcess, seen: Seen) -> None:
    if process.exitcode != 0:
        seen.badly.append(process.exitcode or 0)


def _follow(tx: Transaction) -> None:
    for number in range(CHATS):
        chat = tx.chats.get_or_add(Destination(BOT, FIRST + number), f"P{number}", BEGIN)
        tx.subscriptions.add(chat.id, tx.issues.ensure(PLACES[number % ISSUES]), BEGIN)


async def _push(port: int, seen: Seen) -> None:
    """Hand in one article after another, each until it is acknowledged."""
    number = 0
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer letmein"}) as http:
        while True:
            place = PLACES[number % ISSUES]
            told = happening(number, place)
            item = {
                "id": told.guid,
                "url": told.url,
                "title": told.title,
                "text": told.text,
                "source": told.source,
            }
            with suppress(aiohttp.ClientError, TimeoutError):
                async with http.post(f"http://127.0.0.1:{port}/api/articles", json=item) as answer:
                    if answer.status == 202:
                        seen.accepted[number] = place
                        number += 1
            await asyncio.sleep(GAP)


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(1000):
            with suppress(aiohttp.ClientError):
                async with http.get(f"http://127.0.0.1:{port}/healthz"):
                    return
            await asyncio.sleep(0.02)


async def _until_sent(folder: Path) -> None:
    for _ in range(1200):
        with closing(sqlite3.connect(folder / "tocsin.sqlite3", timeout=10)) as store:
            [(owed,)] = store.execute("SELECT count(*) FROM deliveries WHERE state IN ('due', 'sending')")
        if not owed:
            return
        await asyncio.sleep(0.1)


def _counted(server: SandboxServer, seen: Seen) -> tuple[list[str], int]:
    """Alerts that never came, and how often one came again."""
    lost, repeated = list[str](), 0
    for number in range(CHATS):
        titles = Counter[str]()
        for message in server.world.sent(FIRST + number):
            titles.update({line for line in said(message).split("\n") if ": event " in line})
        told = " ".join(titles)
        for article, place in seen.accepted.items():
            if place == PLACES[number % ISSUES] and f": event {article}." not in told:
                lost.append(f"{FIRST + number}: {place}: event {article}")
        repeated += sum(titles.values()) - len(titles)
    return lost, repeated


def row(seed: int, seen: Seen, lost: list[str], repeated: int) -> str:
    """Of the table."""
    owed = len(seen.accepted) * CHATS // ISSUES
    cells: tuple[Any, ...] = (
        seed, len(seen.took), seen.early, f"{len(seen.accepted):,}", f"{owed:,}", len(lost), repeated, seen.under_way,
        f"{max(seen.took):.1f} s", len(seen.badly),
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> int:
    """Parse, run, print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--stops", type=int, default=50)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--write", action="store_true")
    asked = given.parse_args()
    seen, lost, repeated = asyncio.run(measure(asked.stops, asked.seed))
    line = row(asked.seed, seen, lost, repeated)
    print(HEAD, line, *lost[:10], f"exit codes {seen.badly}", sep="\n")
    if asked.write:
        put_row("terms", HEAD, line)
    return 1 if lost or repeated or seen.badly or max(seen.took) > LONGEST.total_seconds() else 0


if __name__ == "__main__":
    sys.exit(main())
