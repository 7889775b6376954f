"""Endings: of an issue that somebody follows no longer."""

from bot.domain.model import Issue
from handlers.services import Services


async def let_go(services: Services, issue: Issue) -> None:
    """Match the issue no more, unless somebody follows it. For after the write that took a follower away.

    Somebody may begin to follow it while it is being removed. Whoever does adds it after writing, so that either
    the second look here sees the new follower, or the adding comes after the removing.
    """
    if await _is_followed(services, issue):
        return
    await services.matcher.remove(issue.id)
    if await _is_followed(services, issue):
        await services.matcher.add(issue)


async def _is_followed(services: Services, issue: Issue) -> bool:
    return await services.storage.read(lambda tx: tx.subscriptions.count_followers(issue.id)) > 0
