"""the archive's index, and lines of timelines whose articles have gone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("articles", sa.Column("place", _ID, nullable=True))
    op.create_index("uq_articles_place", "articles", ["place"], unique=True)
    op.create_index(
        "ix_articles_unfiled",
        "articles",
        ["id"],
        sqlite_where=sa.text("place IS NULL"),
        postgresql_where=sa.text("place IS NULL"),
    )
    op.create_table(
        "archive_words",
        sa.Column("key", _ID, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", "language", name=op.f("pk_archive_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "past_lines",
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_past_lines_issue_id_issues")),
        sa.PrimaryKeyConstraint("issue_id", "story_id", name=op.f("pk_past_lines")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE archive USING fts5(words, content='', columnsize=0,"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE archive")
    op.drop_table("past_lines")
    op.drop_table("archive_words")
    op.drop_index("ix_articles_unfiled", "articles")
    op.drop_index("uq_articles_place", "articles")
    op.drop_column("articles", "place")
