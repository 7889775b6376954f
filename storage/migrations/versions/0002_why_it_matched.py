"""why a match has its score, and names that an issue goes without."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issues", sa.Column("without", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("matches", sa.Column("grounds", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("matches", "grounds")
    op.drop_column("issues", "without")
