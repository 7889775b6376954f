"""Channels: managed from a private chat by somebody who is an administrator there; nothing is said in the channel."""

import telegram
from telegram import error as te
from telegram.constants import ChatMemberStatus

from bot.domain.model import Destination
from bot.errors import UserError
from bot.messages import channels
from bot.messages.tongue import mark, tr
from handlers.ask import Ask
from storage import Transaction

REQUEST = 1
"""The number by which the answer to our keyboard is known."""
NOT_YOURS = mark("Only an administrator of that channel manages what it follows. Nothing was changed.")
NOT_MINE = mark(
    "I may not post in that channel. Add me as an administrator who may post messages, and choose it once more."
)
_ADMINS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


async def channel(ask: Ask) -> None:
    """Ask for a channel, or stop managing one."""
    if not ask.is_private:
        raise UserError(tr("A channel is managed from your private chat with me."))
    await ask.toast()
    if ask.args != "stop":
        await ask.reply(channels.ask())
        return
    await ask.write(lambda tx: tx.chats.set_manages(ask.own_id, None))
    ask.stop_managing()
    await ask.edit(channels.stopped())


async def shared(ask: Ask) -> None:
    """A channel was chosen: both of us must be its administrators."""
    chosen = ask.seen.message.chat_shared if ask.seen.message is not None else None
    if chosen is None or ask.user is None or chosen.request_id != REQUEST:
        return
    if not await _is_admin(ask, chosen.chat_id, ask.user):
        raise UserError(tr(NOT_YOURS))
    if not await _is_admin(ask, chosen.chat_id, ask.bot.id):
        raise UserError(tr(NOT_MINE))
    there, title, person = Destination(ask.bot.id, chosen.chat_id), chosen.title or "", ask.user

    def write(tx: Transaction) -> None:
        known = tx.chats.get_or_add(there, title, ask.now)
        tx.chats.set_contact(known.id, person)
        tx.chats.set_manages(ask.own_id, known.id)

    await ask.write(write)
    ask.stop_managing()  # the answer itself needs no heading
    await ask.reply(channels.managing(title))


async def _is_admin(ask: Ask, chat: int, user: int) -> bool:
    """Whether somebody administers a channel; a bot must be allowed to post."""
    try:
        member = await ask.bot.get_chat_member(chat, user)
    except (te.BadRequest, te.Forbidden):
        return False
    may_post = (
        not isinstance(member, telegram.ChatMemberAdministrator) or member.can_post_messages is not False
    )
    return member.status in _ADMINS and may_post
