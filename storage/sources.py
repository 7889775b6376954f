"""Sources: polled feeds, when each is due, and how it is doing."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, bindparam, case, delete, func, or_, select, update

from bot.domain.model import Source, SourceId, Standing
from bot.domain.rhythm import Rhythm
from storage.columns import digest
from storage.pushes import Pushes
from storage.statements import insert_new
from storage.tables import sources as t

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


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
                host=_host(url),
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
        """Poll it no more, nor have its news by push; False when it was gone before. What came from it stays."""
        Pushes(self._do).end(id, _AT_ONCE)
        return self._do.execute(delete(t).where(t.c.id == id)).rowcount > 0

    def get(self, id: SourceId) -> Source | None:
        """None when it was removed."""
        row = self._do.execute(select(t).where(t.c.id == id)).first()
        return None if row is None else _source(row)

    def list_all(self) -> list[Source]:
        """Every source, oldest first."""
        return [_source(row) for row in self._do.execute(select(t).order_by(t.c.id))]

    def list_due(
        self, now: datetime, limit: int, *, but: Collection[str] = (), failing: bool | None = None
    ) -> list[Source]:
        """Sources whose poll is due, longest overdue first: at other hosts than `but`, and only those whose last poll
        failed, or did not, where `failing` says so."""
        due = select(t).where(t.c.next_poll_at <= now, t.c.paused_at.is_(None))
        if but:
            due = due.where(t.c.host.not_in(but))
        if failing is not None:
            due = due.where(t.c.failures > 0 if failing else t.c.failures == 0)
        ordered = due.order_by(t.c.next_poll_at, t.c.id).limit(limit)
        return [_source(row) for row in self._do.execute(ordered)]

    def pause(self, id: SourceId, at: datetime) -> None:
        """Let it rest until `resume`, its hub too; pausing twice keeps the first time."""
        Pushes(self._do).end(id, at)
        self._do.execute(update(t).where(t.c.id == id, t.c.paused_at.is_(None)).values(paused_at=at))

    def resume(self, id: SourceId, now: datetime) -> None:
        """Poll it again, at once if it rested."""
        rested = update(t).where(t.c.id == id, t.c.paused_at.is_not(None))
        anew = {"failures": 0, "failing_since": None, "told_at": None}
        self._do.execute(rested.values(paused_at=None, next_poll_at=now, **anew))

    def hold_host(self, host: str, until: datetime) -> None:
        """Ask nothing of this host before `until`: what would be due earlier is due then."""
        earlier = (t.c.host == host) & (t.c.next_poll_at < until)
        self._do.execute(update(t).where(earlier).values(next_poll_at=until))

    def set_back(self, now: datetime, by: timedelta) -> None:
        """The clock was set back by so much: what waits for a later time has the same wait before it, and nothing was
        read later than `now`."""
        waits = select(t.c.id, t.c.next_poll_at).where(t.c.next_poll_at > now)
        moved = [{"b_id": row.id, "b_at": max(now, row.next_poll_at - by)} for row in self._do.execute(waits)]
        if moved:
            there = update(t).where(t.c.id == bindparam("b_id"))
            self._do.execute(there.values(next_poll_at=bindparam("b_at", type_=t.c.next_poll_at.type)), moved)
        self._do.execute(update(t).where(t.c.last_ok_at > now).values(last_ok_at=now))

    def standing(self) -> Standing:
        """How the sources that are not resting stand, as a whole."""
        counted = select(
            func.count().label("active"),
            func.count().filter(t.c.failures > 0).label("failing"),
            func.max(func.coalesce(t.c.last_ok_at, t.c.added_at), type_=t.c.added_at.type).label("ok"),
            func.min(t.c.next_poll_at).label("next"),
        ).where(t.c.paused_at.is_(None))
        row = self._do.execute(counted).one()
        return Standing(active=row.active, failing=row.failing, last_ok_at=row.ok, next_poll_at=row.next)

    def next_due(self) -> datetime | None:
        """When the next poll is due; None when nothing is polled."""
        awake = select(t.c.next_poll_at).where(t.c.paused_at.is_(None)).order_by(t.c.next_poll_at).limit(1)
        return self._do.execute(awake).scalar()

    def set_moved(self, id: SourceId, to: str | None, since: datetime | None) -> None:
        """Where permanent redirects lead, and since when."""
        self._do.execute(update(t).where(t.c.id == id).values(moved_to=to, moved_since=since))

    def readdress(self, id: SourceId, url: str) -> bool:
        """Poll it at another address from now on. False when another source has that address: that one stays, and
        this one is removed."""
        if self._do.execute(select(t.c.id).where(t.c.url_digest == digest(url))).first() is not None:
            self.remove(id)
            return False
        there = {
            "url": url,
            "url_digest": digest(url),
            "host": _host(url),
            "moved_to": None,
            "moved_since": None,
        }
        self._do.execute(update(t).where(t.c.id == id).values(**there))
        return True

    def set_told(self, id: SourceId, at: datetime) -> None:
        """Its owner knows that it fails."""
        self._do.execute(update(t).where(t.c.id == id).values(told_at=at))

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
        rhythm: Rhythm = Rhythm(),  # noqa: B008 a frozen value
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
            "rhythm": _written(rhythm),
            "failing_since": None,
            "told_at": None,
        }
        if title:
            values["title"] = title
        values |= _newer(newest_at)
        self._do.execute(update(t).where(t.c.id == id).values(**values))

    def record_push(self, id: SourceId, *, newest_at: datetime | None, new_articles: int) -> None:
        """Its hub sent articles."""
        values: dict[str, Any] = {"articles": t.c.articles + new_articles}
        self._do.execute(update(t).where(t.c.id == id).values(**values, **_newer(newest_at)))

    def hurry(self, id: SourceId, at: datetime) -> None:
        """Poll it then already; not what rests, and not what fails: its server may have asked for patience."""
        well = (t.c.id == id, t.c.failures == 0, t.c.paused_at.is_(None), t.c.next_poll_at > at)
        self._do.execute(update(t).where(*well).values(next_poll_at=at))

    def record_failure(self, id: SourceId, *, error: str, next_poll_at: datetime, now: datetime) -> None:
        """A failed poll, with the reason in words for a person."""
        failed = {
            "failures": t.c.failures + 1,
            "error": error,
            "next_poll_at": next_poll_at,
            "failing_since": func.coalesce(t.c.failing_since, now, type_=t.c.failing_since.type),
        }
        self._do.execute(update(t).where(t.c.id == id).values(**failed))


def _newer(newest_at: datetime | None) -> dict[str, Any]:
    """The time of the newest article only moves on."""
    if newest_at is None:
        return {}
    newer = or_(t.c.newest_at.is_(None), t.c.newest_at < newest_at)
    return {"newest_at": case((newer, newest_at), else_=t.c.newest_at)}


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
        host=row.host,
        rhythm=_rhythm(row.rhythm or {}),
        moved_to=row.moved_to,
        moved_since=row.moved_since,
        failing_since=row.failing_since,
        told_at=row.told_at,
    )


def _host(url: str) -> str:
    """Without its port: one machine, however many doors."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _written(rhythm: Rhythm) -> dict[str, Any]:
    """Seconds and lists, without what is not said."""
    spans = {"ttl": rhythm.ttl, "fresh": rhythm.fresh, "gap": rhythm.gap}
    said: dict[str, Any] = {name: round(span.total_seconds()) for name, span in spans.items() if span}
    rests = {"skip_hours": list(rhythm.skip_hours), "skip_days": list(rhythm.skip_days)}
    return said | {name: when for name, when in (rests | {"insists": rhythm.insists}).items() if when}


def _rhythm(said: dict[str, Any]) -> Rhythm:
    spans = {name: timedelta(seconds=said[name]) for name in ("ttl", "fresh", "gap") if name in said}
    return Rhythm(
        ttl=spans.get("ttl"),
        fresh=spans.get("fresh"),
        gap=spans.get("gap"),
        skip_hours=tuple(said.get("skip_hours", ())),
        skip_days=tuple(said.get("skip_days", ())),
        insists=said.get("insists", 0),
    )
