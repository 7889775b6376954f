"""Deliveries: messages owed to chats, due -> sending -> sent, failed or dead. At most one a chat is in flight.

`sending` is committed before the first byte leaves, so a process that dies leaves a row that says "perhaps".
Claims use no lock that outlives their transaction; their lease is a column.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.model import Alert, AlertId, ChatId, DeliveryId, Destination
from bot.domain.owed import NEWEST, ButtonRows, DeliveryKind, DeliveryState, DueDelivery, QueueFigures, Roll
from storage.alerts import list_by_id
from storage.columns import among, in_utc
from storage.rolls import Rolls
from storage.statements import chunks
from storage.tables import alerts, chats, delivery_alerts
from storage.tables import deliveries as t

_DUE, _SENDING = DeliveryState.DUE.value, DeliveryState.SENDING.value
_REACHABLE = exists().where(chats.c.id == t.c.chat_id, chats.c.gone_at.is_(None))
_ENDED = (DeliveryState.SENT.value, DeliveryState.FAILED.value, DeliveryState.DEAD.value)


def _sendable(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether the chat can be reached and may be sent to; for a query that has it beside its delivery."""
    return chats.c.gone_at.is_(None) & or_(chats.c.ready_at.is_(None), chats.c.ready_at <= now)


def _oldest(now: datetime) -> Select[Any]:
    since = case((chats.c.ready_at > t.c.due_at, chats.c.ready_at), else_=t.c.due_at)
    return (
        select(func.min(since, type_=t.c.due_at.type))
        .join(chats, chats.c.id == t.c.chat_id)
        .where(t.c.state == _DUE, t.c.due_at <= now, _sendable(now))
    )


class Deliveries:
    """The deliveries of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def owe(
        self,
        kind: DeliveryKind,
        chat: ChatId,
        *,
        alerts: Sequence[AlertId] = (),
        text: str = "",
        buttons: ButtonRows = (),
        edits: int | None = None,
        due_at: datetime,
    ) -> DeliveryId:
        """Queue one message. An edit of an alert that is queued already is that one: it shows the alert as it is
        when it goes out; so with a rolling message, which is named by any of its alerts. A notice may have
        `buttons`, and with `edits` changes that message of ours."""
        if (
            kind in (DeliveryKind.EDIT, DeliveryKind.ROLL)
            and (queued := self._queued(kind, alerts)) is not None
        ):
            return queued
        id = self._do.execute(
            _OWING,
            {
                "in_chat": chat,
                "kind": kind.value,
                "state": _DUE,
                "due_at": due_at,
                "attempts": 0,
                "uncertain": False,
                "text": text,
                "buttons": [[list(button) for button in row] for row in buttons],
                "edits": edits,
            },
        ).scalar_one()
        brings = [{"delivery_id": id, "position": n, "alert_id": alert} for n, alert in enumerate(alerts)]
        if brings:
            self._do.execute(insert(delivery_alerts), brings)
        return DeliveryId(id)

    def list_from(self, alert: AlertId, kinds: Sequence[DeliveryKind]) -> tuple[Alert, ...]:
        """An alert and those after it in the newest message of such a kind that brought it."""
        c = delivery_alerts.c
        brought = select(t.c.id, c.position).join(delivery_alerts, c.delivery_id == t.c.id)
        newest = brought.where(c.alert_id == alert, t.c.kind.in_(kinds)).order_by(t.c.id.desc()).limit(1)
        row = self._do.execute(newest).first()
        return tuple(self._alerts_of([row.id])[row.id][row.position :]) if row is not None else ()

    def list_in(self, destination: Destination, message_id: int) -> tuple[Alert, ...]:
        """The alerts that Telegram knows as this one message: those of a digest. That of a closed topic may stand in
        General."""
        here = (chats.c.thread == destination.thread) | chats.c.closed_at.is_not(None)
        id = self._do.execute(
            select(t.c.id)
            .join(chats, chats.c.id == t.c.chat_id)
            .where(
                chats.c.bot_id == destination.bot,
                chats.c.telegram_chat == destination.chat,
                here,
                t.c.state == DeliveryState.SENT.value,
                t.c.message_id == message_id,
            )
            .limit(1)
        ).scalar()
        return tuple(self._alerts_of([id])[id]) if id is not None else ()

    def is_due(self, bot: int, now: datetime) -> bool:
        """Whether there may be anything to claim or to recover: a look that writes nothing."""
        return bool(self._do.execute(_LOOKING, {"bot": bot, "now": now}).scalar_one())

    def claim(
        self, bot: int, owner: str, now: datetime, *, limit: int, lease: timedelta
    ) -> list[DueDelivery]:
        """Take up to `limit` due messages of a bot, the oldest first, at most one a chat and none for a chat
        with one in flight or one that is not ready. They are this owner's for as long as the lease runs."""
        values = {"bot": bot, "now": now, "most": limit, "for_owner": owner, "until": in_utc(now) + lease}
        claimed = self._do.execute(_CLAIMING, values).all()
        return self._due(sorted(claimed, key=lambda row: (row.due_at, row.id)))

    def mark_sent(self, id: DeliveryId, *, message_id: int | None, now: datetime) -> None:
        """Telegram has it. That stays true whoever owns the row by now."""
        self.mark_all_sent({id: message_id}, now)

    def mark_all_sent(self, sent: Mapping[DeliveryId, int | None], now: datetime) -> None:
        """Telegram has these, each as this message."""
        rows = [{"this": id, "as_message": message, "at": now} for id, message in sent.items()]
        if rows:
            self._do.execute(_SENT, rows)

    def mark_due(self, id: DeliveryId, *, error: str, uncertain: bool = False) -> None:
        """To be tried again, in its old place of the chat's order; `chats.set_ready` says when. `uncertain`: this
        try may have reached the chat."""
        again = update(t).where(t.c.id == id, t.c.state.in_((_DUE, _SENDING)))
        values: dict[str, Any] = {"state": _DUE, "error": error, "lease_until": None}
        self._do.execute(again.values(**values, **({"uncertain": True} if uncertain else {})))

    def postpone(self, id: DeliveryId, *, error: str) -> None:
        """As `mark_due`; this try does not count, for the message was not let out."""
        claimed = update(t).where(t.c.id == id, t.c.state == _SENDING)
        values = {"state": _DUE, "error": error, "lease_until": None}
        self._do.execute(claimed.values(**values, attempts=t.c.attempts - 1))

    def mark_failed(self, id: DeliveryId, *, error: str, now: datetime) -> None:
        """Not possible: the chat cannot be reached, or the message was called off."""
        self._end(id, DeliveryState.FAILED, now, error=error)

    def mark_dead(self, id: DeliveryId, *, error: str, now: datetime) -> None:
        """Given up."""
        self._end(id, DeliveryState.DEAD, now, error=error)

    def recover(self, bot: int, now: datetime, *, but: Collection[DeliveryId] = ()) -> int:
        """Make messages due again whose sender was not heard of until its lease ended; how many there were. `but`
        those that are known to be on their way, however late a clock that jumped ahead says it is."""
        lost = update(t).where(t.c.bot_id == bot, t.c.state == _SENDING, t.c.lease_until <= now)
        lost = lost.where(t.c.id.not_in(but)) if but else lost
        return _count(self._do.execute(lost.values(state=_DUE, uncertain=True, lease_until=None)))

    def set_back(self, bot: int, now: datetime, lease: timedelta) -> None:
        """The clock was set back: what was to wait until a moment of the old time is due, and no lease runs longer
        than one that is taken now."""
        mine, end = t.c.bot_id == bot, in_utc(now) + lease
        waits = update(t).where(mine, t.c.state == _DUE, t.c.due_at > now)
        self._do.execute(waits.values(due_at=now))
        leased = update(t).where(mine, t.c.state == _SENDING, t.c.lease_until > end)
        self._do.execute(leased.values(lease_until=end))

    def cancel_chat(self, chat: ChatId, *, error: str, now: datetime) -> int:
        """Call off whatever is due to a chat; how many there were."""
        due = update(t).where(t.c.chat_id == chat, t.c.state == _DUE)
        return _count(
            self._do.execute(due.values(state=DeliveryState.FAILED.value, error=error, done_at=now))
        )

    def cancel_edits(self, alert: AlertId, now: datetime) -> None:
        """Call off the edits that are due of a message: another one goes on where it ended."""
        mine = select(delivery_alerts.c.delivery_id).where(delivery_alerts.c.alert_id == alert)
        due = update(t).where(t.c.id.in_(mine), t.c.kind == DeliveryKind.EDIT.value, t.c.state == _DUE)
        self._do.execute(due.values(state=DeliveryState.FAILED.value, error="the story went on", done_at=now))

    def figures(self, now: datetime) -> QueueFigures:
        """How many are open, how the newest ended, and since when the oldest one could have gone out. What is owed to
        a chat that cannot be reached waits for its return, and counts as neither. Never counts the whole table."""
        due, sending = (
            self._do.execute(select(func.count()).where(which)).scalar_one()
            for which in ((t.c.state == _DUE) & _REACHABLE, t.c.state == _SENDING)
        )
        newest = select(func.max(t.c.id)).scalar_subquery()
        ended = select(t.c.state, func.count().label("n")).where(
            t.c.id > newest - NEWEST, t.c.state.in_(_ENDED)
        )
        counts = {row.state: row.n for row in self._do.execute(ended.group_by(t.c.state))}
        oldest = self._do.execute(_oldest(now)).scalar()
        return QueueFigures(**counts, due=due, sending=sending, oldest_due_at=oldest)

    def oldest_due(self, bot: int, now: datetime) -> datetime | None:
        """Since when the oldest message of a bot could have gone out; None when nothing that is owed is due."""
        oldest: datetime | None = self._do.execute(_oldest(now).where(t.c.bot_id == bot)).scalar()
        return oldest

    def sent_since(self, bot: int, since: datetime) -> list[tuple[int, datetime]]:
        """Which chats of Telegram's were sent to lately, and when, oldest first: for keeping to limits after a
        restart."""
        newest = select(func.max(t.c.id)).scalar_subquery()
        sent = (
            select(chats.c.telegram_chat, t.c.done_at)
            .join(chats, chats.c.id == t.c.chat_id)
            .where(t.c.id > newest - NEWEST, t.c.bot_id == bot, t.c.state == DeliveryState.SENT)
            .where(t.c.done_at >= since)
        )
        return [(row.telegram_chat, row.done_at) for row in self._do.execute(sent.order_by(t.c.done_at))]

    def _queued(self, kind: DeliveryKind, shown: Sequence[AlertId]) -> DeliveryId | None:
        if kind is DeliveryKind.ROLL:
            roll = select(alerts.c.roll_id).where(alerts.c.id.in_(shown)).scalar_subquery()
            about = delivery_alerts.c.alert_id.in_(select(alerts.c.id).where(alerts.c.roll_id == roll))
        else:
            about = delivery_alerts.c.alert_id.in_(shown)
        queued = (
            select(t.c.id)
            .join(delivery_alerts, delivery_alerts.c.delivery_id == t.c.id)
            .where(about, t.c.kind == kind.value, t.c.state == _DUE)
        )
        return self._do.execute(queued.limit(1)).scalar()

    def _end(self, id: DeliveryId, state: DeliveryState, now: datetime, **values: object) -> None:
        """What was sent stays sent."""
        open_still = update(t).where(t.c.id == id, t.c.state != DeliveryState.SENT)
        self._do.execute(open_still.values(state=state.value, done_at=now, lease_until=None, **values))

    def _due(self, rows: Sequence[Row[Any]]) -> list[DueDelivery]:
        if not rows:
            return []
        places, tongues = dict[ChatId, Destination](), dict[ChatId, str]()
        for row in self._do.execute(_OWNERS, {"ids": [row.chat_id for row in rows]}):
            places[row.id] = Destination(row.bot_id, row.telegram_chat, 0 if row.closed_at else row.thread)
            tongues[row.id] = row.language or row.client_language or "en"
        brings = self._alerts_of([row.id for row in rows])
        rolls = {row.id: self._roll_of(brings[row.id]) for row in rows if row.kind == DeliveryKind.ROLL}
        return [
            DueDelivery(
                id=row.id,
                kind=DeliveryKind(row.kind),
                destination=places[row.chat_id],
                chat=row.chat_id,
                attempt=row.attempts,
                alerts=rolls[row.id][1] if row.id in rolls else tuple(brings[row.id]),
                roll=rolls[row.id][0] if row.id in rolls else None,
                text=row.text,
                buttons=tuple(tuple((label, data, url) for label, data, url in line) for line in row.buttons),
                edits=row.edits,
                uncertain=row.uncertain,
                language=tongues[row.chat_id],
            )
            for row in rows
        ]

    def _roll_of(self, named: Sequence[Alert]) -> tuple[Roll | None, tuple[Alert, ...]]:
        rolls = Rolls(self._do)
        roll = rolls.find(named[0].id) if named else None
        return roll, rolls.list_alerts(roll.id) if roll is not None else ()

    def backlog(self, of: Sequence[ChatId], least: int) -> dict[ChatId, int]:
        """How many messages are due to each of the chats, where at least so many are."""
        found: dict[ChatId, int] = {}
        for some in chunks(of):
            many = (
                select(t.c.chat_id, func.count().label("n"))
                .where(t.c.chat_id.in_(some), t.c.state == _DUE)
                .group_by(t.c.chat_id)
                .having(func.count() >= least)
            )
            found |= {row.chat_id: row.n for row in self._do.execute(many)}
        return found

    def _alerts_of(self, ids: Sequence[DeliveryId]) -> dict[DeliveryId, list[Alert]]:
        brings: dict[DeliveryId, list[Alert]] = defaultdict(list)
        rows = self._do.execute(_BRINGS, {"ids": ids}).all()
        alerts = list_by_id(self._do, [row.alert_id for row in rows])
        for row in rows:
            brings[row.delivery_id].append(alerts[row.alert_id])
        return brings


_OWNERS = select(
    chats.c.id,
    chats.c.bot_id,
    chats.c.telegram_chat,
    chats.c.thread,
    chats.c.closed_at,
    chats.c.language,
    chats.c.client_language,
).where(among(chats.c.id))
_BRINGS = (
    select(delivery_alerts.c.delivery_id, delivery_alerts.c.alert_id)
    .where(among(delivery_alerts.c.delivery_id))
    .order_by(delivery_alerts.c.delivery_id, delivery_alerts.c.position)
)
_IN_CHAT = bindparam("in_chat", type_=chats.c.id.type)
_CLAIMED = ("id", "chat_id")
_GIVEN = ("kind", "state", "due_at", "attempts", "uncertain", "text", "buttons", "edits")
_OWING = (
    insert(t)
    .values(
        bot_id=select(chats.c.bot_id).where(chats.c.id == _IN_CHAT).scalar_subquery(),
        chat_id=_IN_CHAT,
        **{name: bindparam(name, type_=t.c[name].type) for name in _GIVEN},
    )
    .returning(t.c.id)
)


def _looking() -> Select[Any]:
    """Whether anything is due, or was left by a sender that died. Built once: it is asked every second."""
    mine, now = t.c.bot_id == bindparam("bot"), bindparam("now", type_=t.c.due_at.type)
    due = (mine, t.c.state == _DUE, t.c.due_at <= now, chats.c.id == t.c.chat_id, _sendable(now))
    lost = (mine, t.c.state == _SENDING, t.c.lease_until <= now)
    return select(or_(exists().where(*due), exists().where(*lost)))


_LOOKING = _looking()


def _claiming() -> ReturningUpdate[Any]:
    """One statement for both databases. PostgreSQL passes over rows that another sender is just claiming;
    SQLite has one writer and leaves the lock out. The list is made once (MATERIALIZED): the planner must not
    look again while the rows change, or it would claim more than the limit."""
    now, other = bindparam("now", type_=t.c.due_at.type), t.alias()
    is_due = (t.c.state == _DUE) & (t.c.due_at <= now)
    is_ready = func.coalesce(chats.c.ready_at, now) <= now
    older = tuple_(other.c.due_at, other.c.id) < tuple_(t.c.due_at, t.c.id)
    older_is_due = (other.c.state == _DUE) & (other.c.due_at <= now) & older
    in_the_way = exists().where(other.c.chat_id == t.c.chat_id, (other.c.state == _SENDING) | older_is_due)
    chosen = (
        select(t.c.id)
        .join(chats, chats.c.id == t.c.chat_id)
        .where(t.c.bot_id == bindparam("bot"), is_due, chats.c.gone_at.is_(None), is_ready, ~in_the_way)
        .order_by(t.c.due_at, t.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=t)
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )
    owner, until = bindparam("for_owner", type_=t.c.owner.type), bindparam("until", type_=t.c.due_at.type)
    return (
        update(t)
        .where(t.c.id.in_(select(chosen.c.id)))
        .values(state=_SENDING, attempts=t.c.attempts + 1, owner=owner, lease_until=until)
        .returning(*(t.c[name] for name in (*_CLAIMED, *_GIVEN) if name != "state"))
    )


_CLAIMING = _claiming()
_SENT = (
    update(t)
    .where(t.c.id == bindparam("this"), t.c.state != DeliveryState.SENT.value)
    .values(
        state=DeliveryState.SENT.value,
        done_at=bindparam("at", type_=t.c.done_at.type),
        message_id=bindparam("as_message", type_=t.c.message_id.type),
        lease_until=None,
        error=None,
    )
)


def _count(result: CursorResult[Any]) -> int:
    return result.rowcount
