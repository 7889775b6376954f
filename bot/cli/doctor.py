"""What `doctor` looks at: settings, store, token, sources; each finding in words, with what to do."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
import telegram
from telegram import error as te

from bot import auditing, connecting
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import open_storage
from bot.domain.model import Source
from bot.errors import SettingsError, StoreError
from storage import Storage, Transaction

GOOD, HINT, BAD = "ok", "hint", "BAD"
LEAST_FREE = 200 * 2**20
"""Bytes on the disk of the store; below this a busy day may fill it."""
FAR_OFF = timedelta(seconds=30)
"""Between two clocks: more than an answer takes."""
LISTENS = 5
"""Seconds of asking for updates: another poller comes back within them."""


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
    for finding in await asyncio.to_thread(_disk, settings):
        yield finding
    async for finding in _telegram(settings):
        yield finding
    for finding in await _clock(settings):
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
        if stuck := await storage.read(_stuck):
            yield Finding(HINT, stuck)
        async for finding in _sources(storage):
            yield finding
    except StoreError as error:
        yield Finding(BAD, str(error))
    finally:
        await storage.close()


def _stuck(tx: Transaction) -> str:
    """What `run` mends or cannot mend, in words; "" when all is well."""
    last = tx.audit.last_id()
    found = auditing.find(tx, SystemClock().now(), 0, last)
    return "; ".join(auditing.words(found, tx.audit.count_strange(0, last), "that `run` mends"))


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


def _disk(settings: Settings) -> list[Finding]:
    """Whether there is room for a while."""
    try:
        free = shutil.disk_usage(settings.data_dir).free
    except OSError:
        return []  # what is wrong with the folder was said of the store
    if free >= LEAST_FREE:
        return []
    where = f"DATA_DIR {settings.data_dir}"
    return [Finding(BAD, f"only {free // 2**20:,} MiB are free where {where} is; make room or move it")]


async def _clock(settings: Settings) -> list[Finding]:
    """This machine's clock beside that of Telegram's server, by the head of any answer."""
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
            http.get(_root(settings.telegram_base_url), allow_redirects=False) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return []  # that Telegram cannot be reached was said before
    ahead = SystemClock().now() - theirs
    if abs(ahead) < FAR_OFF:
        return [Finding(GOOD, "the clock is right")]
    way = "ahead of" if ahead > timedelta() else "behind"
    minutes = max(1, round(abs(ahead).total_seconds() / 60))
    return [
        Finding(
            BAD,
            f"this machine's clock is {minutes:,} min {way} Telegram's: digests and quiet hours come at the wrong "
            "time; switch on its time synchronisation (NTP)",
        )
    ]


def _root(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}/"


async def _poller(bot: telegram.Bot, settings: Settings) -> Finding | None:
    """Whether another program fetches this bot's updates: Telegram ends the longer wait of the two. Nothing is
    confirmed by looking."""
    if await _is_running(settings, bot.id):
        return Finding(GOOD, "the bot is running; whether a second one is, its log and /health would say")
    try:
        await bot.get_updates(timeout=LISTENS, read_timeout=LISTENS + 10, limit=1)
    except te.Conflict:
        return Finding(
            BAD,
            "another program is running this bot with the same token, and Telegram serves only one: stop it, or get "
            "a token of its own for this one",
        )
    return None


async def _is_running(settings: Settings, bot: int) -> bool:
    try:
        storage = open_storage(settings)
    except StoreError:
        return False
    try:
        return await storage.read(lambda tx: tx.leases.is_held(f"health:{bot}", SystemClock().now()))
    except StoreError:
        return False
    finally:
        await storage.close()


def _name(source: Source) -> str:
    return source.title or source.url


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        application = connecting.application(settings)
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
            found = _hook(hook, settings)
            if not hook.url and (polled := await _poller(bot, settings)):
                found.append(polled)
    except te.InvalidToken:
        yield Finding(BAD, "Telegram refuses the token; copy it again from @BotFather")
    except te.TelegramError as error:
        yield Finding(BAD, f"Telegram cannot be reached ({type(error).__name__}); is the network up?")
    else:
        for finding in found:
            yield finding


def _hook(hook: telegram.WebhookInfo, settings: Settings) -> list[Finding]:
    """Whether the webhook is the one that is set, and Telegram reaches it."""
    wanted = str(settings.webhook_url) if settings.webhook_url else ""
    if hook.url and not wanted:
        return [Finding(HINT, "a webhook of an earlier set-up is still on; `run` takes it off")]
    if wanted and hook.url != wanted:
        return [Finding(HINT, "the webhook is not set yet, or is another program's; `run` sets it")]
    if hook.url and hook.pending_update_count and hook.last_error_message:
        why = f"{hook.last_error_message} ({hook.pending_update_count:,} updates wait)"
        return [
            Finding(
                BAD, f"Telegram cannot reach WEBHOOK_URL: {why}; mend its address or what stands before it"
            )
        ]
    return []
