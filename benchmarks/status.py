"""How fast is a status of any words, over a big archive that nobody sorted for them?

    python benchmarks/status.py [--sizes 10000,100000,300000,1000000] [--folder DIR]

Fills a store on disk with made-up articles (workload.py; each further one is put together from paragraphs of several
and has new words of its own), and at each size asks for the status of names as people type them: popular and rare,
some misspelt. Beside it stands plain FTS5 over the same articles in the same run: its lookup of the newest articles
with the words exactly as typed, which is no status, but the floor for finding. Copies of stories are not looked for.
"""

import argparse
import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import workload  # noqa: E402 - after the path is set

from bot.domain import status  # noqa: E402
from bot.domain.archive import Filer  # noqa: E402
from bot.domain.model import Article, Issue, IssueId  # noqa: E402
from bot.domain.stories import sketch  # noqa: E402
from bot.lookup import Lookup  # noqa: E402
from bot.matcher import Matcher  # noqa: E402
from storage import Storage, Transaction  # noqa: E402

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAYS = 90
"""Over which the articles of the biggest archive were published, evenly."""
BATCH = 500
QUESTIONS, ARRIVING = 150, 300
FRESH = 2
"""Words of an article that no other one has."""
SYLLABLES = "ba ke li mo nu ra se ti vo za dri gor pel shan tur wim".split()


class Made:
    """Further articles from those of the workload, the same for the same number."""

    def __init__(self, articles: Sequence[workload.Article], most: int) -> None:
        self._articles = articles
        self._most, self._apart = most, timedelta(days=DAYS) / most

    def article(self, number: int) -> Article:
        chosen = random.Random(number)
        first, *others = chosen.sample(self._articles, 3)
        blocks = [block for one in (first, *others) for block in one.text.split("\n\n")[::3]]
        fresh = ", ".join("".join(chosen.choices(SYLLABLES, k=4)).capitalize() for _ in range(FRESH))
        return Article(
            guid=str(number),
            title=first.title,
            text="\n\n".join([*blocks, f"Among them were {fresh}."]),
            url=f"https://news.example/{number}",
            source=f"Wire {number % 40}",
            published_at=NOW - timedelta(days=DAYS) + min(number, self._most) * self._apart,
            language="en",
        )


class Plain:
    """Plain FTS5, as its manual begins: a table of title and text."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._do = sqlite3.connect(file, isolation_level=None)
        self._do.execute("PRAGMA journal_mode=WAL")
        self._do.execute("PRAGMA synchronous=OFF")
        self._do.execute("CREATE VIRTUAL TABLE plain USING fts5(title, text)")

    def add(self, articles: Sequence[tuple[int, Article]]) -> None:
        self._do.execute("BEGIN")
        rows = [(number, one.title, one.text) for number, one in articles]
        self._do.executemany("INSERT INTO plain (rowid, title, text) VALUES (?, ?, ?)", rows)
        self._do.execute("COMMIT")

    def find(self, words: str) -> int:
        asked = " ".join(f'"{word}"' for word in words.replace('"', "").split())
        found = self._do.execute(
            "SELECT title, text FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT 24", [asked]
        )
        return len(found.fetchall())

    def index_bytes(self) -> int:
        """Of the index alone, without the copy of the text."""
        return _blocks(self._do, "plain")


def _blocks(do: sqlite3.Connection, table: str) -> int:
    return int(do.execute(f"SELECT sum(length(block)) FROM {table}_data").fetchone()[0])


def _words(do: sqlite3.Connection) -> int:
    """Bytes of the words that are filed, with 12 a row for its key and header."""
    return int(
        do.execute("SELECT sum(12 + length(word) + length(language)) FROM archive_words").fetchone()[0]
    )


def add(tx: Transaction, one: Article, entry: object, story: int) -> None:
    """What the pipeline writes of an article, without its matches; `entry` None: not filed."""
    tx.articles.add(one, fingerprint=one.guid, story=story, sketch=EMPTY, received_at=NOW, entry=entry)


EMPTY = sketch(Article(guid="", title="", text=""))


def fill(tx: Transaction, articles: Sequence[Article], filer: Filer) -> None:
    """Store and file a batch, its newest first, as FTS5 takes many at once; three articles share a story."""
    entries = [filer.entry(one) for one in articles]
    story = 0
    for place, (one, entry) in enumerate(reversed(list(zip(articles, entries, strict=True)))):
        story = story if place % 3 else tx.stories.add(NOW)
        add(tx, one, entry, story)
    filer.note(entries)


def asked(names: Sequence[str]) -> list[str]:
    """Names as people type them: of the first ones, which are popular, and of all."""
    chosen = random.Random("asked")
    return chosen.sample(names[:2_000], QUESTIONS // 2) + chosen.sample(names, QUESTIONS // 2)


def quantiles(figures: list[float]) -> str:
    """p50 and p99 in ms."""
    ranked = sorted(figures)
    return f"{1e3 * ranked[len(ranked) // 2]:7.1f}{1e3 * ranked[int(len(ranked) * 0.99)]:8.1f}"


async def ask(lookup: Lookup, names: Sequence[str], *, whole: bool) -> tuple[list[float], list[float], int]:
    """Wall and CPU seconds of each answer, and how many knew anything."""
    wall, cpu, known = [], [], 0
    for name in names:
        began, used = time.perf_counter(), time.process_time()
        looked = await lookup.look(Issue(id=IssueId(0), name=name), NOW, whole=whole)
        sure = [one for one in looked.reports if one.match.score >= status.ABOUT]
        told = await lookup.with_others(sure, NOW, whole=whole)
        answer = await asyncio.to_thread(status.answer, name, told, NOW)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
        known += answer.newest is not None
    return wall, cpu, known


async def arriving(storage: Storage, made: Made, numbers: Iterator[int], filer: Filer) -> tuple[float, float]:
    """CPU ms an article adds to its transaction by being filed, and the whole of it with filing, each article in a
    transaction of its own."""
    used = []
    for filed in (False, True):
        total = 0.0
        for _ in range(ARRIVING):
            one = replace(made.article(next(numbers)), published_at=NOW)
            began = time.process_time()
            entry = filer.entry(one) if filed else None
            await storage.write(lambda tx: add(tx, one, entry, tx.stories.add(NOW)))  # noqa: B023 - awaited here
            if entry is not None:
                filer.note([entry])
            total += time.process_time() - began
        used.append(1e3 * total / ARRIVING)
    return used[1] - used[0], used[1]


async def measure(sizes: Sequence[int], folder: Path) -> None:
    """Grow the archive and print a line a size."""
    work = workload.load(workload.prepared(), 20_000)
    made, names = Made(work.articles, max(sizes)), asked(work.issues)
    storage, matcher, plain = (
        Storage.open(f"sqlite:///{folder / 'tocsin.db'}"),
        Matcher(),
        Plain(folder / "plain.db"),
    )
    lookup, filer = Lookup(storage, matcher), Filer()
    print(
        "ms                      status, wall    status, CPU     timeline, CPU   plain FTS5, CPU   filing   of"
    )
    print(
        "articles   answered     p50     p99     p50     p99     p50     p99     p50     p99     mean   all  size"
    )
    count, later = 0, iter(range(10**8, 2 * 10**8))
    for size in sizes:
        while count < size:
            numbers = range(count, min(count + BATCH, size))
            batch = [made.article(number) for number in numbers]
            await storage.write(lambda tx: fill(tx, batch, filer))  # noqa: B023 - awaited here
            plain.add(list(zip(numbers, batch, strict=True)))
            count += len(batch)
        while await storage.write(lambda tx: tx.archive.merge()):
            pass  # as the Keeper does when nothing else is to be done
        await matcher.warm()  # as the bot begins
        await lookup.warm()
        wall, cpu, known = await ask(lookup, names, whole=False)
        _, deep, _ = await ask(lookup, names[::3], whole=True)
        bare = []
        for name in names:
            began = time.process_time()
            plain.find(name)
            bare.append(time.process_time() - began)
        filing, whole = await arriving(storage, made, later, filer)
        own = sqlite3.connect(folder / "tocsin.db")
        index = _blocks(own, "archive") + _words(own)
        own.close()
        print(
            f"{size:8} {known:5} of {len(names)} {quantiles(wall)} {quantiles(cpu)} {quantiles(deep)} {quantiles(bare)}"
            f"{filing:9.2f}{whole:6.2f}{index / count:9.0f} ({plain.index_bytes() / count:.0f})",
            flush=True,
        )
    await storage.close()
    await matcher.stop()


def main() -> None:
    """Parse, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sizes", default="10000,100000,300000,1000000", help="articles, growing")
    options.add_argument(
        "--folder", type=Path, help="where the archive is made (default: a temporary folder)"
    )
    chosen = options.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    folder = Path(tempfile.mkdtemp(prefix="tocsin-status-", dir=chosen.folder))
    try:
        asyncio.run(measure(sizes, folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
