"""One peer, one number of issues, one fresh process pinned to one core: loading, memory, articles, adds and removes.

Times of articles are CPU time of the one thread, so that whatever else the machine does changes them little. Every
article is new to the peer; what it may remember, it remembers of 2,500 others.
"""

import gc
import os
import random
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from peers import PEERS, Peer, Tocsin
from workload import Article, Workload

WARM = 2_500
_WARM_SECONDS, _LEAST_WARM = 40.0, 50
_FEW = 3
_CHANGES = 1_000
_LOOKS = 40
"""Changes after which an article is read to see that they count."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is measured: at most so many articles, and no new one after so many seconds of CPU time."""

    articles: int
    seconds: float


def measure(name: str, workload: Workload, bounds: Bounds) -> dict[str, Any]:
    """All figures of one peer. Milliseconds an article, microseconds a change, seconds and bytes for loading."""
    pin()
    peer = PEERS[name]()
    rehearse(PEERS[name]())
    gc.collect()
    before, began = memory(), time.process_time()
    peer.load(workload.issues)
    loaded = time.process_time() - began
    gc.collect()
    grown = memory() - before
    gc.freeze()
    warmed = warm(peer, workload.articles[:WARM]) if isinstance(peer, Tocsin) else 0
    times, found = read(peer, workload.articles[WARM : WARM + bounds.articles], bounds.seconds)
    figures: dict[str, Any] = {
        "peer": name, "issues": len(workload.issues), "load_s": loaded, "bytes": grown / len(workload.issues),
        "warmed": warmed, "articles": len(times), "found": found, **summary(times),
        "peak_mib": peak(),
    }  # fmt: skip
    if isinstance(peer, Tocsin) and name == "tocsin":
        figures["changes"] = change(peer, workload)
    return figures


def pin() -> None:
    """Stay on one core, the last that there is, where the system lets one choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def rehearse(peer: Peer) -> None:
    """Let libraries load and code compile before anything counts."""
    peer.load(["Ana Kovacs", "bridge toll", "Marnice"])
    for word in ("bridge tolls", "Ana Kovač", "Marnitse"):
        peer.find(
            Article(
                f"On {word}", f"Talks on {word} went on.\n\nAna said \u201cnothing\u201d of {word} again."
            )
        )


def memory() -> int:
    """Resident bytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def peak() -> float:
    """The most MiB that this process ever held (its parent's share would stay in `ru_maxrss`)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def warm(peer: Peer, articles: Sequence[Article]) -> int:
    """Read articles that are not measured; how many there was time for."""
    until = time.thread_time() + _WARM_SECONDS
    for count, article in enumerate(articles):
        if time.thread_time() > until and count >= _LEAST_WARM:
            return count
        peer.find(article)
    return len(articles)


def read(peer: Peer, articles: Sequence[Article], seconds: float) -> tuple[list[float], float]:
    """Seconds of each article, and how many issues an article gave."""
    times: list[float] = []
    found = 0
    until = time.thread_time() + seconds
    for article in articles:
        began = time.thread_time()
        hits = peer.find(article)
        ended = time.thread_time()
        times.append(ended - began)
        found += len(hits)
        if ended > until and len(times) >= _FEW:
            break
    return times, found / len(times)


def summary(times: Sequence[float]) -> dict[str, float]:
    """Mean, median, 99th percentile and the longest, in milliseconds."""
    ordered = sorted(times)
    return {
        "mean_ms": sum(times) / len(times) * 1e3,
        "median_ms": ordered[len(ordered) // 2] * 1e3,
        "p99_ms": ordered[int((len(ordered) - 1) * 0.99)] * 1e3,
        "max_ms": ordered[-1] * 1e3,
    }


# -- following and unfollowing ---------------------------------------------------------------------


def change(peer: Tocsin, workload: Workload) -> dict[str, Any]:
    """Follow and unfollow what nobody followed; now and then look whether the very next article sees it."""
    held = set(workload.issues)
    first = len(workload.issues)
    names = [name for name in dict.fromkeys(fresh(workload)) if name not in held][:_CHANGES]
    added = [timed(peer.add, first + at, name) for at, name in enumerate(names)]
    step = max(1, len(names) // _LOOKS)
    looked = range(0, len(names), step)
    seen = sum(first + at in looked_up(peer, names[at]) for at in looked)
    removed = [timed(peer.remove, first + at) for at in range(len(names))]
    still = sum(first + at in looked_up(peer, names[at]) for at in looked)
    again = 0
    for at in looked:
        peer.add(first + at, names[at])
        again += first + at in looked_up(peer, names[at])
        peer.remove(first + at)
        again -= first + at in looked_up(peer, names[at])
    return {
        "add_us": micro(added), "remove_us": micro(removed), "looked": len(looked), "seen": seen,
        "still_seen": still, "seen_by_the_next": again,
    }  # fmt: skip


def fresh(workload: Workload) -> Iterator[str]:
    """Names that stand in no list: two words of two neighbouring issues, or one of them that was misread."""
    rng = random.Random("fresh issues")
    titled = [name for name in workload.issues[:20_000] if name.istitle()] or workload.issues
    chosen = [rng.choice(titled).split()[0] for _ in range(2 * _CHANGES + 1)]
    for at, (one, other) in enumerate(pairwise(chosen)):
        yield f"{one} {other}" if at % 3 else f"{one[:3]}{other.lower()}ovitsa"


def looked_up(peer: Tocsin, name: str) -> Sequence[int]:
    """What an article about nothing but a name gives."""
    return list(peer.find(Article(name, f"Nobody expected {name} on a day like this.")))


def timed(action: Any, *given: Any) -> float:
    began = time.thread_time()
    action(*given)
    return time.thread_time() - began


def micro(times: Sequence[float]) -> dict[str, float]:
    return {key.replace("_ms", ""): value * 1e3 for key, value in summary(times).items()}
