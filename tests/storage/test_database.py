"""Transactions: all or nothing, one writer, snapshots for readers, and work that goes on after any failure."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import children
import psycopg
import pytest
from building import BOT, MINUTE, NOW, article, chat, find_seen, put

from bot.domain.model import DeliveryId, IssueId, StoredArticle
from bot.domain.owed import DeliveryKind
from bot.errors import StoreError
from storage import Storage, Transaction


@pytest.fixture
async def pair(shared_url: str) -> AsyncIterator[tuple[Storage, Storage]]:
    """Two stores on one database, as two processes have them."""
    both = Storage.open(shared_url), Storage.open(shared_url)
    yield both
    for one in both:
        await one.close()


async def test_failed_work_changes_nothing_and_its_error_comes_through(store: Storage) -> None:
    def fail(tx: Transaction) -> None:
        put(tx)
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await store.write(fail)
    assert await store.read(lambda tx: tx.articles.count()) == 0
    await store.write(put)
    assert await store.read(lambda tx: tx.articles.count()) == 1


async def test_write_inside_a_read_is_refused(store: Storage) -> None:
    with pytest.raises(StoreError):
        await store.read(put)
    assert await store.read(lambda tx: tx.articles.count()) == 0
    await store.write(put)


async def test_cancelled_write_leaves_nothing_open(store: Storage) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        put(tx)
        began.set()
        go_on.wait(10)

    task = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(began.wait, 10)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store.write(lambda tx: put(tx, article("harbour")))
    assert await store.read(lambda tx: tx.articles.count()) == 2


async def test_writes_wait_for_each_other(store: Storage) -> None:
    def add_next(tx: Transaction) -> None:
        tx.sources.add(f"https://paper.test/{len(tx.sources.list_all())}", "", NOW)

    await asyncio.gather(*[store.write(add_next) for _ in range(20)])
    assert len(await store.read(lambda tx: tx.sources.list_all())) == 20


async def test_closed_store_says_so(shared_url: str) -> None:
    store = Storage.open(shared_url)
    await store.close()
    await store.close()
    for call in (store.read, store.write):
        with pytest.raises(StoreError, match="closed"):
            await call(lambda tx: tx.articles.count())


async def test_reader_sees_one_moment_while_others_write(pair: tuple[Storage, Storage]) -> None:
    reader, writer = pair
    loop = asyncio.get_running_loop()

    def read_twice(tx: Transaction) -> tuple[int, int]:
        before = tx.articles.count()
        asyncio.run_coroutine_threadsafe(writer.write(put), loop).result(10)
        return before, tx.articles.count()

    assert await reader.read(read_twice) == (0, 0)
    assert await reader.read(lambda tx: tx.articles.count()) == 1


async def test_reader_does_not_wait_for_a_writer(pair: tuple[Storage, Storage]) -> None:
    reader, writer = pair
    loop = asyncio.get_running_loop()

    def write_and_ask(tx: Transaction) -> int:
        put(tx)
        count = reader.read(lambda other: other.articles.count())
        return asyncio.run_coroutine_threadsafe(count, loop).result(10)

    assert await writer.write(write_and_ask) == 0


async def test_several_senders_never_claim_the_same_message(pair: tuple[Storage, Storage]) -> None:
    def owe(tx: Transaction) -> None:
        for number in range(12):
            for text in ("first", "second"):
                tx.deliveries.owe(DeliveryKind.NOTICE, chat(tx, number).id, text=text, due_at=NOW)

    await pair[0].write(owe)

    def send(tx: Transaction, owner: str) -> list[DeliveryId]:
        due = tx.deliveries.claim(BOT, owner, NOW, limit=3, lease=MINUTE)
        assert len({one.chat for one in due}) == len(due)
        return [one.id for one in due]

    def mark(tx: Transaction, ids: list[DeliveryId]) -> None:
        for id in ids:
            tx.deliveries.mark_sent(id, message_id=1, now=NOW)

    async def send_all(store: Storage, owner: str) -> list[DeliveryId]:
        went: list[DeliveryId] = []
        for _ in range(10):
            ids = await store.write(partial(send, owner=owner))
            await store.write(partial(mark, ids=ids))
            went += ids
        return went

    went = await asyncio.gather(*[send_all(store, f"{n}") for n, store in enumerate(pair)])
    sent = [id for part in went for id in part]
    assert len(sent) == len(set(sent)) == 24


@pytest.mark.parametrize("shared_url", ["postgres"], indirect=True)  # SQLite lets nobody in between
async def test_article_that_another_process_stores_in_between_is_seen(pair: tuple[Storage, Storage]) -> None:
    mine, other = pair
    loop = asyncio.get_running_loop()
    tries = []

    def take_in(tx: Transaction) -> StoredArticle:
        seen = find_seen(tx, article())
        tries.append(seen)
        if seen is None:
            asyncio.run_coroutine_threadsafe(other.write(put), loop).result(10)
        return seen or put(tx)

    stored = await mine.write(take_in)
    assert tries == [None, stored]
    assert await mine.read(lambda tx: tx.articles.count()) == 1


@pytest.mark.parametrize("shared_url", ["postgres"], indirect=True)
async def test_lost_connection_is_made_anew(shared_url: str) -> None:
    store = Storage.open(shared_url)
    await store.write(put)
    with psycopg.connect(shared_url, autocommit=True) as other:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        other.execute(f"{others} AND datname = current_database()")
    assert await store.read(lambda tx: tx.articles.count()) == 1
    await store.write(lambda tx: put(tx, article("harbour")))
    await store.close()


async def test_killed_process_leaves_whole_articles_only(shared_url: str) -> None:
    killed = children.CONTEXT.Process(target=children.die_taking_in, args=(shared_url,))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == children.KILLED
    store = Storage.open(shared_url)

    def look(tx: Transaction) -> tuple[int, list[str], int, int]:
        names = [issue.name for issue in tx.issues.list_followed(after=IssueId(0), limit=9)]
        owed = tx.deliveries.claim(BOT, "me", NOW, limit=9, lease=MINUTE)
        return tx.articles.count(), names, len(owed), len(owed[0].alerts)

    assert await store.write(look) == (1, ["ferry"], 1, 1)
    assert await store.read(lambda tx: find_seen(tx, article("ferry"))) is not None
    await store.close()


async def test_deleted_words_are_gone_from_the_file(tmp_path: Path) -> None:
    store = Storage.open(f"sqlite:///{tmp_path / 'tocsin.db'}")
    source, _ = await store.write(lambda tx: tx.sources.add("https://secret-feed.test/", "", NOW))
    await store.write(lambda tx: tx.sources.remove(source.id))
    await store.close()
    with sqlite3.connect(tmp_path / "tocsin.db") as left:
        assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    left.close()
    left_behind = {path.name: path.read_bytes() for path in tmp_path.glob("*")}  # noqa: ASYNC240  # a few small files
    assert left_behind.keys() == {"tocsin.db"}
    assert b"secret-feed" not in left_behind["tocsin.db"]
