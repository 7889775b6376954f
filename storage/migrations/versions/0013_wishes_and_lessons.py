"""wishes of chats and issues, what was learned from presses, how an alert comes, topics that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("chats", sa.Column("wishes", sa.Text(), server_default="{}", nullable=False))
    op.add_column("chats", sa.Column("left", sa.Text(), server_default="[]", nullable=False))
    op.add_column("chats", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("chats", sa.Column("manages", _ID, nullable=True))
    op.add_column("subscriptions", sa.Column("wishes", sa.Text(), server_default="{}", nullable=False))
    op.add_column("subscriptions", sa.Column("lessons", sa.Text(), server_default="[]", nullable=False))
    # Normal is what everybody has; only what somebody chose is theirs.
    for level in ("strict", "loose"):
        op.execute(
            sa.text("UPDATE subscriptions SET wishes = :said WHERE strictness = :level").bindparams(
                said=f'{{"strictness":"{level}"}}', level=level
            )
        )
    op.drop_column("subscriptions", "strictness")
    for name in ("is_silent", "has_preview"):
        op.add_column("alerts", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in ("is_silent", "has_preview"):
        op.drop_column("alerts", name)
    op.add_column(
        "subscriptions", sa.Column("strictness", sa.Text(), server_default="normal", nullable=False)
    )
    for level in ("strict", "loose"):
        op.execute(
            sa.text("UPDATE subscriptions SET strictness = :level WHERE wishes LIKE :said").bindparams(
                said=f'%"strictness":"{level}"%', level=level
            )
        )
    op.drop_column("subscriptions", "lessons")
    op.drop_column("subscriptions", "wishes")
    op.drop_column("chats", "manages")
    op.drop_column("chats", "left")
    op.drop_column("chats", "closed_at")
    op.drop_column("chats", "wishes")
