"""Opening a store: what is made, what is set, and what stands in the way, in words."""

import os
import sqlite3
import stat
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import children
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from building import BOT, NOW, chat
from sqlalchemy import Engine, create_engine, event, make_url, text

from bot.domain.model import Chat, Destination
from bot.errors import StoreBusy, StoreError
from storage import Storage, Transaction, schema, tables
from storage.database import Database, migrating
from storage.opening import open_database

FULL_TEXT = {"archive", *(f"archive_{part}" for part in ("config", "content", "data", "docsize", "idx"))}


@pytest.fixture(params=["memory", "file", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that was empty, just opened."""
    url = {"memory": "sqlite://", "file": f"sqlite:///{tmp_path / 'new.db'}"}.get(request.param)
    database = open_database(url or request.getfixturevalue("empty_postgres"))
    yield database
    database.shut()


def test_empty_database_is_migrated_to_what_the_tables_say(fresh: Database) -> None:
    with fresh.engine.connect() as connection:
        options = {
            "version_table": schema.VERSION_TABLE,
            "compare_type": True,
            # The full-text table of SQLite and the tables that it keeps itself in are no tables of ours.
            "include_name": lambda name, kind, _: kind != "table" or name not in FULL_TEXT,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == schema.steps()[-1]


def test_every_step_can_be_taken_back(fresh: Database) -> None:
    with migrating(fresh.engine.connect()) as connection, connection.begin():
        schema.downgrade(connection)
    with fresh.engine.connect() as connection:
        left = fresh.engine.dialect.get_table_names(connection)
        assert set(left) <= {schema.VERSION_TABLE, "sqlite_sequence"}
    schema.migrate(fresh.engine)


def test_indexes_of_both_databases_serve_only_the_rows_they_are_for(fresh: Database) -> None:
    catalogue = "sqlite_master" if fresh.engine.dialect.name == "sqlite" else "pg_indexes"
    column = "sql" if catalogue == "sqlite_master" else "indexdef"
    with fresh.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {column} FROM {catalogue} WHERE {column} LIKE '%INDEX%'"))
        partial = {line.split(" INDEX ")[1].split()[0] for (line,) in found if " WHERE " in line}
    assert partial == {
        "ix_alerts_follows",
        "ix_alerts_release_at",
        "ix_alerts_roll_id",
        "ix_articles_unfiled",
        "ix_deliveries_due",
        "ix_deliveries_due_chat",
        "ix_deliveries_sending",
        "uq_deliveries_sending_chat",
    }


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_sqlite_is_set_for_safety(migrated_file: Database, pragma: str, value: object) -> None:
    with migrated_file.engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


async def test_missing_directory_is_made(tmp_path: Path) -> None:
    store = Storage.open(f"sqlite:///{tmp_path / 'a' / 'b' / 'tocsin.db'}")
    await store.close()
    assert (tmp_path / "a" / "b" / "tocsin.db").exists()


async def test_store_opened_again_still_knows(shared_url: str) -> None:
    first = Storage.open(shared_url)
    known = await first.write(chat)
    await first.close()
    second = Storage.open(shared_url)
    assert await second.read(lambda tx: tx.chats.get(known.id)) == known
    await second.close()


def test_two_processes_that_open_a_new_store_at_once_are_both_served(
    tmp_path: Path, empty_postgres: str
) -> None:
    urls = [f"sqlite:///{tmp_path / 'tocsin.db'}", empty_postgres] * 2
    start = children.CONTEXT.Barrier(len(urls))
    openers = [children.CONTEXT.Process(target=children.open_together, args=(url, start)) for url in urls]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(60)
    assert [opener.exitcode for opener in openers] == [0, 0, 0, 0]


def test_store_of_a_newer_tocsin_is_refused_and_left_alone(shared_url: str, plain: Engine) -> None:
    with plain.begin() as connection:
        connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'"))
    try:
        with pytest.raises(StoreError, match="newer Tocsin"):
            Storage.open(shared_url)
    finally:
        with plain.begin() as connection:
            newest = {"step": schema.steps()[-1]}
            connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = :step"), newest)


@pytest.fixture
def plain(shared_url: str) -> Iterator[Engine]:
    """The same database without any of the store's settings."""
    engine = create_engine(shared_url)
    yield engine
    engine.dispose()


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE alerts (id INTEGER)")
    other.close()
    with pytest.raises(StoreError, match="tables of another program"):
        Storage.open(f"sqlite:///{tmp_path / 'other.db'}")


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, " * 100)
    with pytest.raises(StoreError, match=r"notes\.txt: the file is no database"):
        Storage.open(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_directory_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a directory"):
        Storage.open(f"sqlite:///{tmp_path}")


def test_file_in_place_of_the_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match=r"Cannot make the directory .*data"):
        Storage.open(f"sqlite:///{tmp_path / 'data' / 'tocsin.db'}")


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A directory, while this process has the rights of nobody in particular."""
    home = Path(tempfile.mkdtemp(prefix="tocsin-rights-"))
    home.chmod(0o755)
    root = os.geteuid() == 0
    yield home
    if root:
        os.seteuid(0)
    for path in [home, *home.iterdir()]:
        path.chmod(stat.S_IRWXU)
    for path in home.iterdir():
        path.unlink()
    home.rmdir()


def drop_rights() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


def test_directory_that_may_not_be_written_is_named(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)
    drop_rights()
    with pytest.raises(StoreError, match=rf"may not write to the directory {unprivileged}"):
        Storage.open(f"sqlite:///{unprivileged / 'tocsin.db'}")


def test_file_that_may_only_be_read_is_named(unprivileged: Path) -> None:
    file = unprivileged / "tocsin.db"
    open_database(f"sqlite:///{file}").shut()
    file.chmod(0o444)
    unprivileged.chmod(0o555)
    drop_rights()
    with pytest.raises(StoreError, match="can only be read"):
        Storage.open(f"sqlite:///{file}")


def test_store_that_another_program_holds_is_busy(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "tocsin.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy, match=r"Cannot open the store .*tocsin\.db: another program"):
        Storage.open(f"sqlite:///{tmp_path / 'tocsin.db'}?timeout=0.1")
    holder.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://me:secret-pass@127.0.0.1:1/tocsin", "cannot be reached"),
        ("postgresql+psycopg://me:secret-pass@127.0.0.1:1/tocsin", "cannot be reached"),
        ("postgresql://me:secret-pass@no.such.host.invalid/tocsin", "cannot be reached"),
        ("postgresql://me:secret-pass@host:portno/tocsin", "no database url"),
        ("mysql://me:secret-pass@127.0.0.1/tocsin", "names mysql"),
        ("secret-pass", "no database url"),
    ],
)
def test_server_that_cannot_be_used_is_told_without_the_password(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Storage.open(url)
    told = "".join(traceback.format_exception(caught.value))
    assert "secret-pass" not in told.replace('"secret-pass"', "")


def test_database_that_the_server_lacks_is_told(postgres_server: str) -> None:
    url = make_url(postgres_server).set(database="no_such_base").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="no such database"):
        Storage.open(url)


def test_wrong_password_is_told_without_it(empty_postgres: str) -> None:
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader PASSWORD 'right'")
    try:
        url = make_url(empty_postgres).set(username="reader", password="wrong-pass")
        with pytest.raises(StoreError) as caught:
            Storage.open(url.render_as_string(hide_password=False))
        assert "wrong-pass" not in "".join(traceback.format_exception(caught.value))
        assert "refuses the user" in str(caught.value)
    finally:
        with psycopg.connect(empty_postgres, autocommit=True) as connection:
            connection.execute("DROP ROLE reader")


async def test_full_disk_is_told_and_writing_goes_on_when_there_is_room(tmp_path: Path) -> None:
    pages = [1_000_000]

    def named(tx: Transaction, number: int, title: str) -> Chat:
        return tx.chats.get_or_add(Destination(BOT, number), title, NOW)

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}")

    store = Storage.open(f"sqlite:///{tmp_path / 'tocsin.db'}")
    await store.close()
    pages[0] = 100
    event.listen(Engine, "connect", limit)
    try:
        store = Storage.open(f"sqlite:///{tmp_path / 'tocsin.db'}")
        with pytest.raises(StoreError, match="disk is full"):
            await store.write(lambda tx: [named(tx, n, f"{n}" * 1000) for n in range(500)])
        assert await store.read(lambda tx: tx.chats.list_of(BOT, 1)) == []
        await store.write(lambda tx: named(tx, 1, "Newsroom"))
        assert [one.title for one in await store.read(lambda tx: tx.chats.list_of(BOT, 1))] == ["Newsroom"]
        await store.close()
    finally:
        event.remove(Engine, "connect", limit)
