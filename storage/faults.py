"""What goes wrong in a database, in words for a person: the one place where driver errors become StoreError.

The words never quote the driver, so no password, address or content of a row can slip into them; the driver's
own error is kept as `__cause__` for the log.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from alembic.util.exc import CommandError
from sqlalchemy import exc

from bot.errors import StoreBusy, StoreError

_BUSY = "another program is using it just now; try again in a moment"
_FULL = "the disk is full; free some space, then go on: nothing that was stored is lost"
_READ_ONLY = "it can only be read; give Tocsin the right to write to the file and to its directory"
_NO_RIGHT = "Tocsin has no right to do that there; give its user the right to write"
_DISK = "the disk failed while reading or writing; check the disk, then restore a backup if need be"
_SILENT = "the database server cannot be reached; check that it runs, and its address in DATABASE_URL"
_REFUSED = "the database server refuses the user or the password; check both in DATABASE_URL"
_NO_BASE = "there is no such database; create it, or name another one in DATABASE_URL"

_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that its directory exists and may be written to",
    sqlite3.SQLITE_NOTADB: "the file is no database; name another one in DATABASE_URL, or move this one away",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a backup",
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_PERM: _NO_RIGHT,
    sqlite3.SQLITE_AUTH: _NO_RIGHT,
    sqlite3.SQLITE_NOMEM: "the machine has no memory left",
    sqlite3.SQLITE_TOOBIG: "a text is longer than the database can hold",
}

_POSTGRES = {
    "08": _SILENT,
    "28": _REFUSED,
    "3D000": _NO_BASE,
    "25006": "the database can only be read just now; connect to the one that may be written to",
    "40001": _BUSY,
    "40P01": _BUSY,
    "23505": "another program stored the same just now; try again",
    "42501": _NO_RIGHT,
    "53100": _FULL,
    "53200": "the database server has no memory left",
    "53300": "the database server has no free connection; try again in a moment",
    "54": "a text is longer than the database can hold",
    "55P03": _BUSY,
    "57014": _BUSY,
    "57P": "the database server is starting or stopping; try again in a moment",
}
_POSTGRES_BUSY = ("40001", "40P01", "23505", "53300", "55P03", "57014", "57P")
_RACES = ("40001", "40P01", "23505")
"""What two processes that write at once can do to each other; the same work done again succeeds."""


@contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turn whatever a driver raises inside into StoreError or StoreBusy that starts with `doing`."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error, psycopg.Error, CommandError) as error:
        bug = _callers_bug(error)
        if bug is not None:
            raise bug from error
        kind, why = _explain(error)
        raise kind(f"{doing}: {why}.") from error


def is_race(error: StoreError) -> bool:
    """Whether another process's write at the same moment was the only reason."""
    return _sqlstate(_driver_error(error.__cause__)).startswith(_RACES)


def _callers_bug(error: Exception) -> Exception | None:
    """A wrong value handed in (as a naive time), which SQLAlchemy wraps: no fault of the store's."""
    wrapped = error.orig if isinstance(error, exc.StatementError) else None
    return wrapped if isinstance(wrapped, (ValueError, TypeError)) else None


def _explain(error: Exception) -> tuple[type[StoreError], str]:
    if isinstance(error, exc.TimeoutError):
        return StoreBusy, "every connection is in use; try again in a moment"
    driver = _driver_error(error)
    if isinstance(driver, sqlite3.Error):
        return _explain_sqlite(driver)
    if isinstance(driver, psycopg.Error):
        return _explain_postgres(driver)
    return StoreError, f"the database did not do it ({type(error).__name__}); the log says more"


def _driver_error(error: BaseException | None) -> BaseException | None:
    return error.orig if isinstance(error, exc.DBAPIError) else error


def _explain_sqlite(error: sqlite3.Error) -> tuple[type[StoreError], str]:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    why = _SQLITE.get(code, f"the database did not do it ({type(error).__name__}); the log says more")
    return StoreBusy if why is _BUSY else StoreError, why


def _sqlstate(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or ""


def _explain_postgres(error: psycopg.Error) -> tuple[type[StoreError], str]:
    state = _sqlstate(error)
    if not state and isinstance(error, psycopg.OperationalError):
        return StoreError, _explain_no_connection(str(error))
    why = next(
        (_POSTGRES[key] for key in (state, state[:3], state[:2]) if key in _POSTGRES),
        f"the database did not do it ({type(error).__name__}); the log says more",
    )
    return StoreBusy if state.startswith(_POSTGRES_BUSY) else StoreError, why


def _explain_no_connection(words: str) -> str:
    """Before a session stands no state is told: the server's own words are the only sign of the reason."""
    if "FATAL" not in words:
        return _SILENT
    return _NO_BASE if 'database "' in words and "does not exist" in words else _REFUSED
