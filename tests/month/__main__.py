"""The long run: `python -m tests.month` simulates a day for twenty seeds and a month of autumn for two, checks
them, and writes what it saw into docs/reliability.md. Ends with 1 where a promise was not kept. Takes some minutes;
`--days`, `--seeds` and `--months` make it shorter, `--dry` writes nothing.
"""

import argparse
import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.matcher import Matcher
from storage import Storage
from tests.month import check
from tests.month.run import Plan, Trace, simulate

PAPER = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- month -->", "<!-- /month -->"
GROWTH = 1.05
"""How much larger the process may be at the end of a month than after its first third, large caches left out."""
INTRODUCTION = """## A month in virtual time

Written by `python -m tests.month`. The loops below the chat run over a real SQLite file; time, Telegram and the fate
of the process come from a seed. The process dies before, inside and after transactions and stays away for up to five
hours; the clock is set forward and back; sendings are refused, held off, or lost after they arrived. October 2026 has
clocks that go forward (Sydney, Lord Howe) and back (Europe, and America on the first of November). A story is lost
when its chat was never told of it; a digest is doubled when a chat has two in one period, counted by hours worked out
without the bot's own code; it is late when it was made later than the first round after its hour. Where a digest
leaves stories to its button, somebody presses it. Memory is read with the large caches emptied. They have a bound
(65,536 words and what they weigh), which made-up words approach all month: with them a process of 306 MB after a third
has 326 MB at the end, without them 300 MB and 308 MB.
"""
HEAD = (
    "| simulated | chats | crashes | clock set | messages | digests | more asked | lost | doubled | late | "
    "repeated (arrived without answer + crashes) | shortest wait | memory after a third, at the end | trace |"
)


def main() -> int:
    """Run, check, write."""
    words = argparse.ArgumentParser(prog="python -m tests.month", description=__doc__)
    words.add_argument("--days", type=int, default=33, help="length of a month")
    words.add_argument("--months", type=int, default=2, help="months, each of a seed of its own")
    words.add_argument("--seeds", type=int, default=20, help="single days, each of a seed of its own")
    words.add_argument("--chats", type=int, default=18)
    words.add_argument("--dry", action="store_true", help="print only")
    given = words.parse_args()
    logging.disable(logging.CRITICAL)
    lines, is_well = [HEAD, "|---" * 14 + "|"], True
    matcher = Matcher()
    for plan in _plans(given):
        trace = _simulated(plan, matcher)
        is_well = is_well and not failures(trace)
        lines.append(row(trace))
        print(lines[-1], *failures(trace), sep="\n", flush=True)
    matcher.close()
    if not given.dry:
        _write(INTRODUCTION + "\n" + "\n".join(lines))
    return 0 if is_well else 1


def _plans(given: argparse.Namespace) -> Iterator[Plan]:
    for seed in range(given.seeds):
        begin = datetime(2026, 10, 3 if seed % 2 else 24, 8, tzinfo=UTC)
        yield Plan(
            seed,
            begin,
            days=1,
            chats=given.chats,
            crashes_a_day=8,
            steps_a_day=3,
            trouble=0.1,
            longest_round=900,
        )
    for seed in range(given.months):
        begin = datetime(2026, 10, 1, tzinfo=UTC)
        yield Plan(100 + seed, begin, given.days, given.chats, trouble=0.05, longest_round=1200)


def _simulated(plan: Plan, matcher: Matcher) -> Trace:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(simulate(plan, lambda: Storage.open(f"sqlite:///{folder}/month.db"), matcher))


def failures(trace: Trace) -> list[str]:
    """What was promised and not kept, in words."""
    found = [f"lost: {one}" for one in check.lost(trace)] + [
        f"doubled: {one}" for one in check.doubled(trace)
    ]
    late = [one for one in check.late(trace) if one.total_seconds() > 0]
    found += [f"late: {one}" for one in late]
    if check.repeated(trace) > trace.uncertain + trace.crashes.total():
        found.append(f"{check.repeated(trace)} messages repeated")
    if trace.shortest_wait < 0:
        found.append(f"a wait of {trace.shortest_wait} s")
    if trace.plan.days > 20 and trace.memory[-1] > GROWTH * trace.memory[len(trace.memory) // 3]:
        found.append(f"memory grew: {trace.memory} kB")
    return found


def row(trace: Trace) -> str:
    """A line of the table."""
    plan, held = trace.plan, trace.memory
    late = sum(one.total_seconds() > 0 for one in check.late(trace))
    grown = f"{held[len(held) // 3] // 1024} MB, {held[-1] // 1024} MB" if plan.days > 20 else ""
    cells = (
        f"{plan.days} day{'s' if plan.days > 1 else ''}, seed {plan.seed}", len(trace.chats), trace.crashes.total(),
        trace.steps, f"{trace.messages:,}", f"{len(trace.digests):,}", trace.pressed, len(check.lost(trace)),
        len(check.doubled(trace)), late,
        f"{check.repeated(trace)} ({trace.uncertain} + {trace.crashes.total()})", f"{trace.shortest_wait:g} s", grown,
        trace.digest[:12],
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _write(section: str) -> None:
    """Put the section between its marks, and leave the rest of the paper alone."""
    paper = (
        PAPER.read_text() if PAPER.exists() else "# Reliability\n\nWhat was promised, and what was seen.\n"
    )
    marked = f"{BEGIN}\n{section}\n{END}"
    if BEGIN in paper:
        paper = re.sub(f"{BEGIN}.*?{END}", lambda _: marked, paper, flags=re.S)
    else:
        paper = f"{paper.rstrip()}\n\n{marked}\n"
    PAPER.write_text(paper)


if __name__ == "__main__":
    sys.exit(main())
