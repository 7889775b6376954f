"""What a handler is given: one person's request, with everything needed to answer it.

Wraps python-telegram-bot's update and context, which go no further down. Answers keep to the limits but overtake
what is owed to others; one that Telegram will not take just now becomes owed itself. What a request changes is
written together with the note that it was (`write`), so no crash does it twice.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import telegram
from telegram import error as te
from telegram.constants import ChatMemberStatus, ParseMode

from bot.clock import wait_until
from bot.domain.model import Chat, ChatId, Destination
from bot.domain.owed import DeliveryKind
from bot.errors import UserError
from bot.fates import Fate, lost, returned
from bot.messages import Message
from bot.outcome import ChatGone, ChatMoved, NotSent, Refusal, Rejected, RetryAfter, Unsure
from bot.sender import NO_PREVIEW, keyboard, outcome_of
from handlers import seals
from handlers.services import Services
from storage import Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")
OUTDATED = "This button is out of date. Please send the command once more."
LARGEST = 2**63 - 1
"""Number that a store takes; a button's data may hold any."""
TOAST = 200
"""Characters that Telegram shows as the answer to a pressed button."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The message that a request came with, or whose button was pressed."""

    id: int
    has_photo: bool = False
    answers: int | None = None
    """The message that it replies to."""
    message: telegram.Message | None = None
    """All of it, where Telegram still shows it."""


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
    args: str = ""
    """What followed the command, line breaks kept; of a pressed button, what followed its verb."""
    update: int = 0
    """The number of Telegram's update, for the log."""
    query: str | None = None
    """The pressed button's query, to be answered."""
    now: datetime = field(init=False)
    is_toasted: bool = field(init=False, default=False)
    """The pressed button has been answered."""
    chat_id: ChatId = field(init=False)
    """The chat's row; there once `enter` was awaited."""
    is_repeated: bool = field(init=False, default=False)
    """What it asks for was done already, by a process that ended before it answered."""

    def __post_init__(self) -> None:
        self.now = self.services.clock.now()

    async def enter(self) -> None:
        """Know the chat: it gets its row at its first word, and whoever speaks again is no longer gone."""
        known, self.is_repeated = await self.services.storage.read(
            lambda tx: (
                tx.chats.find(self.destination),
                tx.updates.is_begun(self.destination.bot, self.update),
            )
        )
        if known is None or known.gone_at is not None or known.title != self.title:
            known = await self.services.storage.write(self._enter)
        self.chat_id = known.id

    def _enter(self, tx: Transaction) -> Chat:
        chat = tx.chats.get_or_add(self.destination, self.title, self.now)
        if chat.gone_at is not None:
            returned(tx, chat.id, self.now, is_channel=True)  # whoever speaks gets an answer anyway
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
        try:
            number = int(self.word(position))
        except ValueError:
            raise UserError(OUTDATED) from None
        if abs(number) > LARGEST:
            raise UserError(OUTDATED)
        return number

    def word(self, position: int) -> str:
        """One of the words behind a button."""
        try:
            return self.args.split(":")[position]
        except IndexError:
            raise UserError(OUTDATED) from None

    @property
    def is_sealed(self) -> bool:
        """Whether the pressed button names an issue that this chat was given the id of."""
        return seals.is_sealed(self.args, self.bot.token, self.destination.chat)

    # -- who asks --

    @property
    def is_owner(self) -> bool:
        """Whether the person is one of the bot's admins."""
        return self.user is not None and self.user in self.services.admins

    async def ensure_admin(self) -> None:
        """Only admins change what a group follows; UserError for anybody else."""
        if self.is_private or self.is_anonymous_admin:
            return
        if self.user is not None:
            member = await self.bot.get_chat_member(self.destination.chat, self.user)
            if member.status in (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER):
                return
        raise UserError(
            "Only this group's admins change what it follows. "
            "Anyone may ask: /status, /timeline, /issues, /why."
        )

    # -- answering --

    async def reply(self, answer: Message, *, quoting: bool = False) -> int | None:
        """Answer with a new message; in a group, or `quoting`, it hangs on the question. Its number, None where it is
        owed."""
        if not await self._turn(answer):
            return None
        try:
            sent = await self.bot.send_message(
                self.destination.chat,
                answer.html,
                message_thread_id=self.destination.thread or None,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=self._markup(answer),
                reply_parameters=self._question(quoting=quoting),
            )
        except te.TelegramError as error:
            await self._owe(answer, error)
            return None
        return sent.message_id

    async def reply_photo(self, picture: bytes, answer: Message) -> None:
        """Answer with a picture under which the message stands; without it where pictures are not allowed."""
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
            await self._owe(answer, error, repeat=False)

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
        """Answer the pressed button, with a short text that fades; only the first of a request counts."""
        if self.query is None or self.is_toasted:
            return
        self.is_toasted = True
        try:
            await self.bot.answer_callback_query(self.query, text[:TOAST] or None)
        except te.TelegramError as error:
            # Too late or already answered: nothing is lost but the fading text.
            log.info("button press not answered: %s", error.message)

    def _markup(self, answer: Message) -> telegram.InlineKeyboardMarkup | telegram.ForceReply | None:
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
            await wait_until(self.services.clock, turn)
        elif answer is not None:
            await self._owe_notice(answer, turn - now, edits)
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
                await self._owe(instead, error, edits=message)

    async def _owe(
        self, answer: Message, error: te.TelegramError, *, repeat: bool = True, edits: int | None = None
    ) -> None:
        """What Telegram did not take now is owed; what it never will is given up, in the log. What it may have taken
        is repeated, but not after a pressed button: whoever misses the answer presses again."""
        outcome = outcome_of(error)
        log.info("answer to chat %d: %s", self.destination.chat, outcome)
        match outcome:
            case RetryAfter(seconds):
                now = self.services.clock.now()
                until = self.services.pace.refused(self.destination.chat, now, seconds)
                await self._owe_notice(answer, until - now, edits)
            case Unsure() if self.query is not None or not repeat:
                return
            case NotSent() | Unsure():
                await self._owe_notice(answer, timedelta(seconds=1), edits)
            case ChatMoved(to):
                here = self.destination
                await self.services.storage.write(lambda tx: tx.chats.move(here.bot, here.chat, to))
                self.destination = Destination(here.bot, to, here.thread)
                await self._owe_notice(answer, timedelta())
            case ChatGone(why):
                await self._write(lambda tx, chat: lost(tx, chat.id, Fate.GONE, why, self.now))
            case Rejected(Refusal.NO_RIGHT, why):
                await self._write(lambda tx, chat: lost(tx, chat.id, Fate.MUTE, why, self.now))
            case Rejected(Refusal.THREAD_LOST, why):
                await self._write(lambda tx, chat: lost(tx, chat.id, Fate.TOPIC, why, self.now))
            case _:
                log.error("answer to chat %d given up: %s", self.destination.chat, outcome)

    async def _owe_notice(self, answer: Message, wait: timedelta, edits: int | None = None) -> None:
        """The answer goes out when it can, with its buttons; what `edits` names is changed then."""
        due_at = self.services.clock.now() + wait
        sealed = seals.sealed(answer, self.bot.token, self.destination.chat)
        rows = [[(one.label, one.data, one.url) for one in row] for row in sealed.buttons]
        await self._write(
            lambda tx, chat: tx.deliveries.owe(
                DeliveryKind.NOTICE, chat.id, text=answer.html, buttons=rows, edits=edits, due_at=due_at
            )
        )
        self.services.wake.set()

    async def _write(self, work: Callable[[Transaction, Chat], object]) -> None:
        """Write something about this chat; nothing for one that never entered, as one that is not served."""

        def write(tx: Transaction) -> None:
            chat = tx.chats.find(self.destination)
            if chat is not None:
                work(tx, chat)

        await self.services.storage.write(write)


Function = Callable[[Ask], Awaitable[None]]
"""What a command or a button does."""
