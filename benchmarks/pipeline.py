"""How fast does an article get from `POST /api/articles` to a chat?

    python benchmarks/pipeline.py [--articles 500] [--subscriptions 1000]

Starts the whole bot as a process of its own against a local Bot API server in this one, with SQLite on disk, and
prints articles a second until their deliveries are owed, the time from accepted to sent, start-up time and memory.
The floor beside it is a bare aiohttp route that stores the same article with one INSERT and nothing else, on the
same disk in the same run.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402 - after the path is set
from aiohttp import web  # noqa: E402

from bot.domain.model import Destination  # noqa: E402
from bot.sandbox import UNLIMITED, SandboxServer  # noqa: E402
from storage import Storage  # noqa: E402

TOKEN = "424242:benchmark-token-that-opens-nothing"
FIRST_CHAT = 10_000
CALM, GAP = 100, 0.2
"""Articles after the burst, and seconds between them: a busy day's pace, far from what the machine can."""
SYLLABLES = "ba ke li mo nu ra se ti vo za dri gor pel shan tur wim".split()
LITTLE = "the of and to in for on with by from at as that which after before while because".split()


def made_up_name(number: int) -> str:
    """A name of four to five syllables, the same for the same number, far from every other."""
    chosen = random.Random(number)
    return "".join(chosen.choices(SYLLABLES, k=5)).capitalize()


VOCABULARY = 20_000
"""Distinct words of the made-up language; frequent ones as in any language, function words apart."""
COMMON = list(accumulate(1 / (rank + 100) for rank in range(VOCABULARY)))
WORDS = [
    "".join(random.Random(-rank).choices(SYLLABLES, k=2 + rank % 3)) for rank in range(1, VOCABULARY + 1)
]


def article(number: int, names: list[str]) -> dict[str, str]:
    """About 500 words that speak of one name."""
    chosen = random.Random(f"article {number}")
    name = names[number % len(names)]
    sentences = []
    for sentence in range(30):
        pairs = zip(chosen.choices(LITTLE, k=8), chosen.choices(WORDS, cum_weights=COMMON, k=8), strict=True)
        words = [word for pair in pairs for word in pair]
        if sentence in (0, 4):
            words.insert(3, name)
        sentences.append(" ".join(words).capitalize() + ".")
    return {
        "url": f"https://news.example/{number}",
        "title": f"{name}: " + " ".join(chosen.choices(WORDS, cum_weights=COMMON, k=6)),
        "text": "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, 30, 3)),
        "published_at": datetime.now(UTC).isoformat(),
        "source": f"Wire {number % 40}",
    }


async def seed(folder: Path, names: list[str], bot: int) -> None:
    """As many chats, each following one name."""
    storage = Storage.open(f"sqlite:///{folder / 'tocsin.sqlite3'}")
    now = datetime.now(UTC)

    def follow_all(tx: object) -> None:
        for number, name in enumerate(names):
            chat = tx.chats.get_or_add(Destination(bot, FIRST_CHAT + number), f"chat {number}", now)
            tx.subscriptions.add(chat.id, tx.issues.ensure(name), now)

    await storage.write(follow_all)
    await storage.close()


async def post_all(url: str, bodies: list[bytes], accepted: Callable[[int, float], None]) -> float:
    """POST one after another over four connections; seconds it took."""
    queue = asyncio.Queue[tuple[int, bytes]]()
    for item in enumerate(bodies):
        queue.put_nowait(item)
    headers = {"Authorization": "Bearer bench", "Content-Type": "application/json"}

    async def post(http: aiohttp.ClientSession) -> None:
        while not queue.empty():
            number, body = queue.get_nowait()
            async with http.post(url, data=body, headers=headers) as answer:
                if answer.status != 202:
                    raise SystemExit(f"{answer.status}: {await answer.text()}")
            accepted(number, time.perf_counter())

    started = time.perf_counter()
    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(post(http))
    return time.perf_counter() - started


async def floor(folder: Path, bodies: list[bytes]) -> float:
    """Articles a second of a route that does one durable INSERT."""
    base = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, url TEXT UNIQUE, body BLOB)")

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        base.execute("INSERT INTO a (url, body) VALUES (?, ?)", (json.loads(body)["url"], body))
        return web.json_response([], status=202)

    app = web.Application()
    app.router.add_post("/api/articles", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    seconds = await post_all(f"http://127.0.0.1:{port}/api/articles", bodies, lambda *_: None)
    await runner.cleanup()
    return len(bodies) / seconds


def memory(pid: int) -> float:
    """Resident MiB of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


async def until(ready: Callable[[], Awaitable[bool]], seconds: float, what: str) -> None:
    """Wait for something, or give up with words."""
    deadline = time.perf_counter() + seconds
    while not await ready():
        if time.perf_counter() > deadline:
            raise SystemExit(f"gave up waiting for {what}")
        await asyncio.sleep(0.02)


async def measure(articles: int, subscriptions: int) -> None:
    """Run it all and print the table."""
    names = [made_up_name(number) for number in range(subscriptions)]
    bodies = [json.dumps(article(number, names)).encode() for number in range(articles)]
    bot = int(TOKEN.partition(":")[0])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bare = await floor(folder, bodies)
        await seed(folder, names, bot)
        server = SandboxServer(token=TOKEN, clock=time.time, limits=UNLIMITED)
        async with server:
            for number in range(subscriptions):
                server.world.add_person(FIRST_CHAT + number, f"P{number}", started=True)
            calm = [
                json.dumps(article(number, names)).encode() for number in range(articles, articles + CALM)
            ]
            await run(server, folder, bodies, calm, bare)


async def run(
    server: SandboxServer, folder: Path, bodies: list[bytes], paced: list[bytes], bare: float
) -> None:
    """The bot as a process, from start to the last message sent."""
    port = free_port()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, stderr=asyncio.subprocess.PIPE, env=os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": server.base_url, "DATA_DIR": str(folder),
            "HTTP_PORT": str(port), "INGEST_TOKEN": "bench", "SEND_RATE": "1000", "LOG_LEVEL": "WARNING",
        },
    )  # fmt: skip
    try:
        await until(lambda: answers(port), 60, "the bot to start")
        start_up, small = time.perf_counter() - began, memory(process.pid)
        accepted: dict[int, float] = {}
        sent: dict[int, float] = {}
        watching = asyncio.create_task(watch(server, sent))
        url = f"http://127.0.0.1:{port}/api/articles"
        seconds = await post_all(url, bodies, accepted.__setitem__)

        async def all_sent() -> bool:
            return len(sent) >= len(bodies)

        await until(all_sent, 600, f"the alerts ({len(sent)} of {len(bodies)} came)")
        burst = in_order(accepted, sent)
        calm, calmly = len(bodies), dict[int, float]()
        for number, body in enumerate(paced, calm):
            await post_all(url, [body], lambda _, at, number=number: calmly.__setitem__(number, at))
            await asyncio.sleep(GAP)

        async def calm_sent() -> bool:
            return all(number in sent for number in calmly)

        await until(calm_sent, 60, "the alerts of the calm minutes")
        waits = in_order(calmly, sent)
        rate = len(bodies) / seconds
        print(f"{'':44}{'Tocsin':>12}{'floor':>12}")
        ratio = f"{rate / bare:.2f} of the floor"
        print(f"{'articles a second, POST to owed deliveries':44}{rate:12.0f}{bare:12.0f}   {ratio}")
        for what, figures in (("in the burst", burst), (f"at {1 / GAP:.0f} articles a second", waits)):
            print(f"{'accepted to sent ' + what + ', median ms':44}{statistics.median(figures):12.0f}")
            print(
                f"{'accepted to sent ' + what + ', p99 ms':44}{figures[int(len(figures) * 0.99) - 1]:12.0f}"
            )
        print(f"{'start-up to ready, s':44}{start_up:12.2f}")
        print(f"{'memory at rest / after, MiB':44}{small:7.0f} /{memory(process.pid):4.0f}")
        watching.cancel()
    finally:
        process.terminate()
        _, errors = await process.communicate()
        sys.stderr.buffer.write(errors)


def in_order(accepted: dict[int, float], sent: dict[int, float]) -> list[float]:
    """Milliseconds from accepted to sent, the shortest first."""
    return sorted(max(0.0, sent[number] - at) * 1000 for number, at in accepted.items())


async def watch(server: SandboxServer, sent: dict[int, float]) -> None:
    """Note the moment at which the alert about each article reaches the server."""
    seen = server.world.events.cursor
    while True:
        for event in await server.world.events.more(seen):
            seen = event["n"]
            note(sent, event.get("message") or {})


def note(sent: dict[int, float], message: dict[str, object]) -> None:
    """Remember when the alert about an article arrived."""
    for entity in message.get("entities", []):
        url = entity.get("url", "")
        if url.startswith("https://news.example/"):
            sent.setdefault(int(url.rsplit("/", 1)[1]), time.perf_counter())


async def answers(port: int) -> bool:
    """Whether the bot is ready."""
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Parse, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, default=500)
    options.add_argument("--subscriptions", type=int, default=1000)
    chosen = options.parse_args()
    asyncio.run(measure(chosen.articles, chosen.subscriptions))


if __name__ == "__main__":
    main()
