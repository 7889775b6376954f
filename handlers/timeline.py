"""/timeline: what happened when, a page of lines under a picture of the coverage."""

import asyncio
from datetime import UTC
from functools import partial

from bot import chart, messages
from bot.domain.model import Alert
from bot.messages import Message, talk
from bot.messages.status import chart_words, choose_timeline
from bot.messages.tongue import day_name
from handlers import cards, names
from handlers.archive import Standing, stand
from handlers.ask import Ask
from handlers.background import slowly
from handlers.names import Meant
from handlers.status import behind, pick_issue, understood


async def timeline(ask: Ask) -> None:
    """The dated timeline of an issue: /timeline <name>."""
    if not ask.args:
        await pick_issue(ask, "time", talk.TIMELINE_PROMPT)
        return
    await _slowly_show(ask, await understood(ask))


async def timeline_page(ask: Ask) -> None:
    """Another page in place; from a message without the picture, the first page below it."""
    meant, page = await behind(ask), ask.number(1)
    await ask.toast()
    if ask.seen.has_photo:
        await slowly(ask, meant.issue.name, partial(_turn, ask, meant, page))
    else:
        await _slowly_show(ask, meant)


async def timeline_of_alert(ask: Ask) -> None:
    """The timeline of what an alert is about; asks which, when that is several issues."""
    alert = await ask.services.storage.read(lambda tx: cards.alert(ask, tx, ask.number()))
    await ask.toast()
    await show_timeline(ask, alert)


async def show_timeline(ask: Ask, alert: Alert) -> None:
    """The same, as a new message."""
    each = list({excerpt.issue: (excerpt.issue, excerpt.name) for excerpt in alert.excerpts}.values())
    if len(each) != 1:
        await ask.reply(choose_timeline(each))
        return
    key = str(each[0][0])
    meant = await ask.services.storage.read(lambda tx: names.behind(tx, ask.chat_id, key, is_given=True))
    await _slowly_show(ask, meant)


async def _slowly_show(ask: Ask, meant: Meant) -> None:
    await slowly(ask, meant.issue.name, partial(_show, ask, meant))


async def _turn(ask: Ask, meant: Meant, page: int) -> None:
    found = await stand(ask, meant, whole=True)
    await ask.edit(await _page(found, page))


async def _show(ask: Ask, meant: Meant) -> None:
    found = await stand(ask, meant, whole=True)
    if found.status.newest is None:
        answer = messages.unknown(found.issue.name, found.key, followed=found.followed, note=found.note)
        await ask.reply(answer)
        return
    page = await _page(found, 0, note=found.note)
    if not found.status.coverage:  # so busy that not even a day of it was counted
        await ask.reply(page)
        return
    picture = await asyncio.to_thread(
        chart.coverage, found.issue.name, found.status.coverage, ask.now.astimezone(UTC), _says()
    )
    await ask.reply_photo(picture, page)


def _says() -> chart.Says:
    """The words of the picture; its days are formatted in the thread that draws it, in the same context."""
    return chart.Says(*chart_words(), day_name)


async def _page(found: Standing, page: int, *, note: str = "") -> Message:
    """Beside the event loop: what stands on a page depends on the lengths of all lines before it."""
    return await asyncio.to_thread(
        messages.timeline, found.status, found.key, page, followed=found.followed, note=note
    )
