"""Stories: which articles tell the same development."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from bot.domain.model import ArticleId, Copy, StoryId
from bot.domain.stories import Candidate, Sketch
from storage.columns import among, in_utc
from storage.tables import articles, story_keys
from storage.tables import stories as t

CANDIDATES = 100
"""At most so many are looked at for one article: those that share most keys with it, the newest first."""
_KEYS_READ = 40 * CANDIDATES
"""A sketch has up to 39 keys, so this many rows hold at least CANDIDATES articles."""
COPIES = 100
"""At most so many copies of a story are listed."""


class Stories:
    """The stories of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, at: datetime) -> StoryId:
        """A new story, first told at that time."""
        return StoryId(
            self._do.execute(insert(t).returning(t.c.id), {"first_at": at, "last_at": at}).scalar_one()
        )

    def touch(self, id: StoryId, at: datetime) -> None:
        """The story was told at that time too; stretches its span to there."""
        moment = in_utc(at)
        self._do.execute(update(t).where(t.c.id == id, t.c.last_at < moment).values(last_at=moment))
        self._do.execute(update(t).where(t.c.id == id, t.c.first_at > moment).values(first_at=moment))

    def candidates(self, keys: Iterable[int], since: datetime) -> list[Candidate]:
        """Articles published since then that share one of the keys, best first, at most CANDIDATES."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return []
        rows = self._do.execute(_SHARING, {"keys": wanted, "since": since})
        return [
            Candidate(story=row.story_id, sketch=sketch, at=row.at)
            for row in rows
            if (sketch := _unpacked(row.sketch)) is not None
        ]


def copies_of(do: Connection, stories: Sequence[StoryId]) -> dict[StoryId, dict[ArticleId, Copy]]:
    """The copies of each of these stories by their article, in order of arrival, at most COPIES a story."""
    found: dict[StoryId, dict[ArticleId, Copy]] = {story: {} for story in stories}
    for row in do.execute(_COPIES, {"stories": list(found)}) if found else ():
        copy = Copy(source=row.source, url=row.url, title=row.title, published_at=row.at)
        found[row.story_id][row.id] = copy
    return found


def _first_copies() -> Select[Any]:
    place = func.row_number().over(partition_by=articles.c.story_id, order_by=articles.c.id).label("place")
    columns = (articles.c.id, articles.c.story_id, articles.c.source, articles.c.url, articles.c.title)
    these = among(articles.c.story_id, "stories")
    told = select(*columns, articles.c.at, place).where(these).subquery()
    return select(told).where(told.c.place <= COPIES).order_by(told.c.id)


def _sharing() -> Select[Any]:
    """A key that very many articles share (a text that says nothing) is read only so far."""
    lately = (
        select(story_keys.c.article_id)
        .where(
            story_keys.c.key.in_(bindparam("keys", expanding=True)),
            story_keys.c.at >= bindparam("since"),
        )
        .order_by(story_keys.c.at.desc())
        .limit(_KEYS_READ)
        .subquery()
    )
    shared = func.count().label("shared")
    counted = select(lately.c.article_id, shared).group_by(lately.c.article_id).subquery()
    return (
        select(articles.c.story_id, articles.c.at, articles.c.sketch)
        .join(counted, counted.c.article_id == articles.c.id)
        .order_by(counted.c.shared.desc(), articles.c.at.desc(), articles.c.id.desc())
        .limit(CANDIDATES)
    )


# Built once: they run for every article, and building costs more than running.
_COPIES = _first_copies()
_SHARING = _sharing()


@lru_cache(maxsize=4096)
def _unpacked(data: bytes) -> Sketch | None:
    """None for a sketch of another version, which can no longer be compared. The articles of the last days are
    candidates again and again, and unpacking costs more than finding them."""
    try:
        return Sketch.unpack(data)
    except ValueError:
        return None
