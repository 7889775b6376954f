"""What other processes do in these tests. Each is forked from one that has imported the store already, for importing
takes far longer than what they do."""

import asyncio
import multiprocessing
import os
from threading import Barrier

from building import NOW, alert, article, chat, follow, match, put

from bot.domain.owed import DeliveryKind
from storage import Storage, Transaction, schema
from storage.opening import open_database

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["storage"])

KILLED = 7
"""What a process that was killed half-way says."""


def open_together(url: str, start: Barrier) -> None:
    """Open a store at the same moment as others; ends well when its schema is the newest."""
    start.wait(60)
    database = open_database(url)
    with database.engine.connect() as connection:
        assert schema.revision_of(connection) == schema.steps()[-1]
    database.shut()


def die_taking_in(url: str) -> None:
    """Take in one article, and die while taking in another."""
    asyncio.run(_die_taking_in(url))


async def _die_taking_in(url: str) -> None:
    store = Storage.open(url)
    await store.write(lambda tx: _take_in(tx, "ferry"))
    await store.write(_take_in_and_die)


def _take_in_and_die(tx: Transaction) -> None:
    _take_in(tx, "harbour")
    os._exit(KILLED)


def _take_in(tx: Transaction, name: str) -> None:
    who = chat(tx)
    subscription = follow(tx, who, name)
    stored = put(tx, article(name))
    tx.matches.add(stored.id, [match(subscription.issue)])
    told = alert(tx, who, about=stored)
    tx.deliveries.owe(DeliveryKind.ALERT, who.id, alerts=[told.id], due_at=NOW)
