"""words by how they sound now.

The archive's words of languages that set cases to names, and of scripts whose unwritten vowels are heard now, get the
keys under which they are looked for today; those that they had stay.
"""

import sqlalchemy as sa
from alembic import op

from bot.domain.archive.keys import keys

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LANGUAGES = (
    "", "am", "as", "az", "bn", "bs", "cs", "eu", "fi", "gu", "hi", "hr", "hu", "ka", "kk", "kn", "ku", "ky",
    "lv", "ml", "mn", "mr", "ne", "or", "pa", "si", "sk", "sl", "sq", "sr", "sw", "ta", "te", "tg", "tk", "tr",
    "tt", "uz",
)  # fmt: skip
_MANY = 10_000


def upgrade() -> None:
    words = sa.table("archive_words", sa.column("key"), sa.column("word"), sa.column("language"))
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    wanted = sa.select(words.c.word, words.c.language).where(words.c.language.in_(_LANGUAGES)).distinct()
    known = connection.execute(wanted).all()
    for first in range(0, len(known), _MANY):
        rows = [
            {"key": key, "word": one.word, "language": one.language}
            for one in known[first : first + _MANY]
            for key in keys(one.word, one.language)
        ]
        if rows:
            connection.execute(words.insert().prefix_with("OR IGNORE"), rows)


def downgrade() -> None:
    """Nothing: the keys of before are still there."""
