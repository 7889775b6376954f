"""Subscriptions: which chat follows which issue, and how."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from bot.domain.model import (
    AlertState,
    Chat,
    ChatId,
    DeliveryMode,
    Issue,
    IssueId,
    Strictness,
    Subscription,
    SubscriptionId,
)
from bot.domain.wishes import USUAL, Lesson, Wishes
from storage.chats import as_chat
from storage.columns import among
from storage.excerpts import renamed
from storage.statements import chunks, insert_new
from storage.tables import alerts, chats, issues
from storage.tables import subscriptions as t
from storage.taught import as_lesson, as_wishes, packed, packed_lesson


class Subscriptions:
    """The subscriptions of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, chat: ChatId, issue: Issue, now: datetime) -> tuple[Subscription, bool]:
        """Follow an issue; False when the chat followed it already, which leaves its settings as they are."""
        bot = select(chats.c.bot_id).where(chats.c.id == chat).scalar_subquery()
        added = self._do.execute(
            insert_new(self._do.dialect.name, t)
            .values(
                bot_id=bot,
                chat_id=chat,
                issue_id=issue.id,
                mode=None,
                muted_until=None,
                created_at=now,
            )
            .returning(t.c.id)
        ).first()
        row = self._do.execute(_joined().where(t.c.chat_id == chat, t.c.issue_id == issue.id)).one()
        return _subscription(row), added is not None

    def get(self, id: SubscriptionId) -> Subscription | None:
        """None when it was removed."""
        row = self._do.execute(_joined().where(t.c.id == id)).first()
        return None if row is None else _subscription(row)

    def remove(self, id: SubscriptionId) -> Subscription | None:
        """Follow no more; what was followed, or None when it was removed before."""
        known = self.get(id)
        if known is not None:
            taught = {
                "wishes": packed(known.wishes),
                "lessons": [packed_lesson(one) for one in known.lessons],
            }
            left = [item for item in self._left(known.chat) if item["issue"] != known.issue.id]
            self._set_left(known.chat, [*left, {"issue": known.issue.id, **taught}][-_REMEMBERED:])
            self._do.execute(delete(t).where(t.c.id == id))
        return known

    def move(self, id: SubscriptionId, chat: ChatId) -> None:
        """Follow it in another chat, with its own settings and what was learned; where that chat follows the issue
        already, as it does there."""
        issue = select(t.c.issue_id).where(t.c.id == id).scalar_subquery()
        there = select(t.c.id).where(t.c.chat_id == chat, t.c.issue_id == issue)
        if self._do.execute(there).first() is None:
            self._set(id, chat_id=chat)
        else:
            self._do.execute(delete(t).where(t.c.id == id))

    def bring_back(self, id: SubscriptionId) -> None:
        """What is followed again has the wishes and the lessons that it had when it was removed."""
        known = self.get(id)
        for item in self._left(known.chat) if known is not None else ():
            if known is not None and item["issue"] == known.issue.id:
                self._set(id, wishes=item["wishes"], lessons=item["lessons"])

    def _left(self, chat: ChatId) -> list[dict[str, Any]]:
        """Wishes and lessons of what a chat followed before, the last one last."""
        return list(self._do.execute(select(chats.c.left).where(chats.c.id == chat)).scalar() or ())

    def _set_left(self, chat: ChatId, left: Sequence[dict[str, Any]]) -> None:
        self._do.execute(update(chats).where(chats.c.id == chat).values(left=list(left)))

    def list_for_chat(self, chat: ChatId) -> list[Subscription]:
        """What a chat follows, by name."""
        found = [_subscription(row) for row in self._do.execute(_joined().where(t.c.chat_id == chat))]
        return sorted(found, key=lambda one: (one.issue.name.casefold(), one.id))

    def list_among(self, chats: Sequence[ChatId], issues: Sequence[IssueId]) -> list[Subscription]:
        """What these chats follow of these issues."""
        rows = self._do.execute(_AMONG, {"of_chats": chats, "of_issues": issues})
        return [_subscription(row) for row in rows]

    def list_for_issues(self, ids: Sequence[IssueId]) -> list[tuple[Subscription, Chat]]:
        """Everybody who follows one of these issues, oldest subscription first within a few hundred issues."""
        found: list[tuple[Subscription, Chat]] = []
        for some in chunks(list(dict.fromkeys(ids))):
            mine = _joined().where(t.c.issue_id.in_(some))
            subscriptions = [_subscription(row) for row in self._do.execute(mine.order_by(t.c.id))]
            follows = select(t.c.chat_id).where(t.c.issue_id.in_(some))
            rows = self._do.execute(select(chats).where(chats.c.id.in_(follows)))
            known = {row.id: as_chat(row) for row in rows}
            found += [(one, known[one.chat]) for one in subscriptions]
        return found

    def count_chats(self) -> int:
        """Chats that follow anything."""
        return self._do.execute(select(func.count(t.c.chat_id.distinct()))).scalar_one()

    def count_followers(self, issue: IssueId) -> int:
        """How many chats follow it."""
        counted = select(func.count()).select_from(t).where(t.c.issue_id == issue)
        return self._do.execute(counted).scalar_one()

    def set_mode(self, id: SubscriptionId, mode: DeliveryMode | None) -> None:
        """How its alerts come; None: as the chat has it."""
        self._set(id, mode=None if mode is None else mode.value)

    def set_strictness(self, id: SubscriptionId, strictness: Strictness | None) -> None:
        """How sure a match must be; None: as the chat has it."""
        known = self.get(id)
        if known is not None:
            self.set_wishes(id, replace(known.wishes, strictness=strictness))

    def set_wishes(self, id: SubscriptionId, wishes: Wishes) -> None:
        """How its alerts are wanted, where that differs from the chat's."""
        self._set(id, wishes=packed(wishes))

    def set_lessons(self, id: SubscriptionId, lessons: Sequence[Lesson]) -> None:
        """What was learned of it, all of it."""
        self._set(id, lessons=[packed_lesson(one) for one in lessons])

    def set_muted(self, id: SubscriptionId, until: datetime | None) -> None:
        """Silence until then; None ends it. What is held already keeps its time: that is for the caller to move."""
        self._set(id, muted_until=until)

    def set_issue(self, id: SubscriptionId, issue: Issue) -> None:
        """Follow another issue in its place (it was given another alias), with the same settings. A second
        subscription of that issue in the chat gives way. What is held under the old issue counts as the new one's."""
        subscription = self.get(id)
        if subscription is None:
            return
        other = (t.c.chat_id == subscription.chat, t.c.issue_id == issue.id, t.c.id != id)
        self._do.execute(delete(t).where(*other))
        self._set(id, issue_id=issue.id)
        for row in self._held_for(subscription):
            now = renamed(row.excerpts, subscription.issue.id, issue.id)
            self._do.execute(update(alerts).where(alerts.c.id == row.id).values(excerpts=now))

    def _held_for(self, subscription: Subscription) -> list[Row[int, Any]]:
        """Id and excerpts of the held alerts that name its issue."""
        held = select(alerts.c.id, alerts.c.excerpts).where(
            alerts.c.chat_id == subscription.chat, alerts.c.state == AlertState.HELD
        )
        rows = self._do.execute(held).all()
        return [row for row in rows if any(one.issue == subscription.issue.id for one in row.excerpts)]

    def _set(self, id: SubscriptionId, **values: object) -> None:
        self._do.execute(update(t).where(t.c.id == id).values(**values))


_REMEMBERED = 20
_ISSUE = (issues.c.name, issues.c.aliases, issues.c.without)


def _joined() -> Select[Any]:
    return (
        select(t, *_ISSUE, chats.c.wishes.label("chat_wishes"))
        .join(issues, issues.c.id == t.c.issue_id)
        .join(chats, chats.c.id == t.c.chat_id)
    )


_AMONG = _joined().where(among(t.c.chat_id, "of_chats"), among(t.c.issue_id, "of_issues")).order_by(t.c.id)


def _subscription(row: Row[Any]) -> Subscription:
    wishes, usual = as_wishes(row.wishes), as_wishes(row.chat_wishes).over(USUAL)
    return Subscription(
        id=row.id,
        chat=row.chat_id,
        issue=Issue(id=row.issue_id, name=row.name, aliases=tuple(row.aliases), without=tuple(row.without)),
        mode=None if row.mode is None else DeliveryMode(row.mode),
        strictness=wishes.over(usual).strictness or Strictness.NORMAL,
        muted_until=row.muted_until,
        created_at=row.created_at,
        wishes=wishes,
        usual=usual,
        lessons=tuple(as_lesson(item) for item in row.lessons),
    )
