"""Brings a database to the schema of this Tocsin, once, at opening; a newer one is refused.

The steps themselves stand in storage/migrations/versions. Two processes that open a new database at once are
both served: the second one waits, then finds the work done.
"""

import threading
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from bot.errors import StoreError
from storage import tables
from storage.database import migrating, reading

VERSION_TABLE: Final = "tocsin_schema"
_TRIES: Final = 3
_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on in a module."""


def config() -> Config:
    """Alembic's settings; no file needed."""
    made = Config()
    made.set_main_option("script_location", "storage:migrations")
    return made


def steps() -> list[str]:
    """The names of all steps of this Tocsin, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def titles() -> dict[str, str]:
    """What each step brings, in a few words; oldest first."""
    scripts = list(ScriptDirectory.from_config(config()).walk_revisions())[::-1]
    return {script.revision: (script.doc or "").strip() for script in scripts}


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema, all or nothing. StoreError when it is not ours or is newer."""
    for tries_left in reversed(range(_TRIES)):
        try:
            with engine.connect() as connection:
                if not _is_current(connection):
                    with _ONE_AT_A_TIME:
                        _upgrade(migrating(connection))
                return
        except StoreError:
            raise
        except Exception:
            # Another process may have done the same work just now; then the next look finds it done.
            if not tries_left:
                raise


def downgrade(connection: Connection) -> None:
    """Take every step back: what the tests of the steps do, and nobody else; all data goes with it."""
    settings = config()
    settings.attributes["connection"] = connection
    command.downgrade(settings, "base")


def revision_of(connection: Connection) -> str | None:
    """The schema that the database has; None for an empty one."""
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()


def _is_current(connection: Connection) -> bool:
    with reading(connection).begin():
        revision = revision_of(connection)
        if revision is None and set(inspect(connection).get_table_names()) & set(tables.metadata.tables):
            raise StoreError("It holds tables of another program; give Tocsin a database of its own.")
    known = steps()
    if revision is not None and revision not in known:
        raise StoreError(
            "It was written by a newer Tocsin than this one; run the newer one, or restore a backup from before."
        )
    return revision == (known[-1] if known else None)


def _upgrade(connection: Connection) -> None:
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")  # another process may be at it
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(
                    f"Its rows in {broken[0]} lead nowhere, so it was left as it was; restore a backup."
                )
