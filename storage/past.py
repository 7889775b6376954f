"""What old articles leave behind: the lines of timelines that quoted them, and room in the file."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, exists, select

from bot.domain.archive import whole
from bot.domain.model import IssueId, StoredArticle, StoryId
from bot.domain.standing import Development
from bot.domain.stories import Sketch
from storage.archive import unfile
from storage.columns import in_utc
from storage.reading import ALL, stored
from storage.statements import chunks, insert_new
from storage.tables import alerts, articles, stories, story_keys
from storage.tables import past_lines as t

PAGES: Final = 500
"""Free pages given back to the disk at a time: 2 MB, more than a batch of articles took."""


class Past:
    """Old articles and their lines, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def list_articles(self, before: datetime, limit: int) -> list[StoredArticle]:
        """The first articles, as far as they came in before then. By when they came in, not when they were published:
        an archive that was handed in today is wanted today."""
        first = select(articles.c.id).where(articles.c.id > 0).order_by(articles.c.id).limit(limit)
        wanted = ALL.where(articles.c.id.in_(first), articles.c.received_at < in_utc(before))
        return [stored(row) for row in self._do.execute(wanted)]

    def keep(self, issue: IssueId, story: StoryId, line: Development, score: float) -> None:
        """Keep the line of a story; one that is kept already stays as it is."""
        row = {
            "issue_id": issue,
            "story_id": story,
            "at": line.at,
            "sentence": line.sentence,
            "url": line.url,
            "source": line.source,
            "sources": line.sources,
            "score": score,
        }
        self._do.execute(insert_new(self._do.dialect.name, t), row)

    def lines(self, issue: IssueId, score: float) -> list[tuple[StoryId, Development]]:
        """The kept lines of an issue whose match had at least this score, newest first."""
        wanted = select(t).where(t.c.issue_id == issue, t.c.score >= score).order_by(t.c.at.desc())
        return [
            (StoryId(row.story_id), Development(row.at, row.sentence, row.url, row.source, row.sources))
            for row in self._do.execute(wanted)
        ]

    def remove(self, gone: Sequence[StoredArticle]) -> None:
        """Remove articles with their matches and decisions, and the stories of which nothing is left; the file gets
        smaller."""
        ids = [one.id for one in gone]
        for some in chunks(ids):
            told = select(articles.c.id, articles.c.at, articles.c.place, articles.c.sketch)
            rows = self._do.execute(told.where(articles.c.id.in_(some))).all()
            filed = {one.id: whole(one.article.title, one.article.text) for one in gone}
            unfile(self._do, [(row.place, filed[row.id]) for row in rows if row.place is not None])
            for row in rows:
                mine = (story_keys.c.at == row.at) & (story_keys.c.article_id == row.id)
                self._do.execute(delete(story_keys).where(story_keys.c.key.in_(_keys(row.sketch)), mine))
            self._do.execute(delete(articles).where(articles.c.id.in_(some)))
        for of_stories in chunks(sorted({one.story for one in gone})):
            held = exists().where(articles.c.story_id == stories.c.id)
            rang = exists().where(alerts.c.story_id == stories.c.id)
            self._do.execute(delete(stories).where(stories.c.id.in_(of_stories), ~held, ~rang))
        _shrink(self._do)


def _shrink(do: Connection) -> None:
    """Give some free pages of the file back to the disk; PostgreSQL does that by itself."""
    driver = do.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        [free] = driver.execute("PRAGMA freelist_count").fetchone()
        for _ in range(min(PAGES, free)):  # the driver takes one step of the command, which is one page
            driver.execute("PRAGMA incremental_vacuum").close()


def _keys(sketch: bytes) -> list[int]:
    try:
        return list(dict.fromkeys(Sketch.unpack(sketch).keys))
    except ValueError:
        return []  # of another version: its keys lead nowhere, which is harmless
