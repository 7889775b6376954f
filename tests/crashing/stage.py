"""What every crash begins with: a store, chats and a feed that hold work of every kind, made once and copied.

Olena and Marek hear of things at once, Priya by a digest that is due, and of Kelmora so much was told that more of it
is folded into a rolling message. Nothing here runs a bot of its own but to make a card with buttons.
"""

import asyncio
import html
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command

from bot import app
from bot.config import load
from bot.core import core
from bot.delivery import TURN
from bot.domain.alerting import FOLD_AFTER
from bot.domain.model import Article, DeliveryMode, Destination, Strictness
from bot.domain.owed import DeliveryKind
from bot.playground import TOKEN
from bot.sandbox import UNLIMITED, SandboxServer
from bot.sandbox.snapshot import Snapshot
from storage import Storage, Transaction
from storage.database import Database, migrating, parse
from storage.schema import config
from tests.builders import BOT, article, house
from tests.crashing.child import ShiftedClock
from tests.harness import MAREK, OLENA, PRIYA, Person
from tests.ingest.web import Site

TOMAS = 104
NOTICE = "The feed of the river has moved."
NEVER_TOLD = timedelta(days=100)
BEFORE = "0006"
"""The schema that a store has which is to be migrated."""


@dataclass
class Stage:
    """The folder that is copied, the moment at which processes start, and the titles each chat is to be told."""

    folder: Path
    site: Site
    start: datetime
    told: dict[int, set[str]] = field(default_factory=dict)

    def copy(self, to: Path, *, old: bool) -> None:
        """A fresh start in a folder of its own; `old`: with the store as an older Tocsin left it."""
        to.mkdir(parents=True)
        shutil.copy(self.folder / ("old.sqlite3" if old else "tocsin.sqlite3"), to / "tocsin.sqlite3")
        shutil.copy(self.folder / "chats.json", to)


def settings(folder: Path, **more: Any) -> dict[str, Any]:
    """Of every process that dies, as it would find them in its environment."""
    given = {
        "telegram_bot_token": TOKEN,
        "data_dir": str(folder),
        "http_port": 0,
        "max_article_age": "36500d",
        "retention": "60d",
        "poll_interval": "60m",
        "allow_private_sources": True,
        "send_rate": 1000,
    }
    return given | more


async def build(folder: Path, site: Site) -> Stage:
    """Make it; a second's work."""
    url = f"sqlite:///{folder / 'tocsin.sqlite3'}"
    storage = Storage.open(url)
    async with house(storage) as home:
        await home.follow("Qarlovac", PRIYA + 1000)  # an old article that goes
        await home.take(report("Qarlovac", "fire"), backfill=True)
        home.clock.advance(NEVER_TOLD)
        await home.follow("Marnice", PRIYA, mode=DeliveryMode.DAILY)
        await home.take(HELD)
        home.clock.advance(timedelta(hours=22, minutes=56))  # just before the hour of the digest
        await home.follow("Kelmora", TOMAS)
        await home.take(*(report("Kelmora", f"event {number}") for number in range(FOLD_AFTER)))
        await home.deliver()
        start = home.clock.now() + TURN
        await storage.write(lambda tx: _add_source(tx, site.url("/feed"), start))
    await storage.close()
    await _live_once(folder, start)
    site.says("/feed", _feed(NEWS), content_type="application/rss+xml")
    _downgraded(folder)
    stage = Stage(folder, site, start + timedelta(minutes=5))
    fresh = {one.title for one in NEWS if "Marnice" in one.title and one.title != OLD.title}
    stage.told = {
        OLENA: fresh | {NOTICE},
        MAREK: fresh,
        PRIYA: {HELD.title},
        TOMAS: {one.title for one in NEWS if "Kelmora" in one.title},
    }
    return stage


def report(name: str, event: str, source: str = "Border Standard") -> Article:
    """A report that shares no story with any other of these, but with its copies."""
    words = random.Random(event)
    made = ["".join(words.choices("bdgklmnprstv", k=3) + words.choices("aeiou", k=2)) for _ in range(60)]
    text = f"{event.title()} was heard of in {name} on Tuesday. " + " ".join(made) + "."
    return article(name, event=event, source=source, title=f"{event.title()} in {name}: {made[0]}", text=text)


OLD = report("Marnice", "flood")
HELD = report("Marnice", "strike")
NEWS = [
    report("Marnice", "flood", "River Post"),
    report("Marnice", "heatwave", "River Post"),
    report("Kelmora", "regatta", "River Post"),
]


def _add_source(tx: Transaction, url: str, now: datetime) -> None:
    source, _ = tx.sources.add(url, "River Post", now)
    before = now - timedelta(hours=2)
    tx.sources.record_ok(
        source.id,
        etag=None,
        last_modified=None,
        newest_at=None,
        new_articles=0,
        next_poll_at=now + timedelta(minutes=5),
        now=before,
    )


async def _live_once(folder: Path, start: datetime) -> None:
    """Olena and Marek follow what the news is about, hear of the first of it, and Olena has a card with buttons."""
    clock = ShiftedClock(start)
    server = SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp(), limits=UNLIMITED)
    async with server:
        server.world.people[PRIYA].started = server.world.people[MAREK].started = True
        server.world.add_person(TOMAS, "Tomas")
        server.world.people[TOMAS].started = True
        configured = load(
            _env_file=None, **settings(folder, telegram_base_url=server.base_url, retention="36500d")
        )
        stop = asyncio.Event()
        async with core(configured, clock=clock) as built, asyncio.TaskGroup() as group:
            group.create_task(app.serve(configured, built, stop))
            olena, marek = Person(server.world, OLENA), Person(server.world, MAREK)
            await olena.ask("/follow Marnice", "Marnice")
            await marek.ask("/follow Marnice", "Marnice")
            await built.pipeline.process(OLD)
            await olena.is_alerted()
            await marek.is_alerted()
            while await built.storage.read(_is_busy):
                await clock.wait(asyncio.Event(), 0.02)
            await built.storage.write(lambda tx: _owe_the_rest(tx, start + timedelta(minutes=5)))
            stop.set()
        await Snapshot(folder / "chats.json").save(server.world)


def _is_busy(tx: Transaction) -> bool:
    figures = tx.deliveries.figures(datetime.max.replace(tzinfo=UTC))
    return bool(figures.due or figures.sending)


def _owe_the_rest(tx: Transaction, now: datetime) -> None:
    """Olena is owed a notice, and hears of much, so that a step of strictness taken twice is seen."""
    chat = tx.chats.find(Destination(BOT, OLENA))
    assert chat is not None
    tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=NOTICE, due_at=now)
    [followed] = tx.subscriptions.list_for_chat(chat.id)
    tx.subscriptions.set_strictness(followed.id, Strictness.LOOSE)


def _downgraded(folder: Path) -> None:
    """The same store as an older Tocsin left it."""
    old = folder / "old.sqlite3"
    with closing(sqlite3.connect(folder / "tocsin.sqlite3")) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(folder / "tocsin.sqlite3", old)
    database = Database.connect(parse(f"sqlite:///{old}"))
    with database.engine.connect() as connection:
        connection = migrating(connection)
        with connection.begin():
            settings = config()
            settings.attributes["connection"] = connection
            command.downgrade(settings, BEFORE)
    database.shut()
    with closing(sqlite3.connect(old)) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _feed(articles: list[Article]) -> bytes:
    items = "".join(
        f"<item><title>{html.escape(one.title)}</title><link>{one.url}</link><guid>{one.guid}</guid>"
        f"<description>{html.escape(html.escape(one.text))}</description></item>"
        for one in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>River Post</title>'
        f"<link>http://river.example/</link><description>News</description>{items}</channel></rss>"
    ).encode()
