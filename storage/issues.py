"""Issues: names with their aliases, shared by every chat that wrote the same ones, and never changed."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, exists, select

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

    def ensure(self, name: str, aliases: Iterable[str] = ()) -> Issue:
        """The issue of this name and these aliases, whatever their order, spacing and capitals. A word wholly
        in capitals keeps them: WHO is not who."""
        given = tuple(dict.fromkeys(aliases))
        fingerprint = digest(_plain(name), *sorted({_plain(alias) for alias in given}))
        known = select(t).where(t.c.fingerprint == fingerprint)
        row = self._do.execute(known).first()
        if row is None:
            fresh = {"fingerprint": fingerprint, "name": name, "aliases": list(given)}
            self._do.execute(insert_new(self._do.dialect.name, t).values(**fresh))
            row = self._do.execute(known).one()
        return as_issue(row)

    def get(self, id: IssueId) -> Issue:
        """An issue that is known to exist; StoreError when it does not."""
        row = self._do.execute(select(t).where(t.c.id == id)).first()
        if row is None:
            raise StoreError(f"There is no issue {id} in the store.")
        return as_issue(row)

    def list_followed(self) -> list[Issue]:
        """Every issue that somebody follows, oldest first."""
        followed = exists().where(subscriptions.c.issue_id == t.c.id)
        return [as_issue(row) for row in self._do.execute(select(t).where(followed).order_by(t.c.id))]


def _plain(name: str) -> str:
    words = unicodedata.normalize("NFKC", name).split()
    return " ".join(word if word.isupper() and len(word) > 1 else word.casefold() for word in words)


def as_issue(row: Row[Any]) -> Issue:
    """The value of a row of issues."""
    return Issue(id=row.id, name=row.name, aliases=tuple(row.aliases))
