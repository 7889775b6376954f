"""A Bot API server on 127.0.0.1 with no more in it than a broadcast needs, for benchmarks/delivery.py.

It counts what comes and when, holds senders to the limits as the sandbox does, and hands commands out by getUpdates.
Much lighter than the sandbox: at a thousand messages a second the server must not be what is measured.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.limits import FloodGate, Limits
from bot.sandbox.refusal import Refusal

FIRST_PERSON = 5_000_000
"""Chats from here on are people who send commands; those below are only sent to."""


@dataclass
class Seen:
    """What came in, by the server's clock (seconds of perf_counter)."""

    messages: list[tuple[float, int, str]] = field(default_factory=list)
    """When, to which chat, what."""
    alerts: int = 0
    """Of the messages, those to chats that did not ask."""
    refused: int = 0
    """Messages over the limits, answered 429."""


class Loopback:
    """The server. `rate` is what it allows a second, `latency` how long each answer takes."""

    def __init__(self, *, token: str, rate: float, latency: float) -> None:
        self.seen = Seen()
        self.polled = asyncio.Event()
        """Set once somebody has asked for updates."""
        self._token = token
        self._latency = latency
        self._gate = FloodGate(Limits(per_second=round(rate)), time.perf_counter)
        self._updates: list[dict[str, Any]] = []
        self._fresh = asyncio.Event()
        self._asked: dict[int, list[float]] = defaultdict(list)
        self.answers: list[float] = []
        """Seconds from each command to its answer."""
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen; the base url for a bot, which the token follows."""
        app = web.Application()
        app.router.add_route("*", f"/bot{self._token}/{{method}}", self._call)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/bot"

    async def stop(self) -> None:
        """End every poll and listen no more."""
        self._fresh.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def say(self, person: int, text: str) -> None:
        """Somebody writes a command in their private chat with the bot."""
        number = len(self._updates) + 1
        self._asked[person].append(time.perf_counter())
        size = len(text.split(maxsplit=1)[0])
        self._updates.append(
            {
                "update_id": number,
                "message": {
                    "message_id": number,
                    "date": int(time.time()),
                    "chat": {"id": person, "type": "private", "first_name": "P"},
                    "from": {"id": person, "is_bot": False, "first_name": "P"},
                    "text": text,
                    "entities": [{"type": "bot_command", "offset": 0, "length": size}],
                },
            }
        )
        self._fresh.set()

    @property
    def unanswered(self) -> int:
        """Commands to which no answer came yet."""
        return sum(len(waiting) for waiting in self._asked.values())

    async def _call(self, request: web.Request) -> web.Response:
        try:
            given = await _given(request)
        except ConnectionResetError:
            return web.Response()  # the sender gave up or ended
        method = request.match_info["method"].lower()
        if method == "getupdates":
            return _answer(
                await self._more(int(str(given.get("offset", 0))), float(str(given.get("timeout", 0))))
            )
        if method == "sendmessage":
            return await self._take(int(str(given["chat_id"])), str(given["text"]))
        if method == "getme":
            me = {
                "id": int(self._token.partition(":")[0]),
                "is_bot": True,
                "first_name": "B",
                "username": "bench_bot",
            }
            return _answer(me)
        return _answer(True)

    async def _take(self, chat: int, text: str) -> web.Response:
        now = time.perf_counter()
        try:
            self._gate.take(chat)
        except Refusal as refusal:
            self.seen.refused += 1
            return web.json_response(refusal.body(), status=refusal.code)
        self.seen.messages.append((now, chat, text))
        self.seen.alerts += chat < FIRST_PERSON
        if self._asked.get(chat):
            self.answers.append(now - self._asked[chat].pop(0))
        number = len(self.seen.messages)
        await asyncio.sleep(self._latency)
        where = {"id": chat, "type": "private", "first_name": "P"}
        return _answer({"message_id": number, "date": int(time.time()), "chat": where, "text": text})

    async def _more(self, offset: int, timeout: float) -> list[dict[str, Any]]:
        self.polled.set()
        waiting = [one for one in self._updates if one["update_id"] >= offset]
        if not waiting and timeout:
            self._fresh.clear()
            try:
                await asyncio.wait_for(self._fresh.wait(), min(timeout, 5.0))
            except TimeoutError:
                return []
            waiting = [one for one in self._updates if one["update_id"] >= offset]
        return waiting[:100]


async def _given(request: web.Request) -> Mapping[str, Any]:
    """The parameters: JSON or a form."""
    if request.content_type == "application/json":
        return dict(json.loads(await request.read() or b"{}"))
    return await request.post()


def _answer(result: object) -> web.Response:
    return web.Response(
        body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json"
    )
