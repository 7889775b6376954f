"""The named points at which a process is killed, and how it is noticed that it has come to one.

Nothing in the bot knows of them: the interpreter's profile hook sees every call, and SQLAlchemy's events every commit.
A point is a function that is entered, or the commit of the transaction in which it ran.
"""

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

KINDS = ("alert", "edit", "roll", "digest", "notice")
When = Literal["call", "commit", "committed"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the code: "file:function", of a delivery's kind where one is named, and in which scenario it is met.

    `commit`: everything is written and not yet committed; `committed`: it is, and nothing was done since.
    """

    name: str
    at: str
    when: When = "call"
    kind: str = ""
    scenario: str = "news"

    def is_entered(self, code: str, function: str) -> bool:
        """Whether this call is the one."""
        file, _, wanted = self.at.partition(":")
        return function == wanted and code.endswith(file)


def _both(name: str, at: str, **more: Any) -> tuple[Point, Point]:
    return Point(f"{name}, not committed", at, "commit", **more), Point(
        f"{name}, committed", at, "committed", **more
    )


def _of_kind(kind: str) -> tuple[Point, ...]:
    return (
        Point(f"{kind}: before the request", "bot/delivery.py:compose", kind=kind),
        Point(f"{kind}: request gone, answer not read", "aiohttp/client_reqrep.py:read", kind=kind),
        Point(f"{kind}: answer read, not marked", "bot/delivery.py:_recording", kind=kind),
        *_both(f"{kind}: marked as sent", "bot/endings.py:sent", kind=kind),
    )


_UPDATES = "storage/updates.py"
POINTS = (
    Point("feed: about to be fetched", "bot/ingest/polling.py:_get"),
    Point("feed: its body is coming in", "bot/ingest/fetch.py:_body"),
    Point("feed: being parsed", "bot/ingest/polling.py:_read_feed"),
    Point("feed: parsed, nothing stored", "bot/ingest/polling.py:_record"),
    *_both("feed: the poll is recorded", "storage/sources.py:record_ok"),
    Point("article: matched, nothing stored", "bot/pipeline.py:_prepare"),
    Point("article: about to be written", "storage/articles.py:add"),
    Point("article: being filed in the archive", "storage/archive.py:file"),
    Point("article: its story is made", "storage/stories.py:add"),
    Point("article: an alert is raised", "storage/alerts.py:add"),
    Point("article: a message is owed", "storage/deliveries.py:owe"),
    Point("article: a rolling message takes it", "storage/rolls.py:add"),
    Point("article: an edit is owed", "bot/pipeline.py:_owe_edit"),
    *_both("article: all of it written", "bot/pipeline.py:_record"),
    *_both("delivery: claimed as sending", "storage/deliveries.py:claim"),
    *(point for kind in KINDS for point in _of_kind(kind)),
    Point("digest: being built", "bot/releases.py:release"),
    *_both("digest: owed", "bot/releases.py:release"),
    Point("command: taken from Telegram", "bot/updates.py:_handle_all"),
    Point("command: about to be handled", "bot/updates.py:_handle"),
    Point("command: being done", f"{_UPDATES}:begin"),
    *_both("command: done and noted", f"{_UPDATES}:begin"),
    Point("command: answered, answer not read", "aiohttp/client_reqrep.py:read", kind="command"),
    Point("command: answered", f"{_UPDATES}:done"),
    *_both("command: answered and noted", f"{_UPDATES}:done"),
    Point("command: about to be acknowledged", "bot/updates.py:_poll", kind="acknowledge"),
    Point("webhook: an update has come", "bot/updates.py:push", scenario="webhook"),
    *_both("webhook: done and noted", f"{_UPDATES}:begin", scenario="webhook"),
    *_both("webhook: answered and noted", f"{_UPDATES}:done", scenario="webhook"),
    Point("retention: an old article goes", "storage/past.py:remove"),
    *_both("retention: an old article went", "storage/past.py:remove"),
    Point("migration: begins", "0007_owed_answers.py:upgrade", scenario="migration"),
    Point("migration: in the middle", "0008_rolling_messages.py:upgrade", scenario="migration"),
    *_both("migration: all steps taken", "0008_rolling_messages.py:upgrade", scenario="migration"),
)


class Death:
    """Kills this process with SIGKILL when it comes to the point."""

    def __init__(self, point: Point) -> None:
        self._point = point
        self._seen = threading.local()
        self._tasks: dict[int, str] = {}
        """What each task is at work on: a kind of delivery, or a command."""

    def arm(self) -> None:
        """From here on, in every thread."""
        event.listen(Engine, "commit", self._on_commit)
        event.listen(Engine, "rollback", self._on_rollback)
        event.listen(Pool, "checkin", self._on_checkin)
        threading.setprofile(self._on_call)
        sys.setprofile(self._on_call)

    def _on_call(self, frame: FrameType, what: str, _arg: object) -> None:
        if what != "call":
            return
        code, function = frame.f_code.co_filename, frame.f_code.co_name
        if function in ("compose", "_handle") and code.endswith(("bot/delivery.py", "bot/updates.py")):
            self._note_task(frame, function)
        point = self._point
        if point.is_entered(code, function) and self._fits(frame):
            if point.when == "call":
                die()
            self._seen.yes = True

    def _note_task(self, frame: FrameType, function: str) -> None:
        with suppress(RuntimeError):
            kind = "command" if function == "_handle" else frame.f_locals["delivery"].kind.value
            self._tasks[id(asyncio.current_task())] = kind

    def _fits(self, frame: FrameType) -> bool:
        """Whether it is about the kind that the point names."""
        given, kind = frame.f_locals, self._point.kind
        if frame.f_code.co_name == "_handle_all":
            return bool(given["batch"])
        if not kind:
            return True
        if kind == "acknowledge":
            return bool(given["offset"])
        if frame.f_code.co_name == "read":
            told = str(given["self"].url).endswith(("/sendMessage", "/editMessageText"))
            return told and self._tasks.get(id(asyncio.current_task())) == kind
        ended = [one.delivery for one in given["stand"]] if "stand" in given else [given["delivery"]]
        return any(one.kind.value == kind for one in ended)

    def _on_commit(self, _connection: object) -> None:
        if self._point.when == "commit" and getattr(self._seen, "yes", False):
            die()

    def _on_rollback(self, _connection: object) -> None:
        self._seen.yes = False

    def _on_checkin(self, _connection: object, _record: object) -> None:
        if self._point.when == "committed" and getattr(self._seen, "yes", False):
            die()
        self._seen.yes = False


def die() -> None:
    """As when the machine loses its power, for this process."""
    os.kill(os.getpid(), signal.SIGKILL)
