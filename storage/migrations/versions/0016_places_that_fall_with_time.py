"""places that fall with time.

The archive's index is emptied; the Keeper files all articles anew, the newest first.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _empty()


def downgrade() -> None:
    _empty()


def _empty() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO archive (archive) VALUES ('delete-all')")
        op.execute("UPDATE articles SET place = NULL WHERE place IS NOT NULL")
