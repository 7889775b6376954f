"""Decisions: what every match meant for every follower, and why. What `/why` answers from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select

from bot.domain.model import (
    Action,
    AlertId,
    ArticleId,
    ChatId,
    Decision,
    DecisionRecord,
    Reason,
    StoryId,
    SubscriptionId,
)
from bot.domain.owed import NEWEST
from storage.matches import as_grounds
from storage.statements import chunks, insert_new
from storage.tables import alerts, issues, matches, subscriptions
from storage.tables import decisions as t


class Decisions:
    """The decisions of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, article: ArticleId, story: StoryId, decisions: Sequence[Decision], now: datetime) -> None:
        """Store what was decided about an article. The evidence is the stored match; a match that was not stored
        (it counts for nothing else) leaves its words here."""
        owners = self._owners([one.subscription for one in decisions])
        known = set(
            self._do.execute(select(matches.c.issue_id).where(matches.c.article_id == article)).scalars()
        )
        rows = [
            {
                "article_id": article,
                "chat_id": owners[one.subscription][0],
                "bot_id": owners[one.subscription][1],
                "subscription_id": one.subscription,
                "issue_id": one.match.issue,
                "story_id": story,
                "action": one.action.value,
                "reason": one.reason.value,
                "score": one.match.score,
                "at": now,
                "matched": None if one.match.issue in known else one.match.matched,
                "passage": None if one.match.issue in known else one.match.passage.text,
            }
            for one in decisions
            if one.subscription in owners
        ]
        if rows:
            self._do.execute(insert_new(self._do.dialect.name, t), rows)

    def list_for_article(self, chat: ChatId, article: ArticleId) -> list[DecisionRecord]:
        """What an article meant for a chat, one record an issue that it matched, best score first."""
        return self._list(t.c.article_id == article, t.c.chat_id == chat)

    def list_for_alert(self, chat: ChatId, alert: AlertId) -> list[DecisionRecord]:
        """The same of the article that raised an alert of the chat."""
        raised = select(alerts.c.article_id).where(alerts.c.id == alert).scalar_subquery()
        return self._list(t.c.article_id == raised, t.c.chat_id == chat)

    def _list(self, *which: ColumnElement[bool]) -> list[DecisionRecord]:
        evidence = (matches.c.article_id == t.c.article_id) & (matches.c.issue_id == t.c.issue_id)
        wanted = (
            select(t, issues.c.name, *_EVIDENCE)
            .join(issues, issues.c.id == t.c.issue_id)
            .outerjoin(matches, evidence)
            .where(*which)
            .order_by(t.c.score.desc(), t.c.subscription_id)
        )
        return [_record(row) for row in self._do.execute(wanted)]

    def counts(self) -> dict[str, int]:
        """How many there were of each reason among the newest decisions."""
        newest = select(t.c.reason).order_by(t.c.article_id.desc()).limit(NEWEST).subquery()
        rows = self._do.execute(select(newest.c.reason, func.count().label("n")).group_by(newest.c.reason))
        return {row.reason: row.n for row in rows}

    def _owners(self, ids: Sequence[SubscriptionId]) -> dict[SubscriptionId, tuple[ChatId, int]]:
        """Chat and bot of each subscription; one that was removed meanwhile is missing."""
        owners: dict[SubscriptionId, tuple[ChatId, int]] = {}
        for some in chunks(ids):
            rows = self._do.execute(_OWNERS, {"ids": some})
            owners |= {row.id: (row.chat_id, row.bot_id) for row in rows}
        return owners


def _record(row: Row[Any]) -> DecisionRecord:
    return DecisionRecord(
        issue=row.name,
        action=Action(row.action),
        reason=Reason(row.reason),
        score=row.score,
        matched=row.matched if row.stored is None else row.found,
        passage=row.passage if row.stored is None else row.stored["text"],
        at=row.at,
        alias=row.alias or "",
        grounds=as_grounds(row.grounds),
    )


_EVIDENCE = (
    matches.c.matched.label("found"),
    matches.c.passage.label("stored"),
    matches.c.alias,
    matches.c.grounds,
)
_OWNERS = select(subscriptions.c.id, subscriptions.c.chat_id, subscriptions.c.bot_id).where(
    subscriptions.c.id.in_(bindparam("ids", expanding=True))
)
