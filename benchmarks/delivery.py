"""How fast does a burst of owed alerts go out, and who waits for an answer meanwhile?

    python benchmarks/delivery.py [--messages 10000] [--rates 30 1000] [--latency 0.1] [--commands 10]
                                    [--alone]

Starts the whole bot on one core, with SQLite on disk, owing one alert to each of many chats and two to a tenth of them,
against a minimal Bot API server in this process; people send commands meanwhile. Beside it python-telegram-bot with its
own AIORateLimiter sends as much under the same limits and with the same commands (it needs aiolimiter, in the group
`bench` of pyproject.toml). At Telegram's usual 30 a second a burst of 10,000 takes six minutes, and the peer's longer:
with `--alone` Tocsin is measured by itself.

Prints the rate reached over the allowed one, refusals (429), how long commands wait, processor time and memory, and
beside them the floor: aiohttp alone. Where other programs want the cores too, look at processor time. Then what the
outbox does without a network, beside the same two statements in bare SQLite on the same disk.
"""

import argparse
import asyncio
import json
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp
from broadcast import FIRST_CHAT, TOKEN, Result, Run, broadcast

from bot import endings
from bot.domain import stories
from bot.domain.model import AlertState, Article, Destination, Excerpt, Reason, StoryId
from bot.domain.owed import DeliveryKind
from storage import Storage, Transaction

BOT = int(TOKEN.partition(":")[0])
GOAL, PATIENCE = 0.97, 1.0
"""Of the allowed rate; seconds within which 99 of 100 commands are answered."""
OUTBOX, AT_ONCE = 5_000, 75
"""Messages through the outbox alone, so many claimed together as at 1,000 a second."""
LEASE, LATER = timedelta(minutes=1), timedelta(days=1)
STORE = "tocsin.sqlite3"
TEXT = (
    "The council met for six hours on Tuesday because of the flood. It decided that the pumping station is to be "
    "rebuilt on higher ground, at a cost of 14 million, before the winter."
)


# -- what is owed ----------------------------------------------------------------------------------


def seed(tx: Transaction, run: Run, due_at: datetime) -> None:
    """Two stories; an alert about the first is owed to each chat, and one about the second to some of them."""
    now = datetime.now(UTC)
    told = [_story(tx, number, now) for number in (1, 2)]
    issue, at = tx.issues.ensure("pumping station"), TEXT.index("pumping station")
    spans = ((at, at + len("pumping station")),)
    excerpt = Excerpt(issue=issue.id, name=issue.name, text=TEXT, spans=spans, score=0.9)
    for number in range(run.messages):
        second, place = divmod(number, run.chats)
        chat = tx.chats.get_or_add(Destination(BOT, FIRST_CHAT + place), f"P{place}", now)
        tx.subscriptions.add(chat.id, issue, now)
        alert = tx.alerts.add(
            chat.id,
            told[second],
            state=AlertState.OWED,
            reason=Reason.NEW_STORY,
            excerpts=[excerpt],
            now=now,
        )
        tx.deliveries.owe(DeliveryKind.ALERT, chat.id, alerts=[alert.id], due_at=due_at)


def _story(tx: Transaction, number: int, now: datetime) -> StoryId:
    told = Article(
        guid=f"story {number}",
        url=f"https://news.example/{number}",
        title=f"Story {number}: what the council decided about the pumping station",
        text=TEXT,
        source="Wire",
        language="en",
        published_at=now,
    )
    story, words = tx.stories.add(now), stories.fingerprint(told)
    tx.articles.add(told, fingerprint=words, story=story, sketch=stories.sketch(told), received_at=now)
    return story


async def owing(run: Run, folder: Path, due_at: datetime) -> Storage:
    """A store on disk that owes a whole broadcast."""
    storage = Storage.open(f"sqlite:///{folder / STORE}")
    await storage.write(lambda tx: seed(tx, run, due_at))
    return storage


# -- the two senders -------------------------------------------------------------------------------


async def ours(run: Run, folder: Path) -> Result:
    """The bot itself; what it owes becomes due once it has started, for starting is not what is measured."""
    await (await owing(run, folder, datetime.now(UTC) + LATER)).close()
    port = _free_port()

    def settings(base: str) -> dict[str, str]:
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": base,
            "DATA_DIR": str(folder),
            "HTTP_PORT": str(port),
            "SEND_RATE": str(run.rate),
            "LOG_LEVEL": "WARNING",
        }

    async def begin() -> None:
        while not await _has_started(port):  # noqa: ASYNC110 - a benchmark may look now and then
            await asyncio.sleep(0.1)
        with closing(sqlite3.connect(folder / STORE, isolation_level=None)) as base:
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            base.execute("UPDATE deliveries SET due_at = ?", (now,))

    return await broadcast(run, lambda base: ["-m", "bot", "run"], settings, begin)


async def _has_started(port: int) -> bool:
    """Whether the bot answers and has read in what is followed."""
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            return "issues_loading 0.0" in await answer.text()
    except aiohttp.ClientError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def another(script: str, run: Run, folder: Path) -> Result:
    """A sender of plain texts as long as ours: python-telegram-bot's own rate limiter, or nothing but aiohttp."""
    numbers = (divmod(number, run.chats) for number in range(run.messages))
    owed = [(FIRST_CHAT + place, f"Story {second + 1}: {TEXT} {TEXT}") for second, place in numbers]
    file = folder / "owed.json"
    file.write_text(json.dumps(owed))
    path = str(Path(__file__).with_name(script))
    return await broadcast(run, lambda base: [path, base, TOKEN, str(run.rate), str(file)], lambda base: {})


# -- the outbox alone ------------------------------------------------------------------------------


async def outbox(folder: Path) -> float:
    """Rows a second claimed, and each recorded as sent, a claim's in one transaction as the sender does it."""
    storage = await owing(Run(OUTBOX, 1000, 0, 0), folder, datetime.now(UTC))
    began, done = time.perf_counter(), 0
    while done < OUTBOX:
        now = datetime.now(UTC) + timedelta(seconds=done)
        due = await storage.write(
            lambda tx: tx.deliveries.claim(BOT, "one", now, limit=AT_ONCE, lease=LEASE)  # noqa: B023 - awaited here
        )

        def mark(tx: Transaction) -> None:
            endings.sent(tx, [endings.Stands(one, 1, now) for one in due])  # noqa: B023 - as above

        await storage.write(mark)
        done += len(due)
    seconds = time.perf_counter() - began
    await storage.close()
    return OUTBOX / seconds


def bare(folder: Path) -> float:
    """The floor: the same claims and marks as two plain statements, without chats, order or alerts."""
    base = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE d (id INTEGER PRIMARY KEY, state TEXT, due INTEGER, message INTEGER)")
    base.execute("CREATE INDEX due ON d (due, id) WHERE state = 'due'")
    base.executemany("INSERT INTO d (state, due) VALUES ('due', ?)", [(number,) for number in range(OUTBOX)])
    began, done = time.perf_counter(), 0
    while done < OUTBOX:
        claimed = base.execute(
            "UPDATE d SET state = 'sending' WHERE id IN "
            "(SELECT id FROM d WHERE state = 'due' ORDER BY due, id LIMIT ?) RETURNING id",
            (AT_ONCE,),
        ).fetchall()
        base.execute("BEGIN IMMEDIATE")
        base.executemany("UPDATE d SET state = 'sent', message = 1 WHERE id = ?", claimed)
        base.execute("COMMIT")
        done += len(claimed)
    return OUTBOX / (time.perf_counter() - began)


# -- the table -------------------------------------------------------------------------------------


def print_broadcast(run: Run, mine: Result, others: Mapping[str, Result]) -> bool:
    """One rate's table; whether the goals are met."""
    print(f"\n{run.messages:,} owed alerts, {run.rate:g} a second allowed, answers after {run.latency:g} s")
    print(f"{'':44}{'Tocsin':>14}{''.join(f'{name:>16}' for name in others)}")
    lines: Sequence[tuple[str, Callable[[Result], str]]] = (
        ("rate reached, of the allowed", lambda one: f"{one.reached / run.rate:.1%}"),
        ("refused as too fast (429)", lambda one: f"{one.refused:,}"),
        ("a command waits, median ms", lambda one: f"{1000 * _quantile(one.answers, 0.5):,.0f}"),
        ("a command waits, p99 ms", lambda one: f"{1000 * _quantile(one.answers, 0.99):,.0f}"),
        ("commands answered / never", lambda one: f"{len(one.answers):,} / {one.unanswered:,}"),
        ("processor time a message, ms", lambda one: f"{one.cpu:.2f}"),
        ("a second that one core has time for", lambda one: f"{1000 / one.cpu:,.0f}"),
        ("memory at the end, MiB", lambda one: f"{one.memory:.0f}"),
        ("chats served out of order", lambda one: f"{one.out_of_order:,}"),
        ("alerts that never came", lambda one: f"{one.lost:,}"),
    )
    for what, figure in lines:
        print(f"{what:44}{figure(mine):>14}{''.join(f'{figure(one):>16}' for one in others.values())}")
    return (
        mine.reached >= GOAL * run.rate
        and _quantile(mine.answers, 0.99) < PATIENCE
        and not (mine.refused or mine.out_of_order or mine.lost or mine.unanswered)
    )


def _quantile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


async def measure(runs: Sequence[Run], *, alone: bool) -> bool:
    """Measure and print all, `alone` without peers; whether every goal is met."""
    well = True
    for run in runs:
        with tempfile.TemporaryDirectory() as folder:
            quiet = replace(run, commands=0)
            peers = {}
            if not alone:
                peers["AIORateLimiter"] = await another("limiter_peer.py", run, Path(folder))
                peers["bare aiohttp"] = await another("bare_peer.py", quiet, Path(folder))
            well &= print_broadcast(run, await ours(run, Path(folder)), peers)
    with tempfile.TemporaryDirectory() as folder:
        bottom, rows = bare(Path(folder)), await outbox(Path(folder))
    print(f"\n{'outbox, rows a second: claimed and sent':44}{rows:14,.0f}   bare SQLite {bottom:,.0f}")
    print(
        "goals met" if well else "GOALS MISSED: 97 % of the rate, p99 under 1 s, no 429, in order, none lost"
    )
    return well


def main() -> int:
    """Parse, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--messages", type=int, default=10_000)
    options.add_argument("--rates", type=float, nargs="+", default=[30.0, 1000.0])
    options.add_argument("--latency", type=float, default=0.1)
    options.add_argument("--commands", type=float, default=10.0)
    options.add_argument("--alone", action="store_true")
    chosen = options.parse_args()
    runs = [Run(chosen.messages, rate, chosen.latency, chosen.commands) for rate in chosen.rates]
    return not asyncio.run(measure(runs, alone=chosen.alone))


if __name__ == "__main__":
    sys.exit(main())
