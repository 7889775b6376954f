"""Looking back: what following an issue would have given, and where an issue stands that nobody follows.

Matching runs in the Matcher's own thread, so a big archive holds up nobody. No rules inside.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.domain import named, status
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Issue, Match, Report, Status, StoredArticle, Strictness
from bot.messages import Key, talk
from handlers import names
from handlers.ask import Ask
from handlers.names import Meant
from storage import Transaction

KNOWN = timedelta(days=365)
LOOK_BACK = 3_000
"""Articles that a back-test takes at most, newest first."""
SLICE = 300
"""Of them held in memory at a time."""
REPORTS = 500
GUESSED_FROM = 300
"""Articles whose names are compared with a name that nothing speaks of."""

Found = list[tuple[StoredArticle, Match]]


async def catch_up(ask: Ask, issue: Issue) -> None:
    """Match a newly followed issue against the archive and keep what was found: for its card, and so that its
    status knows no less than that of an issue which nobody follows."""
    found = await _backtest(ask, issue)
    if found:
        await _keep(ask, found)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an issue stands, with what its buttons need."""

    status: Status
    issue: Issue
    key: Key
    """What its buttons call it by."""
    followed: bool
    note: str
    near: tuple[tuple[Key, str], ...] = ()
    """Names that may have been meant, when nothing is known."""


async def stand(ask: Ask, meant: Meant) -> Standing:
    """Where an issue stands: from the matches kept while somebody follows it, else from the archive.

    A name that nothing speaks of is taken as the likest name of the news, and the answer says so.
    """
    sure = await _sure(ask, meant)
    near: Sequence[str] = ()
    if not sure and meant.subscription is None:
        guess, near = await _guess(ask, meant.issue.name)
        if guess is not None:
            meant, sure = guess, await _sure(ask, guess)
    [(key, _), *others] = await keyed(ask, [meant.issue, *(names.unknown(name) for name in near)])
    answer = await asyncio.to_thread(status.answer, meant.issue.name, sure, ask.now)
    return Standing(
        status=answer,
        issue=meant.issue,
        key=key,
        followed=meant.subscription is not None,
        note=meant.note,
        near=tuple(others),
    )


async def keyed(ask: Ask, issues: Sequence[Issue]) -> list[tuple[Key, str]]:
    """What buttons call each of them by, and its name. Only names that no button can carry become the store's."""
    if all(names.short_key(one) for one in issues):
        return [(names.short_key(one), one.name) for one in issues]
    return await ask.services.storage.write(
        lambda tx: [(names.short_key(one) or tx.issues.ensure(one.name).id, one.name) for one in issues]
    )


async def _sure(ask: Ask, meant: Meant) -> list[Report]:
    reports = await _kept(ask, meant.issue)
    strictness = meant.subscription.strictness if meant.subscription else Strictness.NORMAL
    return [
        one for one in reports or await _searched(ask, meant) if one.match.score >= THRESHOLDS[strictness]
    ]


async def _guess(ask: Ask, words: str) -> tuple[Meant | None, list[str]]:
    """What misspelt words are surely meant for - an issue of this chat, a name in the news -, else likely ones."""
    followed = await ask.services.storage.read(lambda tx: names.guess(tx, ask.chat_id, words))
    if followed is not None:
        return followed, []
    async with ask.services.searches:
        newest = await ask.services.storage.read(lambda tx: tx.articles.newest(GUESSED_FROM))
        texts = [f"{one.article.title}\n{one.article.text}" for one in newest]
        found = await asyncio.to_thread(named.likest, words, texts)
    if found and named.is_sure(words, found[0][1]):
        name = found[0][0]
        return Meant(names.unknown(name), note=talk.taking(words, name)), []
    return None, [name for name, _ in found]


async def _searched(ask: Ask, meant: Meant) -> list[Report]:
    found = await _backtest(ask, meant.issue)
    if meant.subscription is not None and found:
        await _keep(ask, found)
    return [_report(stored, match) for stored, match in found]


async def _kept(ask: Ask, issue: Issue) -> list[Report]:
    since = ask.now - KNOWN

    def read(tx: Transaction) -> list[Report]:
        # Matches of an issue that nobody follows any more are no longer kept up.
        kept = names.matched_as(tx, issue)
        if kept is None:
            return []
        return tx.matches.reports(kept.id, since=since, until=ask.now, limit=REPORTS)

    return await ask.services.storage.read(read)


async def _backtest(ask: Ask, issue: Issue) -> Found:
    """What the archive says of an issue, read a slice at a time. It waits for its turn before it reads."""
    found: Found = []
    async with ask.services.searches:
        for skip in range(0, LOOK_BACK, SLICE):
            articles = await ask.services.storage.read(partial(_slice, skip=skip))
            lists = await ask.services.matcher.backtest(issue, [one.article for one in articles])
            found += [
                (stored, match)
                for stored, matches in zip(articles, lists, strict=True)
                for match in matches
                if match.issue == issue.id
            ]
            if len(articles) < SLICE:
                break
    return found


def _slice(tx: Transaction, skip: int) -> list[StoredArticle]:
    return tx.articles.newest(SLICE, skip=skip)


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
