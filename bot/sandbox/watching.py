"""How those who watch the sandbox - its tests - see what the bot said, and wait for it. Changes nothing."""

import asyncio
from collections.abc import Callable

from bot.sandbox.refusal import Json
from bot.sandbox.stage import Stage


class Watched(Stage):
    """The stage before an audience."""

    def sent(self, chat_id: int | None = None, thread_id: int | None = None) -> list[Json]:
        """The bot's messages as they stand now, oldest first in each chat, with `silent`."""
        chats = [chat for chat in self.chats.values() if chat_id in {None, chat.id}]
        kept = [message for chat in chats for message in chat.messages.values() if message.person is None]
        return [message.shown() for message in kept if thread_id in {None, message.thread}]

    async def wait_for(self, predicate: Callable[[Json], bool], *, timeout: float = 5.0) -> Json:
        """The newest message of the bot that the predicate takes, waiting for it to come or to be edited so.

        Raises TimeoutError after `timeout` seconds; its text shows what the bot said instead.
        """
        seen = self.events.cursor
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for message in reversed(self.sent()):
                        if predicate(message):
                            return message
                    seen = (await self.events.more(seen) or [{"n": seen}])[-1]["n"]
        except TimeoutError:
            said = [message.get("text", message.get("caption", "")) for message in self.sent()][-5:]
            raise TimeoutError(
                f"no such message of the bot within {timeout} s; its last ones: {said}"
            ) from None

    async def wait_event(
        self, predicate: Callable[[Json], bool], *, since: int = 0, timeout: float = 5.0
    ) -> Json:
        """The first event after number `since` that the predicate takes, as the page would get it."""
        async with asyncio.timeout(timeout):
            while True:
                for event in await self.events.more(since):
                    since = event["n"]
                    if predicate(event):
                        return event

    async def wait_answer(self, query_id: str, *, timeout: float = 5.0) -> Json:
        """The event of the bot's answer to a pressed button: `text` and `show_alert`."""
        return await self.wait_event(
            lambda event: event.get("callback_query_id") == query_id, timeout=timeout
        )
