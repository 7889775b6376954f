"""Looking back: what following an issue would have given, and where an issue stands that nobody follows.

What a chat follows has its matches kept; anything else is looked up. No rules inside.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain import named, status
from bot.domain.matching import THRESHOLDS
from bot.domain.model import Issue, StoryId, Strictness
from bot.domain.standing import Development, Status
from bot.lookup import Found, Looked, Lookup
from bot.messages import Key, talk
from handlers import names
from handlers.ask import Ask
from handlers.names import Meant
from storage import Transaction

KNOWN = timedelta(days=365)
REPORTS = 500
"""Kept matches that an answer is made of, and ..."""
COUNTED = 10_000
"""... counted where there are more."""
LIKE = 20
"""Names of the archive that are held against such a name."""
WORDS = 3
"""Words of such a name that are offered by themselves."""
GUESSED_FROM = 300
"""Articles whose names are compared with a name that nothing speaks of."""


async def catch_up(ask: Ask, issue: Issue) -> None:
    """Match a newly followed issue against the archive and keep what was found: for its card, and so that its
    status knows no less than that of an issue which nobody follows."""
    async with ask.services.searches:
        found = await _lookup(ask).backtest(issue, ask.now)
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


async def stand(ask: Ask, meant: Meant, *, whole: bool = False) -> Standing:
    """Where an issue stands: from the matches kept while somebody follows it, else from the archive. `whole`: for a
    timeline, which goes farther back.

    A name that nothing speaks of is taken as the likest name of the news, then as most of its words, and the answer
    says so.
    """
    looked = await _sure(ask, meant, whole)
    near: Sequence[str] = ()
    if not looked.reports and meant.subscription is None:
        guess, near = await _guess(ask, meant.issue.name)
        if guess is not None:
            meant = guess
            looked = await _sure(ask, guess, whole)
    past = await _past(ask, meant, {one.story for one in looked.reports})
    in_part = not looked.reports and not past
    if in_part:
        meant, looked, words = await _in_part(ask, meant, whole)
        near = list(dict.fromkeys((*words, *near)))
    [(key, _), *others] = await keyed(ask, [meant.issue, *(names.unknown(name) for name in near)])
    reports = (
        looked.reports if in_part else await _lookup(ask).with_others(looked.reports, ask.now, whole=whole)
    )
    answer = await asyncio.to_thread(status.answer, meant.issue.name, reports, ask.now)
    answer = status.stateless(answer) if in_part else status.with_past(answer, past)
    if looked.coverage is not None:
        answer = replace(answer, coverage=looked.coverage)
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


async def _past(ask: Ask, meant: Meant, told: Collection[StoryId]) -> list[Development]:
    """The kept lines of articles that have gone, but of stories that others still tell."""
    strictness = meant.subscription.strictness if meant.subscription else Strictness.NORMAL

    def read(tx: Transaction) -> list[Development]:
        issue = names.matched_as(tx, meant.issue)
        kept = tx.past.lines(issue.id, THRESHOLDS[strictness]) if issue is not None else []
        return [line for story, line in kept if story not in told]

    return await ask.services.storage.read(read)


async def _sure(ask: Ask, meant: Meant, whole: bool) -> Looked:
    """The reports of an issue that are sure enough for whoever asks."""
    strictness = meant.subscription.strictness if meant.subscription else Strictness.NORMAL
    looked = await _kept(ask, meant.issue, strictness)
    if not looked.reports:
        looked = await _searched(ask, meant, strictness, whole)
    return replace(
        looked, reports=[one for one in looked.reports if one.match.score >= THRESHOLDS[strictness]]
    )


async def _in_part(ask: Ask, meant: Meant, whole: bool) -> tuple[Meant, Looked, list[str]]:
    """What has most words of a name that no article has the whole of; without any, those of its words that the
    archive knows."""
    async with ask.services.searches:
        lookup = _lookup(ask)
        reports = await lookup.in_part(meant.issue, ask.now, whole=whole)
        words = [] if reports else await lookup.known(meant.issue, ask.now, WORDS)
    note = talk.in_part(meant.issue.name) if reports else meant.note
    return replace(meant, note=note), Looked(reports), words


async def _guess(ask: Ask, words: str) -> tuple[Meant | None, list[str]]:
    """What misspelt words are surely meant for - an issue of this chat, a name in the news or in the archive -, else
    likely ones."""
    followed = await ask.services.storage.read(lambda tx: names.guess(tx, ask.chat_id, words))
    if followed is not None:
        return followed, []
    likely: list[str] = []
    async with ask.services.searches:
        for read in (_in_the_news, _in_the_archive):
            found = await asyncio.to_thread(named.likest, words, await read(ask, words))
            if found and named.is_sure(words, found[0][1]):
                name = found[0][0]
                return Meant(names.unknown(name), note=talk.taking(words, name)), []
            likely += [name for name, _ in found]
    return None, list(dict.fromkeys(likely))


async def _in_the_news(ask: Ask, words: str) -> list[str]:
    newest = await ask.services.storage.read(lambda tx: tx.articles.newest(GUESSED_FROM))
    return [f"{one.article.title}\n{one.article.text}" for one in newest]


async def _in_the_archive(ask: Ask, words: str) -> list[str]:
    """The names of all articles that sound like the words."""
    return await _lookup(ask).nearest(names.unknown(words), LIKE)


async def _searched(ask: Ask, meant: Meant, strictness: Strictness, whole: bool) -> Looked:
    """From the archive; what is followed here is looked up whole and kept."""
    if meant.subscription is not None:
        await catch_up(ask, meant.issue)
        return await _kept(ask, meant.issue, strictness)
    async with ask.services.searches:
        return await _lookup(ask).look(meant.issue, ask.now, whole=whole)


def _lookup(ask: Ask) -> Lookup:
    return Lookup(ask.services.storage, ask.services.matcher)


async def _kept(ask: Ask, issue: Issue, strictness: Strictness) -> Looked:
    since, at_least = ask.now - KNOWN, THRESHOLDS[strictness]

    def read(tx: Transaction) -> Looked:
        # Matches of an issue that nobody follows any more are no longer kept up.
        kept = names.matched_as(tx, issue)
        if kept is None:
            return Looked([])
        reports = tx.matches.reports(kept.id, since=since, until=ask.now, limit=REPORTS)
        if len(reports) < REPORTS:
            return Looked(reports)
        counted = tx.matches.coverage(kept.id, until=ask.now, at_least=at_least, counted=COUNTED)
        return Looked(reports, counted)

    return await ask.services.storage.read(read)


async def _keep(ask: Ask, found: Found) -> None:
    def keep(tx: Transaction) -> None:
        for stored, match in found:
            tx.matches.add(stored.id, [match])

    await ask.services.storage.write(keep)
