"""Work that takes its time - looking through the archive, fetching a site - without holding up other updates.

What must not be lost is written before; a process that ends meanwhile loses only the answer. How much may wait is
bounded, for a chat and in all.
"""

import asyncio
from collections.abc import Awaitable, Callable

from bot.errors import UserError
from bot.messages import clip
from bot.messages.tongue import tr
from handlers import errors
from handlers.ask import Ask
from handlers.services import Line

SHORT = 150
"""Articles; matching one takes some milliseconds."""
A_CHAT = 3
"""Pieces of work that one chat may have begun; one at a time is worked on."""
MOST = 30
"""The same of all chats."""

Work = Callable[[], Awaitable[None]]


async def is_short(ask: Ask) -> bool:
    """Whether looking through the archive takes no longer than a person waits for an answer."""
    return await ask.services.storage.read(lambda tx: tx.articles.count()) <= SHORT


async def slowly(ask: Ask, about: str, work: Work) -> None:
    """Do what looks through the archive: at once while that is short, else beside everything else."""
    if await is_short(ask):
        await work()
    else:
        ensure_room(ask)
        later(ask, about, work)


def ensure_room(ask: Ask) -> None:
    """UserError when so much is under way that no more may be begun. For asking before anything is written."""
    lines = ask.services.lines
    own = lines.get(ask.destination.chat)
    if own is not None and len(own.about) >= A_CHAT:
        raise UserError(
            tr(
                "I am still busy with {work} for you. Please send that again when I have answered.",
                work=clip(own.about[0], 60),
            )
        )
    if sum(len(line.about) for line in lines.values()) >= MOST:
        raise UserError(
            tr("I am busy with other chats just now and did nothing. Please try again in a minute.")
        )


def later(ask: Ask, about: str, work: Work) -> None:
    """Begin the work, after what the chat began before, and return at once. `about` says what it is, in a few words."""
    line = ask.services.lines.setdefault(ask.destination.chat, Line())
    line.about.append(about)
    task = asyncio.create_task(_in_turn(ask, line, about, work))
    ask.services.tasks.add(task)
    task.add_done_callback(ask.services.tasks.discard)


async def _in_turn(ask: Ask, line: Line, about: str, work: Work) -> None:
    chat = ask.destination.chat
    try:
        async with line.turn:
            await work()
    except Exception as error:
        await errors.explain(ask, error)
    finally:
        line.about.remove(about)
        if not line.about:
            ask.services.lines.pop(chat, None)
