"""Runs the whole bot: owns start and stop; the only module that sees all parts.

`serve` is one straight line, and teardown is its mirror through an AsyncExitStack. All loops run in one
TaskGroup: a loop that dies ends the process, and whoever supervises it starts it again.
"""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import handlers
from bot import web
from bot.auditing import Auditor
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.connecting import application, connected, unless_stopped, update_loop
from bot.core import Core, core, open_storage
from bot.delivery import Deliverer
from bot.domain.model import Article, Destination
from bot.errors import SettingsError, StoreBusy, StoreError, TocsinError
from bot.health import Health, Loop, tell_version
from bot.ingest.apart import Apart, Children
from bot.ingest.fetch import Source
from bot.ingest.hubs import Hubs
from bot.ingest.opml import read_opml
from bot.ingest.pushed import BOUNDS, READERS, Pushed
from bot.intake import Gate
from bot.keeping import Keeper
from bot.lookup import Lookup
from bot.outcome import Sender
from bot.pace import Pace
from bot.schedule import Scheduler
from bot.sender import TelegramSender
from bot.updates import Updates
from storage import Storage

log = logging.getLogger(__name__)

LAST_SECONDS = 1.0
"""For what was begun for somebody, after all loops have ended."""
STORE_SECONDS = 1.0
"""Between two tries of the start to have the store."""


async def run(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    source: Source | None = None,
    sender: Sender | None = None,
) -> None:
    """The whole bot, until `stop` is set."""
    application(settings)  # without a token nothing is made, not even the store
    storage = await _opened(settings, clock or SystemClock(), stop)
    if storage is not None:
        async with core(settings, clock=clock, source=source, storage=storage) as built:
            await serve(settings, built, stop, sender=sender)


async def _opened(settings: Settings, clock: Clock, stop: asyncio.Event) -> Storage | None:
    """The store. One that another program holds is waited for: who starts us would only start us again and again.
    None when told to stop first."""
    while not stop.is_set():
        try:
            return await asyncio.to_thread(open_storage, settings)
        except StoreBusy as error:
            log.warning("%s It is tried until it works.", error)
            await clock.wait(stop, STORE_SECONDS)
    return None


# Longer than most on purpose: one straight line of wiring is easier to check than six helpers.
async def serve(
    settings: Settings,
    built: Core,
    stop: asyncio.Event,
    *,
    sender: Sender | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Run the bot on a core that stands: connect, register, start every loop, and undo it all at the end.

    `ready` is told the HTTP port once everything listens.
    """
    clock, storage = built.clock, built.storage
    app = application(settings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.bot.shutdown)  # the application's own does so only once it is connected
        if not await connected(app, clock, stop):
            return
        stack.push_async_callback(app.shutdown)
        bot, owner = app.bot.id, f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        pace = Pace(settings.send_rate)
        deliverer = Deliverer(
            storage,
            sender or TelegramSender(app.bot),
            clock,
            bot=bot,
            owner=owner,
            pace=pace,
            wake=built.wake,
            meters=built.meters,
            allowed=settings.allowed_chats and settings.allowed_chats | settings.admin_ids,
        )
        scheduler = Scheduler(storage, clock, wake=built.wake)
        keeper = Keeper(storage, clock, retention=settings.retention)
        auditor = Auditor(storage, clock, wake=built.wake, meters=built.meters)
        updates = Updates(app, storage, clock)
        owners = tuple(Destination(bot, admin) for admin in sorted(settings.admin_ids))
        built.belongs_to(f"https://t.me/{app.bot.username}", owners)
        hubs = _hubs(settings, built)
        health = Health(
            storage=storage,
            clock=clock,
            wake=built.wake,
            bot=bot,
            owner=owner,
            owners=owners,
            loops=(
                Loop("sending", "sending", deliverer),
                Loop("updates", "asking Telegram what people write", updates),
                Loop("ingest", "reading the sources", built.poller),
                Loop("sending", "making digests", scheduler),
                Loop("", "keeping the archive", keeper),
                Loop("", "looking for stuck rows", auditor),
                *([Loop("", "listening to hubs", hubs)] if hubs else ()),
            ),
            share=pace.share,
            started_at=clock.now(),
        )
        await _tell_version(storage, bot, owners, clock.now())
        services = handlers.Services(
            storage=storage,
            matcher=built.matcher,
            pipeline=built.pipeline,
            poller=built.poller,
            web=built.source,
            apart=built.apart,
            clock=clock,
            pace=pace,
            admins=settings.admin_ids,
            allowed_chats=settings.allowed_chats,
            wake=built.wake,
            bot_username=app.bot.username,
            ailments=lambda: _ailing(health, auditor),
            started_at=clock.now(),
            max_article_age=settings.max_article_age,
            retention=settings.retention,
        )
        handlers.register(app, services)
        stack.push_async_callback(_finished, services)
        named = await _named_sources(settings)
        readers = Children(READERS, BOUNDS)  # their own: what is pushed keeps no feed waiting
        stack.push_async_callback(readers.stop)
        routes = replace(
            _routes(settings, built, readers, health),
            push=updates.push if settings.webhook_url is not None else None,
            hubs=hubs,
        )
        try:
            runner, port = await web.start(routes, settings.http_host, settings.http_port)
        except OSError as error:
            raise SettingsError(
                f"HTTP_PORT {settings.http_port} on {settings.http_host} cannot be opened ({error.strerror}). "
                "Stop the program that uses it, or set another HTTP_PORT."
            ) from error
        stack.push_async_callback(runner.cleanup)
        built.ports["http"] = port
        await unless_stopped(handlers.publish_menu(app.bot), stop)
        log.info(
            "running as @%s, articles come in at http://%s:%d", app.bot.username, settings.http_host, port
        )
        loops = {
            "delivery": deliverer.run,
            "schedule": scheduler.run,
            "archive": keeper.run,
            "audit": auditor.run,
            "polling": built.poller.run,
            "health": health.run,
            "lookout": handlers.Lookout(app.bot, storage, clock, built.wake).run,
            **({"hubs": hubs.run} if hubs else {}),
        }
        if ready is not None:
            ready(port)
        await _audited(auditor)
        async with asyncio.TaskGroup() as group:
            group.create_task(unless_stopped(_loaded(built), stop), name="loading")
            group.create_task(_add_sources(named, storage, clock, stop), name="sources")
            for name, loop in loops.items():
                group.create_task(loop(stop), name=name)
            group.create_task(update_loop(settings, app, updates, health, stop), name="updates")
        log.info("stopped")


async def _tell_version(storage: Storage, bot: int, owners: Sequence[Destination], now: datetime) -> None:
    try:
        await storage.write(lambda tx: tell_version(tx, bot, owners, now))
    except StoreError as error:
        log.warning("a new version is told of at the next start: %s", error)


async def _audited(auditor: Auditor) -> None:
    """One slice before anything is sent: what is torn would end whoever claims it."""
    with suppress(StoreError):  # said by all loops that follow
        await auditor.round()


async def _ailing(health: Health, auditor: Auditor) -> list[str]:
    """What is wrong, and what was."""
    return [*await health.words(), *auditor.words()]


async def _loaded(built: Core) -> None:
    """Wait until what is followed is read in; the bot ends where it cannot be."""
    await asyncio.gather(built.matcher.warm(), built.loading)
    log.info("%d issues are matched", built.matcher.size)
    await Lookup(built.storage, built.matcher).warm()


async def _finished(services: handlers.Services) -> None:
    """Let what was begun for somebody end, within bounds, while the store is still open."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            await services.finish()


def _routes(settings: Settings, built: Core, readers: Apart, health: Health) -> web.Routes:
    """What the HTTP server calls."""

    async def take(articles: Sequence[Article]) -> list[web.Accepted]:
        taken = await built.pipeline.process_all(articles)
        return [web.Accepted(one.article, one.new) for one in taken]

    async def figures() -> dict[str, float]:
        stored = await built.storage.read(lambda tx: _figures(tx, built.clock.now()))
        return {**stored, "issues_indexed": built.matcher.size, "issues_loading": not built.loading.done()}

    token, secret = settings.ingest_token, settings.webhook_secret
    return web.Routes(
        gate=Gate(built.storage, built.clock, token.get_secret_value() if token else ""),
        read=Pushed(readers),
        take=take,
        webhook_secret=secret.get_secret_value() if secret else "",
        push=None,
        ailments=health.words,
        figures=figures,
        counted=built.meters.registry,
    )


def _hubs(settings: Settings, built: Core) -> Hubs | None:
    """Feeds' hubs, where they can reach us."""
    if settings.hub_callbacks is None:
        return None
    built.poller.recorder.takes_pushes = True
    return Hubs(built.storage, built.source, built.clock, built.poller, public=settings.hub_callbacks)


def _figures(tx: Any, now: datetime) -> dict[str, float]:
    queue = tx.deliveries.figures(now)
    oldest = queue.oldest_due_at
    return {
        "articles": tx.articles.count(),
        "deliveries_due": queue.due,
        "deliveries_sending": queue.sending,
        "deliveries_sent": queue.sent,
        "deliveries_failed": queue.failed,
        "deliveries_dead": queue.dead,
        "oldest_due_seconds": (now - oldest).total_seconds() if oldest is not None and oldest < now else 0.0,
        **{f"decisions_{reason}": count for reason, count in tx.decisions.counts().items()},
    }


async def _named_sources(settings: Settings) -> list[tuple[str, str]]:
    """The feeds named in SOURCES, urls or OPML files of them: their addresses and titles."""
    found: list[tuple[str, str]] = []
    for word in settings.sources:
        if urlsplit(word).scheme in ("http", "https"):
            found.append((word, ""))
            continue
        try:
            found += read_opml(await asyncio.to_thread(Path(word).read_bytes))
        except OSError as error:
            raise SettingsError(f"SOURCES names {word}, which cannot be read ({error.strerror}).") from error
        except TocsinError as error:
            raise SettingsError(f"SOURCES names {word}: {error}") from error
    return found


async def _add_sources(
    named: Sequence[tuple[str, str]], storage: Storage, clock: Clock, stop: asyncio.Event
) -> None:
    """Add the feeds named in SOURCES, as soon as the store takes them."""
    while named and not stop.is_set():
        now = clock.now()
        try:
            await storage.write(lambda tx: [tx.sources.add(url, title, now) for url, title in named])  # noqa: B023
        except StoreError as error:
            log.warning("the feeds named in SOURCES wait for the store: %s", error)
            await clock.wait(stop, STORE_SECONDS)
        else:
            return


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGINT and SIGTERM set `stop`; where the platform has none, Ctrl-C raises as usual."""
    import signal  # noqa: PLC0415 - only here, and absent on some platforms

    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        with suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), stop.set)
