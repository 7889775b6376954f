"""One broadcast for benchmarks/delivery.py: a sender as a process of its own, people who ask meanwhile, the account.

The sender has one core to itself, the server in this process another, as far as the machine has two.
"""

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loopback import FIRST_PERSON, Loopback

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "424242:benchmark-token-that-opens-nothing"
FIRST_CHAT = 10_000
PEOPLE = 200
"""Who sends commands, in turn: nobody twice within a second."""
COMMANDS = ("/issues", "/mute 1h")
"""One that asks the store and one that changes it."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What one broadcast is to be like."""

    messages: int
    rate: float
    """Messages a second that are allowed."""
    latency: float
    """Seconds that Telegram takes for an answer."""
    commands: float
    """Commands a second."""

    @property
    def chats(self) -> int:
        """A tenth of them are owed two messages."""
        return round(self.messages / 1.1)


@dataclass(frozen=True, slots=True)
class Result:
    """How it went."""

    reached: float
    """Messages a second, answers to commands among them."""
    refused: int
    """Messages that the server found too fast."""
    answers: list[float]
    """Seconds that commands waited, shortest first."""
    unanswered: int
    cpu: float
    """Milliseconds of processor time a message."""
    memory: float
    """Resident MiB at the end."""
    out_of_order: int
    """Chats that got their second message before their first."""
    lost: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What the sender used: seconds of processor time, and resident MiB."""

    cpu: float
    memory: float


async def broadcast(
    run: Run,
    command: Callable[[str], Sequence[str]],
    settings: Callable[[str], Mapping[str, str]],
    begin: Callable[[], Awaitable[None]] | None = None,
) -> Result:
    """Start a sender, which is told the server's base url, and count until everything has come. `begin` tells it to
    start sending, where it does not do so by itself."""
    server = Loopback(token=TOKEN, rate=run.rate, latency=run.latency)
    base = await server.start()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command(base), cwd=ROOT, env={**os.environ, **settings(base)}
    )
    _pin(process.pid, 0)
    _pin(0, -1)
    try:
        if begin is not None:
            await asyncio.wait_for(begin(), 60)
        spent = await _watch(server, process, run)
    finally:
        process.terminate()
        await process.wait()
        await server.stop()
    return _result(server, run, spent)


async def _watch(server: Loopback, process: asyncio.subprocess.Process, run: Run) -> Spent:
    """Ask while alerts come. Times count from the first alert on."""
    deadline = time.perf_counter() + 60 + 3 * run.messages / run.rate
    while not server.seen.messages:
        await asyncio.sleep(0.001)
        _ensure(process, deadline)
    before, began, asked = _cpu(process.pid), time.perf_counter(), 0
    while server.seen.alerts < run.messages and time.perf_counter() < deadline:
        await asyncio.sleep(0.005)
        _ensure(process)
        while (time.perf_counter() - began) * run.commands > asked:
            server.say(FIRST_PERSON + asked % PEOPLE, COMMANDS[asked % len(COMMANDS)])
            asked += 1
    spent = Spent(_cpu(process.pid) - before, _memory(process.pid))
    late = time.perf_counter() + 10
    while server.unanswered and time.perf_counter() < late:  # noqa: ASYNC110 - a benchmark may look now and then
        await asyncio.sleep(0.01)
    return spent


def _ensure(process: asyncio.subprocess.Process, deadline: float | None = None) -> None:
    if process.returncode is not None:
        raise SystemExit("the sender ended")
    if deadline is not None and time.perf_counter() > deadline:
        raise SystemExit("gave up waiting for the first message")


def _result(server: Loopback, run: Run, spent: Spent) -> Result:
    messages = server.seen.messages
    alerts = [at for at, chat, _ in messages if chat < FIRST_PERSON]
    first, last = alerts[0], alerts[-1]
    within = sum(first <= at <= last for at, _, _ in messages)
    return Result(
        reached=(within - 1) / (last - first),
        refused=server.seen.refused,
        answers=sorted(server.answers),
        unanswered=server.unanswered,
        cpu=1000 * spent.cpu / within,
        memory=spent.memory,
        out_of_order=_out_of_order(messages),
        lost=run.messages - len(alerts),
    )


def _out_of_order(messages: Sequence[tuple[float, int, str]]) -> int:
    told: dict[int, list[int]] = defaultdict(list)
    for _, chat, text in messages:
        if chat < FIRST_PERSON:
            told[chat].append(text.find("Story 2"))
    return sum(finds != sorted(finds) for finds in told.values())


def _pin(pid: int, core: int) -> None:
    """Give a process (0: this one) one core, where there is more than one."""
    cores = sorted(os.sched_getaffinity(0)) if pid else list(range(os.cpu_count() or 1))
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[core]})


def _cpu(pid: int) -> float:
    """Seconds of processor time (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    """Resident MiB of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")
