"""Telegram's updates, each handled before it is confirmed: polled by our own loop, or pushed to the webhook.

python-telegram-bot's updater confirms what it has fetched whether it was handled or not, and keeps quiet
about some ends of polling; this loop does neither. Holds no rule: handling is `Application.process_update`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot, Update, WebhookInfo
from telegram import error as te
from telegram.ext import Application, CallbackContext

from bot.clock import Clock
from bot.errors import StoreError, TocsinError
from bot.trouble import Trouble
from storage import Storage

log = logging.getLogger(__name__)

POLL_SECONDS = 25
ALLOWED = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
LONGEST_BACKOFF = 30.0
WEBHOOK_SECONDS = 60.0
"""Between two looks at what Telegram knows of the webhook."""
LAST_SECONDS = 5.0
LATELY = timedelta(minutes=5)
CONFLICT_TRIES = 4
"""A restart may meet the poll of the process before it for a moment; a second bot stays."""

SECOND = (
    "Another program is running this bot with the same token, and Telegram serves only one. "
    "Stop the other one, or get a token of its own for this one."
)
WEBHOOK = (
    "Another program has set a webhook for this bot, so Telegram gives its updates there. Stop that program, then "
    "start Tocsin again: it takes the webhook off."
)


class PollingError(TocsinError):
    """Updates cannot be fetched any more."""


class Updates:
    """Hands Telegram's updates to the application, each once."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        storage: Storage,
        clock: Clock,
        *,
        patience: float = LAST_SECONDS,
    ) -> None:
        """`patience`: seconds in which, after a stop, what was begun must be handled."""
        self._application = application
        self._storage = storage
        self._clock = clock
        self._patience = patience
        self._errors: dict[int, Exception] = {}
        self._unnoted: set[int] = set()
        """Handled and answered, and not in the store yet."""
        self._pushed: dict[int, asyncio.Task[None]] = {}
        application.add_error_handler(self._note_error)
        self.working_at: datetime | None = None
        self.trouble = Trouble()

    @property
    def _bot(self) -> Bot:
        bot: Bot = self._application.bot
        return bot

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises PollingError when Telegram will not have this poller any more."""
        offset, failures, conflicts = 0, 0, 0
        while not stop.is_set():
            try:
                batch = await self._poll(offset, stop)
            except te.InvalidToken as error:
                raise PollingError(
                    "Telegram refuses the token. Put the one that @BotFather gives into TELEGRAM_BOT_TOKEN."
                ) from error
            except te.Conflict as error:
                conflicts += 1
                if conflicts >= CONFLICT_TRIES:
                    raise PollingError(WEBHOOK if "webhook" in error.message.lower() else SECOND) from error
                await self._clock.wait(stop, 2.0)
            except te.TelegramError as error:
                failures += 1
                self.trouble.note(self._clock.now(), f"Telegram does not answer ({type(error).__name__})")
                wait = _wait_for(error, failures)
                if failures == 1:
                    log.warning(
                        "updates could not be fetched (%s); it is tried until it works", type(error).__name__
                    )
                await self._clock.wait(stop, wait)
            else:
                if failures:
                    log.warning("updates are fetched again, after %d tries in vain", failures)
                failures = conflicts = 0
                self.working_at = self._clock.now()
                self.trouble.end()
                if await self._handled(batch, stop):
                    offset = max((update.update_id + 1 for update in batch), default=offset)
                else:
                    await self._clock.wait(stop, 1.0)
        await self._confirm(offset)

    async def push(self, data: Mapping[str, Any]) -> None:
        """Handle one update that came to the webhook; the same one again does nothing."""
        update = Update.de_json(dict(data), self._bot)
        self.working_at = self._clock.now()
        # Telegram repeats what is not answered in time; the repetition waits for the first one's end.
        handling = self._pushed.get(update.update_id)
        if handling is None:
            handling = self._pushed[update.update_id] = asyncio.create_task(self._handle(update))
            handling.add_done_callback(lambda _: self._pushed.pop(update.update_id, None))
        await asyncio.shield(handling)

    async def watch_webhook(
        self, url: str, set_webhook: Callable[[], Awaitable[None]], stop: asyncio.Event
    ) -> None:
        """See, until `stop` is set, that Telegram still knows the webhook and reaches it; one that somebody else took
        off is set again."""
        while not stop.is_set():
            try:
                known = await self._bot.get_webhook_info()
                if known.url != url:
                    log.warning("the webhook was taken off or changed by another program; it is set again")
                    await set_webhook()
            except te.TelegramError as error:
                self.trouble.note(self._clock.now(), f"Telegram does not answer ({type(error).__name__})")
            else:
                self.working_at = self._clock.now()
                self._judge_webhook(known)
            await self._clock.wait(stop, WEBHOOK_SECONDS)

    def _judge_webhook(self, known: WebhookInfo) -> None:
        """Whether Telegram has failed to bring updates lately, and still keeps some."""
        now, failed = self._clock.now(), known.last_error_date
        if failed is not None and known.pending_update_count and now - failed < LATELY:
            self.trouble.note(now, f"Telegram cannot reach WEBHOOK_URL: {known.last_error_message}")
        else:
            self.trouble.end()

    async def _poll(self, offset: int, stop: asyncio.Event) -> tuple[Update, ...]:
        """One long poll, given up when `stop` is set."""
        poll = asyncio.ensure_future(
            self._bot.get_updates(
                offset=offset, timeout=POLL_SECONDS, read_timeout=POLL_SECONDS + 10, allowed_updates=ALLOWED
            )
        )
        halt = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({poll, halt}, return_when=asyncio.FIRST_COMPLETED)
            return await poll if poll.done() else ()
        finally:
            for task in (poll, halt):
                task.cancel()
            await asyncio.gather(poll, halt, return_exceptions=True)

    async def _handled(self, batch: tuple[Update, ...], stop: asyncio.Event) -> bool:
        """Handle them; False if they must come again. After a stop they have a few seconds: what takes longer is given
        up, and done by the next process."""
        handling, halt = asyncio.create_task(self._handle_all(batch)), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({handling, halt}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({handling}, timeout=self._patience)
            return handling.done() and handling.result()
        finally:
            for task in (handling, halt):
                task.cancel()
            await asyncio.wait({handling, halt})

    async def _handle_all(self, batch: tuple[Update, ...]) -> bool:
        """Chats side by side, each chat in order. False if the store was busy: then they come again."""
        chats: dict[int, list[Update]] = {}
        for update in batch:
            at = update.effective_chat or update.effective_user
            chats.setdefault(at.id if at else 0, []).append(update)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self._handle_in_order(updates)) for updates in chats.values()]
        return all(task.result() for task in running)

    async def _handle_in_order(self, updates: list[Update]) -> bool:
        try:
            for update in updates:
                await self._handle(update)
        except StoreError as error:
            log.warning("the store fails, updates are handled again: %s", error)
            return False
        return True

    async def _handle(self, update: Update) -> None:
        """Handle, then note the update as done: a crash between the two repeats it, and loses none. What it changed
        was noted with the change, so that is not repeated."""
        if update.inline_query is not None:  # changes nothing, and a letter is not worth a write
            await self._application.process_update(update)
            return
        bot, number = self._bot.id, update.update_id
        if number not in self._unnoted:
            if await self._storage.read(lambda tx: tx.updates.is_done(bot, number)):
                return
            await self._application.process_update(update)
            error = self._errors.pop(number, None)
            if isinstance(error, StoreError):
                raise error
            if error is not None:
                log.error("update %d could not be handled", number, exc_info=error)
            self._unnoted.add(number)
        # While the store fails this is tried again, and nobody is answered twice for it.
        await self._storage.write(lambda tx: tx.updates.done(bot, number))
        self._unnoted.discard(number)

    async def _note_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Keep what went wrong in a handler: python-telegram-bot would log it and take the update for handled."""
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._errors[update.update_id] = context.error

    async def _confirm(self, offset: int) -> None:
        """Tell Telegram what was handled, so that the next start does not get it again."""
        if not offset:
            return
        try:
            await self._bot.get_updates(offset=offset, timeout=0, limit=1, allowed_updates=ALLOWED)
        except te.TelegramError as error:
            log.info("the last updates could not be confirmed: %s", type(error).__name__)


def _wait_for(error: te.TelegramError, failures: int) -> float:
    if isinstance(error, te.RetryAfter):
        wait = error.retry_after
        return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
    return min(LONGEST_BACKOFF, float(2 ** min(failures - 1, 5)))
