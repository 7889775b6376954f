"""Two chats that turn out to be one: all rows of the first become rows of the second."""

from sqlalchemy import Connection, Table, delete, exists, select, update

from bot.domain.model import Chat, ChatId, Destination
from bot.domain.owed import DeliveryState
from storage.tables import alerts, chats, decisions, deliveries, delivery_alerts, rolls, subscriptions

_SETTINGS = (
    ("timezone",),
    ("digest", "digest_minute", "digest_weekday"),
    ("quiet_start", "quiet_end"),
    ("muted_until",),
    ("contact",),
    ("language",),
)
"""Columns of a chat that are set together."""
_FRESH = Chat(id=ChatId(0), destination=Destination(0, 0))
_UNSET = {
    "timezone": _FRESH.timezone,
    "digest": _FRESH.digest.value,
    "digest_minute": _FRESH.digest_minute,
    "digest_weekday": _FRESH.digest_weekday,
    "quiet_start": None,
    "quiet_end": None,
    "muted_until": None,
    "contact": None,
    "language": None,
}


def merge(do: Connection, old: ChatId, new: ChatId) -> None:
    """Give everything of `old` to `new` and forget `old`. What both have (the same issue followed, the same
    story told, a setting made) stays as `new` has it."""
    _take_settings(do, old, new)
    _point_deliveries_at_kept_alerts(do, old, new)
    for table, key in ((subscriptions, "issue_id"), (alerts, "story_id")):
        _drop_doubles(do, table, key, old, new)
        do.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    _drop_doubles(do, decisions, "article_id", old, new)
    do.execute(update(decisions).where(decisions.c.chat_id == old).values(chat_id=new))
    do.execute(update(rolls).where(rolls.c.chat_id == old).values(chat_id=new, message_id=None))
    # What is on its way is due again: the one place in flight may be taken in the new chat.
    in_flight = (deliveries.c.chat_id == old, deliveries.c.state == DeliveryState.SENDING)
    do.execute(update(deliveries).where(*in_flight).values(state=DeliveryState.DUE.value, lease_until=None))
    do.execute(update(deliveries).where(deliveries.c.chat_id == old).values(chat_id=new))
    do.execute(delete(chats).where(chats.c.id == old))


def _take_settings(do: Connection, old: ChatId, new: ChatId) -> None:
    """What nobody has set in the new chat is as it was in the old one: whoever set it there meant these people."""
    before, now = (do.execute(select(chats).where(chats.c.id == id)).one()._mapping for id in (old, new))
    taken = {
        name: before[name]
        for names in _SETTINGS
        if all(now[name] == _UNSET[name] for name in names)
        for name in names
    }
    moments = [row["digested_at"] for row in (before, now) if row["digested_at"] is not None]
    do.execute(update(chats).where(chats.c.id == new).values(**taken, digested_at=max(moments, default=None)))


def _drop_doubles(do: Connection, table: Table, key: str, old: ChatId, new: ChatId) -> None:
    """Delete rows of `old` whose `key` the new chat has too."""
    other = table.alias()
    double = exists().where(other.c.chat_id == new, other.c[key] == table.c[key])
    do.execute(delete(table).where(table.c.chat_id == old, double))


def _point_deliveries_at_kept_alerts(do: Connection, old: ChatId, new: ChatId) -> None:
    """What is owed about a story that both chats have an alert for is owed about the alert that stays."""
    mine, kept = alerts.alias(), alerts.alias()
    pairs = select(mine.c.id, kept.c.id.label("kept")).where(
        mine.c.chat_id == old, kept.c.chat_id == new, mine.c.story_id == kept.c.story_id
    )
    for pair in do.execute(pairs).all():
        do.execute(
            update(delivery_alerts).where(delivery_alerts.c.alert_id == pair.id).values(alert_id=pair.kept)
        )
