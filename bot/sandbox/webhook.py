"""How updates reach the bot: fetched by getUpdates, or posted to its webhook.

Delivers to this machine only, over plain HTTP too: a sandbox has no certificate and no business elsewhere.
Updates are posted one after another; Telegram posts those of different chats side by side.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request, conflict
from bot.sandbox.stage import Stage
from bot.sandbox.updates import WEBHOOK_ACTIVE, WEBHOOK_SET

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header, no secret
POST_TIMEOUT = 30.0
LONGEST_PAUSE = 60.0
LARGEST_ANSWER = 1024 * 1024


async def get_updates(stage: Stage, params: Params) -> object:
    """getUpdates, with long polling in real time."""
    if stage.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    _allow(stage, params)
    limit = params.number("limit", 100)
    wait = max(0, params.number("timeout"))
    return await stage.updates.fetch(params.number("offset"), min(max(limit, 1), 100), wait)


def set_webhook(stage: Stage, params: Params) -> object:
    """setWebhook; an empty url removes it."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(stage, params)
    if urlsplit(url).scheme not in {"http", "https"} or urlsplit(url).hostname not in LOOPBACK:
        raise bad_request(
            "bad webhook: the sandbox delivers to http://127.0.0.1, http://[::1] and localhost only"
        )
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(stage, params)
    _drop(stage, params)
    stage.webhook = {
        "url": url,
        "secret_token": secret,
        "max_connections": params.number("max_connections", 40),
    }
    stage.updates.end_poll(WEBHOOK_SET)
    stage.updates.arrived.set()
    return True


def delete_webhook(stage: Stage, params: Params) -> object:
    """deleteWebhook."""
    _drop(stage, params)
    stage.webhook = {}
    return True


def get_webhook_info(stage: Stage, _params: Params) -> object:
    """getWebhookInfo."""
    hook = {key: value for key, value in stage.webhook.items() if key != "secret_token"}
    info = {"url": "", "has_custom_certificate": False, "pending_update_count": len(stage.updates.pending())}
    allowed = stage.updates.allowed
    return info | hook | ({"allowed_updates": list(allowed)} if allowed else {})


def _allow(stage: Stage, params: Params) -> None:
    if "allowed_updates" in params:
        stage.updates.allow([str(kind) for kind in params.objects("allowed_updates") or []])


def _drop(stage: Stage, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        stage.updates.drop()


class Courier:
    """Posts updates to the webhook while one is set; repeats what is not answered with 2xx, ever more slowly."""

    def __init__(self, stage: Stage, answer: Callable[[str, Json], Awaitable[object]]) -> None:
        self._stage = stage
        self._answer = answer
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Deliver until stopped."""
        updates = self._stage.updates
        timeout = aiohttp.ClientTimeout(total=POST_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            pause = 0.0
            while not self._stopping.is_set():
                updates.arrived.clear()
                waiting = updates.pending() if self._stage.webhook else []
                if not waiting:
                    await updates.arrived.wait()
                elif await self._post(session, waiting[0]):
                    updates.confirm(waiting[0]["update_id"] + 1)
                    pause = 0.0
                else:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._stopping.wait(), pause)
                    pause = min(max(1.0, 2 * pause), LONGEST_PAUSE)

    def stop(self) -> None:
        """Make `run` return."""
        self._stopping.set()
        self._stage.updates.arrived.set()

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        """One try; whether it was answered with 2xx. A method in the answer is carried out, as Telegram does."""
        hook = self._stage.webhook
        headers = {SECRET_HEADER: hook["secret_token"]} if hook["secret_token"] else {}
        try:
            async with session.post(
                hook["url"], json=update, headers=headers, allow_redirects=False
            ) as answer:
                if not 200 <= answer.status < 300:
                    hook["last_error_date"] = self._stage.now()
                    hook["last_error_message"] = (
                        f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    )
                    return False
                await self._carry_out(await answer.content.read(LARGEST_ANSWER))
        except (aiohttp.ClientError, TimeoutError) as error:
            hook["last_error_date"] = self._stage.now()
            hook["last_error_message"] = f"Connection failed: {type(error).__name__}"
            return False
        return True

    async def _carry_out(self, body: bytes) -> None:
        with suppress(ValueError):
            call = json.loads(body or b"null")
            if isinstance(call, dict) and isinstance(call.get("method"), str):
                await self._answer(call.pop("method"), call)
