"""How long does an arriving article look for its story as the archive grows?

    python benchmarks/stories.py [--sizes 10000,100000,1000000] [--articles 300] [--peer-up-to 100000]

Fills a store on disk with articles of a made-up world, 2,500 a day, a fifth of them copies of another, and at each size
times what the pipeline does to find a story: the look-up of candidates and the decision, with the article's sketch made
beforehand, on articles that the store does not hold. Cold is the first look-up of an article after the page cache of
the connection was dropped; warm is the look-up again. Sketches are unpacked anew each time.

Beside it in the same run stands SQLite's own full-text search (FTS5) over the same texts, asked for the articles that
share most of the twelve rarest words of the opening: what one would build without sketches. It is filled to
`--peer-up-to` only, for its time grows with the archive. Times are CPU milliseconds of one thread: median and p99.
"""

import argparse
import asyncio
import gc
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert  # noqa: E402 - after the path is set

from bot.domain import stories  # noqa: E402
from bot.domain.model import Article  # noqa: E402
from storage import Storage, Transaction  # noqa: E402
from storage import stories as stored  # noqa: E402
from storage.columns import digest  # noqa: E402
from storage.tables import articles as articles_table  # noqa: E402
from storage.tables import stories as stories_table  # noqa: E402
from storage.tables import story_keys  # noqa: E402

A_DAY = 2_500
"""Articles a day of a busy newsroom's sources."""
COPIES = 0.2
"""Share of articles that are copies of one of the last days."""
START = datetime(2025, 1, 1, tzinfo=UTC)
SYLLABLES = "ba ke li mo nu ra se ti vo za dri gor pel shan tur wim".split()
LITTLE = "the of and to in for on with by from at as that which after before while because".split()
WORDS = ["".join(random.Random(-rank).choices(SYLLABLES, k=2 + rank % 3)) for rank in range(1, 30_001)]
COMMON = list(accumulate(1 / (rank + 60) for rank in range(len(WORDS))))
BATCH = 50_000
DISTINCT = 20_000
"""Different articles: more than a week has."""


def made(number: int) -> Article:
    """The article of a place in time. What is older than DISTINCT articles comes again: it is out of the window."""
    at = START + timedelta(days=number / A_DAY)
    return replace(
        written(number % DISTINCT), guid=f"g{number}", source=f"Wire {number % 40}", published_at=at
    )


@lru_cache(maxsize=DISTINCT)
def sketched(number: int) -> stories.Sketch:
    """The sketch of `written`."""
    return stories.sketch(written(number))


@lru_cache(maxsize=DISTINCT)
def written(number: int) -> Article:
    """An article of about 120 words; a copy is the text of one before it and one word more."""
    rng = random.Random(f"stories {number}")
    if number and rng.random() < COPIES:
        first = written(number - rng.randint(1, min(number, A_DAY)))
        return replace(first, text=f"{first.text} {rng.choice(WORDS)}.")
    names = [word.capitalize() for word in rng.choices(WORDS, cum_weights=COMMON, k=4)]
    lines = [_sentence(rng, names) for _ in range(8)]
    return Article(guid="", title=_sentence(rng, names)[:80], text=" ".join(lines), language="en")


def _sentence(rng: random.Random, names: Sequence[str]) -> str:
    words = [
        word
        for pair in zip(rng.choices(LITTLE, k=7), rng.choices(WORDS, cum_weights=COMMON, k=7), strict=True)
        for word in pair
    ]
    words.insert(5, rng.choice(names))
    if rng.random() < 0.4:
        words.insert(8, str(rng.randint(2, 4000)))
    return f"{' '.join(words).capitalize()}."


# -- Tocsin ----------------------------------------------------------------------------------------


def fill(tx: Transaction, first: int, last: int) -> None:
    """Rows as the pipeline writes them, but many at once and each article a story of its own."""
    rows, keys = [], []
    for number in range(first, last):
        article = made(number)
        sketch, story = sketched(number % DISTINCT), number + 1
        rows.append(_row(article, sketch, story))
        keys += [
            {"key": key, "at": article.published_at, "article_id": story, "story_id": story}
            for key in sketch.keys
        ]
    do = tx.stories._do  # the bulk way in that no repository offers
    spans = [{"id": r["id"], "first_at": r["at"], "last_at": r["at"]} for r in rows]
    do.execute(insert(stories_table), spans)
    do.execute(insert(articles_table), rows)
    do.execute(insert(story_keys), sorted(keys, key=itemgetter("key")))


def _row(article: Article, sketch: stories.Sketch, id: int) -> dict[str, object]:
    return {
        "id": id, "guid_digest": digest(article.guid), "url_digest": None,
        "words_digest": digest(article.guid, "words"), "story_id": id, "at": article.published_at,
        "received_at": article.published_at, "published_at": article.published_at, "backfill": False,
        "language": "en", "source": article.source, "author": None, "guid": article.guid, "url": None,
        "title": article.title, "sketch": sketch.pack(), "text": article.text,
    }  # fmt: skip


@dataclass(frozen=True)
class Times:
    """Milliseconds of CPU time."""

    cold: list[float]
    warm: list[float]
    found: int


def arrive(tx: Transaction, arriving: Sequence[Article]) -> Times:
    """Look for the story of each, as `bot.pipeline` does."""
    cold, warm, found = [], [], 0
    do = tx.stories._do
    for article in arriving:
        sketch, at = stories.sketch(article), article.published_at
        assert at is not None
        do.exec_driver_sql("PRAGMA shrink_memory")
        for times in (cold, warm):
            stored._unpacked.cache_clear()
            began = time.thread_time()
            joined = stories.assign(sketch, at, tx.stories.candidates(sketch.keys, at - stories.WINDOW))
            times.append(1000 * (time.thread_time() - began))
        found += joined is not None
    return Times(cold, warm, found)


# -- the peer --------------------------------------------------------------------------------------


class Search:
    """FTS5 over title and text, with the day to look back by."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute("CREATE VIRTUAL TABLE a USING fts5(words, at UNINDEXED)")

    def add(self, first: int, last: int) -> None:
        """Articles of these numbers."""
        rows = ((f"{a.title} {a.text}", n // A_DAY) for n in range(first, last) for a in [made(n)])
        with self._base:
            self._base.executemany("INSERT INTO a VALUES (?, ?)", rows)

    def look(self, article: Article, day: int) -> int:
        """The likest articles of the last week by bm25."""
        words = [word.strip(".") for word in article.text.split()[:120]]
        wanted = sorted(set(words) - set(LITTLE), key=lambda word: -len(word))[:12]
        query = " OR ".join(f'"{word}"' for word in wanted)
        asked = "SELECT rowid FROM a WHERE a MATCH ? AND at >= ? ORDER BY rank LIMIT 20"
        return len(self._base.execute(asked, (query, day - 7)).fetchall())


def ask(search: Search, arriving: Sequence[Article], size: int) -> list[float]:
    """The peer's milliseconds for each."""
    return [1000 * _timed(lambda one=one: search.look(one, size // A_DAY)) for one in arriving]


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


# -- the table -------------------------------------------------------------------------------------


def grow(sizes: Sequence[int]) -> Iterator[tuple[int, range]]:
    """Each size with the numbers to add for it."""
    before = 0
    for size in sizes:
        yield size, range(before, size, BATCH)
        before = size


def show(size: int, name: str, times: Sequence[float], found: object) -> None:
    """One line."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size:>9,}  {name:14} {median(times):9.2f} {p99:9.2f} {found!s:>8} {peak:8.0f}", flush=True)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--peer-up-to", type=int, default=100_000)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    print(f"{'archive':>9}  {'':14} {'median ms':>9} {'p99 ms':>9} {'joined':>8} {'MiB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), sizes, options.articles, options.peer_up_to)


def measure(folder: Path, sizes: Sequence[int], articles: int, peer_up_to: int) -> None:
    """The curve of both."""
    storage, search = Storage.open(f"sqlite:///{folder / 'tocsin.sqlite3'}"), Search(folder / "peer.sqlite3")
    for size, starts in grow(sizes):
        for start in starts:
            asyncio.run(storage.write(partial(fill, first=start, last=min(start + BATCH, size))))
        arriving = [replace(made(size + n), guid=f"new {n}") for n in range(articles)]
        gc.collect()
        times = asyncio.run(storage.read(partial(arrive, arriving=arriving)))
        show(size, "tocsin, cold", times.cold, times.found)
        show(size, "tocsin, warm", times.warm, times.found)
        if size <= peer_up_to:
            for start in starts:
                search.add(start, min(start + BATCH, size))
            show(size, "FTS5", ask(search, arriving[:100], size), "")
    asyncio.run(storage.close())
    print(f"file {(folder / 'tocsin.sqlite3').stat().st_size / 1e3 / max(sizes):.2f} kB an article")


if __name__ == "__main__":
    main()
