"""Articles made to be slow to match, and what each costs beside an ordinary article of as many characters."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from measure import pin, rehearse
from peers import Tocsin
from workload import Article, Workload

from bot.domain import text

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _words(count: int, *, capital: bool) -> str:
    rng = random.Random("distinct words")
    made = {"".join(rng.choices(_LETTERS, k=rng.randint(5, 10))) for _ in range(count + count // 50)}
    words = sorted(made)[:count]
    return " ".join(word.capitalize() for word in words) if capital else " ".join(words)


ATTACKS: Mapping[str, Callable[[str], str]] = {
    "an ordinary article, 40 times": lambda _: "",
    "100,000 distinct words": lambda _: _words(100_000, capital=False),
    "100,000 distinct names": lambda _: _words(100_000, capital=True),
    "one word of 1 MB": lambda _: "x" * 1_000_000,
    "a million combining marks": lambda _: "e" + "\u0301\u0316" * 500_000,
    "marks after every letter": lambda _: "a\u0301\u0316\u0317\u0318 " * 160_000,
    "10,000 headings": lambda _: "\n\n".join(f"Heading {n}\n\n{_LINE}" for n in range(10_000)),
    "headings only": lambda _: "\n\n".join(f"Heading number {n}" for n in range(40_000)),
    "one followed word 200,000 times": lambda name: f"{name} " * 200_000,
    "two followed words, 100,000 times": lambda name: f"{name} and {name.lower()}s " * 50_000,
    "a million Han characters": lambda _: _han(1_000_000),
    "one Han character a million times": lambda _: "\u4e00" * 1_000_000,
    "a million capitals": lambda _: "A" * 1_000_000,
    "dots, a million": lambda _: "." * 1_000_000,
    "quotation marks, a million": lambda _: "\u201c\u201d'\"" * 250_000,
    "brackets and dashes": lambda _: "([-\u2013\u2014]) " * 140_000,
    "apostrophes in one word": lambda _: "a'" * 500_000,
    "spaces, a million": lambda _: "a" + " " * 1_000_000 + "b",
    "line ends of all kinds": lambda _: "\r\n\x0b\x0c\x85\u2028\u2029" * 140_000,
    "nul bytes": lambda _: "a\0b " * 250_000,
    "lone surrogates": lambda _: "\ud800a \udfff" * 250_000,
    "bidi controls": lambda _: "\u202eabc\u202c \u2066def\u2069 " * 70_000,
    "joiners inside words": lambda _: "ab\u200dcd\u00ad " * 140_000,
    "one sentence without an end": lambda _: "and so on " * 100_000,
}
_LINE = "This paragraph has a little more to say than the line above it has, and it ends."


def _han(count: int) -> str:
    rng = random.Random("han")
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(count))


def attack(workload: Workload) -> dict[str, dict[str, Any]]:
    """Each attack against an index of these issues: milliseconds of CPU, hits, and how the next article fares."""
    pin()
    rehearse(Tocsin())
    peer = Tocsin()
    peer.load(workload.issues)
    followed = next(name for name in workload.issues if name.istitle() and " " not in name)
    for article in workload.articles[:200]:
        peer.find(article)
    plain = "\n\n".join(article.text for article in workload.articles[200:600])
    peer.find(Article("", plain))  # what is ordinary is known, an attack is new
    ordinary = workload.articles[600]
    expected = sorted(peer.find(ordinary))
    found: dict[str, dict[str, Any]] = {}
    for name, made in ATTACKS.items():
        body = made(followed) or plain[:130_000]
        usual = sum(_both(peer, Article("", plain[: len(body)]))[:2])
        read, match, hits = _both(peer, Article("", body))
        found[name] = {
            "characters": len(body), "read_ms": read, "match_ms": match, "ordinary_ms": usual, "found": hits,
            "then": "right" if sorted(peer.find(ordinary)) == expected else "WRONG",
        }  # fmt: skip
    return found


def _both(peer: Tocsin, article: Article) -> tuple[float, float, int]:
    began = time.thread_time()
    document = text.read(article.title, article.text)
    read = time.thread_time()
    hits = peer.search(document)
    return (read - began) * 1e3, (time.thread_time() - read) * 1e3, len(hits)
