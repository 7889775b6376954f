"""sources that rest, and keys of clients."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "keys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("secret_digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("client", name=op.f("uq_keys_client")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_keys_secret_digest")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("keys")
    op.drop_column("sources", "paused_at")
