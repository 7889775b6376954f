"""when feeds are asked: their hosts and rhythms, where they moved, since when they fail."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIMES = ("moved_since", "failing_since", "told_at")


def upgrade() -> None:
    op.add_column("sources", sa.Column("host", sa.Text(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("rhythm", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("moved_to", sa.Text(), nullable=True))
    for name in _TIMES:
        op.add_column("sources", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_sources_host", "sources", ["host"])
    sources = sa.table("sources", sa.column("id"), sa.column("url"), sa.column("host"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(sources.c.id, sources.c.url)).all():
        connection.execute(sources.update().where(sources.c.id == row.id).values(host=_host(row.url)))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def downgrade() -> None:
    op.drop_index("ix_sources_host", "sources")
    for name in (*_TIMES, "moved_to", "rhythm", "host"):
        op.drop_column("sources", name)
