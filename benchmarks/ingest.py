"""How many articles a second does `POST /api/articles` take, and how long does a client wait?

    python benchmarks/ingest.py [--articles 400] [--subscriptions 1000]

The whole bot runs as a process of its own with SQLite on disk; 202 is said when the articles are read, matched, decided
upon and on the disk. Beside it, in the same run and on the same disk, a peer that does the least one can: a bare
aiohttp route that writes the same body as a row, durable too, also a process of its own. Both are sent the same
articles, one a request and a hundred a request, over four connections, in turn. CPU is that of the server, so that
whatever else the machine does changes it little.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp
from aiohttp import web
from pipeline import ROOT, TOKEN, answers, article, free_port, made_up_name, seed, until

from bot.sandbox import UNLIMITED, SandboxServer

CONNECTIONS = 4
BATCH = 100
HEADERS = {"Authorization": "Bearer bench", "Content-Type": "application/json"}


def serve_rows(port: int, folder: str) -> None:
    """The peer."""
    base = sqlite3.connect(Path(folder) / "peer.sqlite3", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, url TEXT UNIQUE, body BLOB)")

    async def take(request: web.Request) -> web.Response:
        given = json.loads(await request.read())
        rows = [(one["url"], json.dumps(one)) for one in (given if isinstance(given, list) else [given])]
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT OR IGNORE INTO a (url, body) VALUES (?, ?)", rows)
        base.execute("COMMIT")
        return web.json_response([{}] * len(rows), status=202)

    async def ready(request: web.Request) -> web.Response:
        return web.json_response({})

    app = web.Application(client_max_size=2**26)
    app.router.add_post("/api/articles", take)
    app.router.add_get("/readyz", ready)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def cpu_seconds(process: int) -> float:
    """Of all threads of a process so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def push(port: int, bodies: list[bytes]) -> list[float]:
    """Seconds that each request took, the shortest first."""
    waiting, took = iter(bodies), list[float]()

    async def post(http: aiohttp.ClientSession) -> None:
        for body in waiting:
            began = time.perf_counter()
            async with http.post(
                f"http://127.0.0.1:{port}/api/articles", data=body, headers=HEADERS
            ) as answer:
                if answer.status != 202:
                    raise SystemExit(f"{answer.status}: {await answer.text()}")
                await answer.read()
            took.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(post(http))
    return sorted(took)


async def measure(name: str, process: int, port: int, articles: list[list[dict[str, str]]]) -> None:
    """Print the rows of one server: one article a request, then many."""
    singly, together = articles
    batches = [together[at : at + BATCH] for at in range(0, len(together), BATCH)]
    for what, count, bodies in (
        ("one a request", len(singly), [json.dumps(one).encode() for one in singly]),
        (f"{BATCH} a request", len(together), [json.dumps(one).encode() for one in batches]),
    ):
        used, began = cpu_seconds(process), time.perf_counter()
        took = await push(port, bodies)
        rate, cpu = count / (time.perf_counter() - began), (cpu_seconds(process) - used) / count * 1000
        p50, p99 = took[len(took) // 2] * 1000, took[min(len(took) - 1, int(len(took) * 0.99))] * 1000
        print(f"{name:<10}{what:<18}{rate:>12.0f}{p50:>12.1f}{p99:>12.1f}{cpu:>16.2f}", flush=True)


async def run(count: int, subscriptions: int) -> None:
    """Both servers, one after the other."""
    names = [made_up_name(number) for number in range(subscriptions)]
    articles = [[article(n + offset, names) for n in range(count)] for offset in (0, 10 * count)]
    print(f"{'':<28}{'articles/s':>12}{'median ms':>12}{'p99 ms':>12}{'CPU ms/article':>16}")
    with tempfile.TemporaryDirectory() as folder:
        await seed(Path(folder), names, int(TOKEN.partition(":")[0]))
        async with SandboxServer(token=TOKEN, clock=time.time, limits=UNLIMITED) as server:
            for name, words in (("bare row", [__file__, "--peer"]), ("Tocsin", ["-m", "bot", "run"])):
                port = free_port()
                more = [str(port), folder] if name == "bare row" else []
                process = await asyncio.create_subprocess_exec(
                    sys.executable, *words, *more, cwd=ROOT, env=os.environ | {
                        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": server.base_url, "DATA_DIR": folder,
                        "HTTP_PORT": str(port), "INGEST_TOKEN": "bench", "LOG_LEVEL": "ERROR",
                    },
                )  # fmt: skip
                try:
                    await until(lambda port=port: answers(port), 120, f"{name} to start")
                    await push(port, [json.dumps(article(-n, names)).encode() for n in range(1, 21)])
                    await measure(name, process.pid, port, articles)
                finally:
                    process.terminate()
                    await process.wait()


def main() -> None:
    """Parse, measure, print."""
    if sys.argv[1:2] == ["--peer"]:
        serve_rows(int(sys.argv[2]), sys.argv[3])
        return
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, default=400)
    options.add_argument("--subscriptions", type=int, default=1000)
    chosen = options.parse_args()
    asyncio.run(run(chosen.articles, chosen.subscriptions))


if __name__ == "__main__":
    main()
