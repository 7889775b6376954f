"""Matches: which issues an article speaks of, with the evidence."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.domain import coverage
from bot.domain.grounds import Grounds
from bot.domain.model import ArticleId, IssueId, Match, Passage, Place
from bot.domain.standing import Report
from storage.statements import chunks, insert_new
from storage.tables import articles, decisions
from storage.tables import matches as t


class Matches:
    """The matches of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._do = connection

    def add(self, article: ArticleId, matches: Sequence[Match]) -> None:
        """Store what was found in an article; an issue that is stored for it already stays as it is."""
        if not matches:
            return
        at = self._do.execute(select(articles.c.at).where(articles.c.id == article)).scalar_one()
        self._do.execute(
            insert_new(self._do.dialect.name, t), [_values(article, match, at) for match in matches]
        )

    def replace(self, article: ArticleId, matches: Sequence[Match]) -> None:
        """What is found in an article after it was changed. A decision about a match that is gone keeps its words."""
        for match in self.list_for_article(article, self.issues_of(article)):
            evidence = {"matched": match.matched, "passage": match.passage.text}
            about = (decisions.c.article_id == article, decisions.c.issue_id == match.issue)
            if match.issue not in {one.issue for one in matches}:
                self._do.execute(update(decisions).where(*about).values(**evidence))
        self._do.execute(delete(t).where(t.c.article_id == article))
        self.add(article, matches)

    def issues_of(self, article: ArticleId) -> list[IssueId]:
        """The issues that an article speaks of."""
        return list(self._do.execute(select(t.c.issue_id).where(t.c.article_id == article)).scalars())

    def reports(self, issue: IssueId, *, since: datetime, until: datetime, limit: int) -> list[Report]:
        """Articles that speak of an issue, published from `since` to `until`, both included, newest first."""
        wanted = (
            select(t, articles)
            .join(articles, articles.c.id == t.c.article_id)
            .where(t.c.issue_id == issue, t.c.at >= since, t.c.at <= until)
            .order_by(t.c.at.desc(), t.c.article_id.desc())
            .limit(limit)
        )
        return [_report(row) for row in self._do.execute(wanted)]

    def coverage(self, issue: IssueId, *, until: datetime, at_least: float, counted: int) -> dict[str, int]:
        """The coverage (`bot.domain.coverage`) by all matches of an issue with such a score, each story on the day of
        its newest article; of the days that the newest `counted` matches fill."""
        begin = coverage.begin(until)
        wanted = (
            select(articles.c.story_id, t.c.at)
            .join(articles, articles.c.id == t.c.article_id)
            .where(t.c.issue_id == issue, t.c.at >= begin, t.c.at <= until, t.c.score >= at_least)
            .order_by(t.c.at.desc(), t.c.article_id.desc())
            .limit(counted)
        )
        rows = self._do.execute(wanted).fetchall()
        days = {row.story_id: row.at.date() for row in reversed(rows)}
        first = rows[-1].at.date() + timedelta(days=1) if len(rows) == counted else begin.date()
        return coverage.spread(Counter(days.values()), first, until)

    def list_of(self, article: ArticleId) -> list[Match]:
        """All that was found in an article."""
        return [_match(row) for row in self._do.execute(select(t).where(t.c.article_id == article))]

    def list_for_article(self, article: ArticleId, issues: Sequence[IssueId]) -> list[Match]:
        """What was found of these issues in an article, best score first."""
        found = [
            _match(row)
            for some in chunks(issues)
            for row in self._do.execute(select(t).where(t.c.article_id == article, t.c.issue_id.in_(some)))
        ]
        return sorted(found, key=lambda match: (-match.score, match.issue))


def _values(article: ArticleId, match: Match, at: datetime) -> dict[str, object]:
    passage = match.passage
    return {
        "article_id": article,
        "issue_id": match.issue,
        "at": at,
        "score": match.score,
        "alias": match.alias,
        "matched": match.matched,
        "spans": match.spans,
        "passage": {
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "place": passage.place.value,
            "heading": passage.heading,
            "lead_in": passage.lead_in,
        },
        "grounds": None if match.grounds is None else asdict(match.grounds),
    }


def _match(row: Row[Any]) -> Match:
    return Match(
        issue=row.issue_id,
        score=row.score,
        passage=Passage(**{**row.passage, "place": Place(row.passage["place"])}),
        matched=row.matched,
        alias=row.alias,
        spans=tuple((start, end) for start, end in row.spans),
        grounds=as_grounds(row.grounds),
    )


def _report(row: Row[Any]) -> Report:
    return Report(
        story=row.story_id,
        match=_match(row),
        title=row.title,
        text=row.text,
        url=row.url,
        source=row.source,
        published_at=row.at,
        language=row.language,
        article=row.article_id,
    )


def as_grounds(stored: Mapping[str, Any] | None) -> Grounds | None:
    """The value of a column of grounds."""
    return None if stored is None else Grounds(**stored)
