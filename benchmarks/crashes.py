"""Is anything lost, or done twice, when the process dies?

    python benchmarks/crashes.py [--runs 20] [--at-once 2] [--minutes 60] [--only WORDS] [--write]

Kills a real process by SIGKILL at every named point (tests/crashing/points.py), `--runs` times each, starts it again
and counts what became of alerts, edits, digests, notices, commands and the store. A run whose process was not killed
there is none, and is counted by itself. With `--write` the table goes into
docs/reliability.md. After `--minutes` no run is begun any more. Fails when a promise is broken.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)  # of the server that processes are forked from

from tests.crashing.points import POINTS, Point  # noqa: E402 - after the path is set
from tests.crashing.run import Result, crash  # noqa: E402
from tests.crashing.stage import Stage, build  # noqa: E402
from tests.ingest.web import serving  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- crashes: written by benchmarks/crashes.py -->\n", "<!-- end of crashes -->\n"


async def measure(
    points: list[Point], runs: int, *, at_once: int, minutes: float
) -> dict[Point, list[Result]]:
    """Every run of every point, the points in turn, so that one that is cut short has seen each."""
    last = time.monotonic() + minutes * 60
    results: dict[Point, list[Result]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="crashes") as name:
        folder = Path(name)
        async with serving() as site:
            stage = await build(folder / "stage", site)
            free = asyncio.Semaphore(at_once)

            async def one(point: Point, number: int) -> None:
                async with free:
                    if time.monotonic() > last:
                        return
                    result = await _watched(stage, folder / f"{points.index(point)}-{number}", point)
                    results[point].append(result)

            shuffled = random.Random(5).sample(points, len(points))
            await asyncio.gather(*(one(point, number) for number in range(runs) for point in shuffled))
    return results


async def _watched(stage: Stage, folder: Path, point: Point) -> Result:
    began = time.monotonic()
    result = await crash(stage, folder, point)
    print(f"{time.monotonic() - began:5.1f} s  {point.name}: {result.repeats} repeats", flush=True)
    if not result.holds:
        print(f"BROKEN {point.name}: {result}\n{(folder / 'log').read_text()[-3000:]}", flush=True)
    return result


def table(results: dict[Point, list[Result]], took: float) -> str:
    """The findings as Markdown."""
    killed = {point: [one for one in some if one.reached] for point, some in results.items()}
    every = [result for some in killed.values() for result in some]
    missed = sum(map(len, results.values())) - len(every)
    lines = [
        f"{len(every)} runs over {sum(map(bool, killed.values()))} points in {took / 60:.0f} minutes: "
        f"{sum(len(one.lost) for one in every)} messages lost, "
        f"{sum(len(one.undone) for one in every)} commands or other work not done exactly once, "
        f"at most {_most(every)} repeat a chat a crash, "
        f"{sum(one.waited for one in every)} runs in which the feed's next turn had to come, "
        f"{missed} further runs that did not reach their point, and are not among them.\n",
        "| killed at | runs | lost | not done once | runs with a repeat | most repeats a chat "
        "| answered again | store whole |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for point, some in killed.items():
        lines.append(
            f"| {point.name} | {len(some)} | {sum(len(one.lost) for one in some)} "
            f"| {sum(len(one.undone) for one in some)} | {sum(one.repeats > 0 for one in some)} "
            f"| {_most(some)} | {sum(one.answered_again > 0 for one in some)} "
            f"| {'yes' if all(one.whole for one in some) else 'NO'} |"
        )
    return "\n".join(lines) + "\n"


def _most(some: list[Result]) -> int:
    return max((one.repeats for one in some), default=0)


def write(page: Path, found: str) -> None:
    """Put the table where the page has the last one."""
    text = page.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    page.write_text(head + BEGIN + "\n" + found + "\n" + END + rest.partition(END)[2], "utf-8")


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--runs", type=int, default=20)
    given.add_argument("--at-once", type=int, default=2)
    given.add_argument("--minutes", type=float, default=60)
    given.add_argument("--only", default="")
    given.add_argument("--write", action="store_true")
    asked = given.parse_args()
    began = time.monotonic()
    points = [point for point in POINTS if asked.only in point.name]
    results = asyncio.run(measure(points, asked.runs, at_once=asked.at_once, minutes=asked.minutes))
    ordered = {point: results[point] for point in points if results[point]}
    found = table(ordered, time.monotonic() - began)
    print(found)
    if asked.write:
        write(PAGE, found)
    return 0 if all(one.holds for some in ordered.values() for one in some) else 1


if __name__ == "__main__":
    sys.exit(main())
