"""an index in one piece.

The Keeper may merge any two pieces of the archive's index that are of about the same size.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _configure("INSERT INTO archive (archive, rank) VALUES ('usermerge', 2)")


def downgrade() -> None:
    _configure("INSERT INTO archive (archive, rank) VALUES ('usermerge', 4)")


def _configure(statement: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(statement)
