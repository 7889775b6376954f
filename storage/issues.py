"""Issues: names with their aliases, shared by every chat that wrote the same ones, and never changed."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from bot.domain.model import Issue, IssueId
from bot.errors import StoreError
from storage.columns import digest
from storage.statements import insert_new
from storage.tables import issues as t
from storage.tables import subscriptions


class Issues:
    """The issues of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def ensure(self, name: str, aliases: Iterable[str] = (), without: Iterable[str] = ()) -> Issue:
        """The issue of this name and these aliases, whatever their order, spacing and capitals, that goes without
        these names in other languages. A word wholly in capitals keeps them: WHO is not who."""
        given, left_out = tuple(dict.fromkeys(aliases)), tuple(dict.fromkeys(without))
        fingerprint = _fingerprint(name, given, left_out)
        known = select(t).where(t.c.fingerprint == fingerprint)
        row = self._do.execute(known).first()
        if row is None:
            fresh = {"fingerprint": fingerprint, "name": name, "aliases": given, "without": left_out}
            self._do.execute(insert_new(self._do.dialect.name, t).values(**fresh))
            row = self._do.execute(known).one()
        return as_issue(row)

    def find(self, name: str, aliases: Iterable[str] = (), without: Iterable[str] = ()) -> Issue | None:
        """The issue that has this name and these aliases and no other ones, if anybody ever named it."""
        known = select(t).where(t.c.fingerprint == _fingerprint(name, aliases, without))
        row = self._do.execute(known).first()
        return None if row is None else as_issue(row)

    def get(self, id: IssueId) -> Issue:
        """An issue that is known to exist; StoreError when it does not."""
        row = self._do.execute(select(t).where(t.c.id == id)).first()
        if row is None:
            raise StoreError(f"There is no issue {id} in the store.")
        return as_issue(row)

    def list_followed(self, *, after: IssueId, limit: int) -> list[Issue]:
        """Issues that somebody follows, oldest first, from the one `after` this id on (0: from the first): a page,
        for there may be a million of them."""
        wanted = select(t).where(t.c.id > after, _FOLLOWED).order_by(t.c.id).limit(limit)
        return [as_issue(row) for row in self._do.execute(wanted)]

    def count_followed(self) -> int:
        """How many issues somebody follows."""
        return self._do.execute(select(func.count(subscriptions.c.issue_id.distinct()))).scalar_one()


_FOLLOWED = exists().where(subscriptions.c.issue_id == t.c.id)
_WITHOUT = "\0without"
"""No name holds a NUL."""


def _fingerprint(name: str, aliases: Iterable[str] = (), without: Iterable[str] = ()) -> str:
    left_out = sorted({_plain(other) for other in without})
    names = (_plain(name), *sorted({_plain(alias) for alias in aliases}))
    return digest(*names, _WITHOUT, *left_out) if left_out else digest(*names)


def _plain(name: str) -> str:
    words = unicodedata.normalize("NFKC", name).split()
    return " ".join(word if word.isupper() and len(word) > 1 else word.casefold() for word in words)


def as_issue(row: Row[Any]) -> Issue:
    """The value of a row of issues."""
    return Issue(id=row.id, name=row.name, aliases=tuple(row.aliases), without=tuple(row.without))
