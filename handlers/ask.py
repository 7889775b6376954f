"""What a handler is given: one person's request, with everything needed to answer it.

Wraps python-telegram-bot's update and context, which go no further down. Answers keep to the limits but overtake
what is owed to others; one that Telegram will not take just now becomes owed itself. What a request changes is
written together with the note that it was (`write`), so no crash does it twice.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import TypeVar

import telegram
from telegram import error as te
from telegram.constants import ChatMemberStatus, ParseMode

from bot.domain.model import Chat, ChatId, Destination
from bot.errors import UserError
from bot.fates import returned
from bot.messages import Message, channels, clip, plain, tongue
from bot.messages.tongue import mark, tr
from bot.outcome import RetryAfter
from bot.pace import depart
from bot.sender import NO_PREVIEW, channel_keyboard, keyboard, outcome_of
from handlers import owing, seals
from handlers.seen import Seen, numbered
from handlers.services import Services
from storage import Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")
OUTDATED = mark("This button is out of date. Please send the command once more.")
TOAST = 200
"""Characters that Telegram shows as the answer to a pressed button."""


@dataclass(kw_only=True)
class Ask:
    """A command, a text or a pressed button, and the way to answer it."""

    bot: telegram.Bot
    services: Services
    destination: Destination
    title: str
    """The chat's name."""
    seen: Seen
    user: int | None
    """None where nobody in particular speaks, as an anonymous admin."""
    is_private: bool
    is_anonymous_admin: bool = False
    is_channel: bool = False
    args: str = ""
    """What followed the command, line breaks kept; of a pressed button, what followed its verb."""
    client_language: str | None = None
    """What the person's client speaks, as a code; None where nobody says."""
    update: int = 0
    """The number of Telegram's update, for the log."""
    query: str | None = None
    """The pressed button's query, to be answered."""
    now: datetime = field(init=False)
    is_toasted: bool = field(init=False, default=False)
    """The pressed button has been answered."""
    chat_id: ChatId = field(init=False)
    """The chat's row; there once `enter` was awaited."""
    own_id: ChatId = field(init=False)
    """The row of the chat that is talked in; `chat_id` is that of the channel that a private chat manages."""
    managed: str = field(init=False, default="")
    """The title of that channel; empty for none."""
    language: str = field(init=False, default=tongue.DEFAULT)
    """What the chat that is talked in is spoken to in; there once `enter` was awaited."""
    is_repeated: bool = field(init=False, default=False)
    """What it asks for was done already, by a process that ended before it answered."""

    def __post_init__(self) -> None:
        self.now = self.services.clock.now()
        if not self.is_private:
            self.client_language = None  # a group is not spoken to in the language of whoever speaks

    async def enter(self) -> None:
        """Know the chat: it gets its row at its first word, and whoever speaks again is no longer gone."""
        known, self.is_repeated = await self.services.storage.read(
            lambda tx: (
                tx.chats.find(self.destination),
                tx.updates.is_begun(self.destination.bot, self.update),
            )
        )
        seen = (None, self.title, self.client_language)
        if known is None or (known.gone_at, known.title, known.client_language) != seen:
            known = await self.services.storage.write(self._enter)
        self.own_id = self.chat_id = known.id
        self.language = known.tongue
        about = await self._about()
        if about is not None:
            self.chat_id = about
        elif known.manages is not None:
            await self._manage(known.manages)

    async def _about(self) -> ChatId | None:
        """Whose alert is answered, or has its button pressed: it may be a closed topic's, standing in General."""
        at = self.seen.answers if self.query is None else self.seen.id
        if self.destination.thread or at is None:
            return None
        told = await self.services.storage.read(lambda tx: tx.alerts.find_message(self.destination, at))
        return told.chat if told is not None else None

    async def _manage(self, id: ChatId) -> None:
        """Speak for a channel, as long as the person is its administrator."""
        channel = await self.services.storage.read(lambda tx: tx.chats.get(id))
        if await self.administers(channel.destination.chat):
            self.chat_id, self.managed = id, channel.title or tr("Channel")
            return
        await self.services.storage.write(lambda tx: tx.chats.set_manages(self.own_id, None))
        raise UserError(channels.lost(channel.title))

    async def administers(self, chat: int) -> bool:
        """Whether the person is an administrator of a chat of Telegram's."""
        if self.user is None:
            return False
        try:
            member = await self.bot.get_chat_member(chat, self.user)
        except (te.BadRequest, te.Forbidden):
            return False
        return member.status in (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)

    def stop_managing(self) -> None:
        """Speak for the chat itself again."""
        self.chat_id, self.managed = self.own_id, ""

    def _enter(self, tx: Transaction) -> Chat:
        chat = tx.chats.get_or_add(self.destination, self.title, self.now)
        if chat.gone_at is not None and self.is_private:  # of groups Telegram was asked before
            returned(tx, chat.id, self.now)
        if chat.client_language != self.client_language:
            tx.chats.set_client_language(chat.id, self.client_language)
            return tx.chats.get(chat.id)
        return chat

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Change the store as the person asked, and note in the same transaction that this was done: an update that
        Telegram repeats after a crash changes nothing twice."""

        def once(tx: Transaction) -> T:
            if self.update:
                tx.updates.begin(self.destination.bot, self.update)
            if self.user is not None and not self.is_private:
                tx.chats.set_contact(self.chat_id, self.user)
            return work(tx)

        return await self.services.storage.write(once)

    def chat(self, tx: Transaction) -> Chat:
        """The chat as it is in this transaction."""
        return tx.chats.get(self.chat_id)

    def number(self, position: int = 0) -> int:
        """One of the numbers behind a button; UserError when it is none, as an old button's may be."""
        found = numbered(self.word(position))
        if found is None:
            raise UserError(tr(OUTDATED))
        return found

    def word(self, position: int) -> str:
        """One of the words behind a button."""
        try:
            return self.args.split(":")[position]
        except IndexError:
            raise UserError(tr(OUTDATED)) from None

    @property
    def is_sealed(self) -> bool:
        """Whether the pressed button names an issue that this chat was given the id of."""
        return seals.is_sealed(self.args, self.bot.token, self.destination.chat)

    # -- who asks --

    @property
    def is_owner(self) -> bool:
        """Whether the person is one of the bot's admins."""
        return self.user is not None and self.user in self.services.admins

    async def may_change(self) -> bool:
        """Whether the person changes what is followed here."""
        return self.is_private or self.is_anonymous_admin or await self.administers(self.destination.chat)

    async def ensure_admin(self) -> None:
        """Only admins change what a group follows; UserError for anybody else."""
        if await self.may_change():
            return
        raise UserError(
            tr(
                "Only this group's admins change what it follows. "
                "Anyone may ask: /status, /timeline, /issues, /why."
            )
        )

    # -- answering --

    async def reply(self, answer: Message, *, quoting: bool = False) -> int | None:
        """Answer with a new message; in a group, or `quoting`, it hangs on the question. Its number, None where it is
        owed. A channel is not talked in: who pressed there gets the beginning as a fading text."""
        if self.is_channel:
            await self.toast(clip(unescape(plain(answer).html), TOAST))
            return None
        answer = self._headed(answer)
        if not await self._turn(answer):
            return None
        try:
            sent = await self._send(answer, quoting=quoting)
        except te.TelegramError as error:
            await owing.owe(self, answer, error)
            return None
        return sent.message_id

    async def reply_now(self, answer: Message) -> bool:
        """Answer at once or not at all, for what must not be owed and so kept. False where the limits say to wait;
        TelegramError where Telegram does not take it."""
        return await self._turn(None) and await self._obeying(self._send(answer))

    async def _obeying(self, sending: Awaitable[object]) -> bool:
        """Whether it was sent; where flood control did not let it, that is known to whatever is sent next."""
        try:
            await sending
        except te.RetryAfter as error:
            outcome = outcome_of(error)
            assert isinstance(outcome, RetryAfter)
            self.services.pace.refused(self.destination.chat, self.services.clock.now(), outcome.seconds)
            return False
        return True

    async def _send(self, answer: Message, *, quoting: bool = False) -> telegram.Message:
        return await self.bot.send_message(
            self.destination.chat,
            answer.html,
            message_thread_id=self.destination.thread or None,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=self._markup(answer),
            reply_parameters=self._question(quoting=quoting),
        )

    async def reply_photo(self, picture: bytes, answer: Message) -> None:
        """Answer with a picture under which the message stands; without it where pictures are not allowed."""
        if self.is_channel:
            await self.reply(answer)
            return
        if not await self._turn(answer):
            return
        sending = self.bot.send_photo(
            self.destination.chat,
            picture,
            caption=answer.html,
            message_thread_id=self.destination.thread or None,
            parse_mode=ParseMode.HTML,
            reply_markup=self._keyboard(answer),
            reply_parameters=self._question(),
        )
        try:
            await sending
        except te.BadRequest as error:
            log.info("no picture for chat %d: %s", self.destination.chat, error.message)
            await self.reply(answer)
        except te.TelegramError as error:
            # A picture that may have come is not followed by its words alone.
            await owing.owe(self, answer, error, repeat=False)

    async def reply_file(self, data: bytes, name: str, answer: Message) -> None:
        """Answer with a file under which the message stands."""
        is_sent = await self._turn(None) and await self._obeying(
            self.bot.send_document(
                self.destination.chat,
                data,
                caption=answer.html,
                filename=name,
                message_thread_id=self.destination.thread or None,
                parse_mode=ParseMode.HTML,
                reply_parameters=self._question(),
            )
        )
        if not is_sent:
            raise UserError(
                tr("Too much is on its way to this chat just now. Please ask for the file once more.")
            )

    async def edit(self, answer: Message) -> None:
        """Change the message whose button was pressed; answer anew where it cannot be changed."""
        if self.query is None:
            await self.reply(answer)
        elif self.seen.has_photo:
            await self._change(
                lambda: self.bot.edit_message_caption(
                    self.destination.chat,
                    self.seen.id,
                    caption=answer.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=self._keyboard(answer),
                ),
                answer,
            )
        else:
            await self.amend(self.seen.id, answer)

    async def amend(self, message: int, answer: Message) -> None:
        """Change a message of ours."""
        answer = self._headed(answer)
        await self._change(
            lambda: self.bot.edit_message_text(
                answer.html,
                self.destination.chat,
                message,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=self._keyboard(answer),
            ),
            answer,
            message,
        )

    async def edit_buttons(self, answer: Message) -> None:
        """Change only the buttons of the message whose button was pressed."""
        await self._change(
            lambda: self.bot.edit_message_reply_markup(
                self.destination.chat, self.seen.id, reply_markup=self._keyboard(answer)
            ),
            None,
        )

    async def toast(self, text: str = "") -> None:
        """Answer the pressed button, with a short text that fades; only the first of a request counts. In a channel an
        empty one waits for the words that can come nowhere else."""
        if text or not self.is_channel:
            await self.end(text)

    async def end(self, text: str = "") -> None:
        """Answer the pressed button, if nothing has."""
        if self.query is None or self.is_toasted:
            return
        self.is_toasted = True
        try:
            await self.bot.answer_callback_query(self.query, text[:TOAST] or None)
        except te.TelegramError as error:
            # Too late or already answered: nothing is lost but the fading text.
            log.info("button press not answered: %s", error.message)

    def _headed(self, answer: Message) -> Message:
        """Under the channel's name, where the chat speaks for one."""
        return channels.headed(answer, self.managed) if self.managed else answer

    def _markup(
        self, answer: Message
    ) -> telegram.InlineKeyboardMarkup | telegram.ForceReply | telegram.ReplyKeyboardMarkup | None:
        if answer.chooses_channel:
            return channel_keyboard(answer.chooses_channel)
        if answer.prompt:
            return telegram.ForceReply(selective=True, input_field_placeholder=answer.prompt[:64])
        return self._keyboard(answer)

    def _keyboard(self, answer: Message) -> telegram.InlineKeyboardMarkup | None:
        return keyboard(seals.sealed(answer, self.bot.token, self.destination.chat))

    def _question(self, *, quoting: bool = False) -> telegram.ReplyParameters | None:
        if not quoting and (self.is_private or self.query is not None):
            return None
        return telegram.ReplyParameters(self.seen.id, allow_sending_without_reply=True)

    async def _turn(self, answer: Message | None, edits: int | None = None) -> bool:
        """Wait until Telegram's limits let an answer out. False when that is too far off to wait for: then it is
        owed, unless it is None."""
        now = self.services.clock.now()
        turn, is_near = self.services.pace.answer(self.destination.chat, now)
        if is_near:
            await depart(self.services.pace, self.services.clock, turn)
        elif answer is not None:
            await owing.later(self, answer, turn - now, edits)
        return is_near

    async def _change(
        self,
        edit: Callable[[], Awaitable[object]],
        instead: Message | None,
        message: int | None = None,
    ) -> None:
        """Make an edit. Where Telegram does not take it just now, the edit of `message` is owed, or a new message."""
        if not await self._turn(instead, message):
            return
        try:
            await edit()
        except te.BadRequest as error:
            if "not modified" in error.message.lower():
                return
            log.info("message in chat %d not changed: %s", self.destination.chat, error.message)
            if instead is not None:
                await self.reply(instead)
        except te.TelegramError as error:
            if instead is not None:
                await owing.owe(self, instead, error, edits=message)


Function = Callable[[Ask], Awaitable[None]]
"""What a command or a button does."""
