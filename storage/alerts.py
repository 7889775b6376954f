"""Alerts: what a chat is told about a story, at most one a chat a story."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Row, ScalarSelect, Select, bindparam, func, select, update

from bot.domain.model import (
    Alert,
    AlertId,
    AlertState,
    ArticleId,
    ChatId,
    Copy,
    Destination,
    Excerpt,
    IssueId,
    Reason,
    StoryId,
)
from bot.domain.wishes import RINGING, Manner
from bot.errors import StoreError
from storage.columns import among
from storage.statements import chunks, insert_new
from storage.stories import copies_of
from storage.tables import alerts as t
from storage.tables import articles, chats

Shown = tuple[tuple[Excerpt, ...], tuple[Copy, ...]]
"""What an alert's message is made of, and is to be changed with."""


class Alerts:
    """The alerts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def find(self, chat: ChatId, story: StoryId) -> Alert | None:
        """What the chat is told about the story, if anything; a dropped alert tells nothing."""
        return self._first(_ABOUT, chat=chat, story=story)

    def get(self, id: AlertId) -> Alert | None:
        """None when there is no such alert."""
        return self._first(_ONE, id=id)

    def get_all(self, ids: Iterable[AlertId]) -> dict[AlertId, Alert]:
        """Those of these alerts that there are, each under its id."""
        return list_by_id(self._do, ids)

    def shown_by(self, ids: Iterable[AlertId]) -> dict[AlertId, Shown]:
        """What those of these alerts that stand in a chat as messages of their own are to show by now."""
        rows = self._do.execute(_STANDING, {"ids": list(ids)}).all()
        copies = copies_of(self._do, [row.story_id for row in rows])
        return {row.id: (row.excerpts, _ordered(copies[row.story_id], row.article_id)) for row in rows}

    def article_of(self, id: AlertId) -> ArticleId | None:
        """The article that raised it, which may be gone by now."""
        raised = self._do.execute(select(t.c.article_id).where(t.c.id == id)).scalar()
        return None if raised is None else ArticleId(raised)

    def find_message(self, destination: Destination, message_id: int) -> Alert | None:
        """The alert that Telegram knows as this message, or whose first message this was. That of a closed topic may
        stand in General."""
        here = (chats.c.thread == destination.thread) | chats.c.closed_at.is_not(None)
        mine = (chats.c.bot_id == destination.bot, chats.c.telegram_chat == destination.chat, here)
        at = select(t).join(chats, chats.c.id == t.c.chat_id).where(*mine)
        return self._first(at.where(t.c.message_id == message_id)) or self._first(
            at.where(t.c.follows == message_id)
        )

    def add(
        self,
        chat: ChatId,
        story: StoryId,
        *,
        state: AlertState,
        reason: Reason,
        excerpts: Sequence[Excerpt],
        now: datetime,
        release_at: datetime | None = None,
        manner: Manner = RINGING,
    ) -> Alert:
        """A new alert, raised by the newest article of the story; the one that is there, if there is one, and a
        dropped one begins anew. `release_at`: when a held one is to go out; `manner`: how it comes."""
        given = {
            "state": state.value,
            "reason": reason.value,
            "created_at": now,
            "release_at": release_at,
            "message_id": None,
            "excerpts": excerpts,
            "is_silent": manner.is_silent,
            "has_preview": manner.has_preview,
        }
        place = {"in_chat": chat, "of_story": story}
        added = self._do.execute(_adding(self._do.dialect.name), place | given).all()
        if added:
            return as_alerts(self._do, added)[0]
        dropped = (t.c.chat_id == chat, t.c.story_id == story, t.c.state == AlertState.DROPPED)
        self._do.execute(update(t).where(*dropped).values(article_id=_newest(story), **given))
        known = self.find(chat, story)
        if known is None:
            raise StoreError(f"There is no chat {chat} in the store.")
        return known

    def follow_up(
        self,
        id: AlertId,
        *,
        news: str,
        known: Collection[str],
        state: AlertState,
        reason: Reason,
        excerpts: Sequence[Excerpt],
        now: datetime,
        release_at: datetime | None = None,
        manner: Manner = RINGING,
    ) -> None:
        """Tell of a story once more, as the newest article of it does: an answer to the first message, if that stands
        by itself. `news` is what is new, `known` all that the chat knows with it."""
        self._set(
            id,
            article_id=select(_newest(t.c.story_id)).scalar_subquery(),
            follows=func.coalesce(t.c.follows, t.c.message_id),
            message_id=None,
            roll_id=None,
            news=news,
            known=sorted(known),
            state=state.value,
            reason=reason.value,
            excerpts=excerpts,
            created_at=now,
            release_at=release_at,
            is_silent=manner.is_silent,
            has_preview=manner.has_preview,
        )

    def set_excerpts(self, id: AlertId, excerpts: Sequence[Excerpt]) -> None:
        """What it quotes from now on."""
        self._set(id, excerpts=excerpts)

    def set_state(self, id: AlertId, state: AlertState) -> None:
        """Where it stands in its life."""
        self._set(id, state=state.value)

    def set_sent(self, id: AlertId, message_id: int) -> None:
        """It went out as this message."""
        self.set_all_sent({id: message_id})

    def set_all_sent(self, sent: Mapping[AlertId, int]) -> None:
        """These went out, each as this message."""
        rows = [{"this": id, "as_message": message} for id, message in sent.items()]
        if rows:
            self._do.execute(_SENT, rows)

    def hold(self, id: AlertId, reason: Reason, release_at: datetime) -> None:
        """Hold one that was owed, for another reason than it was raised for."""
        held = {"state": AlertState.HELD.value, "reason": reason.value, "release_at": release_at}
        self._set(id, **held, roll_id=None)

    def hold_owed(self, chat: ChatId, release_at: datetime) -> None:
        """Hold what was owed to a chat and did not get there, to go out then."""
        owed = update(t).where(t.c.chat_id == chat, t.c.state == AlertState.OWED)
        self._do.execute(owed.values(state=AlertState.HELD.value, release_at=release_at, roll_id=None))

    def busy(self, chats: Sequence[ChatId], since: datetime, least: int) -> set[ChatId]:
        """Those of the chats that were told, or are about to be, of at least so many stories since then."""
        found: set[ChatId] = set()
        for some in chunks(chats):
            many = (
                select(t.c.chat_id)
                .where(t.c.chat_id.in_(some), t.c.created_at > since, t.c.state.in_(_TOLD))
                .group_by(t.c.chat_id)
                .having(func.count() >= least)
            )
            found |= {row.chat_id for row in self._do.execute(many)}
        return found

    def told_since(self, chat: ChatId, since: datetime) -> Counter[IssueId]:
        """How many stories of each issue a chat was told since then, or is about to be."""
        recent = select(t.c.excerpts).where(t.c.chat_id == chat, t.c.created_at > since, t.c.state.in_(_TOLD))
        return Counter(
            issue
            for row in self._do.execute(recent.limit(_LOOKED_AT))
            for issue in {one.issue for one in row.excerpts}
        )

    def has_any(self, chat: ChatId) -> bool:
        """Whether anything was ever told in a chat, or is to be."""
        return self._do.execute(select(t.c.id).where(t.c.chat_id == chat).limit(1)).first() is not None

    def set_release(self, ids: Sequence[AlertId], at: datetime) -> None:
        """When these held alerts are to go out."""
        for some in chunks(ids):
            self._do.execute(update(t).where(t.c.id.in_(some)).values(release_at=at))

    def list_held(self, chat: ChatId, *, reason: Reason | None = None) -> tuple[Alert, ...]:
        """What is held for a chat, for one reason or any, oldest first."""
        held = select(t).where(t.c.chat_id == chat, t.c.state == AlertState.HELD)
        if reason is not None:
            held = held.where(t.c.reason == reason)
        return self._all(held.order_by(t.c.created_at, t.c.id))

    def next_release(self, chat: ChatId, reason: Reason) -> datetime | None:
        """When the first of what is held for a chat for that reason goes out; None without any."""
        held = (t.c.chat_id == chat, t.c.state == AlertState.HELD.value, t.c.reason == reason.value)
        return self._do.execute(select(func.min(t.c.release_at)).where(*held)).scalar()

    def list_dropped(self, chat: ChatId, now: datetime) -> tuple[Alert, ...]:
        """What was held for a chat and dropped, and would not have gone out yet; oldest first."""
        dropped = select(t).where(t.c.chat_id == chat, t.c.state == AlertState.DROPPED, t.c.release_at > now)
        return self._all(dropped.order_by(t.c.created_at, t.c.id))

    def list_early(self, now: datetime) -> list[ChatId]:
        """Chats with a held alert that was raised later than `now`: by a clock that was set back since."""
        early = select(t.c.chat_id).where(t.c.state == AlertState.HELD, t.c.created_at > now).distinct()
        return [ChatId(chat) for chat in self._do.execute(early).scalars()]

    def list_releasable(self, now: datetime) -> tuple[Alert, ...]:
        """Held alerts of any reachable chat whose time to go out has come, oldest first."""
        ended = (
            select(t)
            .join(chats, chats.c.id == t.c.chat_id)
            .where(t.c.state == AlertState.HELD, t.c.release_at <= now, chats.c.gone_at.is_(None))
        )
        return self._all(ended.order_by(t.c.created_at, t.c.id))

    def list_sent(self, story: StoryId) -> tuple[Alert, ...]:
        """Alerts about a story that stand in chats as messages of their own."""
        return self._all(
            select(t).where(t.c.story_id == story, t.c.state == AlertState.SENT).order_by(t.c.id)
        )

    def list_waiting(self, story: StoryId) -> tuple[Alert, ...]:
        """Alerts about a story that are still to go out."""
        waiting = t.c.state.in_((AlertState.OWED.value, AlertState.HELD.value))
        return self._all(select(t).where(t.c.story_id == story, waiting).order_by(t.c.id))

    def list_recent(self, chat: ChatId, limit: int) -> tuple[Alert, ...]:
        """What a chat was told last, or is about to be, newest first; dropped ones left out."""
        mine = select(t).where(t.c.chat_id == chat, t.c.state != AlertState.DROPPED)
        return self._all(mine.order_by(t.c.created_at.desc(), t.c.id.desc()).limit(limit))

    def _first(self, wanted: Select[Any], **values: object) -> Alert | None:
        rows = self._do.execute(wanted, values).all()
        return next(iter(as_alerts(self._do, rows)), None)

    def _all(self, wanted: Select[Any]) -> tuple[Alert, ...]:
        return tuple(as_alerts(self._do, self._do.execute(wanted).all()))

    def _set(self, id: AlertId, **values: object) -> None:
        self._do.execute(update(t).where(t.c.id == id).values(**values))


_TOLD = (AlertState.OWED.value, AlertState.SENT.value, AlertState.FOLDED.value)
_LOOKED_AT = 500
_SENT = (
    update(t)
    .where(t.c.id == bindparam("this"))
    .values(state=AlertState.SENT.value, message_id=bindparam("as_message", type_=t.c.message_id.type))
)
_ONE = select(t).where(t.c.id == bindparam("id"))
_ABOUT = select(t).where(
    t.c.chat_id == bindparam("chat"),
    t.c.story_id == bindparam("story"),
    t.c.state != AlertState.DROPPED.value,
)


def _newest(story: object) -> ScalarSelect[Any]:
    return select(func.max(articles.c.id)).where(articles.c.story_id == story).scalar_subquery()


@cache
def _adding(dialect: str) -> Executable:
    """One statement that finds the bot and the newest article by itself. Built once: it runs for every chat."""
    chat, story = bindparam("in_chat", type_=t.c.id.type), bindparam("of_story", type_=t.c.id.type)
    return (
        insert_new(dialect, t)
        .values(
            bot_id=select(chats.c.bot_id).where(chats.c.id == chat).scalar_subquery(),
            chat_id=chat,
            story_id=story,
            article_id=_newest(story),
            **{name: bindparam(name) for name in _GIVEN},
        )
        .returning(*t.c)
    )


_GIVEN = (
    "state", "reason", "created_at", "release_at", "message_id", "excerpts", "is_silent", "has_preview",
)  # fmt: skip


def list_by_id(do: Connection, ids: Iterable[AlertId]) -> dict[AlertId, Alert]:
    """These alerts, each under its id."""
    found: dict[AlertId, Alert] = {}
    if wanted := list(dict.fromkeys(ids)):
        rows = do.execute(_THESE, {"ids": wanted}).all()
        found |= {alert.id: alert for alert in as_alerts(do, rows)}
    return found


_THESE = select(t).where(among(t.c.id))
_STANDING = select(t.c.id, t.c.story_id, t.c.article_id, t.c.excerpts).where(
    among(t.c.id), t.c.state == AlertState.SENT.value
)


def as_alerts(do: Connection, rows: Sequence[Row[Any]]) -> list[Alert]:
    """The values of rows of alerts, with the copies of their stories."""
    copies = copies_of(do, [row.story_id for row in rows])
    return [_alert(row, copies[row.story_id]) for row in rows]


def _ordered(copies: Mapping[ArticleId, Copy], first: ArticleId | None) -> tuple[Copy, ...]:
    """The copies of a story in order of arrival, the one that an alert was raised by first."""
    if first is None or first not in copies or len(copies) == 1:
        return tuple(copies.values())
    return (copies[first], *(copy for article, copy in copies.items() if article != first))


def _alert(row: Row[Any], copies: dict[ArticleId, Copy]) -> Alert:
    return Alert(
        id=row.id,
        chat=row.chat_id,
        story=row.story_id,
        state=AlertState(row.state),
        reason=Reason(row.reason),
        created_at=row.created_at,
        excerpts=row.excerpts,
        copies=_ordered(copies, row.article_id),
        message_id=row.message_id,
        release_at=row.release_at,
        is_silent=row.is_silent,
        has_preview=row.has_preview,
        follows=row.follows,
        news=row.news,
        known=frozenset(row.known),
    )
