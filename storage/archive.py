"""The archive's index: which articles have these words near each other, the newest first.

On SQLite a full-text table (FTS5) that holds no text of its own; its row ids are the articles' places, which fall with
the time of publication: the newest come first without sorting, the way in which FTS5 reads fastest. PostgreSQL has no
such table: `is_indexed` says so, and whoever asks goes through the newest articles instead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Final

from sqlalchemy import Connection, bindparam, select, text, update

from bot.domain import coverage
from bot.domain.archive import Entry, Filed, Wanted, searchable
from bot.domain.model import ArticleId, StoredArticle
from storage.columns import in_utc, storable
from storage.reading import ALL, stored
from storage.statements import chunks
from storage.tables import archive_words as t
from storage.tables import articles

NEAR: Final = 12
"""Words between the words of a name at most; matching looks more closely."""
_COMBINED: Final = 64
"""Combinations of the writings of two words that are asked for near each other."""
_PAGES: Final = 500
"""Of the index that are merged at a time: about 50 ms."""
_MINUTE: Final = 1 << 10
"""Places of a minute."""
_DAY: Final = 24 * 60
_FIRST_MINUTE: Final = datetime.max.replace(tzinfo=UTC)
"""Whose places are the lowest."""


class Archive:
    """The archive's index in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def is_indexed(self) -> bool:
        """Whether this database has an index to ask."""
        return self._do.dialect.name == "sqlite"

    def file(self, article: ArticleId, at: datetime, entry: Entry) -> None:
        """File an article that was stored without its entry."""
        place = file(self._do, at, entry)
        self._do.execute(_SET_PLACE, {"article": article, "at_place": place})

    def list_unfiled(self, limit: int) -> list[StoredArticle]:
        """Articles that came in before there was an index, newest first."""
        wanted = ALL.where(articles.c.place.is_(None)).order_by(articles.c.id.desc()).limit(limit)
        return [stored(row) for row in self._do.execute(wanted)] if self.is_indexed() else []

    def merge(self) -> bool:
        """Merge a portion of the pieces that the index is made of: each time something is filed there is one more, and
        a question looks every word up in each of them. Whether there was anything to merge."""
        if not self.is_indexed():
            return False
        before = self._do.exec_driver_sql(_CHANGES).scalar_one()
        self._do.exec_driver_sql(_MERGE, (_PAGES,))
        # As the documentation of FTS5 has it ("merge"): a merge that finds nothing to do changes less than two rows.
        return bool(self._do.exec_driver_sql(_CHANGES).scalar_one() - before >= 2)

    def words(self, keys: Iterable[int]) -> list[Filed]:
        """The words of the archive that are filed under these keys."""
        return [
            Filed(row.key, row.word, row.language)
            for some in chunks(sorted(keys))
            for row in self._do.execute(_WORDS, {"keys": some})
        ]

    def find(self, wanted: Wanted, *, until: datetime, limit: int) -> list[ArticleId]:
        """The newest articles up to then that have all words of one of the names near each other, newest first. All
        of that minute are among them: `read` leaves out what is later."""
        asked = _match(wanted)
        if not asked or not self.is_indexed():
            return []
        rows = self._do.execute(_FIND, {"asked": asked, "first": _first_place(until), "limit": limit})
        return [ArticleId(id) for id in rows.scalars()]

    def read(self, found: Sequence[ArticleId], *, until: datetime) -> list[StoredArticle]:
        """These articles, newest first; without what was published after `until`."""
        rows = (row for some in chunks(found) for row in self._do.execute(_READ, {"articles": some}))
        known = [one for one in map(stored, rows) if one.at <= until]
        return sorted(known, key=lambda one: (one.at, one.id), reverse=True)

    def survey(
        self, wanted: Wanted, *, until: datetime, limit: int, counted: int
    ) -> tuple[list[ArticleId], dict[str, int]]:
        """What `find` gives, and the coverage (`bot.domain.coverage`) by all that have these words, each story on the
        day of its newest article; of the days that the newest `counted` articles fill. In one pass: finding takes
        nearly as long as finding and counting."""
        asked, begin = _match(wanted), coverage.begin(until)
        found, days, last = list[ArticleId](), dict[int, int](), _first_place(begin) + _MINUTE
        if not asked or not self.is_indexed():
            return [], {}
        many = {"asked": asked, "first": _first_place(until), "limit": counted}
        first = begin.date()
        with self._do.execute(
            _SURVEY, many
        ) as rows:  # as they come: what is older than the coverage is not looked for
            for count, (article, place, story) in enumerate(rows, 1):
                if len(found) < limit:
                    found.append(ArticleId(article))
                elif place >= last:
                    break
                if place < last:
                    days.setdefault(story, place // _MINUTE // _DAY)
                    if count == counted:
                        first = _date(place // _MINUTE // _DAY) + timedelta(days=1)
        stories = {_date(day): count for day, count in Counter(days.values()).items()}
        return found, coverage.spread(stories, first, until)


def file(do: Connection, at: datetime, entry: Entry) -> int | None:
    """Put an article of that time into the index; its place, None where there is no index."""
    if do.dialect.name != "sqlite":
        return None
    place = _free_place(do, _first_place(at))
    do.exec_driver_sql(_FILE, (place, storable(entry.words)))
    rows = [(one.key, storable(one.word), one.language) for one in entry.filed()]
    if rows:
        do.exec_driver_sql(_FILE_WORD, rows)
    return place


def unfile(do: Connection, gone: Sequence[tuple[int, str]]) -> None:
    """Take articles that go, by place and whole text, out of the index."""
    if gone and do.dialect.name == "sqlite":
        do.execute(_UNFILE, [{"place": place, "words": storable(searchable(whole))} for place, whole in gone])


def _first_place(at: datetime) -> int:
    """The first place of a minute."""
    return (_FIRST_MINUTE - in_utc(at)) // timedelta(minutes=1) * _MINUTE


def _date(day: int) -> date:
    """The day of the places that are so many days after the first one."""
    return (_FIRST_MINUTE - timedelta(days=day)).date()


def _free_place(do: Connection, first: int) -> int:
    """The place after the last one of a minute; a very full minute runs into the one before it."""
    while True:
        last = do.exec_driver_sql(_LAST_PLACE, (first, first + _MINUTE)).scalar()
        if last is None:
            return first
        if last + 1 < first + _MINUTE:
            return int(last) + 1
        first += _MINUTE


# -- what FTS5 is asked ----------------------------------------------------------------------------


def _match(wanted: Wanted) -> str:
    return " OR ".join(dict.fromkeys(one for name in wanted for one in _name(name)))


def _name(words: Sequence[Sequence[str]]) -> Iterator[str]:
    """One name: a word with its other writings; or all of its words, each near the one with the fewest writings. That
    asks for far fewer combinations than all words near each other, which FTS5 goes through one by one."""
    quoted = [[quote for word in some if (quote := _quoted(word))] for some in words]
    if not quoted or not all(quoted):
        return
    if len(quoted) == 1:
        yield from quoted[0]
        return
    hub = min(range(len(quoted)), key=lambda place: len(quoted[place]))
    pairs = [_near(some, quoted[hub]) for place, some in enumerate(quoted) if place != hub]
    yield pairs[0] if len(pairs) == 1 else f"({' AND '.join(pairs)})"


def _near(some: Sequence[str], others: Sequence[str]) -> str:
    """One of these near one of the others, or both in the article where there are too many of them."""
    if len(some) * len(others) > _COMBINED:
        return f"(({' OR '.join(some)}) AND ({' OR '.join(others)}))"
    return "(" + " OR ".join(f"NEAR({one} {other}, {NEAR})" for one, other in product(some, others)) + ")"


def _quoted(word: str) -> str:
    """A word as a phrase, which has no operators; empty where nothing in it can be found."""
    plain = " ".join(searchable(storable(word)).replace('"', " ").split())
    return f'"{plain}"' if any(map(str.isalnum, plain)) else ""


# Built once: they run for every article.
_SET_PLACE = update(articles).where(articles.c.id == bindparam("article")).values(place=bindparam("at_place"))
_LAST_PLACE = "SELECT max(place) FROM articles WHERE place >= ? AND place < ?"
_WORDS = select(t).where(t.c.key.in_(bindparam("keys", expanding=True)))
_FILE = "INSERT INTO archive (rowid, words) VALUES (?, ?)"
_FILE_WORD = "INSERT OR IGNORE INTO archive_words (key, word, language) VALUES (?, ?, ?)"
_MERGE = "INSERT INTO archive (archive, rank) VALUES ('merge', ?)"
_CHANGES = "SELECT total_changes()"
_UNFILE = text("INSERT INTO archive (archive, rowid, words) VALUES ('delete', :place, :words)")
# CROSS JOIN: the index is asked first, and gives the newest first without sorting; ix_articles_place has the rest.
_FROM = "FROM archive CROSS JOIN articles ON articles.place = archive.rowid WHERE archive MATCH :asked"
_NEWEST = "AND archive.rowid >= :first ORDER BY archive.rowid LIMIT :limit"
_FIND = text(f"SELECT articles.id {_FROM} {_NEWEST}")
_READ = ALL.where(articles.c.id.in_(bindparam("articles", expanding=True)))
_SURVEY = text(f"SELECT articles.id, articles.place, articles.story_id {_FROM} {_NEWEST}")
