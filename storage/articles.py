"""Articles as they came in, each once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, insert, or_, select, update

from bot.domain.archive import Entry, whole
from bot.domain.model import Article, ArticleId, StoredArticle, StoryId
from bot.domain.stories import Sketch
from storage.archive import file, unfile
from storage.columns import among, digest, in_utc
from storage.reading import ALL, stored
from storage.statements import insert_new
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
        entry: Entry | None = None,
    ) -> StoredArticle:
        """Store an article that `find_seen` does not know, with the keys by which its story is found, and file it in
        the archive by its `entry`; without one that is done later."""
        at = min(in_utc(article.published_at or received_at), in_utc(received_at))
        id = self._do.execute(
            insert(t).returning(t.c.id),
            {
                "guid_digest": digest(article.guid),
                "url_digest": _address(article),
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
                "place": None if entry is None else file(self._do, at, entry),
            },
        ).scalar_one()
        keys = [
            {"key": key, "at": at, "article_id": id, "story_id": story} for key in dict.fromkeys(sketch.keys)
        ]
        if keys:
            self._do.execute(insert(story_keys), keys)
        return stored(self._do.execute(_ONE, {"id": id}).one())

    def revise(self, id: ArticleId, article: Article, *, fingerprint: str, sketch: Sketch) -> bool:
        """The stored article now reads so; its time and story stay. False, and nothing done, where its source has
        the same words as another article already."""
        words = digest(article.source, fingerprint)
        if self._do.execute(select(t.c.id).where(t.c.words_digest == words, t.c.id != id)).first():
            return False
        old = self._do.execute(select(t.c.place, t.c.title, t.c.text).where(t.c.id == id)).one()
        if old.place is not None:
            unfile(self._do, [(old.place, whole(old.title, old.text))])
        changed = {
            "place": None,  # filed anew by the Keeper
            "words_digest": words,
            "title": article.title,
            "text": article.text,
            "author": article.author,
            "language": article.language,
            "sketch": sketch.pack(),
        }
        self._do.execute(update(t).where(t.c.id == id).values(**changed))
        at, story = self._do.execute(select(t.c.at, t.c.story_id).where(t.c.id == id)).one()
        keys = [{"key": key, "at": at, "article_id": id, "story_id": story} for key in sketch.keys]
        if keys:
            self._do.execute(insert_new(self._do.dialect.name, story_keys), keys)
        return True

    def find_seen(self, article: Article, fingerprint: str) -> StoredArticle | None:
        """The stored article that this one is again: of the same guid, else the same url by the word of somebody with a
        say over it (`Article.via`), else the same words from the same source."""
        known = self._do.execute(
            _SEEN,
            {
                "guid": digest(article.guid),
                "url": _address(article),
                "words": digest(article.source, fingerprint),
            },
        ).first()
        return None if known is None else self.get(known.id)

    def get(self, id: ArticleId) -> StoredArticle | None:
        """None when there is no such article."""
        row = self._do.execute(_ONE, {"id": id}).first()
        return None if row is None else stored(row)

    def find_url(self, url: str) -> StoredArticle | None:
        """The article that was published there, or else the newest that another site's feed brought from there."""
        row = self._do.execute(ALL.where(t.c.url_digest == digest(url))).first()
        if row is None:
            newest = select(func.max(t.c.id) - _SEARCHED).scalar_subquery()
            brought = ALL.where(t.c.id > newest, t.c.url == url).order_by(t.c.id.desc()).limit(1)
            row = self._do.execute(brought).first()
        return None if row is None else stored(row)

    def of_stories(
        self, stories: Sequence[StoryId], *, besides: Collection[ArticleId], until: datetime, limit: int
    ) -> list[StoredArticle]:
        """The articles that tell these stories, newest first; without those given and those published after `until`."""
        if not stories:
            return []
        asked = {"stories": stories, "besides": list(besides), "until": until, "limit": limit}
        return [stored(row) for row in self._do.execute(_OF_STORIES, asked)]

    def newest(self, limit: int, *, skip: int = 0) -> list[StoredArticle]:
        """The newest articles by their own time, newest first, the `skip` very newest left out."""
        wanted = ALL.order_by(t.c.at.desc(), t.c.id.desc()).limit(limit).offset(skip)
        return [stored(row) for row in self._do.execute(wanted)]

    def reach(self, count: int) -> datetime | None:
        """The time of the last of the `count` newest articles; None where there are fewer."""
        wanted = select(t.c.at).order_by(t.c.at.desc(), t.c.id.desc()).limit(1).offset(count - 1)
        return self._do.execute(wanted).scalar_one_or_none()

    def publishers(self, limit: int) -> list[str]:
        """Who published the newest articles, the busiest first."""
        newest = select(t.c.source).order_by(t.c.at.desc(), t.c.id.desc()).limit(_LOOKED_AT).subquery()
        counted = select(newest.c.source).where(newest.c.source != "").group_by(newest.c.source)
        busiest = counted.order_by(func.count().desc(), newest.c.source).limit(limit)
        return list(self._do.execute(busiest).scalars())

    def count(self) -> int:
        """How many articles are stored."""
        return self._do.execute(select(func.count()).select_from(t)).scalar_one()


_LOOKED_AT = 1000
_SEARCHED = 20_000
"""Of the newest articles, so many are gone through for an address that has no index: some days of news."""
_ONE = ALL.where(t.c.id == bindparam("id"))
_OF_STORIES = (
    ALL.where(among(t.c.story_id, "stories"), ~among(t.c.id, "besides"), t.c.at <= bindparam("until"))
    .order_by(t.c.at.desc(), t.c.id.desc())
    .limit(bindparam("limit"))
)


def _address(article: Article) -> str | None:
    """By what it is known that it was published there: by the address, or by the address and who says so."""
    if article.url is None:
        return None
    return digest(article.via, article.url) if article.via else digest(article.url)


def _seen() -> Select[Any]:
    guid = t.c.guid_digest == bindparam("guid")
    url = t.c.url_digest == bindparam("url")  # true for none where the url is none
    words = t.c.words_digest == bindparam("words")
    return select(t.c.id).where(or_(guid, url, words)).order_by(case((guid, 0), (url, 1), else_=2)).limit(1)


_SEEN = _seen()
