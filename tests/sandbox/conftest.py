"""A sandbox server on a port of its own, a clock that tests move, and two clients: the real one and a raw one."""

import os
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.sandbox import SandboxServer
from tests.fakes import FakeClock

os.environ["PTB_TIMEDELTA"] = "1"  # the client's way of telling waiting times that is not deprecated
TOKEN = "42:sandbox-token"
OLENA, MAREK, PRIYA = 101, 102, 103
NEWSROOM, FIELD_DESK = -1001000000201, -1001000000301
Json = dict[str, Any]


class Raw:
    """The Bot API without a client's help: any parameters, and what comes back as it is."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address

    async def call(self, method: str, *, token: str = TOKEN, **values: Any) -> Json:
        """Post JSON; the answer's JSON with the HTTP status as "status"."""
        async with self.session.post(f"{self.address}/bot{token}/{method}", json=values) as answer:
            return {"status": answer.status, **await answer.json()}

    async def result(self, method: str, **values: Any) -> Any:
        """The result of a call that is expected to go well."""
        answer = await self.call(method, **values)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **values: Any) -> tuple[int, str]:
        """Code and description of a call that is expected to be refused."""
        answer = await self.call(method, **values)
        assert answer["ok"] is False
        assert answer["status"] == answer["error_code"]
        return answer["error_code"], answer["description"]

    async def page(self, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """What the page gets: a GET, or a POST where there is a body."""
        verb = "GET" if body is None else "POST"
        async with self.session.request(verb, self.address + path, headers=headers, json=body) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server(clock: FakeClock) -> AsyncIterator[SandboxServer]:
    """A server where everybody has written to the bot already, and nothing waits."""
    async with SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp()) as running:
        for person in running.world.people.values():
            person.started = True
        yield running


@pytest.fixture
async def raw(server: SandboxServer) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(session, server.address)


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    """The real client."""
    async with Bot(TOKEN, base_url=server.base_url, base_file_url=server.base_file_url) as client:
        yield client
