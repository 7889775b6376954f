"""What an article adds to a story for those who were told of it before, and the message that tells them.

Works inside the transaction that takes the article in. What a new fact is, bot.domain.stories says; who may be told of
one, bot.domain.alerting.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import stories
from bot.domain.model import Alert, AlertState, ArticleId, Decision, Excerpt, Match, StoredArticle
from bot.domain.stories import Facts
from bot.domain.wishes import Manner
from storage import Transaction

NOTHING: Facts = frozenset()


class News:
    """The facts of one arriving article beside those that were told. Each text is read once, however many chats were
    told of it, and only if somebody may be told more."""

    def __init__(self, tx: Transaction, stored: StoredArticle) -> None:
        self._tx = tx
        self._stored = stored
        self._told: dict[ArticleId, Facts] = {}
        self._brought: dict[tuple[str, str], Facts] = {}

    def beside(self, told: Alert, match: Match) -> str | None:
        """What it adds, about this match's issue, to what an alert told; None for nothing."""
        key = (match.passage.text, match.matched)
        if key not in self._brought:
            self._brought[key] = stories.brought(self._stored.article, match.passage, match.matched)
        brought = self._brought[key]
        if not stories.is_telling(brought):
            return None
        known = self.known(told)
        return stories.new_fact(brought, known) if known else None

    def known(self, told: Alert) -> Facts:
        """What the readers of an alert know; nothing where its article is not kept any more."""
        if told.known:
            return told.known
        raised = self._tx.alerts.article_of(told.id)
        if raised is None:
            return NOTHING
        if raised not in self._told:
            kept = self._tx.articles.get(raised)
            self._told[raised] = stories.said(kept.article) if kept is not None else NOTHING
        return self._told[raised]

    def tell(
        self,
        told: Alert,
        news: str,
        leading: Decision,
        *,
        state: AlertState,
        excerpts: Sequence[Excerpt],
        now: datetime,
        release_at: datetime | None,
        manner: Manner,
    ) -> None:
        """The alert tells of its story once more, by this article."""
        self._tx.deliveries.cancel_edits(told.id, now)
        self._tx.alerts.follow_up(
            told.id,
            news=news,
            known=self.known(told) | stories.said(self._stored.article),
            state=state,
            reason=leading.reason,
            excerpts=excerpts,
            now=now,
            release_at=release_at,
            manner=manner,
        )
