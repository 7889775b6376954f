"""Sources: polled feeds, when each is due, and how it is doing."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, delete, or_, select, update

from bot.domain.model import Source, SourceId
from storage.columns import digest
from storage.statements import insert_new
from storage.tables import sources as t


class Sources:
    """The sources of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, url: str, title: str, now: datetime) -> tuple[Source, bool]:
        """A source, to be polled at once; False when it was there already."""
        added = self._do.execute(
            insert_new(self._do.dialect.name, t)
            .values(
                url_digest=digest(url),
                url=url,
                title=title,
                next_poll_at=now,
                added_at=now,
                articles=0,
                failures=0,
            )
            .returning(t.c.id)
        ).first()
        row = self._do.execute(select(t).where(t.c.url_digest == digest(url))).one()
        return _source(row), added is not None

    def remove(self, id: SourceId) -> bool:
        """Poll it no more; False when it was gone before. What came from it stays."""
        return self._do.execute(delete(t).where(t.c.id == id)).rowcount > 0

    def get(self, id: SourceId) -> Source | None:
        """None when it was removed."""
        row = self._do.execute(select(t).where(t.c.id == id)).first()
        return None if row is None else _source(row)

    def list_all(self) -> list[Source]:
        """Every source, oldest first."""
        return [_source(row) for row in self._do.execute(select(t).order_by(t.c.id))]

    def list_due(self, now: datetime, limit: int) -> list[Source]:
        """Sources whose poll is due, longest overdue first."""
        awake = (t.c.next_poll_at <= now) & t.c.paused_at.is_(None)
        due = select(t).where(awake).order_by(t.c.next_poll_at, t.c.id).limit(limit)
        return [_source(row) for row in self._do.execute(due)]

    def pause(self, id: SourceId, at: datetime) -> None:
        """Let it rest until `resume`; pausing twice keeps the first time."""
        self._do.execute(update(t).where(t.c.id == id, t.c.paused_at.is_(None)).values(paused_at=at))

    def resume(self, id: SourceId, now: datetime) -> None:
        """Poll it again, at once if it rested."""
        rested = update(t).where(t.c.id == id, t.c.paused_at.is_not(None))
        self._do.execute(rested.values(paused_at=None, next_poll_at=now))

    def record_ok(
        self,
        id: SourceId,
        *,
        etag: str | None,
        last_modified: str | None,
        newest_at: datetime | None,
        new_articles: int,
        next_poll_at: datetime,
        now: datetime,
        title: str | None = None,
    ) -> None:
        """A good poll: its validators replace the old ones, None included; its newest time only moves on."""
        values: dict[str, Any] = {
            "etag": etag,
            "last_modified": last_modified,
            "articles": t.c.articles + new_articles,
            "next_poll_at": next_poll_at,
            "last_ok_at": now,
            "failures": 0,
            "error": None,
        }
        if title:
            values["title"] = title
        if newest_at is not None:
            newer = or_(t.c.newest_at.is_(None), t.c.newest_at < newest_at)
            values["newest_at"] = case((newer, newest_at), else_=t.c.newest_at)
        self._do.execute(update(t).where(t.c.id == id).values(**values))

    def record_failure(self, id: SourceId, *, error: str, next_poll_at: datetime) -> None:
        """A failed poll, with the reason in words for a person."""
        failed = {"failures": t.c.failures + 1, "error": error, "next_poll_at": next_poll_at}
        self._do.execute(update(t).where(t.c.id == id).values(**failed))


def _source(row: Row[Any]) -> Source:
    return Source(
        id=row.id,
        url=row.url,
        title=row.title,
        etag=row.etag,
        last_modified=row.last_modified,
        next_poll_at=row.next_poll_at,
        last_ok_at=row.last_ok_at,
        newest_at=row.newest_at,
        articles=row.articles,
        failures=row.failures,
        error=row.error,
        paused_at=row.paused_at,
    )
