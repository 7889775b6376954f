"""What `doctor` looks at: settings, store, token, sources; each finding in words, with what to do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from telegram import error as te

from bot import app
from bot.config import Settings
from bot.core import open_storage
from bot.domain.model import Source
from bot.errors import SettingsError, StoreError
from storage import Storage

GOOD, HINT, BAD = "ok", "hint", "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it is, and what that means."""

    mark: str
    what: str


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Look at one thing after another; every check is made, whatever the one before it found."""
    yield Finding(GOOD, "the settings can be read")
    for finding in _settings(settings):
        yield finding
    async for finding in _store(settings):
        yield finding
    async for finding in _telegram(settings):
        yield finding


def _settings(settings: Settings) -> list[Finding]:
    found = []
    if settings.ingest_token is None:
        found.append(Finding(HINT, "INGEST_TOKEN is not set: POST /api/articles is closed"))
    if not settings.admin_ids:
        found.append(
            Finding(HINT, "ADMIN_IDS is not set: nobody can use /addsource, /removesource and /health")
        )
    return found


async def _store(settings: Settings) -> AsyncIterator[Finding]:
    try:
        storage = open_storage(settings)
    except StoreError as error:
        yield Finding(BAD, str(error))
        return
    try:
        yield Finding(GOOD, "the store opens and its schema is the newest")
        # An empty write takes the writer's lock, which a read would not.
        await storage.write(lambda tx: None)
        yield Finding(GOOD, "the store can be written")
        followed = await storage.read(lambda tx: tx.issues.count_followed())
        yield Finding(GOOD, f"issues followed: {followed:,}")
        async for finding in _sources(storage):
            yield finding
    except StoreError as error:
        yield Finding(BAD, str(error))
    finally:
        await storage.close()


async def _sources(storage: Storage) -> AsyncIterator[Finding]:
    sources = await storage.read(lambda tx: tx.sources.list_all())
    if not sources:
        yield Finding(
            HINT, "there are no sources yet: /addsource in the chat, or SOURCES, or push articles in"
        )
    for source in sources:
        if source.failures:
            yield Finding(HINT, f"{_name(source)}: failed {source.failures} times in a row: {source.error}")
    well = sum(not source.failures for source in sources)
    if well:
        yield Finding(GOOD, f"{well} of {len(sources)} sources are well")


def _name(source: Source) -> str:
    return source.title or source.url


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        application = app.application(settings)
    except SettingsError:
        yield Finding(
            BAD,
            "TELEGRAM_BOT_TOKEN is not set; @BotFather gives one (/newbot). To try without: python -m bot sandbox",
        )
        return
    bot = application.bot
    try:
        async with bot:
            yield Finding(GOOD, f"the token is @{bot.username}'s")
            hook = await bot.get_webhook_info()
    except te.InvalidToken:
        yield Finding(BAD, "Telegram refuses the token; copy it again from @BotFather")
    except te.TelegramError as error:
        yield Finding(BAD, f"Telegram cannot be reached ({type(error).__name__}); is the network up?")
    else:
        if hook.url and settings.webhook_url is None:
            yield Finding(HINT, "a webhook of an earlier set-up is still on; `run` takes it off")
