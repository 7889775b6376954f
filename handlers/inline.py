"""Inline mode: `@bot zapor…` in any chat offers cards of where things stand, as one types.

Only what the typing person follows in private, and names of the news; never what others follow. What is not ready in
time is left out: the next letter asks again.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import telegram
from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram import error as te
from telegram.constants import ParseMode

from bot.domain import named
from bot.domain import status as statuses
from bot.domain.alerting import least
from bot.domain.matching import nearest
from bot.domain.model import Destination, Subscription
from bot.domain.standing import Report, Status
from bot.domain.text import normalise
from bot.errors import TocsinError, UserError
from bot.lookup import Lookup
from bot.messages import tongue
from bot.messages.inline import Card, card
from bot.messages.tongue import tr
from bot.sender import NO_PREVIEW, keyboard
from handlers import names
from handlers.archive import KNOWN
from handlers.services import Services
from storage import Transaction

log = logging.getLogger(__name__)

MOST = 5
"""Cards at once."""
REPORTS = 20
"""Newest reports that a card is made of."""
CACHED = 20
"""Seconds that Telegram may give the same answer to the same person again."""
NEWEST = 60
OFTEN = 300
"""Names of the news among which the typed beginning is looked for."""
AT_WORK = 4
"""Looks into the archive at once; who types meanwhile gets what they follow, and the rest with a later letter."""


async def inline(query: telegram.InlineQuery, bot: telegram.Bot, services: Services) -> None:
    """Answer one letter more of somebody's typing."""
    allowed = services.allowed_chats
    is_served = not allowed or query.from_user.id in allowed or query.from_user.id in services.admins
    try:
        cards = await _cards(query, bot, services) if is_served else []
    except TocsinError as error:
        log.info("inline query %s: %s", query.id, error)
        cards = []
    button = InlineQueryResultsButton(tr("Open Tocsin to follow more"), start_parameter="inline")
    try:
        await query.answer(
            [_result(n, one) for n, one in enumerate(cards)],
            cache_time=CACHED,
            is_personal=True,
            button=button if is_served else None,
        )
    except te.TelegramError as error:
        log.info("inline query not answered: %s", error.message)


async def language_of(services: Services, bot: telegram.Bot, person: telegram.User) -> str:
    """What is spoken with a person: as in their private chat, else as their client has it."""
    chat = await services.storage.read(lambda tx: tx.chats.find(Destination(bot.id, person.id)))
    chosen = chat.language if chat is not None else None
    return chosen or person.language_code or tongue.DEFAULT


def _result(number: int, one: Card) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        one.message.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(
        str(number), one.title, content, reply_markup=keyboard(one.message), description=one.description
    )


async def _cards(query: telegram.InlineQuery, bot: telegram.Bot, services: Services) -> list[Card]:
    """What is followed first, then what the archive says of a name."""
    began = asyncio.get_running_loop().time()
    words = " ".join(query.query.split())[: names.LONGEST]
    await _renew(services)
    here = Destination(bot.id, query.from_user.id)
    own = await services.storage.read(lambda tx: _followed(tx, here, words))
    found = list(await asyncio.gather(*(_of_followed(services, one) for one in own)))
    known = {normalise(name) for one in own for name in names.names_of(one.issue)}
    left = services.typing_seconds - (asyncio.get_running_loop().time() - began)
    if len(found) < MOST and len(services.typed.at_work) < AT_WORK:  # in no time, too: for the next letter
        found += await _in_time(services, _Search(words, frozenset(known), MOST - len(found)), max(0.0, left))
    return [card(status, services.bot_username) for status in found]


@dataclass
class _Search:
    """What is looked for in the archive while somebody waits."""

    words: str
    known: frozenset[str]
    """Names that have their cards already."""
    room: int
    """Cards that there is room for."""
    found: list[Status] = field(default_factory=list)
    is_over: bool = False
    """Nobody waits any more: what is looked up just now is kept for the next letter, and nothing else begun."""


async def _in_time(services: Services, search: _Search, seconds: float) -> list[Status]:
    """What the archive says of names, as far as it is known by then."""
    task = asyncio.create_task(_look(services, search))
    services.typed.at_work.add(task)
    services.tasks.add(task)
    task.add_done_callback(services.tasks.discard)
    task.add_done_callback(services.typed.at_work.discard)
    await asyncio.wait({task}, timeout=seconds)
    search.is_over = True
    return search.found[: search.room]


async def _look(services: Services, search: _Search) -> None:
    try:
        for name in await _named(services, search.words):
            if search.is_over or len(search.found) == search.room:
                return
            if normalise(name) not in search.known:
                search.found += await _of_archive(services, name)
    except TocsinError as error:
        log.info("names typed are not looked up: %s", error)


def _followed(tx: Transaction, here: Destination, words: str) -> list[Subscription]:
    """What the person follows whose names begin with the words or hold them, then the likest; without words, any."""
    chat = tx.chats.find(here)
    subscriptions = tx.subscriptions.list_for_chat(chat.id) if chat is not None else []
    typed = normalise(words)
    holding = [
        one for one in subscriptions if any(typed in normalise(name) for name in names.names_of(one.issue))
    ]
    if holding or not words:
        return sorted(holding, key=lambda one: not normalise(one.issue.name).startswith(typed))[:MOST]
    like = nearest(
        words, [(one.id, name) for one in subscriptions for name in names.names_of(one.issue)], limit=2
    )
    sure = {id for id, likeness in like if likeness >= names.LIKELY}
    return [one for one in subscriptions if one.id in sure]


async def _renew(services: Services) -> None:
    """Forget what was worked out before the newest article came in."""
    newest = await services.storage.read(lambda tx: tx.articles.newest(1))
    services.typed.renew(newest[0].id if newest else 0)


async def _of_followed(services: Services, one: Subscription) -> Status:
    now, known, asked = services.clock.now(), services.typed.statuses, (str(one.issue.id), least(one))
    if asked in known:
        return known[asked]
    reports = await services.storage.read(
        lambda tx: tx.matches.reports(one.issue.id, since=now - KNOWN, until=now, limit=REPORTS)
    )
    sure = [report for report in reports if report.match.score >= least(one)]
    answer = await _stands(services, one.issue.name, sure)
    if answer.newest is not None:
        known[asked] = answer
    return answer


async def _stands(services: Services, name: str, reports: Sequence[Report]) -> Status:
    now = services.clock.now()
    told = await Lookup(services.storage, services.matcher).with_others(reports, now)
    return await asyncio.to_thread(statuses.answer, name, told, now)


async def _named(services: Services, words: str) -> list[str]:
    """Names of the news that begin with the words, and the words themselves where they are a name."""
    if len(words) < named.SHORTEST - 1:
        return []
    typed = normalise(words)
    begun = [name for name in await _news(services) if normalise(name).startswith(typed)]
    try:
        whole = names.split(words)
    except UserError:
        whole = []
    found: dict[str, str] = {}
    for name in (*begun[: MOST - 1], *(whole if len(whole) == 1 else [])):
        found.setdefault(normalise(name), name)  # as the news writes it
    return list(found.values())


async def _news(services: Services) -> list[str]:
    """The names that the newest articles speak of; found once until another article comes in."""
    typed = services.typed
    if typed.names is None:
        newest = await services.storage.read(lambda tx: tx.articles.newest(NEWEST))
        texts = [f"{one.article.title}\n{one.article.text}" for one in newest]
        typed.names = await asyncio.to_thread(named.commonest, texts, OFTEN)
    return typed.names


async def _of_archive(services: Services, name: str) -> list[Status]:
    """Where a name stands by the archive; none where nothing speaks of it."""
    known, asked, now = services.typed.statuses, (normalise(name), 0.0), services.clock.now()
    if asked not in known:
        looked = await Lookup(services.storage, services.matcher).look(names.unknown(name), now)
        known[asked] = await _stands(services, name, looked.reports)
    return [known[asked]] if known[asked].newest is not None else []
