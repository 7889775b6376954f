"""All that is kept about a chat: one table that is read out, deleted from, and told to people.

`KEPT` names every place. Whoever adds a table that speaks of chats adds a row, or a test fails.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, exists, func, select, update

from bot.domain.model import ChatId
from storage.excerpts import packed as packed_excerpt
from storage.statements import chunks
from storage.tables import (
    alerts,
    chats,
    decisions,
    deliveries,
    delivery_alerts,
    issues,
    matches,
    past_lines,
    rolls,
    subscriptions,
)

Ids = Sequence[ChatId]


@dataclass(frozen=True, slots=True)
class Kept:
    """One place where something of a chat stands."""

    table: Table
    mine: Callable[[Ids], ColumnElement[bool]]
    """Which rows."""
    emptied: Mapping[str, object] | None = None
    """Rows that are another chat's stay, with these values in place of what is ours."""


def _of_chat(table: Table) -> Callable[[Ids], ColumnElement[bool]]:
    return table.c.chat_id.in_


def _of_delivery(ids: Ids) -> ColumnElement[bool]:
    mine = select(deliveries.c.id).where(deliveries.c.chat_id.in_(ids))
    return delivery_alerts.c.delivery_id.in_(mine)


def _of_person(ids: Ids) -> ColumnElement[bool]:
    """Groups that know the person of a private chat as the one to tell."""
    person = select(chats.c.telegram_chat).where(chats.c.id.in_(ids), chats.c.telegram_chat > 0)
    return chats.c.contact.in_(person)


KEPT: Mapping[str, Kept] = {
    "delivery_alerts": Kept(delivery_alerts, _of_delivery),
    "deliveries": Kept(deliveries, _of_chat(deliveries)),
    "rolls": Kept(rolls, _of_chat(rolls)),
    "alerts": Kept(alerts, _of_chat(alerts)),
    "decisions": Kept(decisions, _of_chat(decisions)),
    "subscriptions": Kept(subscriptions, _of_chat(subscriptions)),
    "contact": Kept(chats, _of_person, {"contact": None}),
    "managed": Kept(chats, chats.c.manages.in_, {"manages": None}),
    "chats": Kept(chats, chats.c.id.in_),
}
"""In the order in which it is deleted. `issues` have no owner: one that nobody else has goes with the chat."""


class Personal:
    """What is kept about chats, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def rows(self, ids: Ids) -> dict[str, list[dict[str, Any]]]:
        """Every row of these chats as it stands, by the name of its place; rows of other chats by their number only."""
        found = {}
        for name, kept in KEPT.items():
            wanted = select(kept.table if kept.emptied is None else kept.table.c.id).where(kept.mine(ids))
            rows = self._do.execute(wanted.order_by(*kept.table.primary_key)).mappings()
            found[name] = [{key: _plain(value) for key, value in row.items()} for row in rows]
        return found

    def counts(self, ids: Ids) -> dict[str, int]:
        """How many rows stand in each place."""
        return {name: len(rows) for name, rows in self.rows(ids).items()}

    def forget(self, ids: Ids) -> None:
        """Delete all of it, and the names of issues that nobody has any more: which of them were these chats', nothing
        tells."""
        for kept in KEPT.values():
            if kept.emptied is None:
                self._do.execute(delete(kept.table).where(kept.mine(ids)))
            else:
                self._do.execute(update(kept.table).where(kept.mine(ids)).values(**kept.emptied))
        for some in chunks(self._nobodys()):
            for table in (matches, past_lines):
                self._do.execute(delete(table).where(table.c.issue_id.in_(some)))
            self._do.execute(delete(issues).where(issues.c.id.in_(some)))

    def _nobodys(self) -> list[int]:
        """Issues that nobody follows, that no decision speaks of, and that nobody may bring back by Undo."""
        followed = exists().where(subscriptions.c.issue_id == issues.c.id)
        decided = issues.c.id.in_(select(decisions.c.issue_id))
        unfollowed = select(chats.c.left).where(func.length(cast(chats.c.left, Text)) > len("[]"))
        kept = {item["issue"] for row in self._do.execute(unfollowed) for item in row.left}
        return [
            id
            for id in self._do.execute(select(issues.c.id).where(~followed, ~decided)).scalars()
            if id not in kept
        ]


def _plain(value: object) -> object:
    """As JSON can hold it."""
    if isinstance(value, tuple):
        return [packed_excerpt(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
