"""Groups and channels that are held for lost, and whether the bot may write there again.

Telegram says so where the bot's own rights change, but not where a group's members may write again by default: so it
is asked, when somebody speaks there (handlers.presence) and, where nobody does, every few hours.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from telegram import (
    Bot,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
)
from telegram import error as te
from telegram.constants import ChatType

from bot.clock import Clock
from bot.errors import StoreError
from bot.fates import Fate, returned
from storage import Storage, Transaction

log = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=3)
"""Between two looks at all that is lost."""
LOST_FOR: Final = timedelta(days=30)
"""What was lost longer ago comes back only by a word of Telegram's or of somebody there."""
MOST: Final = 500
"""Chats asked about in a look, those that were lost last."""
PAUSE: Final = 1.0
"""Seconds between two questions: they must keep nobody's message waiting."""
_OUT = (ChatMember.LEFT, ChatMember.BANNED)


def fate_of(member: ChatMember) -> Fate | None:
    """What the bot's place in a chat means for it; None: it may write."""
    if member.status in _OUT or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return Fate.GONE
    if isinstance(member, ChatMemberRestricted):
        return None if member.can_send_messages else Fate.MUTE
    if isinstance(member, ChatMemberAdministrator) and member.can_post_messages is False:
        return Fate.MUTE  # said of channels alone
    return None


async def bring_back(bot: Bot, number: int, storage: Storage, clock: Clock) -> bool:
    """Ask about a chat of Telegram's that is held for lost; whether it is back."""
    where = await _writable(bot, number)
    if where is None:
        return False
    await storage.write(lambda tx: _bring_back(tx, bot.bot.id, number, clock.now(), where))
    return True


async def _writable(bot: Bot, number: int) -> ChatType | None:
    """What kind of chat it is, if Telegram says that the bot may write there."""
    try:
        member = await bot.get_chat_member(number, bot.bot.id)
        if fate_of(member) is not None:
            return None
        chat = await bot.get_chat(number)
    except te.TelegramError as error:
        log.info("whether the bot may write in %d again is not known: %s", number, type(error).__name__)
        return None
    has_own_rights = member.status != ChatMember.MEMBER
    may_all = chat.permissions is None or chat.permissions.can_send_messages is not False
    return ChatType(chat.type) if has_own_rights or may_all else None


def _bring_back(tx: Transaction, bot: int, number: int, now: datetime, where: ChatType) -> None:
    for topic in tx.chats.list_of(bot, number):
        returned(tx, topic.id, now, is_channel=where is ChatType.CHANNEL)


class Lookout:
    """Asks about what is lost while the bot runs. `wake` says that something became due."""

    def __init__(self, bot: Bot, storage: Storage, clock: Clock, wake: asyncio.Event) -> None:
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def run(self, stop: asyncio.Event) -> None:
        """Look round until `stop` is set; first when so much time has passed, for a start has enough to do."""
        while not stop.is_set():
            await self._clock.wait(stop, EVERY.total_seconds())
            if not stop.is_set():
                await self.round(stop)

    async def round(self, stop: asyncio.Event) -> None:
        """One look at everything that is lost."""
        bot, since = self._bot.bot.id, self._clock.now() - LOST_FOR
        try:
            for number in await self._storage.read(lambda tx: tx.chats.list_lost(bot, since, MOST)):
                if await bring_back(self._bot, number, self._storage, self._clock):
                    self._wake.set()
                await self._clock.wait(stop, PAUSE)
                if stop.is_set():
                    return
        except StoreError as error:
            log.warning("who is back is not known while the store fails: %s", error)
