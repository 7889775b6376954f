"""what follows a story that was told.

A message may answer the first one of its story, with what is new.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("alerts", sa.Column("follows", _ID, nullable=True))
    op.add_column("alerts", sa.Column("news", sa.Text(), server_default="", nullable=False))
    op.add_column("alerts", sa.Column("known", sa.Text(), server_default="[]", nullable=False))
    op.create_index(
        "ix_alerts_follows",
        "alerts",
        ["chat_id", "follows"],
        sqlite_where=sa.text("follows IS NOT NULL"),
        postgresql_where=sa.text("follows IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_alerts_follows", table_name="alerts")
    op.drop_column("alerts", "known")
    op.drop_column("alerts", "news")
    op.drop_column("alerts", "follows")
