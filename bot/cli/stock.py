"""export, import, key: the sources as a file, and the clients that may push articles in."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot import intake
from bot.cli.lines import DONE, FAILED, say
from bot.clock import SystemClock
from bot.config import Settings
from bot.core import open_storage
from bot.errors import InputError
from bot.ingest.files import load
from bot.ingest.opml import read_opml, write_opml


async def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """The sources as OPML, in a file or on standard output."""
    storage = open_storage(settings)
    try:
        sources = await storage.read(lambda tx: tx.sources.list_all())
    finally:
        await storage.close()
    data = write_opml((one.url, one.title) for one in sources)
    if arguments.file == "-":
        sys.stdout.buffer.write(data)
        return DONE
    try:
        await asyncio.to_thread(Path(arguments.file).write_bytes, data)
    except OSError as error:
        raise InputError(f"Cannot write {arguments.file}: {error.strerror}.") from error
    say(f"{len(sources):,} sources written to {arguments.file}")
    return DONE


async def take(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read the feeds of an OPML file from now on; those that are read already stay as they are."""
    found = read_opml(await asyncio.to_thread(load, arguments.file))
    now = SystemClock().now()
    storage = open_storage(settings)
    try:
        made = await storage.write(lambda tx: [tx.sources.add(url, title, now)[1] for url, title in found])
    finally:
        await storage.close()
    say(f"{sum(made):,} new sources of {len(made):,} in the file")
    return DONE


async def key(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make, list and revoke the keys of clients; a new one is shown once, on standard output."""
    storage = open_storage(settings)
    try:
        if arguments.act == "list":
            for one in await storage.read(lambda tx: tx.keys.list_all()):
                print(f"{one.client}\t{one.created_at.isoformat()}")
        elif arguments.act == "add":
            print(await intake.add_key(storage, arguments.client, SystemClock().now()))
        elif not await storage.write(lambda tx: tx.keys.revoke(arguments.client)):
            say(f"No client is called {arguments.client}; `key list` shows them all.")
            return FAILED
    finally:
        await storage.close()
    return DONE
