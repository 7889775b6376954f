"""The sandbox's chats on disk, so that a restart finds them as they were.

The bot keeps its own store: message and update numbers must go on where they stopped, or it would take new ones for
old. One JSON file, replaced as a whole; what cannot be read is set aside and the sandbox starts anew.
"""

import asyncio
import json
import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from bot.sandbox.cast import Chat, Message, Person
from bot.sandbox.refusal import Json
from bot.sandbox.stage import Query, Stage

VERSION = 1
MESSAGE = tuple(field.name for field in fields(Message))
PAUSE = 2.0
"""Seconds between looks whether something changed."""


def dump(stage: Stage) -> Json:
    """Everything that must outlive the process, as JSON."""
    return {
        "version": VERSION,
        "people": [asdict(person) for person in stage.people.values()],
        "chats": [_chat(chat) for chat in stage.chats.values()],
        "queries": {query_id: asdict(query) for query_id, query in stage.queries.items()},
        "last_private_id": stage.last_private_id,
        "updates": stage.updates.dump(),
        "photos": stage.photos.dump(),
    }


def restore(stage: Stage, saved: Json) -> None:
    """Put a stage back to what `dump` gave. Raises ValueError, TypeError or KeyError for anything else."""
    if saved["version"] != VERSION:
        raise ValueError("another version's snapshot")
    people = [Person(**person) for person in saved["people"]]
    chats = [_from_saved(chat) for chat in saved["chats"]]
    queries = {query_id: Query(**query) for query_id, query in saved["queries"].items()}
    stage.photos.restore(saved["photos"])
    stage.updates.restore(saved["updates"])
    stage.last_private_id = int(saved["last_private_id"])
    stage.people.update({person.id: person for person in people})
    stage.chats.update({chat.id: chat for chat in chats})
    stage.queries.update(queries)


def _chat(chat: Chat) -> Json:
    plain: Json = {field.name: getattr(chat, field.name) for field in fields(chat)}
    messages = [[getattr(message, name) for name in MESSAGE] for message in chat.messages.values()]
    topics = list(chat.topics.items())
    people = {"members": sorted(chat.members), "admins": sorted(chat.admins), "closed": sorted(chat.closed)}
    return plain | people | {"topics": topics, "messages": messages}


def _from_saved(saved: dict[str, Any]) -> Chat:
    messages = [Message(*message) for message in saved["messages"]]
    changes = {
        "members": set(saved["members"]),
        "admins": set(saved["admins"]),
        "closed": set(saved["closed"]),
        "topics": {int(thread): str(name) for thread, name in saved["topics"]},
        "messages": OrderedDict((message.id, message) for message in messages),
    }
    return Chat(**(saved | changes))


class Snapshot:
    """The file that a stage is kept in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved_at = 0

    def load(self, stage: Stage) -> None:
        """Restore the stage from the file, if there is one that can be read."""
        try:
            saved = json.loads(self._path.read_text("utf-8"))
            restore(stage, saved)
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".unreadable"))

    async def save(self, stage: Stage) -> None:
        """Write the file, all of it or nothing. Raises OSError."""
        self._saved_at = stage.changes()
        text = json.dumps(dump(stage), ensure_ascii=False)
        await asyncio.to_thread(self._write, text)

    async def keep(self, stage: Stage, stopping: asyncio.Event) -> None:
        """Save soon after every change until told to stop, and then once more. A full disk ends nothing."""
        last = False
        while not last:
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE)
            last = stopping.is_set()
            if stage.changes() != self._saved_at:
                with suppress(OSError):
                    await self.save(stage)

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
