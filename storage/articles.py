"""Articles as they came in, each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, insert, or_, select, tuple_

from bot.domain.model import Article, ArticleId, StoredArticle, StoryId
from bot.domain.stories import Sketch
from storage.columns import digest, in_utc
from storage.tables import articles as t
from storage.tables import story_keys


class Articles:
    """The articles of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(
        self,
        article: Article,
        *,
        fingerprint: str,
        story: StoryId,
        sketch: Sketch,
        received_at: datetime,
        backfill: bool = False,
    ) -> StoredArticle:
        """Store an article that `find_seen` does not know, with the keys by which its story is found."""
        at = min(in_utc(article.published_at or received_at), in_utc(received_at))
        id = self._do.execute(
            insert(t).returning(t.c.id),
            {
                "guid_digest": digest(article.guid),
                "url_digest": None if article.url is None else digest(article.url),
                "words_digest": digest(article.source, fingerprint),
                "story_id": story,
                "at": at,
                "received_at": received_at,
                "published_at": article.published_at,
                "backfill": backfill,
                "language": article.language,
                "source": article.source,
                "author": article.author,
                "guid": article.guid,
                "url": article.url,
                "title": article.title,
                "sketch": sketch.pack(),
                "text": article.text,
            },
        ).scalar_one()
        keys = [
            {"key": key, "at": at, "article_id": id, "story_id": story} for key in dict.fromkeys(sketch.keys)
        ]
        if keys:
            self._do.execute(insert(story_keys), keys)
        return _stored(self._do.execute(_ALL.where(t.c.id == id)).one())

    def find_seen(self, article: Article, fingerprint: str) -> StoredArticle | None:
        """The stored article that this one is again: of the same guid, else the same url, else the same words
        from the same source."""
        guid: ColumnElement[bool] = t.c.guid_digest == digest(article.guid)
        words: ColumnElement[bool] = t.c.words_digest == digest(article.source, fingerprint)
        if article.url is None:
            same, order = or_(guid, words), case((guid, 0), else_=1)
        else:
            url: ColumnElement[bool] = t.c.url_digest == digest(article.url)
            same, order = or_(guid, url, words), case((guid, 0), (url, 1), else_=2)
        return self._first(_ALL.where(same).order_by(order).limit(1))

    def get(self, id: ArticleId) -> StoredArticle | None:
        """None when there is no such article."""
        return self._first(_ALL.where(t.c.id == id))

    def find_url(self, url: str) -> StoredArticle | None:
        """The article that was published there."""
        return self._first(_ALL.where(t.c.url_digest == digest(url)))

    def list_between(
        self, since: datetime, until: datetime, *, limit: int, after: ArticleId | None = None
    ) -> list[StoredArticle]:
        """Articles published from `since` to `until`, both included, oldest first; with `after`, those that
        follow that article in this order."""
        wanted = _ALL.where(t.c.at >= since, t.c.at <= until)
        if after is not None:
            last = self._do.execute(select(t.c.at).where(t.c.id == after)).scalar_one_or_none()
            if last is not None:
                wanted = wanted.where(
                    tuple_(t.c.at, t.c.id) > tuple_(last, after, types=[t.c.at.type, t.c.id.type])
                )
        return [_stored(row) for row in self._do.execute(wanted.order_by(t.c.at, t.c.id).limit(limit))]

    def newest(self, limit: int) -> list[StoredArticle]:
        """The newest articles by their own time, newest first."""
        return [
            _stored(row) for row in self._do.execute(_ALL.order_by(t.c.at.desc(), t.c.id.desc()).limit(limit))
        ]

    def count(self) -> int:
        """How many articles are stored."""
        return self._do.execute(select(func.count()).select_from(t)).scalar_one()

    def _first(self, wanted: Select[Any]) -> StoredArticle | None:
        row = self._do.execute(wanted).first()
        return None if row is None else _stored(row)


_ALL: Select[Any] = select(
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


def _stored(row: Row[Any]) -> StoredArticle:
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
