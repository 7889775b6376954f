"""quiet hours, and when a chat had its last digest."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("quiet_start", sa.Integer(), nullable=True))
    op.add_column("chats", sa.Column("quiet_end", sa.Integer(), nullable=True))
    op.add_column("chats", sa.Column("digested_at", Utc(), nullable=True))


def downgrade() -> None:
    for column in ("digested_at", "quiet_end", "quiet_start"):
        op.drop_column("chats", column)
