"""What becomes of what is owed while Telegram fails in every way it knows?

    python benchmarks/storms.py [--sends 12500] [--only NAME] [--seed 1] [--write]

The bot's deliverer sends from a store on disk through the real client to the sandbox's Bot API on loopback, with 1,000
a second allowed, ten messages to each chat. In every five seconds the first one and a half are a storm, in which many
of the calls fail in one way. The server notes each call, so that it can be told afterwards what was lost, repeated, out
of order in its chat, or sent before the end of a retry_after. With `--write` each storm's row goes into
docs/reliability.md. Fails when a promise is broken.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aiohttp import web
from paper import put_row

from bot import connecting
from bot.clock import SystemClock
from bot.delivery import Deliverer
from bot.domain.model import Destination
from bot.domain.owed import DeliveryKind
from bot.outcome import Outcome as Ending
from bot.outcome import Post, RetryAfter, Sender
from bot.pace import Pace
from bot.playground import TOKEN
from bot.sandbox import UNLIMITED, FaultKind, World
from bot.sandbox.api import BotApi
from bot.sandbox.cast import Person
from bot.sandbox.faults import Fault, Faults
from bot.sender import TelegramSender
from storage import Storage, Transaction
from tests.harness import settings

FIRST, EACH, RATE = 10_000, 10, 1_000
EVERY, LONG = 5.0, 1.5
"""Seconds from one storm to the next, and of one."""
ARRIVED = {FaultKind.TIMEOUT, FaultKind.LATE_RESET, FaultKind.SLOW}
"""Carried out all the same."""
UNHEARD = {FaultKind.TIMEOUT, FaultKind.LATE_RESET}
MARGIN = 0.02
"""Seconds between two readings of a clock, at most."""
TOGETHER = 1.5
STORMS: Mapping[str, tuple[FaultKind, float]] = {
    "429, retry_after of 1 to 3 s": (FaultKind.FLOOD, 0.5),
    "no answer, after the message arrived": (FaultKind.TIMEOUT, 0.1),
    "connection reset, nothing arrived": (FaultKind.RESET, 0.2),
    "connection reset, after the message arrived": (FaultKind.LATE_RESET, 0.2),
    "500": (FaultKind.SERVER_ERROR, 0.5),
    "502 with a page of HTML": (FaultKind.BAD_GATEWAY, 0.5),
    "JSON that breaks off": (FaultKind.BAD_JSON, 0.2),
    "answers after 2 s": (FaultKind.SLOW, 1.0),
}
HEAD = (
    "| storm | messages | calls struck | lost | repeated | of these though it was answered | "
    "out of order in a chat | sent before retry_after was over | given up | took |"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of sendMessage, and how it was struck."""

    at: float
    chat: int
    number: int
    kind: FaultKind | None
    wait: float


class Weather(Faults):
    """Strikes calls by the clock and the dice, and notes all of them."""

    def __init__(self, kind: FaultKind, share: float, seed: int) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self._kind, self._share, self._dice = kind, share, random.Random(seed)
        self._began = time.monotonic()

    def take(self, method: str, values: Mapping[str, object]) -> Fault | None:
        if method.lower() != "sendmessage":
            return None
        now, fault = time.monotonic(), None
        if (now - self._began) % EVERY < LONG and self._dice.random() < self._share:
            fault = Fault(method, self._kind, retry_after=self._dice.randint(1, 3))
        chat, number = int(str(values["chat_id"])), int(str(values["text"]).split()[0])
        self.calls.append(
            Call(now, chat, number, fault.kind if fault else None, fault.retry_after if fault else 0)
        )
        return fault


@dataclass(slots=True)
class Outcome:
    """What the server saw."""

    messages: int = 0
    struck: int = 0
    lost: int = 0
    repeated: int = 0
    needless: int = 0
    disordered: int = 0
    early: int = 0
    given_up: int = 0
    took: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the promises were kept."""
        return not (self.lost or self.needless or self.disordered or self.early or self.given_up)


def judged(calls: list[Call], chats: int) -> Outcome:
    """Count what must not be."""
    landed, unheard = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    order: dict[int, list[int]] = defaultdict(list)
    for call in calls:
        key = call.chat, call.number
        if call.kind is None or call.kind in ARRIVED:
            if not landed[key]:
                order[call.chat].append(call.number)
            landed[key] += 1
            unheard[key] += call.kind in UNHEARD
    return Outcome(
        messages=chats * EACH,
        struck=sum(call.kind is not None for call in calls),
        lost=chats * EACH - len(landed),
        repeated=sum(landed.values()) - len(landed),
        needless=sum(max(0, times - 1 - unheard[key]) for key, times in landed.items()),
        disordered=sum(one != sorted(one) for one in order.values()),
    )


class Noting:
    """Sends, and counts what leaves before the end of a retry_after that was heard of: the chat's, or everybody's once
    a second chat was refused soon after."""

    def __init__(self, sender: Sender) -> None:
        self.early = 0
        self._sender = sender
        self._until: dict[int, float] = {}
        self._held, self._refused = 0.0, (-TOGETHER, 0)

    async def send(self, post: Post) -> Ending:
        chat = post.destination.chat
        self.early += time.monotonic() < max(self._until.get(chat, 0.0), self._held) - MARGIN
        ending = await self._sender.send(post)
        if isinstance(ending, RetryAfter):
            now = time.monotonic()
            self._until[chat] = now + ending.seconds
            if self._refused[1] != chat and now - self._refused[0] < TOGETHER:
                self._held = max(self._held, now + ending.seconds)
            self._refused = now, chat
        return ending


async def storm(kind: FaultKind, share: float, sends: int, seed: int) -> Outcome:
    """Send it all through one kind of weather."""
    chats = sends // EACH
    bot = Person(id=int(TOKEN.partition(":")[0]), first_name="B", username="b_bot", is_bot=True)
    world = World(bot, lambda: datetime.now(UTC).timestamp(), UNLIMITED)
    for number in range(chats):
        world.admit(Person(id=FIRST + number, first_name="P", username=f"p{number}", started=True))
    weather = Weather(kind, share, seed)
    api, served = BotApi(world, TOKEN, weather), web.Application()
    served.add_routes(api.routes())
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        with tempfile.TemporaryDirectory(prefix="storms") as name:
            base = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
            took, given_up, early = await _send(Path(name), base, bot.id, chats)
    finally:
        api.stop()
        await runner.cleanup()
    outcome = judged(weather.calls, chats)
    outcome.took, outcome.given_up, outcome.early = took, given_up, early
    return outcome


async def _send(folder: Path, base: str, bot: int, chats: int) -> tuple[float, int, int]:
    """How long it took, how many were given up, and how many left too early."""
    storage = Storage.open(f"sqlite:///{folder / 'tocsin.sqlite3'}")
    await storage.write(lambda tx: _owe(tx, bot, chats))
    client = connecting.application(settings(folder, telegram_base_url=base)).bot
    await client.initialize()
    stop, wake = asyncio.Event(), asyncio.Event()
    sender = Noting(TelegramSender(client))
    deliverer = Deliverer(storage, sender, SystemClock(), bot=bot, owner="storm", pace=Pace(RATE), wake=wake)
    began = time.monotonic()
    sending = asyncio.create_task(deliverer.run(stop))
    while True:
        figures = await storage.read(lambda tx: tx.deliveries.figures(datetime.now(UTC)))
        if not (figures.due or figures.sending) or sending.done():
            break
        await asyncio.sleep(0.2)
    took = time.monotonic() - began
    stop.set()
    wake.set()
    await sending
    await client.shutdown()
    await storage.close()
    return took, figures.failed + figures.dead, sender.early


def _owe(tx: Transaction, bot: int, chats: int) -> None:
    now = datetime.now(UTC)
    known = [tx.chats.get_or_add(Destination(bot, FIRST + one), "P", now) for one in range(chats)]
    for number in range(EACH):
        for chat in known:
            tx.deliveries.owe(DeliveryKind.NOTICE, chat.id, text=f"{number} was told to you.", due_at=now)


def row(name: str, one: Outcome) -> str:
    """Of the table."""
    cells = (
        name, f"{one.messages:,}", f"{one.struck:,}", one.lost, f"{one.repeated:,}", one.needless, one.disordered,
        one.early, one.given_up, f"{one.took:.0f} s",
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> int:
    """Parse, run, print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--sends", type=int, default=12_500)
    given.add_argument("--only", default="")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--write", action="store_true")
    asked = given.parse_args()
    logging.disable(logging.CRITICAL)  # a line or twenty for each call that fails
    well = True
    for name, (kind, share) in STORMS.items():
        if asked.only not in name:
            continue
        one = asyncio.run(storm(kind, share, asked.sends, asked.seed))
        print(HEAD, row(name, one), sep="\n", flush=True)
        well &= one.holds
        if asked.write:
            put_row("storms", HEAD, row(name, one))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
