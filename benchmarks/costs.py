"""What a process costs beside its children, and how late its event loop is. Reads /proc, so Linux only.

    python benchmarks/costs.py

prints how late an idle event loop was (milliseconds, see `Pulse.worst`) when its standard input ends: the
floor of what `Pulse` finds elsewhere at the same time.
"""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path


def stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def family() -> list[int]:
    """The processes that this one started, and those started by them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(stat(int(entry.name))[1])
            except OSError:
                continue
    found = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def children_cpu(but: int) -> float:
    """Seconds of the family so far, those that have ended among them."""
    ticks = 0
    for one in family():
        if one != but:
            ticks += sum(int(field) for field in stat(one)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def high_water(process: int) -> float:
    """Megabytes at the peak."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


class Pulse(threading.Thread):
    """How late the event loop answers: a thread knocks every few milliseconds, the loop notes when it heard, and what
    CPU the process had used by then. Where something else has the machine, the first grows and the second does not."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True)
        self.loop = loop
        self.late: list[float] = []
        self.used: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.005):
            heard = threading.Event()
            self.loop.call_soon_threadsafe(self.hear, time.perf_counter(), time.process_time(), heard)
            heard.wait()

    def hear(self, knocked: float, used: float, heard: threading.Event) -> None:
        self.late.append((time.perf_counter() - knocked) * 1e3)
        self.used.append((time.process_time() - used) * 1e3)
        heard.set()

    def worst(self) -> list[float]:
        """Milliseconds, 99 of 100 times and at worst: late on the wall, and of CPU."""
        self.over.set()
        late, used = sorted(self.late), sorted(self.used)
        most = int(len(late) * 0.99)
        return [late[most], late[-1], used[most], used[-1]]


async def idle() -> None:
    """The floor of what `Pulse` finds, until standard input ends."""
    pulse = Pulse(asyncio.get_running_loop())
    pulse.start()
    await asyncio.to_thread(sys.stdin.read)
    print(*pulse.worst())


if __name__ == "__main__":
    asyncio.run(idle())
