"""One crash: a process lives until its point and is killed there, another takes its place, and what became is counted.

The first process is a real one, killed by SIGKILL; Telegram is the sandbox's server, in this process. The second one
is left alone until everything that was owed has come, or for PATIENCE seconds, and is then ended by SIGTERM. Where all
that is missing is the news of the feed, its next turn may be to come (on a machine with much to do, fetching or reading
it may take longer than is allowed): a third process lives after that turn.
"""

import asyncio
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.playground import TOKEN
from bot.sandbox import UNLIMITED, SandboxServer, World
from bot.sandbox.snapshot import Snapshot
from handlers import DONE
from tests.crashing.child import Life, ShiftedClock, living
from tests.crashing.points import Point
from tests.crashing.stage import NEWS, OLD, Stage, settings
from tests.harness import MAREK, OLENA, said

PATIENCE = 60.0
END = 15.0
"""Seconds in which the second process must have ended; ten of its own, and a machine that has more to do."""
LATER = timedelta(seconds=90)
"""How long after the crash the next process starts, by its clock: leases are over then."""
NEXT_TURN = timedelta(hours=3)
"""How much later the feed has had its next turn, jitter and all."""
NEW_ISSUE = "Zaporizhzhia"


@dataclass(frozen=True)
class Result:
    """What became of it. `lost` and `undone` name what never came."""

    reached: bool
    lost: tuple[str, ...]
    undone: tuple[str, ...]
    repeats: int
    """Of one chat, at most: owed messages that say nothing that was not said before."""
    answered_again: int
    """Answers to the one command, beyond the first."""
    whole: bool
    """Whether SQLite finds nothing wrong with the store."""
    ended: bool
    """Whether the process after the crash ended by SIGTERM as it should, and the one after that, if there was one."""
    waited: bool
    """Whether the feed's next turn had to come first."""

    @property
    def holds(self) -> bool:
        """Whether the promises were kept."""
        kept = not self.lost and not self.undone and self.whole and self.ended
        return self.reached and kept and max(self.repeats, self.answered_again) <= 1


async def crash(stage: Stage, folder: Path, point: Point) -> Result:
    """One run of one point, in a folder of its own."""
    stage.copy(folder, old=point.scenario == "migration")
    clock = ShiftedClock(stage.start)
    server = SandboxServer(token=TOKEN, clock=lambda: clock.now().timestamp(), limits=UNLIMITED)
    Snapshot(folder / "chats.json").load(server.world)
    before = {message["message_id"] for message in server.world.sent()}
    async with server:
        given = _settings(folder, server, point)
        _ask(server.world)
        with living(Life(given, stage.start, folder / "log", point)) as first:
            reached = await _until(lambda: not first.is_alive(), PATIENCE) and first.exitcode == -9

        def is_all_there() -> bool:
            return _is_all_there(stage, folder, server.world, before)

        ended = await _live_on(Life(given, stage.start + LATER, folder / "log"), is_all_there)
        waited = bool(_lost(stage, server.world)) and not _undone(folder, server.world, before)
        if waited:
            ended &= await _live_on(Life(given, stage.start + NEXT_TURN, folder / "log"), is_all_there)
        return Result(
            reached=reached,
            lost=_lost(stage, server.world),
            undone=_undone(folder, server.world, before),
            repeats=_repeats(stage, server.world, before),
            answered_again=max(0, len(_answers(server.world, before)) - 1),
            whole=_ask_store(folder, "PRAGMA integrity_check") == [("ok",)],
            ended=ended,
            waited=waited,
        )


async def _live_on(life: Life, is_all_there: Callable[[], bool]) -> bool:
    """Let a process do what is left to do; whether it ended as it should when it was told to."""
    with living(life) as process:
        await _until(is_all_there, PATIENCE)
        await SystemClock().wait(asyncio.Event(), 0.1)  # for what should not come any more
        process.terminate()
        return await _until(lambda: not process.is_alive(), END) and process.exitcode == 0


def _settings(folder: Path, server: SandboxServer, point: Point) -> dict[str, Any]:
    given = settings(folder, telegram_base_url=server.base_url)
    if point.scenario != "webhook":
        return given
    port = free_port()
    hook = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "webhook_secret": "letmein-letmein"}
    return given | hook | {"http_port": port}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask(world: World) -> None:
    """Olena presses a button that moves a step each time, and follows one thing more."""
    card = next(one for one in world.sent(OLENA) if one.get("reply_markup") and "Marnice" in said(one))
    world.tap(OLENA, card, "Stricter")
    world.say(OLENA, f"/follow {NEW_ISSUE}")


async def _until(happened: Callable[[], bool], seconds: float) -> bool:
    clock = SystemClock()
    deadline = clock.now() + timedelta(seconds=seconds)
    while not happened():
        if clock.now() > deadline:
            return False
        await clock.wait(asyncio.Event(), 0.03)
    return True


def _is_all_there(stage: Stage, folder: Path, world: World, before: set[int]) -> bool:
    if _lost(stage, world) or world.updates.pending():
        return False
    try:
        return not _undone(folder, world, before)
    except sqlite3.OperationalError:  # not migrated yet
        return False


def _lost(stage: Stage, world: World) -> tuple[str, ...]:
    """What was to be told and stands in no message of the chat."""
    gone = [
        f"{chat}: {title}"
        for chat, titles in stage.told.items()
        for title in titles
        if not any(title in said(message) for message in world.sent(chat))
    ]
    for chat in (OLENA, MAREK):
        alerts = [said(message) for message in world.sent(chat) if OLD.title in said(message)]
        if not any(NEWS[0].source in alert for alert in alerts):
            gone.append(f"{chat}: the copy of {OLD.title}")
    return tuple(gone)


def _undone(folder: Path, world: World, before: set[int]) -> tuple[str, ...]:
    """What was asked for, or is to be done by itself, and is not done exactly once."""
    wrong = []
    for what, sql, wanted in _WANTED:
        if (found := _ask_store(folder, sql)) != wanted:
            wrong.append(f"{what}: {found}")
    if not _answers(world, before):
        wrong.append("the command is not answered")
    return tuple(wrong)


def _answers(world: World, before: set[int]) -> list[str]:
    new = [said(one) for one in world.sent(OLENA) if one["message_id"] not in before]
    return [one for one in new if NEW_ISSUE in one or one == DONE]


_FOLLOWS = (
    "SELECT {} FROM subscriptions s JOIN issues i ON i.id = s.issue_id JOIN chats c ON c.id = s.chat_id "
    f"WHERE c.telegram_chat = {OLENA} AND i.name = '{{}}'"
)
_WANTED: tuple[tuple[str, str, list[tuple[Any, ...]]], ...] = (
    ("follows", _FOLLOWS.format("count(*)", NEW_ISSUE), [(1,)]),
    (
        "strictness",
        _FOLLOWS.format("coalesce(json_extract(s.wishes, '$.strictness'), 'normal')", "Marnice"),
        [("normal",)],
    ),
    ("still owed", "SELECT count(*) FROM deliveries WHERE state IN ('due', 'sending')", [(0,)]),
    ("given up", "SELECT count(*) FROM deliveries WHERE state IN ('failed', 'dead')", [(0,)]),
    ("updates answered", "SELECT count(*) FROM updates WHERE NOT answered", [(0,)]),
    ("old article", "SELECT count(*) FROM articles WHERE title LIKE '%Qarlovac%'", [(0,)]),
)


def _ask_store(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "tocsin.sqlite3", timeout=10)) as store:
        return store.execute(sql).fetchall()


def _repeats(stage: Stage, world: World, before: set[int]) -> int:
    """The most messages of one chat that say nothing new."""
    most = 0
    for chat, titles in stage.told.items():
        told: set[str] = set()
        again = 0
        for message in world.sent(chat):
            says = {title for title in titles | {OLD.title} if title in said(message)}
            if message["message_id"] not in before and says and says <= told:
                again += 1
            told |= says
        most = max(most, again)
    return most
