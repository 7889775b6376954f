"""/why: the reasons behind an alert, or behind the absence of one."""

import re

from bot.domain.model import Alert, Strictness
from bot.errors import UserError
from bot.ingest.urls import canonical
from bot.messages import Message
from bot.messages import why as reasons
from handlers import cards
from handlers.ask import Ask
from storage import Transaction

LINK = re.compile(r"https?://[^\s<>]+", re.I)
RECENT = 6


async def why(ask: Ask) -> None:
    """Why an alert came or did not: as a reply to an alert, or /why <link>."""
    link = LINK.search(ask.args)
    if link is not None:
        await ask.reply(
            await ask.services.storage.read(lambda tx: _of_link(ask, tx, address_in(link.group())))
        )
    elif ask.args:
        raise UserError("Send /why with the link to an article, or as a reply to an alert.")
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
    return reasons.explained(first.title, first.url, records, _levels(ask, tx))


def address_in(link: str) -> str:
    """The address under which an article is known, without what a sentence or a bracket put behind it."""
    link = link.rstrip(".,;:!?\"'”»")
    if link.endswith(")") and "(" not in link:
        return address_in(link[:-1])
    return canonical(link) or link


def _of_link(ask: Ask, tx: Transaction, url: str) -> Message:
    article = tx.articles.find_url(url)
    if article is None:
        return reasons.unseen(url)
    records = tx.decisions.list_for_article(ask.chat_id, article.id)
    followed = {one.issue.id: one.issue.name for one in tx.subscriptions.list_for_chat(ask.chat_id)}
    found = tx.matches.list_for_article(article.id, list(followed))
    known = {one.issue for one in records}
    earlier = [(followed[one.issue], one) for one in found if followed[one.issue] not in known]
    levels = _levels(ask, tx)
    return reasons.explained(article.article.title, article.article.url, records, levels, earlier=earlier)


def _levels(ask: Ask, tx: Transaction) -> dict[str, Strictness]:
    """How strictly each issue is matched that is followed here."""
    return {one.issue.name: one.strictness for one in tx.subscriptions.list_for_chat(ask.chat_id)}
