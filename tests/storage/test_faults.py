"""Every error that a driver can raise becomes StoreError or StoreBusy, and none of its words come through."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors as postgres_errors
from sqlalchemy import exc

from bot.errors import StoreBusy, StoreError
from storage.faults import explained

DRIVERS_WORDS = "host 10.0.0.7 password hunter2"


def told(error: Exception) -> StoreError:
    with pytest.raises(StoreError) as caught, explained("The store cannot be written"):
        raise error
    return caught.value


def everything_below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from everything_below(below)


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError(DRIVERS_WORDS)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("kind", [*everything_below(psycopg.Error), *everything_below(sqlite3.Error)])
def test_every_error_of_both_drivers_is_told_in_our_words(kind: type[Exception]) -> None:
    raised = kind(DRIVERS_WORDS)
    for error in (raised, exc.OperationalError("SELECT 1", {}, raised)):
        said = told(error)
        assert str(said).startswith("The store cannot be written: ")
        assert "hunter2" not in str(said)
        assert said.__cause__ is error


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        (sqlite3.SQLITE_BUSY, StoreBusy, "another program"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy, "another program"),
        (sqlite3.SQLITE_FULL, StoreError, "disk is full"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreError, "can only be read"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "cannot be opened"),
        (sqlite3.SQLITE_NOTADB, StoreError, "no database"),
        (sqlite3.SQLITE_CORRUPT, StoreError, "damaged"),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreError, "disk failed"),
        (sqlite3.SQLITE_PERM, StoreError, "no right"),
    ],
)
def test_reason_that_sqlite_gives_is_told(code: int, kind: type[StoreError], says: str) -> None:
    said = told(sqlite_error(code))
    assert type(said) is kind
    assert says in str(said)


@pytest.mark.parametrize(
    ("state", "kind", "says"),
    [
        ("55P03", StoreBusy, "another program"),
        ("40P01", StoreBusy, "another program"),
        ("53300", StoreBusy, "no free connection"),
        ("57P01", StoreBusy, "starting or stopping"),
        ("53100", StoreError, "disk is full"),
        ("25006", StoreError, "can only be read"),
        ("42501", StoreError, "no right"),
        ("28P01", StoreError, "refuses the user"),
        ("08006", StoreError, "cannot be reached"),
        ("3D000", StoreError, "no such database"),
    ],
)
def test_reason_that_postgresql_gives_is_told(state: str, kind: type[StoreError], says: str) -> None:
    said = told(postgres_errors.lookup(state)(DRIVERS_WORDS))
    assert type(said) is kind
    assert says in str(said)


def test_pool_without_a_free_connection_is_busy() -> None:
    assert type(told(exc.TimeoutError(DRIVERS_WORDS))) is StoreBusy


def test_fault_of_the_caller_is_no_fault_of_the_store() -> None:
    with pytest.raises(ValueError, match="naive"), explained("The store cannot be written"):
        raise exc.StatementError("told", "INSERT", {}, ValueError("a naive time"))
    with pytest.raises(LookupError), explained("The store cannot be written"):
        raise LookupError
