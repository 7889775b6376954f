"""Any order of what a person and the world do, against a small model of what the chat must have been told."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.delivery import Deliverer
from bot.domain.model import ChatId, DeliveryMode, Destination, Issue, QuietHours
from bot.matcher import Matcher
from bot.pace import Pace
from bot.pipeline import Pipeline
from bot.releases import reschedule
from bot.schedule import Scheduler
from storage import Storage, Transaction
from tests.builders import BOT, happening
from tests.fakes import FakeClock, FakeSender

BEGIN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NAMES, ALIAS = ("Marnice", "Zaporizhzhia", "Cartagena"), "Kelbrunn"
"""Issues, and another name that people may give to the first of them."""
HOUR, TEN = timedelta(hours=1), 600
MODES = {"instant": DeliveryMode.OFF, "hourly": DeliveryMode.HOURLY, "daily": DeliveryMode.DAILY}
ISSUES, EMPTY = dict[tuple[str, bool], Issue](), "empty.sqlite3"


class Life(RuleBasedStateMachine):
    """One chat and its model: what is followed and set, and the stories that wait."""

    folder: Path
    matcher: Matcher

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.own = asyncio.Runner(), tempfile.TemporaryDirectory()
        file = shutil.copy(self.folder / EMPTY, self.own.name)
        self.storage = Storage.open(f"sqlite:///{file}")
        self.clock, self.sender = FakeClock(BEGIN), FakeSender()
        self.chat = ChatId(1)
        self.restart()
        self.events = self.seen = 0
        self.followed = dict[str, bool]()
        """Name of each issue, and whether it has its alias."""
        self.muted = dict[str, datetime]()
        self.quiet: tuple[datetime, datetime] | None = None
        self.mode = "instant"
        self.waiting = dict[int, tuple[str, datetime | None]]()
        """Event: its issue, and the hour of its digest; None: as soon as nothing silences it."""
        self.told = set[int]()

    def teardown(self) -> None:
        """Once everything is switched off, whatever waits is told."""
        self.set_digest("instant") if not self.silent() else None
        self.unmute()
        self.set_quiet(0)
        self.set_digest("instant")
        self.send()
        assert not self.waiting
        self.runner.run(self.storage.close())
        self.runner.close()
        self.own.cleanup()

    # -- what a person does, as the handlers do it --

    @rule(name=st.sampled_from(NAMES))
    def follow(self, name: str) -> None:
        self._do(lambda tx: tx.subscriptions.add(self.chat, ISSUES[name, False], self.clock.now()))
        self.followed.setdefault(name, False)

    @precondition(lambda self: self.followed)
    @rule(pick=st.integers(0, 9))
    def unfollow(self, pick: int) -> None:
        name = self._picked(pick)
        self._do(lambda tx: tx.subscriptions.remove(self._subscription(tx, name)))
        self._reschedule()
        del self.followed[name]
        self.muted.pop(name, None)
        self.waiting = {event: one for event, one in self.waiting.items() if one[0] != name}

    @precondition(lambda self: self.followed.get(NAMES[0]) is False)
    @rule()
    def alias(self) -> None:
        name = NAMES[0]
        self._do(lambda tx: tx.subscriptions.set_issue(self._subscription(tx, name), ISSUES[name, True]))
        self.followed[name] = True

    @precondition(lambda self: self.followed)
    @rule(pick=st.integers(0, 9), hours=st.integers(1, 30))
    def mute(self, pick: int, hours: int) -> None:
        name, until = self._picked(pick), self.clock.now() + hours * HOUR
        self._do(lambda tx: tx.subscriptions.set_muted(self._subscription(tx, name), until))
        self._reschedule(same_hours=True)
        self.muted[name] = until
        self._passed()

    @rule()
    def unmute(self) -> None:
        for name in self.followed:
            self._do(lambda tx, name=name: tx.subscriptions.set_muted(self._subscription(tx, name), None))  # type: ignore[misc] # bound
        self._reschedule(same_hours=True)
        self.muted.clear()
        self._passed()

    @rule(hours=st.integers(0, 9))
    def set_quiet(self, hours: int) -> None:
        """Quiet from now on for so many hours of each day; 0: never."""
        now = self.clock.now()
        minute = now.hour * 60 + now.minute
        quiet = QuietHours(minute, (minute + 60 * hours) % 1440) if hours else None
        self._do(lambda tx: tx.chats.set_quiet(self.chat, quiet))
        self._reschedule(same_hours=True)
        begin = now.replace(second=0, microsecond=0)
        self.quiet = (begin, begin + hours * HOUR) if hours else None
        self._passed()

    @precondition(lambda self: not self.silent())
    @rule(mode=st.sampled_from(sorted(MODES)))
    def set_digest(self, mode: str) -> None:
        self.send()
        self._do(lambda tx: tx.chats.set_digest(self.chat, MODES[mode], minute=TEN, weekday=0))
        self._reschedule()
        self.mode = mode
        self.waiting = {event: (name, self._hour()) for event, (name, _) in self.waiting.items()}

    # -- what the world does --

    @rule(pick=st.integers(0, 3), papers=st.integers(1, 2))
    def ingest(self, pick: int, papers: int) -> None:
        self.events += 1
        name = (*NAMES, ALIAS)[pick]
        for paper in ("River Post", "Hill Gazette")[:papers]:
            self.runner.run(self.pipeline.process(happening(self.events, name, source=paper)))
        issue = NAMES[0] if name == ALIAS and self.followed.get(NAMES[0]) else name
        if issue in self.followed:
            self.waiting[self.events] = (issue, None if self._is_silenced(issue) else self._hour())

    @rule(minutes=st.sampled_from([3, 40, 61, 7 * 60, 25 * 60]))
    def time_passes(self, minutes: int) -> None:
        """The loops go round meanwhile, as they do."""
        for _ in range(minutes // 60):
            self.clock.advance(HOUR)
            self.send()
        self.clock.advance(timedelta(minutes=minutes % 60))
        self.send()

    @rule()
    def send(self) -> None:
        """What is told now is what the model says, and nothing else."""
        before, now = len(self.sender.posts), self.clock.now()
        ready = {
            event
            for event, (name, hour) in self.waiting.items()
            if not self._is_silenced(name) and (hour is None or hour <= now)
        }
        self._passed()
        self.runner.run(self._loops())
        text = re.sub(
            "<[^>]*>", "", "\n".join(one.message.html for one in self.sender.posts[before:] if not one.edits)
        )
        said = [int(number) for number in re.findall(r": event (\d+)\.", text)]
        assert sorted(said) == sorted(ready)
        assert not self.told & set(said)
        self.told |= ready
        self.waiting = {event: one for event, one in self.waiting.items() if event not in ready}

    @rule()
    def restart(self) -> None:
        wake = asyncio.Event()
        self.pipeline = Pipeline(self.storage, self.matcher, self.clock, max_age=timedelta(days=2), wake=wake)
        self.scheduler = Scheduler(self.storage, self.clock, wake=wake)
        self.deliverer = Deliverer(
            self.storage,
            self.sender,
            self.clock,
            bot=BOT,
            owner=f"at {self.clock.now()}",
            pace=Pace(1000),
            wake=wake,
        )

    # -- the model's rules --

    def silent(self) -> bool:
        """Whether anything at all is silenced."""
        return any(self._is_silenced(name) for name in self.followed)

    def _is_silenced(self, name: str) -> bool:
        now = self.clock.now()
        if self.muted.get(name, now) > now:
            return True
        if self.quiet is None:
            return False
        begin, end = self.quiet
        return (now - begin) % timedelta(days=1) < end - begin

    def _hour(self) -> datetime | None:
        """The next hour of the digest."""
        now = self.clock.now()
        if self.mode == "instant":
            return None
        if self.mode == "hourly":
            return now.replace(minute=0, second=0, microsecond=0) + HOUR
        today = now.replace(hour=10, minute=0, second=0, microsecond=0)
        return today if today > now else today + timedelta(days=1)

    def _passed(self) -> None:
        """An hour that has passed, in silence or not, is not waited for again."""
        now = self.clock.now()
        self.waiting = {
            event: (name, hour if hour is not None and hour > now else None)
            for event, (name, hour) in self.waiting.items()
        }

    # -- the wiring --

    async def _loops(self) -> None:
        for _ in range(3):
            await self.scheduler.queue_due()
            while await self.deliverer.send_due():
                self.clock.advance(timedelta(seconds=1))

    def _do(self, work: Callable[[Transaction], Any]) -> None:
        self.runner.run(self.storage.write(work))

    def _reschedule(self, *, same_hours: bool = False) -> None:
        self._do(lambda tx: reschedule(tx, self.chat, self.clock.now(), same_hours=same_hours))

    def _picked(self, pick: int) -> str:
        return sorted(self.followed)[pick % len(self.followed)]

    def _subscription(self, tx: Transaction, name: str) -> Any:
        own = tx.subscriptions.list_for_chat(self.chat)
        return next(one.id for one in own if one.issue.name == name)


async def _prepare(file: Path, matcher: Matcher) -> None:
    """A store with one chat and every issue; the matcher knows them by the same numbers."""
    storage = Storage.open(f"sqlite:///{file}")

    def write(tx: Transaction) -> None:
        tx.chats.get_or_add(Destination(BOT, 5), "chat", BEGIN)
        for name in NAMES:
            ISSUES[name, False] = tx.issues.ensure(name)
        ISSUES[NAMES[0], True] = tx.issues.ensure(NAMES[0], (ALIAS,))

    await storage.write(write)
    for issue in ISSUES.values():
        await matcher.add(issue)
    await storage.close()


def test_a_chat_is_told_what_it_follows_once_and_when_it_wishes(tmp_path: Path) -> None:
    matcher = Matcher()
    asyncio.run(_prepare(tmp_path / EMPTY, matcher))
    Life.folder, Life.matcher = tmp_path, matcher
    try:
        run_state_machine_as_test(
            Life, settings=settings(max_examples=8, stateful_step_count=16, deadline=None, derandomize=True)
        )
    finally:
        matcher.close()
