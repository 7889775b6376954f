"""One simulated stretch of time: people who follow issues, articles that come in, loops that go round and die.

What is simulated is the wiring below the chat as bot.app makes it; a process that died is made anew over the same
store.
"""

import asyncio
import gc
import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from bot import messages
from bot.delivery import Deliverer
from bot.domain.model import AlertId, Article, Chat, ChatId, DeliveryMode, Destination, QuietHours
from bot.domain.owed import DIGESTS
from bot.matcher import Matcher
from bot.outcome import Post
from bot.pace import Pace
from bot.pipeline import Pipeline
from bot.schedule import Scheduler
from storage import Storage, Transaction
from tests.builders import BOT, happening
from tests.month.world import CrashError, DoomedStorage, Process, SteppedClock, Telegram

ISSUES = ("Marnice", "Zaporizhzhia", "Belgorod", "Winterthur", "Cartagena", "Aleppo", "Trondheim", "Osaka")
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Australia/Sydney",
    "Europe/Kyiv", "America/St_Johns", "Pacific/Auckland", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Chatham",
    "America/Los_Angeles", "Europe/London", "Asia/Tehran", "America/Sao_Paulo", "Asia/Tokyo", "Etc/GMT+12", "UTC",
)  # fmt: skip
STEPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=-20), timedelta(minutes=7))


@dataclass(frozen=True)
class Plan:
    """What is simulated. The same plan gives the same trace."""

    seed: int
    begin: datetime
    days: int
    chats: int = 12
    articles_a_day: int = 24
    crashes_a_day: float = 2.0
    steps_a_day: float = 0.7
    trouble: float = 0.03
    """Share of sendings that go wrong."""
    calm_days: int = 8
    """After them: long enough for whatever waits for a weekly digest."""
    longest_round: int = 300
    """Seconds between two rounds of the loops, at most."""


@dataclass
class Trace:
    """What came of it."""

    plan: Plan
    chats: list[Chat] = field(default_factory=list)
    stories: dict[ChatId, set[int]] = field(default_factory=dict)
    """What each chat was to be told, by the number of the event."""
    told: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Chat of Telegram's and event: how often a message told it."""
    digests: list[tuple[ChatId, datetime]] = field(default_factory=list)
    """Chat and wall-clock moment of each digest that was made."""
    waits: list[tuple[datetime, datetime]] = field(default_factory=list)
    """The wall clock at a round of the scheduler, and at the round before it."""
    crashes: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    messages: int = 0
    pressed: int = 0
    """How often somebody asked for more of a digest."""
    uncertain: int = 0
    shortest_wait: float = 0.0
    memory: list[int] = field(default_factory=list)
    """Kilobytes of the process at the end of each day, without what caches of a bounded size hold."""
    digest: str = ""
    """Of everything that was sent, and when."""


class Month:
    """Runs a plan over an empty store."""

    def __init__(self, plan: Plan, storage: Storage, matcher: Matcher) -> None:
        self._plan, self._storage, self._matcher = plan, storage, matcher
        self._dice = random.Random(plan.seed)
        self._clock = SteppedClock(plan.begin)
        self._hash = hashlib.sha256()
        self.trace = Trace(plan)
        self._telegram = Telegram(self._clock, self._dice, plan.trouble, self._got)
        self._before: datetime | None = None
        self._whole = DoomedStorage(storage, Process(left=10**9))
        """As a process that does not die sees it, in the same thread."""
        self._waiting: list[Article] = []
        self._unread: list[tuple[int, AlertId]] = []
        """Buttons that nobody has pressed yet: chat of Telegram's, and the first story of what is left."""
        self._events = 0
        self._process = Process(left=0)

    async def run(self) -> Trace:
        """The whole plan, and then days in which nothing comes in and everything is told."""
        random.seed(self._plan.seed)
        for issue in await self._storage.write(lambda tx: [tx.issues.ensure(name) for name in ISSUES]):
            await self._matcher.add(issue)
        for number in range(self._plan.chats):
            await self._arrive(number)
        self._start()
        end = self._plan.begin + timedelta(days=self._plan.days)
        day = self._plan.begin
        while self._clock.true < end:
            await self._round()
            if self._clock.true - day > timedelta(days=1):
                day = self._clock.true
                self.trace.memory.append(memory())
        await self._calm_down(end + timedelta(days=self._plan.calm_days))
        self._close()
        return self.trace

    # -- people and articles --

    async def _arrive(self, number: int) -> None:
        zone, mode = ZONES[number % len(ZONES)], _MODES[number % len(_MODES)]
        minute = self._dice.choice((0, 90, 120, 150, 480, 1439, self._dice.randrange(1440)))
        weekday = self._dice.randrange(7)
        names = {ISSUES[number % len(ISSUES)], self._dice.choice(ISSUES)}
        quiet = QuietHours(1320, 420) if number % 4 == 3 else None

        def write(tx: Transaction) -> Chat:
            now = self._clock.now()
            chat = tx.chats.get_or_add(Destination(BOT, 1000 + number), f"chat {number}", now)
            tx.chats.set_timezone(chat.id, zone)
            tx.chats.set_digest(chat.id, mode, minute=minute, weekday=weekday)
            tx.chats.set_quiet(chat.id, quiet)
            for name in sorted(names):
                tx.subscriptions.add(chat.id, tx.issues.ensure(name), now)
            return tx.chats.get(chat.id)

        chat = await self._storage.write(write)
        self.trace.chats.append(chat)
        self.trace.stories[chat.id] = set()

    def _happen(self) -> None:
        """Something happens, and one or more papers tell it, the second one later."""
        self._events += 1
        name = self._dice.choice(ISSUES)
        told = happening(self._events, name)
        self._waiting.append(told)
        for paper in ("River Post", "Hill Gazette"):
            if self._dice.random() < 0.3:
                later = self._dice.randrange(len(self._waiting) + 1)
                self._waiting.insert(later, happening(self._events, name, source=paper))

    async def _publish(self) -> None:
        """A source hands over what it has; what a crash kept from being taken in comes again."""
        while self._waiting:
            next_one = self._waiting[0]
            taken = await self._pipeline.process(next_one)
            if taken.new:
                await self._note(next_one)
            self._waiting.pop(0)

    async def _note(self, article: Article) -> None:
        name, number = re.findall(r"^(\w+): event (\d+)", article.title)[0]
        follows = await self._storage.read(
            lambda tx: tx.subscriptions.list_for_issues([found.id]) if (found := tx.issues.find(name)) else []
        )
        for _, chat in follows:
            self.trace.stories[chat.id].add(int(number))

    # -- the loops --

    def _start(self) -> None:
        """A process begins; it will die at some transaction, a few hours from now or many."""
        writes = 3 * 86400 / self._plan.longest_round  # a day's: a round or more of each loop
        fate = self._dice.expovariate(self._plan.crashes_a_day / writes)
        self._process = Process(round(fate) + 1, self._dice.choice(("before", "inside", "after")))
        storage, wake = DoomedStorage(self._storage, self._process), asyncio.Event()
        line, owner = self._telegram.at(self._process), f"process {sum(self.trace.crashes.values())}"
        self._pipeline = Pipeline(storage, self._matcher, self._clock, max_age=timedelta(days=2), wake=wake)
        self._deliverer = Deliverer(
            storage, line, self._clock, bot=BOT, owner=owner, pace=Pace(30), wake=wake
        )
        self._scheduler = Scheduler(storage, self._clock, wake=wake)

    async def _round(self) -> None:
        length = self._dice.randrange(5, self._plan.longest_round)
        self._clock.advance(timedelta(seconds=length))
        share = length / 86400
        if self._dice.random() < share * self._plan.articles_a_day:
            self._happen()
        if self._dice.random() < share * self._plan.steps_a_day:
            self._step()
        try:
            await self._publish()
            await self._schedule()
            while await self._deliverer.send_due():
                self._clock.advance(timedelta(seconds=1))
            await self._press()
        except CrashError as crash:
            self.trace.crashes[str(crash)] += 1
            await self._bury()

    async def _schedule(self) -> None:
        now = self._clock.now()
        self.trace.waits.append((now, self._before or now))
        await self._scheduler.queue_due()
        self._before = now

    async def _bury(self) -> None:
        """Let what was under way find out that it is dead, and start anew: at once, or after hours."""
        while len(asyncio.all_tasks()) > 1:
            with suppress(CrashError):
                await self._clock.wait(SET, 0)
        self._clock.advance(timedelta(seconds=self._dice.choice((1, 30, 600, 5 * 3600))))
        self._start()

    def _step(self) -> None:
        """Somebody sets the clock; one that is wrong already is set right."""
        self.trace.steps += 1
        self._clock.wrong_by = timedelta() if self._clock.wrong_by else self._dice.choice(STEPS)

    async def _calm_down(self, until: datetime) -> None:
        """No crash, no trouble, no step from now on: whatever is held or owed gets there."""
        self._telegram.trouble, self._clock.wrong_by = 0.0, timedelta()
        self._process.left = 10**9
        while self._clock.true < until:
            self._clock.advance(timedelta(minutes=97))
            await self._publish()
            await self._schedule()
            while await self._deliverer.send_due():
                self._clock.advance(timedelta(seconds=1))
            await self._press()

    # -- what is seen --

    def _got(self, at: datetime, post: Post) -> None:
        self._read(at, post.destination.chat, post.message)

    def _read(self, at: datetime, chat: int, message: messages.Message) -> None:
        text = re.sub("<[^>]*>", "", message.html)
        self._hash.update(f"{at.isoformat()} {chat} {text}\n".encode())
        self.trace.messages += 1
        for number in re.findall(r": event (\d+)\.", text):
            self.trace.told[chat, int(number)] += 1
        pressed = (button.data or "" for row in message.buttons for button in row)
        self._unread += [(chat, AlertId(int(data[5:]))) for data in pressed if data.startswith("more:")]

    async def _press(self) -> None:
        """Whoever is left stories by a digest presses "more", until nothing is left; as handlers.digest answers."""
        while self._unread:
            chat, first = self._unread.pop(0)
            left = await self._whole.read(lambda tx: tx.deliveries.list_from(first, DIGESTS))  # noqa: B023 - awaited
            self.trace.pressed += 1
            self._read(self._clock.now(), chat, messages.rest(left).message)

    def _close(self) -> None:
        self.trace.shortest_wait = self._clock.shortest_wait
        self.trace.uncertain = self._telegram.uncertain
        self.trace.digest = self._hash.hexdigest()


SET = asyncio.Event()
SET.set()
_MODES = (
    DeliveryMode.DAILY,
    DeliveryMode.HOURLY,
    DeliveryMode.DAILY,
    DeliveryMode.WEEKLY,
    DeliveryMode.DAILY,
)


async def simulate(plan: Plan, open_store: Callable[[], Storage], matcher: Matcher) -> Trace:
    """Run a plan over a new store. A matcher takes long to make: it may serve several plans, one after another."""
    storage = open_store()
    try:
        month = Month(plan, storage, matcher)
        trace = await month.run()
        trace.digests = await storage.read(_digests)
        return trace
    finally:
        await storage.close()


def _digests(tx: Transaction) -> list[tuple[ChatId, datetime]]:
    """Chat and moment of every digest that was made: of its first message, where it has several."""
    rows = tx.deliveries._do.exec_driver_sql(
        "SELECT chat_id, due_at FROM deliveries WHERE kind = 'digest' AND text NOT LIKE '%continued%' ORDER BY id"
    )
    return [(ChatId(chat), datetime.fromisoformat(at).replace(tzinfo=UTC)) for chat, at in rows]


LARGE = 1_000
"""Entries of a cache from which on it is emptied before the memory is read."""
_CACHE = type(lru_cache(len))


def memory() -> int:
    """Kilobytes that the process holds without its large caches: the words of a month do not fill them, so they would
    look like a leak. A cache without a bound is one, and stays."""
    for one in gc.get_objects():
        if isinstance(one, _CACHE) and (one.cache_info().maxsize or 0) >= LARGE:
            one.cache_clear()
    [kilobytes] = re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(kilobytes)
