"""What has ended and is old: messages that were sent or given up, and alerts whose stories are gone, go in portions.

A portion is a stretch of ids, so that each is short whatever there is. Nothing goes that is owed or held, or whose
story may still be told: while an article of it is kept, its alert says that the chat knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select

from bot.domain.model import AlertState
from bot.domain.owed import DeliveryState
from storage.columns import in_utc
from storage.tables import alerts as a
from storage.tables import articles, delivery_alerts, rolls, stories
from storage.tables import deliveries as d

_WAITING = (AlertState.OWED.value, AlertState.HELD.value)
_OVER = (DeliveryState.SENT.value, DeliveryState.FAILED.value, DeliveryState.DEAD.value)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of a stretch of ids may go."""

    ids: Sequence[int]
    last: int | None
    """The last id looked at; None where nothing after it is old."""


class Ended:
    """Old rows of one transaction. Those before a moment are old."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def list_deliveries(self, before: datetime, after: int, limit: int) -> Stretch:
        """Messages after an id that ended before then and bring nothing that is still to be told."""
        window = select(d.c.id, d.c.due_at).where(d.c.id > after).order_by(d.c.id).limit(limit)
        c = delivery_alerts.c
        waiting = exists().where(c.delivery_id == d.c.id, c.alert_id == a.c.id, a.c.state.in_(_WAITING))
        may_go = (d.c.state.in_(_OVER), d.c.done_at < in_utc(before), ~waiting)
        return self._stretch(window, d.c.id, before, may_go)

    def remove_deliveries(self, ids: Sequence[int]) -> None:
        """These go, and the note of what they brought."""
        self._do.execute(delete(d).where(d.c.id.in_(ids)))

    def list_alerts(self, before: datetime, after: int, limit: int) -> Stretch:
        """Alerts after an id that were raised before then and have ended, of whose story no article is kept, that no
        message brings any more, and that stand in no rolling message with a younger one."""
        window = select(a.c.id, a.c.created_at).where(a.c.id > after).order_by(a.c.id).limit(limit)
        mate = a.alias()
        young = or_(mate.c.created_at >= in_utc(before), mate.c.state.in_(_WAITING))
        may_go = (
            a.c.state.not_in(_WAITING),
            a.c.created_at < in_utc(before),
            or_(a.c.release_at.is_(None), a.c.release_at < in_utc(before)),
            ~exists().where(articles.c.story_id == a.c.story_id),
            ~exists().where(delivery_alerts.c.alert_id == a.c.id),
            ~exists().where(mate.c.roll_id == a.c.roll_id, young),
        )
        return self._stretch(window, a.c.id, before, may_go)

    def remove_alerts(self, ids: Sequence[int]) -> None:
        """These go, with stories and rolling messages of which nothing else is left."""
        rows = self._do.execute(select(a.c.story_id, a.c.roll_id).where(a.c.id.in_(ids))).all()
        self._do.execute(delete(a).where(a.c.id.in_(ids)))
        told = {row.story_id for row in rows}
        held = exists().where(articles.c.story_id == stories.c.id)
        rang = exists().where(a.c.story_id == stories.c.id)
        self._do.execute(delete(stories).where(stories.c.id.in_(told), ~held, ~rang))
        folded = {row.roll_id for row in rows if row.roll_id is not None}
        self._do.execute(
            delete(rolls).where(rolls.c.id.in_(folded), ~exists().where(a.c.roll_id == rolls.c.id))
        )

    def _stretch(
        self, window: Any, id: ColumnElement[int], before: datetime, may_go: Sequence[ColumnElement[bool]]
    ) -> Stretch:
        seen = [(row[0], row[1]) for row in self._do.execute(window)]
        if not any(at < in_utc(before) for _, at in seen):
            return Stretch((), None)
        wanted = select(id).where(id.in_([one for one, _ in seen]), *may_go).order_by(id)
        return Stretch(list(self._do.execute(wanted).scalars()), seen[-1][0])
