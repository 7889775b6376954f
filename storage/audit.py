"""Rows that no loop would ever look at again: left by a crash of the machine, or by an edit of the file from outside.

Looks in slices, by ranges of ids, where no index helps. What is too far ahead is for the caller to say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, or_, select, update

from bot.domain.model import AlertId, AlertState, ChatId, DeliveryId
from bot.domain.owed import DIGESTS, DeliveryKind, DeliveryState
from storage.tables import alerts as a
from storage.tables import chats, delivery_alerts
from storage.tables import deliveries as d

_OPEN = (DeliveryState.DUE.value, DeliveryState.SENDING.value)
_TELLING = (DeliveryKind.ALERT.value, *(kind.value for kind in DIGESTS))


class Audit:
    """What is stuck, of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def last_id(self) -> int:
        """The greatest id of an alert or a delivery."""
        return max(self._do.execute(select(func.max(row.c.id))).scalar() or 0 for row in (a, d))

    def list_claimed(self, latest: datetime, limit: int) -> list[DeliveryId]:
        """Messages claimed without an end of the claim, or with one after `latest`."""
        endless = or_(d.c.lease_until.is_(None), d.c.lease_until > latest)
        return self._ids(select(d.c.id).where(d.c.state == DeliveryState.SENDING.value, endless), limit)

    def end_claims(self, ids: Sequence[DeliveryId], at: datetime) -> None:
        """Let these claims end at that moment, when the deliverer tries again what is not on its way."""
        self._do.execute(update(d).where(d.c.id.in_(ids)).values(lease_until=at))

    def list_far(self, latest: datetime, limit: int) -> list[DeliveryId]:
        """Messages that are due after `latest` only."""
        return self._ids(
            select(d.c.id).where(d.c.state == DeliveryState.DUE.value, d.c.due_at > latest), limit
        )

    def make_due(self, ids: Sequence[DeliveryId], at: datetime) -> None:
        """These are due at that moment."""
        self._do.execute(update(d).where(d.c.id.in_(ids)).values(due_at=at))

    def list_unready(self, latest: datetime, limit: int) -> list[ChatId]:
        """Chats that are not to be sent to until after `latest`."""
        return self._ids(select(chats.c.id).where(chats.c.ready_at > latest), limit)

    def make_ready(self, ids: Sequence[ChatId]) -> None:
        """These may be sent to."""
        self._do.execute(update(chats).where(chats.c.id.in_(ids)).values(ready_at=None))

    def list_nowhere(self, limit: int) -> list[DeliveryId]:
        """Messages that are owed to a chat which is not there."""
        there = exists().where(chats.c.id == d.c.chat_id)
        return self._open(select(d.c.id).where(~there), limit)

    def list_torn(self, limit: int) -> list[DeliveryId]:
        """Open messages that bring an alert which is not there."""
        there = exists().where(a.c.id == delivery_alerts.c.alert_id)
        torn = exists().where(delivery_alerts.c.delivery_id == d.c.id, ~there)
        return self._open(select(d.c.id).where(torn), limit)

    def mend_torn(self, ids: Sequence[DeliveryId]) -> None:
        """These bring only what is there."""
        c = delivery_alerts.c
        there = exists().where(a.c.id == c.alert_id)
        self._do.execute(delete(delivery_alerts).where(c.delivery_id.in_(ids), ~there))

    def list_hourless(self, limit: int) -> list[ChatId]:
        """Chats with a held alert that has no hour at which it goes out."""
        held = select(a.c.chat_id).where(a.c.state == AlertState.HELD.value, a.c.release_at.is_(None))
        return self._ids(held.distinct(), limit)

    def list_held_far(self, latest: datetime, limit: int) -> list[AlertId]:
        """Held alerts that go out after `latest` only."""
        held = select(a.c.id).where(a.c.state == AlertState.HELD.value, a.c.release_at > latest)
        return self._ids(held, limit)

    def list_unbrought(self, after: int, upto: int, before: datetime) -> list[AlertId]:
        """Alerts of a range of ids, raised `before`, that are owed while no open message brings them, by themselves
        or with the rolling message in which they stand."""
        mate = a.alias()
        own = delivery_alerts.c.alert_id == a.c.id
        rolled = exists().where(mate.c.id == delivery_alerts.c.alert_id, mate.c.roll_id == a.c.roll_id)
        brought = exists().where(
            delivery_alerts.c.delivery_id == d.c.id,
            d.c.chat_id == a.c.chat_id,
            d.c.state.in_(_OPEN),
            d.c.kind != DeliveryKind.EDIT.value,
            or_(own, rolled),
        )
        owed = (a.c.id > after, a.c.id <= upto, a.c.state == AlertState.OWED.value, a.c.created_at < before)
        return self._ids(select(a.c.id).where(*owed, ~brought), upto - after)

    def was_told(self, alert: AlertId) -> bool:
        """Whether a message that brought it was sent."""
        told = exists().where(
            delivery_alerts.c.alert_id == alert,
            delivery_alerts.c.delivery_id == d.c.id,
            d.c.state == DeliveryState.SENT.value,
            d.c.kind.in_(_TELLING),
        )
        return bool(self._do.execute(select(told)).scalar_one())

    def count_strange(self, after: int, upto: int) -> int:
        """How many alerts and deliveries of a range of ids have a state that is no word of ours."""
        words = ((a, AlertState), (d, DeliveryState))
        return sum(
            self._do.execute(
                select(func.count()).where(
                    row.c.id > after, row.c.id <= upto, row.c.state.not_in(list(states))
                )
            ).scalar_one()
            for row, states in words
        )

    def _open(self, wanted: Select[Any], limit: int) -> list[Any]:
        """Asked by one state after the other: each has an index of its own."""
        return [id for state in _OPEN for id in self._ids(wanted.where(d.c.state == state), limit)]

    def _ids(self, wanted: Select[Any], limit: int) -> list[Any]:
        return list(self._do.execute(wanted.limit(limit)).scalars())
