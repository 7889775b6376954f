"""Rolling messages: one message of a chat that tells many alerts and is edited in place as more come.

Which alerts stand in one is a column of theirs. Decides nothing: when alerts are folded is bot.domain.alerting's.
"""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from bot.domain.model import Alert, AlertId, ChatId, RollId
from bot.domain.owed import Roll
from storage.alerts import as_alerts
from storage.tables import alerts
from storage.tables import rolls as t


class Rolls:
    """The rolling messages of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def open(self, chat: ChatId, issue: int, *, since: datetime, most: int, now: datetime) -> Roll:
        """The chat's rolling message about an issue (0: about anything), which was begun after `since` and holds
        fewer than `most` alerts; else a new one."""
        newest = select(t).where(t.c.chat_id == chat, t.c.issue_id == issue).order_by(t.c.id.desc()).limit(1)
        row = self._do.execute(newest).first()
        if row is not None and row.began_at > since:
            held = select(func.count()).where(alerts.c.roll_id == row.id)
            if self._do.execute(held).scalar_one() < most:
                return Roll(RollId(row.id), row.chat_id, row.began_at, row.message_id, row.sent_at)
        values = {"chat_id": chat, "issue_id": issue, "began_at": now}
        id = self._do.execute(insert(t).values(**values).returning(t.c.id)).scalar_one()
        return Roll(RollId(id), chat, now)

    def find(self, alert: AlertId) -> Roll | None:
        """The rolling message that an alert stands in."""
        wanted = select(t).join(alerts, alerts.c.roll_id == t.c.id).where(alerts.c.id == alert)
        row = self._do.execute(wanted).first()
        if row is None:
            return None
        return Roll(RollId(row.id), row.chat_id, row.began_at, row.message_id, row.sent_at)

    def add(self, roll: RollId, alert: AlertId) -> None:
        """Let an alert stand in it."""
        self._do.execute(update(alerts).where(alerts.c.id == alert).values(roll_id=roll))

    def list_alerts(self, roll: RollId) -> tuple[Alert, ...]:
        """What stands in it, oldest first."""
        rows = self._do.execute(select(alerts).where(alerts.c.roll_id == roll).order_by(alerts.c.id)).all()
        return tuple(as_alerts(self._do, rows))

    def set_sent(self, roll: RollId, message_id: int | None, now: datetime) -> None:
        """It stands in the chat as this message; None: not any more."""
        self._do.execute(update(t).where(t.c.id == roll).values(message_id=message_id, sent_at=now))
