"""Chats: destinations that have talked to the bot, and their settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, select, update

from bot.domain.model import AlertState, Chat, ChatId, DeliveryMode, Destination, QuietHours
from bot.domain.wishes import Wishes
from bot.errors import StoreError
from storage import merging
from storage.columns import among
from storage.statements import insert_new
from storage.tables import alerts, rolls, subscriptions
from storage.tables import chats as t
from storage.taught import as_wishes, packed


class Chats:
    """The chats of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def get_or_add(self, destination: Destination, title: str, now: datetime) -> Chat:
        """The chat of this destination, new or known; a title that changed is kept up."""
        known = self.find(destination)
        if known is None:
            self._add(destination, title, now)
            known = self.find(destination)
            assert known is not None, "it was just added, or another process did"
        if title and known.title != title:
            self._do.execute(update(t).where(t.c.id == known.id).values(title=title))
            return self.get(known.id)
        return known

    def take_after(self, id: ChatId, other: ChatId) -> None:
        """Give a chat the settings of another: zone, hours, language, wishes, and who set it up."""
        of = t.alias()
        given = {name: select(of.c[name]).where(of.c.id == other).scalar_subquery() for name in _SETTINGS}
        self._do.execute(update(t).where(t.c.id == id).values(given))

    def get(self, id: ChatId) -> Chat:
        """A chat that is known to exist; StoreError when it does not."""
        row = self._do.execute(select(t).where(t.c.id == id)).first()
        if row is None:
            raise StoreError(f"There is no chat {id} in the store.")
        return as_chat(row)

    def list_by_id(self, ids: Sequence[ChatId]) -> list[Chat]:
        """Those of these chats that are there."""
        return [as_chat(row) for row in self._do.execute(_THESE, {"ids": list(dict.fromkeys(ids))})]

    def find(self, destination: Destination) -> Chat | None:
        """The chat of a destination, if it ever talked to the bot."""
        row = self._do.execute(
            select(t).where(
                t.c.bot_id == destination.bot,
                t.c.telegram_chat == destination.chat,
                t.c.thread == destination.thread,
            )
        ).first()
        return None if row is None else as_chat(row)

    def list_of(self, bot: int, telegram_chat: int) -> list[Chat]:
        """Every topic of a chat of Telegram's, oldest first."""
        here = select(t).where(t.c.bot_id == bot, t.c.telegram_chat == telegram_chat)
        return [as_chat(row) for row in self._do.execute(here.order_by(t.c.id))]

    def list_lost(self, bot: int, since: datetime, limit: int) -> list[int]:
        """Groups and channels, by Telegram's numbers, that could not be reached since then or later and in which
        something is followed; those that were lost last first."""
        follows = exists().where(subscriptions.c.chat_id == t.c.id)
        lost = (t.c.bot_id == bot, t.c.telegram_chat < 0, t.c.gone_at >= since, follows)
        newest = select(t.c.telegram_chat).where(*lost).group_by(t.c.telegram_chat)
        return list(self._do.execute(newest.order_by(func.max(t.c.gone_at).desc()).limit(limit)).scalars())

    def set_digest(self, id: ChatId, mode: DeliveryMode, *, minute: int, weekday: int) -> None:
        """How the chat takes its digest. What is held already keeps its time: that is for the caller to move."""
        self._set(id, digest=mode.value, digest_minute=minute, digest_weekday=weekday)

    def set_timezone(self, id: ChatId, name: str) -> None:
        """Whose clock its hours go by. What is held already keeps its time: that is for the caller to move."""
        self._set(id, timezone=name)

    def set_quiet(self, id: ChatId, quiet: QuietHours | None) -> None:
        """When nothing is to ring; None for always. What is held already is for the caller to move."""
        start, end = (quiet.start, quiet.end) if quiet else (None, None)
        self._set(id, quiet_start=start, quiet_end=end)

    def set_digested(self, id: ChatId, at: datetime) -> None:
        """A digest of a set hour went out then."""
        self._set(id, digested_at=at)

    def set_muted(self, id: ChatId, until: datetime | None) -> None:
        """Silence until then; None ends it. What is held already keeps its time: that is for the caller to move."""
        self._set(id, muted_until=until)

    def set_gone(self, id: ChatId, at: datetime | None) -> None:
        """Telegram says since `at` that the chat cannot be reached; None: it is back."""
        self._set(id, gone_at=at)

    def set_wishes(self, id: ChatId, wishes: Wishes) -> None:
        """How its alerts are wanted, all of them."""
        self._set(id, wishes=packed(wishes))

    def set_manages(self, id: ChatId, channel: ChatId | None) -> None:
        """The channel that a private chat speaks for from now on; None: for itself again."""
        self._set(id, manages=channel)

    def set_language(self, bot: int, telegram_chat: int, language: str | None) -> None:
        """What is spoken in a chat of Telegram's, all its topics; None: what the person's client speaks."""
        here = (t.c.bot_id == bot, t.c.telegram_chat == telegram_chat)
        self._do.execute(update(t).where(*here).values(language=language))

    def set_client_language(self, id: ChatId, code: str | None) -> None:
        """What the client of a private chat's person says."""
        self._set(id, client_language=code)

    def set_closed(self, id: ChatId, at: datetime | None) -> None:
        """A topic is closed or deleted since `at`; None: it is open again."""
        self._set(id, closed_at=at)

    def set_contact(self, id: ChatId, person: int) -> None:
        """Whom to tell what becomes of a group."""
        self._set(id, contact=person)

    def set_ready(self, bot: int, telegram_chat: int, at: datetime) -> None:
        """Nothing is to be sent before then to a chat of Telegram's, in whatever topic."""
        self.set_all_ready({(bot, telegram_chat): at})

    def set_all_ready(self, moments: Mapping[tuple[int, int], datetime]) -> None:
        """The same of several, by bot and chat of Telegram's, each from its own moment on."""
        rows = [{"of_bot": bot, "here": chat, "at": at} for (bot, chat), at in moments.items()]
        if rows:
            self._do.execute(_READY, rows)

    def clear_ready(self, bot: int, later: datetime) -> None:
        """Whatever chat of a bot is not to be sent to until after `later` is ready at once."""
        self._do.execute(update(t).where(t.c.bot_id == bot, t.c.ready_at > later).values(ready_at=None))

    def move(self, bot: int, old_chat: int, new_chat: int) -> None:
        """A group became a supergroup: everything of it, in every thread, goes to its new number. Where the new
        number is known already, the two become one."""
        if old_chat == new_chat:
            return
        for chat in self.list_of(bot, old_chat):
            self._forget_messages(chat.id)
            target = self.find(Destination(bot, new_chat, chat.destination.thread))
            if target is None:
                self._set(chat.id, telegram_chat=new_chat)
            else:
                merging.merge(self._do, chat.id, target.id)

    def _forget_messages(self, id: ChatId) -> None:
        """The supergroup numbers its messages anew: the old numbers are those of other people's messages there."""
        told = update(alerts).where(alerts.c.chat_id == id, alerts.c.state == AlertState.SENT)
        self._do.execute(told.values(state=AlertState.DIGESTED.value, message_id=None, follows=None))
        self._do.execute(update(rolls).where(rolls.c.chat_id == id).values(message_id=None))

    def _add(self, destination: Destination, title: str, now: datetime) -> None:
        fresh = Chat(id=ChatId(0), destination=destination)
        self._do.execute(
            insert_new(self._do.dialect.name, t).values(
                bot_id=destination.bot,
                telegram_chat=destination.chat,
                thread=destination.thread,
                title=title,
                timezone=fresh.timezone,
                digest=fresh.digest.value,
                digest_minute=fresh.digest_minute,
                digest_weekday=fresh.digest_weekday,
                created_at=now,
                language=self._spoken(destination),
            )
        )

    def _spoken(self, destination: Destination) -> str | None:
        """What was chosen for the other topics of the same chat."""
        others = self.list_of(destination.bot, destination.chat)
        return next((one.language for one in others if one.language), None)

    def _set(self, id: ChatId, **values: object) -> None:
        self._do.execute(update(t).where(t.c.id == id).values(**values))


_SETTINGS = (
    "timezone", "digest", "digest_minute", "digest_weekday", "quiet_start", "quiet_end", "muted_until", "contact",
    "wishes", "language", "client_language",
)  # fmt: skip
_THESE = select(t).where(among(t.c.id))
_READY = (
    update(t)
    .where(t.c.bot_id == bindparam("of_bot"), t.c.telegram_chat == bindparam("here"))
    .values(ready_at=bindparam("at", type_=t.c.ready_at.type))
)


def as_chat(row: Row[Any]) -> Chat:
    """The value of a row of chats."""
    return Chat(
        id=row.id,
        destination=Destination(row.bot_id, row.telegram_chat, row.thread),
        title=row.title,
        timezone=row.timezone,
        digest=DeliveryMode(row.digest),
        digest_minute=row.digest_minute,
        digest_weekday=row.digest_weekday,
        quiet=None if row.quiet_start is None else QuietHours(row.quiet_start, row.quiet_end),
        digested_at=row.digested_at,
        muted_until=row.muted_until,
        gone_at=row.gone_at,
        closed_at=row.closed_at,
        contact=row.contact,
        wishes=as_wishes(row.wishes),
        manages=row.manages,
        language=row.language,
        client_language=row.client_language,
    )
