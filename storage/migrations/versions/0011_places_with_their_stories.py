"""the index of places has the stories too, so that counting them reads no article."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("uq_articles_place", "articles")
    op.create_index("ix_articles_place", "articles", ["place", "story_id"])


def downgrade() -> None:
    op.drop_index("ix_articles_place", "articles")
    op.create_index("uq_articles_place", "articles", ["place"], unique=True)
