"""Updates posted to the bot's webhook, again until they are taken."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.sandbox import SandboxServer
from tests.sandbox.conftest import OLENA, Json, Raw


class Hook:
    """A bot's webhook: keeps what comes, answers as told, 200 by default."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, Json]] = []
        self.answers: list[tuple[int, object]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        status, body = self.answers.pop(0) if self.answers else (200, None)
        return web.json_response(body, status=status)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_and_confirmed(
    raw: Raw, server: SandboxServer, hook: Hook
) -> None:
    hook.answers = [(200, {"method": "sendMessage", "chat_id": OLENA, "text": "done"})]
    await raw.result("setWebhook", url=hook.url, secret_token="s3cret")
    server.world.say(OLENA, "/start")
    await server.world.wait_for(lambda message: message["text"] == "done")
    secret, update = hook.got[0]
    assert (secret, update["message"]["text"]) == ("s3cret", "/start")


async def test_refused_update_is_posted_again(raw: Raw, server: SandboxServer, hook: Hook) -> None:
    hook.answers = [(500, None), (200, {"method": "sendMessage", "chat_id": OLENA, "text": "done"})]
    await raw.result("setWebhook", url=hook.url)
    server.world.say(OLENA, "/start")
    await server.world.wait_for(lambda message: message["text"] == "done")
    assert [update["message"]["text"] for _, update in hook.got] == ["/start", "/start"]
    info = await raw.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_webhook_tells_about_itself_but_not_its_secret(raw: Raw, server: SandboxServer) -> None:
    await raw.result(
        "setWebhook", url="http://127.0.0.1:9/x", secret_token="s3cret", allowed_updates=["message"]
    )
    info = await raw.result("getWebhookInfo")
    assert (info["url"], info["allowed_updates"]) == ("http://127.0.0.1:9/x", ["message"])
    assert "s3cret" not in str(info)
    server.world.say(OLENA, "waits")
    await raw.result("deleteWebhook", drop_pending_updates=True)
    assert (await raw.result("getWebhookInfo"))["url"] == ""
    assert await raw.result("getUpdates") == []


async def test_secret_of_strange_characters_is_refused(raw: Raw) -> None:
    why = "Bad Request: secret token contains unallowed characters"
    assert await raw.refusal("setWebhook", url="http://localhost/x", secret_token="a b") == (400, why)
