"""/why: the reasons behind an alert, or behind the absence of one."""

import re
from dataclasses import dataclass

from bot.domain.model import Alert, DecisionRecord, Match, Source, StoredArticle, Subscription
from bot.errors import UserError
from bot.ingest.urls import article, site
from bot.messages import Message
from bot.messages import why as reasons
from bot.messages.tongue import tr
from handlers import cards
from handlers.ask import Ask
from storage import Transaction

LINK = re.compile(r"https?://[^\s<>]+", re.I)
RECENT = 6
TRIED = 20
"""Issues that are tried on an article when nothing is known of them."""


async def why(ask: Ask) -> None:
    """Why an alert came or did not: as a reply to an alert, or /why <link>."""
    link = LINK.search(ask.args)
    if link is not None:
        await ask.reply(await _of_link(ask, address_in(link.group())))
    elif ask.args:
        raise UserError(tr("Send /why with the link to an article, or as a reply to an alert."))
    else:
        await ask.reply(await ask.services.storage.read(lambda tx: _of_reply(ask, tx)))


async def why_alert(ask: Ask) -> None:
    """Why the alert with this button came."""
    answer = await ask.services.storage.read(
        lambda tx: _of_alert(ask, tx, cards.alert(ask, tx, ask.number()))
    )
    await ask.toast()
    await ask.reply(answer)


def _of_reply(ask: Ask, tx: Transaction) -> Message:
    told = tx.alerts.find_message(ask.destination, ask.seen.answers) if ask.seen.answers else None
    if told is not None:
        return _of_alert(ask, tx, told)
    return reasons.choose(tx.alerts.list_recent(ask.chat_id, RECENT))


def _of_alert(ask: Ask, tx: Transaction, told: Alert) -> Message:
    """By the article that raised it; by what the alert quotes, where that is no longer kept."""
    records = tx.decisions.list_for_alert(ask.chat_id, told.id)
    if not records or not told.copies:
        return reasons.of_alert(told)
    first = told.copies[0]
    return reasons.explained(first.title, first.url, records, _own(ask, tx))


def address_in(link: str) -> str:
    """The address under which an article is known, without what a sentence or a bracket put behind it."""
    link = link.rstrip(".,;:!?\"'”»")
    if link.endswith(")") and "(" not in link:
        return address_in(link[:-1])
    return article(link) or link


@dataclass(frozen=True)
class _Found:
    """An article, and what is known of it here."""

    article: StoredArticle
    records: list[DecisionRecord]
    matches: list[Match]
    own: list[Subscription]

    @property
    def untried(self) -> list[Subscription]:
        """What is followed here and was not found in it."""
        decided, known = {one.issue for one in self.records}, {one.issue for one in self.matches}
        return [one for one in self.own if one.issue.id not in known and one.issue.name not in decided]


async def _of_link(ask: Ask, url: str) -> Message:
    """What an article meant here, or why it meant nothing: each followed issue is tried on it anew."""
    found = await ask.services.storage.read(lambda tx: _look(ask, tx, url))
    if found is None:
        source = await ask.services.storage.read(lambda tx: _source(tx, url))
        return reasons.unseen(url, source)
    fresh = {one.issue.name: await _tried(ask, one, found) for one in found.untried[:TRIED]}
    names = {one.issue.id: one.issue.name for one in found.own}
    decided = {one.issue for one in found.records}
    earlier = [(names[one.issue], one) for one in found.matches if names[one.issue] not in decided]
    earlier += [(name, match) for name, match in fresh.items() if match is not None]
    return reasons.explained(
        found.article.article.title,
        found.article.article.url,
        found.records,
        {one.issue.name: one for one in found.own},
        earlier=earlier,
        absent=[name for name, match in fresh.items() if match is None],
    )


def _look(ask: Ask, tx: Transaction, url: str) -> _Found | None:
    article = tx.articles.find_url(url)
    if article is None:
        return None
    own = tx.subscriptions.list_for_chat(ask.chat_id)
    records = tx.decisions.list_for_article(ask.chat_id, article.id)
    return _Found(
        article, records, tx.matches.list_for_article(article.id, [one.issue.id for one in own]), own
    )


async def _tried(ask: Ask, one: Subscription, found: _Found) -> Match | None:
    [matches] = await ask.services.matcher.backtest(one.issue, [found.article.article])
    return next(iter(matches), None)


def _source(tx: Transaction, url: str) -> Source | None:
    """The feed of the same site that is read, a working one first."""
    here = [one for one in tx.sources.list_all() if site(one.url) == site(url)]
    return min(here, key=lambda one: (one.paused_at is not None, one.failures), default=None)


def _own(ask: Ask, tx: Transaction) -> dict[str, Subscription]:
    """What is followed here, by name."""
    return {one.issue.name: one for one in tx.subscriptions.list_for_chat(ask.chat_id)}
