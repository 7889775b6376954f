"""How much one chat may ask and add: far more than a person does, far less than a program could."""

from math import ceil
from typing import Final

from bot.errors import UserError
from bot.messages.tongue import tr
from handlers.ask import Ask
from handlers.requests import A_MINUTE, Requests

MOST_SOURCES: Final = 2_000
"""Sources of one bot: what one machine reads within an hour, politely."""


def ensure_pace(requests: Requests, ask: Ask) -> bool:
    """Whether a request is to be answered at all; UserError, once a minute, where it was one too many. A pressed button
    is always told: that is no message."""
    wait = 0.0 if ask.is_owner else requests.wait_for(ask.destination.chat, ask.now)
    if not wait:
        return True
    if ask.query is None and requests.is_told(ask.destination.chat, ask.now):
        return False
    raise UserError(
        tr(
            "That was more than {most} requests from this chat in a minute, so I left this one out. "
            "Please go on in {n} s.",
            most=A_MINUTE,
            n=ceil(wait),
        )
    )


async def ensure_sources(ask: Ask, more: int) -> None:
    """UserError when so many sources are read that no more may be added."""
    standing = await ask.services.storage.read(lambda tx: tx.sources.standing())
    if standing.active + more > MOST_SOURCES:
        raise UserError(
            tr(
                "I read {n} sources already, and {most} is as many as I can read in time. "
                "Please remove some with /removesource first.",
                n=standing.active,
                most=MOST_SOURCES,
            )
        )
