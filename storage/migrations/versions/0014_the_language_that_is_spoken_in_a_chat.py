"""the language that is spoken in a chat."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("chats", sa.Column("client_language", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("chats", "client_language")
    op.drop_column("chats", "language")
