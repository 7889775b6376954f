"""Work that takes its time - looking through the archive - without holding up other chats' updates.

What must not be lost is written before; a process that ends meanwhile loses only the answer.
"""

import asyncio
from collections.abc import Coroutine

from handlers import errors
from handlers.ask import Ask


def later(ask: Ask, work: Coroutine[None, None, None]) -> None:
    """Begin the work, and return at once."""
    task = asyncio.create_task(_guarded(ask, work))
    ask.services.tasks.add(task)
    task.add_done_callback(ask.services.tasks.discard)


async def _guarded(ask: Ask, work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception as error:
        await errors.explain(ask, error)
