"""Stores to test on: this folder runs on SQLite in memory, SQLite in a file, and PostgreSQL.

`tx` is a write transaction that is undone after the test; `store` is a whole empty store, for what needs more than
one transaction; `shared_url` is one that several stores or processes can open.
"""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import postgres
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, make_url

from storage import Storage, Transaction
from storage.database import Database
from storage.opening import open_database
from storage.tables import metadata

KINDS = ("memory", "file", "postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The url of a PostgreSQL server's own database."""
    with postgres.server() as url:
        if url is None and os.environ.get("TOCSIN_TEST_NO_PG") == "1":
            pytest.skip("TOCSIN_TEST_NO_PG=1, and no PostgreSQL was found")
        assert url is not None, (
            "No PostgreSQL to test on: install the test lock, or PostgreSQL, or name a server in TOCSIN_TEST_PG. "
            "TOCSIN_TEST_NO_PG=1 leaves these tests out."
        )
        yield url


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """The url of a database without any table, for one test."""
    with _postgres_database(postgres_server, f"tocsin_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[Database]:
    """A database at the newest schema, one a test process."""
    with _postgres_database(postgres_server, f"tocsin_{os.getpid()}") as url, _opened(url) as database:
        yield database


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database in a file at the newest schema, one a test process."""
    file = tmp_path_factory.mktemp("store") / "tocsin.db"
    with _opened(f"sqlite:///{file}") as database:
        yield database


@pytest.fixture(scope="session")
def migrated_memory() -> Iterator[Database]:
    """A database in memory at the newest schema, one a test process."""
    with _opened("sqlite://") as database:
        yield database


@pytest.fixture(params=KINDS)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection in a write transaction over empty tables; undone after the test, so they stay empty."""
    database: Database = request.getfixturevalue(f"migrated_{request.param}")
    with database.engine.connect() as connected, connected.begin() as transaction:
        yield connected
        transaction.rollback()


@pytest.fixture
def tx(connection: Connection) -> Transaction:
    """The same as repositories."""
    return Transaction(connection)


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty store."""
    if request.param == "memory":
        database: Database = request.getfixturevalue("migrated_memory")
        yield Storage(database)
        await database.write(_empty)
    else:
        with _shared(request.param, request, tmp_path) as url:
            opened = Storage.open(url)
            yield opened
            await opened.close()


@pytest.fixture(params=["file", "postgres"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The url of an empty store that several can open."""
    with _shared(request.param, request, tmp_path) as url:
        yield url


@contextmanager
def _shared(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The file is a copy of the migrated one, the PostgreSQL database the migrated one itself, emptied after."""
    database: Database = request.getfixturevalue(f"migrated_{kind}")
    if kind == "file":
        with (
            closing(sqlite3.connect(str(database.engine.url.database))) as migrated,
            closing(sqlite3.connect(tmp_path / "tocsin.db")) as copy,
        ):
            migrated.backup(copy)
        yield f"sqlite:///{tmp_path / 'tocsin.db'}"
    else:
        yield database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with database.engine.begin() as connection:
            _empty(connection)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.shut()


@contextmanager
def _postgres_database(server: str, name: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO archive (archive) VALUES ('delete-all')")
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
