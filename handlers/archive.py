"""Looking back: what following an issue would have given, and where an issue stands that nobody follows.

Matching runs in the Matcher's own thread, so a big archive holds up nobody. No rules inside.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import status
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Issue, IssueId, Match, Report, Status, StoredArticle, Strictness
from bot.domain.text import normalise
from bot.messages import talk
from handlers.ask import Ask
from handlers.names import Meant
from storage import Transaction

WEEK = timedelta(days=7)
KNOWN = timedelta(days=365)
LOOK_BACK = 1500
"""Articles that a back-test takes at most, newest first."""
REPORTS = 500

Found = list[tuple[StoredArticle, Match]]


async def catch_up(ask: Ask, issue: Issue) -> None:
    """Match a newly followed issue against the last week, and keep what was found."""
    since = ask.now - WEEK
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(LOOK_BACK))
    found = await _backtest(ask, issue, [one for one in newest if one.at >= since])
    if found:
        await _keep(ask, found)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an issue stands, with what its buttons need."""

    status: Status
    issue: Issue
    followed: bool
    note: str


async def stand(ask: Ask, meant: Meant) -> Standing:
    """Where an issue stands: from the matches kept while somebody follows it, else from the archive."""
    kept = await _kept(ask, meant.issue) if meant.issue.id else []
    reports = kept or await _searched(ask, meant)
    strictness = meant.subscription.strictness if meant.subscription else Strictness.NORMAL
    sure = [one for one in reports if one.match.score >= THRESHOLDS[strictness]]
    meant = _renamed(meant, sure)
    issue = meant.issue
    if not issue.id:
        issue = await ask.services.storage.write(lambda tx: tx.issues.ensure(issue.name))
    answer = await asyncio.to_thread(status.answer, issue.name, sure, ask.now)
    return Standing(status=answer, issue=issue, followed=meant.subscription is not None, note=meant.note)


def _renamed(meant: Meant, reports: Sequence[Report]) -> Meant:
    """A one-word name that the articles spell quite another way is taken as that, and the answer says so."""
    if meant.issue.id or not reports:
        return meant
    typed, words = meant.issue.name, max(reports, key=lambda one: one.match.score).match.matched
    plain, found = normalise(typed), normalise(words)
    if " " in f"{plain}{found}" or plain[:-2] == found[: len(plain) - 2]:
        return meant
    return Meant(Issue(id=IssueId(0), name=words), note=talk.taking(typed, words))


async def _searched(ask: Ask, meant: Meant) -> list[Report]:
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(LOOK_BACK))
    found = await _backtest(ask, meant.issue, newest)
    if meant.subscription is not None and found:
        await _keep(ask, found)
    return [_report(stored, match) for stored, match in found]


async def _kept(ask: Ask, issue: Issue) -> list[Report]:
    since = ask.now - KNOWN

    def read(tx: Transaction) -> list[Report]:
        # Matches of an issue that nobody follows any more are no longer kept up.
        if not tx.subscriptions.count_followers(issue.id):
            return []
        return tx.matches.reports(issue.id, since=since, until=ask.now, limit=REPORTS)

    return await ask.services.storage.read(read)


async def _backtest(ask: Ask, issue: Issue, articles: Sequence[StoredArticle]) -> Found:
    lists = await ask.services.matcher.backtest(issue, [one.article for one in articles])
    return [
        (stored, match)
        for stored, matches in zip(articles, lists, strict=True)
        for match in matches
        if match.issue == issue.id
    ]


async def _keep(ask: Ask, found: Found) -> None:
    def keep(tx: Transaction) -> None:
        for stored, match in found:
            tx.matches.add(stored.id, [match])

    await ask.services.storage.write(keep)


def _report(stored: StoredArticle, match: Match) -> Report:
    article = stored.article
    return Report(
        story=stored.story,
        match=match,
        title=article.title,
        text=article.text,
        url=article.url,
        source=article.source,
        published_at=stored.at,
        language=article.language,
    )
