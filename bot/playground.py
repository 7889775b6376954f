"""The whole bot on its built-in Bot API server: what `sandbox` starts.

Only wires: the bot is the same as on Telegram, and reaches the server over HTTP as it reaches Telegram.
"""

import asyncio
import json
import socket
from collections.abc import Callable
from datetime import timedelta

from pydantic import SecretStr

from bot import app
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import Core, core
from bot.domain.model import Article, Coming
from bot.errors import InputError, SettingsError
from bot.ingest.fetch import Request
from bot.ingest.read import read
from bot.sandbox import SandboxServer, bundled

TOKEN = "8088:sandbox-token-that-opens-nothing"  # noqa: S105 - public on purpose, known only to the sandbox
INGEST_TOKEN = "sandbox"  # noqa: S105 - as public as the other
"""Opens POST /api/articles of the sandbox unless the owner has set a secret."""
OWNER = 101
"""The person of the sandbox who may use the owner's commands."""
EVER = timedelta(days=36500)


def settings_for(settings: Settings) -> Settings:
    """The owner's settings with what the sandbox needs: a store of its own, so that playing never reaches a real
    one; and news of any age unless an age was set, so that whatever is pasted is heard."""
    usual = Settings.model_fields["max_article_age"].default
    changes: dict[str, object] = {
        "telegram_bot_token": SecretStr(TOKEN),
        "webhook_url": None,
        "database_url": None,
        "data_dir": settings.data_dir / "sandbox",
        "admin_ids": settings.admin_ids | {OWNER},
    }
    if settings.ingest_token is None:
        changes["ingest_token"] = SecretStr(INGEST_TOKEN)
    if settings.http_port == Settings.model_fields["http_port"].default and not _is_free(settings):
        changes["http_port"] = 0
    if settings.max_article_age == usual:
        changes["max_article_age"] = EVER
    return settings.model_copy(update=changes)


def _is_free(settings: Settings) -> bool:
    """Whether the usual HTTP port can be had; another program's is no reason not to play."""
    with socket.socket() as probe:
        try:
            probe.bind((settings.http_host, settings.http_port))
        except OSError:
            return False
    return True


async def run(
    settings: Settings, stop: asyncio.Event, *, host: str, port: int, ready: Callable[[str, int], None]
) -> None:
    """Serve the chat page and run the bot on it until `stop` is set; `ready` is called with the page's address and
    the HTTP port."""
    settings = settings_for(settings)
    clock = SystemClock()
    async with core(settings, clock=clock) as built:

        async def desk(pasted: str) -> list[dict[str, object]]:
            return await _publish(built, pasted)

        server = SandboxServer(
            token=TOKEN,
            host=host,
            port=port,
            clock=lambda: clock.now().timestamp(),
            desk=desk,
            samples=bundled(),
            snapshot=settings.data_dir / "chats.json",
        )
        try:
            await server.start()
        except OSError as error:
            raise SettingsError(
                f"Port {port} on {host} cannot be opened ({error.strerror}). Choose another, as in: "
                f"python -m bot sandbox --port {port + 11}"
            ) from error
        try:
            await _stock(built)
            on_server = settings.model_copy(update={"telegram_base_url": server.base_url})
            await app.serve(on_server, built, stop, ready=lambda port: ready(server.address, port))
        finally:
            await server.stop()


async def _publish(built: Core, pasted: str) -> list[dict[str, object]]:
    """Take in what was pasted on the news desk: an address, a text, a page's source or JSON."""
    pasted = pasted.strip()
    if pasted.lower().startswith(("http://", "https://")) and len(pasted.split()) == 1:
        response = await built.source.fetch(Request(pasted))
        reading = await built.apart(read, response.body, content_type=response.content_type, url=response.url)
    else:
        reading = await built.apart(read, pasted.encode())
    if not reading.articles:
        raise InputError("There is no article in it.")
    taken = await built.pipeline.process_all(reading.articles)
    return [
        {"article": one.article, "title": _shown(article), "new": one.new, "alerts": one.alerts}
        for one, article in zip(taken, reading.articles, strict=True)
    ]


def _shown(article: Article) -> str:
    return article.title or article.text[:80]


async def _stock(built: Core) -> None:
    """Put the archive's sample articles in, once, so that there is something to ask about from the start."""
    now = built.clock.now().timestamp()
    for sample in bundled():
        if sample.archived:
            reading = read(json.dumps(json.loads(sample.text(now))).encode())
            await built.pipeline.process_all(reading.articles, coming=Coming.ARCHIVE)
