"""Opening a database: its directory, its schema, and in words why it cannot be had."""

import os
from pathlib import Path

from sqlalchemy import URL

from bot.errors import StoreError
from storage.database import Database, file_of, parse
from storage.faults import explained
from storage.schema import migrate


def open_database(url: str) -> Database:
    """Connect and migrate. StoreError says which database, and why it cannot be used."""
    parsed = parse(url)
    name, file = _name(parsed), file_of(parsed)
    if file is not None:
        _make_directory(file)
    database = Database.connect(parsed)
    try:
        with explained(f"Cannot open {name}"):
            migrate(database.engine)
    except StoreError as error:
        database.shut()
        raise _clearer(error, name, file) from _harmless(error.__cause__, parsed)
    except BaseException:
        database.shut()
        raise
    return database


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"the store {url.database or 'in memory'}"
    return f"the store, database {url.database!r} on {url.host or 'the local server'}"


def _make_directory(file: Path) -> None:
    if file.is_dir():
        raise StoreError(f"Cannot open the store {file}: it is a directory; name a file in DATABASE_URL.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"Cannot make the directory {file.parent} for the store: {error.strerror}. "
            "Name another place in DATA_DIR or DATABASE_URL."
        ) from error


def _clearer(error: StoreError, name: str, file: Path | None) -> StoreError:
    """The same, with what can be seen from outside: SQLite's own errors cannot tell these apart."""
    why = str(error)
    if not why.startswith("Cannot open"):
        why = f"Cannot open {name}: {why[0].lower()}{why[1:]}"
    if file is not None and "cannot be opened" in why and not _writable(file.parent):
        why = f"Cannot open {name}: Tocsin may not write to the directory {file.parent}; give its user the right to."
    return type(error)(why)


def _writable(directory: Path) -> bool:
    return os.access(directory, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _harmless(cause: BaseException | None, url: URL) -> BaseException | None:
    """The cause for the log, unless it repeats the password."""
    password = url.password
    return None if password and password in f"{cause!s}{cause!r}" else cause
