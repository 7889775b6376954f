"""rolling messages."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rolls",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_rolls_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rolls_chat_id_issue_id_id"), "rolls", ["chat_id", "issue_id", "id"])
    op.add_column("alerts", sa.Column("roll_id", _ID, nullable=True))
    op.create_index(
        "ix_alerts_roll_id",
        "alerts",
        ["roll_id"],
        sqlite_where=sa.text("roll_id IS NOT NULL"),
        postgresql_where=sa.text("roll_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_alerts_roll_id", table_name="alerts")
    op.drop_column("alerts", "roll_id")
    op.drop_table("rolls")
