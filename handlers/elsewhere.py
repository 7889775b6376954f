"""What is not for everybody in a group to see: answered by one line and a link that does it in the private chat."""

import re
from dataclasses import replace

from bot.errors import UserError
from bot.messages.inline import ALONE, alone
from bot.messages.tongue import tr
from handlers.ask import Ask

EXPORT = f"{ALONE}export_"
"""How a link begins that asks for a group's file."""
_GROUP = re.compile(r"(-\d{1,18})(?:_(\d{1,18}))?")


async def answer_elsewhere(ask: Ask, payload: str) -> None:
    """Point to the private chat; nothing is done yet."""
    await ask.toast()
    await ask.reply(alone(ask.services.bot_username, payload))


def export_payload(ask: Ask) -> str:
    """What stands for an export of this group, or of this topic of it."""
    thread = f"_{ask.destination.thread}" if ask.destination.thread else ""
    return f"export_{ask.destination.chat}{thread}"


async def speak_for_group(ask: Ask, named_by: str, refusal: str) -> None:
    """Speak for the group, or topic, that a link or a file names. Anybody can write such a one: UserError for who is
    no admin there, in the words for a group that nobody knows."""
    named = _GROUP.fullmatch(named_by)
    if named is not None and await ask.administers(int(named[1])):
        place = replace(ask.destination, chat=int(named[1]), thread=int(named[2] or 0))
        group = await ask.services.storage.read(lambda tx: tx.chats.find(place))
        if group is not None:
            ask.chat_id = group.id
            return
    raise UserError(tr(refusal))
