"""Writes the next step of the schema: `python -m storage.migrations.revise "add quiet hours"`.

Compares the tables with what the steps so far make of an empty database. Read what it wrote before keeping it.
"""

import sys

from alembic import command

from storage import schema
from storage.database import Database, migrating, parse


def main(message: str) -> None:
    """Write one step next to the others."""
    database = Database.connect(parse("sqlite://"))
    try:
        schema.migrate(database.engine)
        with migrating(database.engine.connect()) as connection, connection.begin():
            settings = schema.config()
            settings.attributes["connection"] = connection
            number = len(list(schema.steps())) + 1
            command.revision(settings, message, autogenerate=True, rev_id=f"{number:04d}")
    finally:
        database.shut()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
