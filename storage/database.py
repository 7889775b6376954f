"""Engines, PRAGMAs and threads: how work reaches the database, one writer at a time.

Knows no table. SQLite: WAL, a commit is on the disk before it returns (synchronous=FULL), every write takes the
lock at once (BEGIN IMMEDIATE: a reader that turns writer fails at once, whatever the busy timeout). PostgreSQL:
the same threads over a pool of psycopg connections. Work is synchronous and runs on a thread as one piece, so
a cancelled task never leaves a transaction open.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, QueuePool, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StoreError
from storage.faults import explained, is_race

T = TypeVar("T")

READERS: Final = 4
BUSY_SECONDS: Final = 5.0
"""How long a write waits for a lock that somebody else holds; `?timeout=` in the url sets another."""
_RACE_TRIES: Final = 3
_MODE: Final = "tocsin_mode"
_REST = {"pool_recycle": -1, "hide_parameters": True}


class Database:
    """An open database: `write` on the one writer thread, `read` on a few others."""

    def __init__(self, engine: Engine, *, shared: bool) -> None:
        """`shared`: there is a single connection (SQLite in memory), so reads queue behind writes."""
        self.engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._readers = (
            self._writer if shared else ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        )

    @classmethod
    def connect(cls, url: URL) -> "Database":
        """Make the engine for a url of `parse`; connects at first use."""
        if url.get_backend_name() == "sqlite":
            shared = _in_memory(url)
            return cls(_sqlite_engine(url, shared=shared), shared=shared)
        return cls(_postgres_engine(url), shared=False)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` over one snapshot of the data; a write inside is an error."""
        return await self._run(self._readers, partial(self._read, work))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one write transaction, all or nothing. On PostgreSQL it may run again after a race
        with another process, so it must change nothing but the store."""
        return await self._run(self._writer, partial(self._write, work))

    async def settle(self) -> None:
        """Empty SQLite's log of writes into its file, once nobody reads from it; nothing on PostgreSQL."""
        if self.engine.dialect.name == "sqlite":
            await self._run(self._writer, self._empty_log)

    def _empty_log(self) -> None:
        with explained("The store cannot be written"), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA query_only=OFF").close()
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    async def close(self) -> None:
        """Let what runs end, then let go of every connection; closing twice is nothing."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """As `close`, where no loop runs."""
        self._writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(threads, copy_context().run, work)
        except RuntimeError as error:
            raise StoreError("The store is closed: Tocsin is stopping.") from error
        return await future

    def _read(self, work: Callable[[Connection], T]) -> T:
        options: dict[str, Any] = {_MODE: "read"}
        if self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with explained("The store cannot be read"), self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            with connection.begin():
                return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        for tries_left in reversed(range(_RACE_TRIES)):
            try:
                with explained("The store cannot be written"), self.engine.begin() as connection:
                    return work(connection)
            except StoreError as error:
                if not tries_left or not is_race(error):
                    raise
        raise AssertionError("the last try returns or raises")


def parse(url: str) -> URL:
    """The url of a database that Tocsin knows: SQLite, or PostgreSQL through psycopg. StoreError without the
    text of the url, which may hold a password."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError(
            "DATABASE_URL is no database url. Write it as sqlite:///data/tocsin.db or as "
            "postgresql://user:password@host/database, with special characters in the password as %XX."
        ) from None
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    raise StoreError(f"DATABASE_URL names {backend}, which Tocsin cannot use: use sqlite or postgresql.")


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for one in memory and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or _in_memory(url):
        return None
    return Path(str(url.database).removeprefix("file:"))


def reading(connection: Connection) -> Connection:
    """The connection, made ready to read only; it then waits for no writer."""
    return connection.execution_options(**{_MODE: "read"})


def migrating(connection: Connection) -> Connection:
    """The connection, made ready for changes of the schema: SQLite then rebuilds tables, which foreign keys
    that are enforced at once would forbid."""
    return connection.execution_options(**{_MODE: "migrate"})


def _in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"


def _sqlite_engine(url: URL, *, shared: bool) -> Engine:
    arguments: dict[str, object] = {"check_same_thread": False, "isolation_level": None}
    if "timeout" not in url.query:
        arguments["timeout"] = BUSY_SECONDS
    if shared:
        engine = create_engine(url, connect_args=arguments, poolclass=StaticPool, **_REST)
    else:
        engine = create_engine(
            url, connect_args=arguments, poolclass=QueuePool, pool_size=READERS + 1, max_overflow=0, **_REST
        )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        "auto_vacuum=INCREMENTAL",  # only a new file takes it: what old articles leave goes back to the disk
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # a deleted name is gone from the file too
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin by ourselves: the driver would begin late, and as a reader."""
    mode = connection.get_execution_options().get(_MODE, "write")
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(f"PRAGMA query_only={'ON' if mode == 'read' else 'OFF'}").close()
    driver.execute(f"PRAGMA foreign_keys={'OFF' if mode == 'migrate' else 'ON'}").close()
    driver.execute("BEGIN" if mode == "read" else "BEGIN IMMEDIATE").close()


def _postgres_engine(url: URL) -> Engine:
    seconds = float(str(url.query.get("timeout", BUSY_SECONDS)))
    engine = create_engine(
        url.difference_update_query(["timeout"]),
        connect_args={"connect_timeout": 10},
        pool_size=READERS + 1,
        max_overflow=0,
        pool_pre_ping=True,
        **_REST,
    )
    event.listen(engine, "connect", partial(_set_up_postgres, lock_ms=max(1, round(seconds * 1000))))
    return engine


def _set_up_postgres(connection: psycopg.Connection[Any], _record: object, *, lock_ms: int) -> None:
    connection.execute("SET TIME ZONE 'UTC'")
    connection.execute(f"SET lock_timeout = {lock_ms}")
    connection.execute("SET synchronous_commit = on")
    connection.commit()
