"""Articles as they are read from their rows. Knows no question that is asked."""

from typing import Any

from sqlalchemy import Row, Select, select

from bot.domain.model import Article, StoredArticle
from storage.tables import articles as t

ALL: Select[Any] = select(
    t.c.id,
    t.c.story_id,
    t.c.received_at,
    t.c.published_at,
    t.c.language,
    t.c.source,
    t.c.author,
    t.c.guid,
    t.c.url,
    t.c.title,
    t.c.text,
)
"""What `stored` makes an article of."""


def stored(row: Row[Any]) -> StoredArticle:
    """The value of a row of `ALL`."""
    return StoredArticle(
        id=row.id,
        article=Article(
            guid=row.guid,
            title=row.title,
            text=row.text,
            url=row.url,
            source=row.source,
            author=row.author,
            published_at=row.published_at,
            language=row.language,
        ),
        received_at=row.received_at,
        story=row.story_id,
    )
