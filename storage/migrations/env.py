"""What Alembic runs: the steps over the connection that it was handed. Opens no connection itself."""

from typing import Any, Literal

import sqlmodel  # noqa: F401  # Alembic's recipes for SQLModel want it loaded
from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage import tables
from storage.columns import BigId
from storage.schema import VERSION_TABLE


def render(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain ones: a step must not change when our code does."""
    if kind != "type" or not type(item).__module__.startswith("storage"):
        return False
    if isinstance(item, BigId):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return f"sa.{item.impl!r}"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
    transactional_ddl=False,  # the caller has begun, and commits
)
context.run_migrations()
