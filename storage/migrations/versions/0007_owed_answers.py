"""owed answers keep their buttons, a chat that is not ready waits, updates are done and answered apart."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "chats", sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.add_column("deliveries", sa.Column("buttons", sa.Text(), nullable=False, server_default="[]"))
    op.add_column(
        "deliveries", sa.Column("edits", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.add_column("updates", sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("updates", "answered")
    op.drop_column("deliveries", "edits")
    op.drop_column("deliveries", "buttons")
    op.drop_column("chats", "contact")
    op.drop_column("chats", "ready_at")
