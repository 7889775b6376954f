"""What `matching.py` measures on: 3,000 articles of about 510 words and a million issues, made up from word lists.

An article draws words, phrases and names of the made-up world by their frequency. It reads like nothing, but has the
shape of news: about one word in ten belongs to a name, names and telling words come back within an article, and each
article brings some words that no other one had. Issues are names of the same world and phrases mined from articles of
the same model, the popular ones first; a shorter list is the head of a longer one. One in ten is a variant: a typo,
another romanisation, another ending, another order. The same seed and the same versions of the word lists give the
same bytes (`digest`); they are made once and kept in the folder for temporary files.
"""

import hashlib
import json
import math
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import chain, islice
from pathlib import Path

from world import OFFICES, PACKAGES, SEED, Draw, Run, World

ARTICLES, MINED = 3_000, 6_000
"""Articles to measure on, and articles that phrases are counted in (the former among them)."""
ISSUES = 1_000_000


@dataclass(frozen=True, slots=True)
class Article:
    """One made-up article."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}\n\n{self.text}"


# -- an article ------------------------------------------------------------------------------------

_NAMED, _SAID_AGAIN, _SET_PHRASE, _NUMBERED = 0.15, 0.3, 0.17, 0.012
"""Out of all turns of a sentence: a name, a word of the article's own subject, a phrase, a number; else any word."""


class Writer:
    """Writes one article; keeps what could be followed in it."""

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self._rng = random.Random(f"{SEED} article {number}")
        self.runs: list[Run] = [[]]
        self.named: set[str] = set()
        cast = world.names.some(self._rng, 14)
        self._cast = Draw(cast, [1 / (rank + 1.5) for rank in range(len(cast))])
        subject = world.telling.some(self._rng, 25)
        self._subject = Draw(subject, [1 / (rank + 1) for rank in range(len(subject))])
        phrases_ = world.phrases.some(self._rng, 12)
        self._phrases = Draw(phrases_, [1 / (rank + 1) for rank in range(len(phrases_))])
        self._curly = self._rng.random() < 0.5

    def article(self) -> Article:
        wanted = 160 + 615 * self._rng.betavariate(2.2, 2.0)
        blocks: list[str] = []
        title = self._title()
        count = len(title.split())
        while count < wanted:
            if blocks and self._rng.random() < 0.02:
                blocks.append(" ".join(self._world.telling.some(self._rng, 3)).capitalize())
            blocks.append(
                " ".join(self._sentence() for _ in range(self._rng.choices((1, 2, 3), (5, 3, 1))[0]))
            )
            count += len(blocks[-1].split())
        return Article(title, "\n\n".join(blocks))

    def _title(self) -> str:
        told = " ".join(self._world.telling.some(self._rng, self._rng.randint(3, 6)))
        return f"{self._name()} {told}"

    def _name(self) -> str:
        name = self._cast.one(self._rng)
        last = name.rsplit(" ", 1)[-1]
        said = last if name in self.named and " of " not in name and last not in OFFICES else name
        self.named.add(said)
        return said

    def _sentence(self) -> str:
        wanted = max(5, min(45, int(self._rng.gauss(21, 7))))
        said: list[str] = []
        while len(said) < wanted:
            self._turn(said)
            if self._rng.random() < 0.07:
                said[-1] += ","
                self.runs.append([])
        self.runs.append([])
        line = " ".join(said).rstrip(",")
        return self._punctuated(line[0].upper() + line[1:])

    def _turn(self, said: list[str]) -> None:
        kind = self._rng.random()
        if kind < _NAMED:
            owned = ("\u2019s" if self._curly else "'s") if self._rng.random() < 0.12 else ""
            said.append(self._name() + owned)
            self.runs.append([])
        elif kind < _NAMED + _NUMBERED:
            said.append(str(self._rng.choice((self._rng.randint(2, 99), self._rng.randint(1990, 2026)))))
            self.runs.append([])
        else:
            chosen = self._words(kind - _NAMED - _NUMBERED)
            said += chosen
            self.runs[-1] += chosen

    def _words(self, kind: float) -> Run:
        if kind < _SET_PHRASE:
            return (self._phrases if self._rng.random() < 0.5 else self._world.phrases).one(self._rng)
        if kind < _SET_PHRASE + _SAID_AGAIN:
            return [self._subject.one(self._rng)]
        return self._world.words.some(self._rng, 3)

    def _punctuated(self, line: str) -> str:
        if self._rng.random() < 0.12:
            left, right = ("\u201c", "\u201d") if self._curly else ('"', '"')
            return f"{left}{line},{right} {self._name()} said."
        return line + self._rng.choices((".", "?", " \u2013 again."), (95, 3, 2))[0]


# -- issues ----------------------------------------------------------------------------------------

_LENGTHS = (
    (1_000, (40, 38, 15, 5, 1, 1)),
    (9_000, (34, 36, 18, 8, 3, 1)),
    (90_000, (22, 38, 23, 10, 5, 2)),
    (900_000, (12, 37, 28, 14, 6, 3)),
)
"""How many issues come next, and how many in a hundred of them have one to six words."""
_NAMED_ISSUES, _VARIANTS, _POPULAR = 0.45, 0.1, 1.3
_UNMENTIONED = 0.2
"""What a name that no article has counts beside one that is in one article."""


def issues(world: World, counted: Counter[str], mentioned: Counter[str]) -> list[str]:
    """A million issues, each once: `counted` phrases and names, in how many articles each stands."""
    rng = random.Random(f"{SEED} issues")
    unmentioned = {name: _UNMENTIONED for name in world.names.items if name not in mentioned}
    pools = (by_length(rng, mentioned, unmentioned), by_length(rng, counted, {}))
    found: dict[str, None] = {}
    for count, shares in _LENGTHS:
        goal = len(found) + count
        while len(found) < goal:
            length = rng.choices(range(1, 7), shares)[0]
            named, said = pools if rng.random() < _NAMED_ISSUES else pools[::-1]
            issue = next(chain(named.get(length, ()), said.get(length, ())), "")
            if issue:
                found.setdefault(vary(rng, issue) if rng.random() < _VARIANTS else issue)
    return list(found)


def by_length(rng: random.Random, often: Counter[str], seldom: dict[str, float]) -> dict[int, Iterator[str]]:
    """Everything under the number of its words, popular ones first but not strictly."""
    order: dict[int, list[tuple[float, str]]] = {}
    for name, count in chain(often.items(), seldom.items()):
        key = -math.log(1 - rng.random()) / count**_POPULAR
        order.setdefault(name.count(" ") + 1, []).append((key, name))
    return {length: (name for _, name in sorted(held)) for length, held in order.items()}


_ROMANISED = (
    ("sh", "sch"),
    ("ch", "tch"),
    ("y", "i"),
    ("v", "w"),
    ("k", "q"),
    ("c", "k"),
    ("i", "y"),
    ("o", "ou"),
)


def vary(rng: random.Random, issue: str) -> str:
    """The issue as it might also be typed."""
    parts = issue.split(" ")
    kind = rng.randrange(4)
    at = max(range(len(parts)), key=lambda one: len(parts[one]))
    word = parts[at]
    if kind == 0 and len(parts) > 1:
        return " ".join([*parts[1:], parts[0]])
    if kind == 1:
        low = next(((one, other) for one, other in _ROMANISED if one in word[1:]), ("", ""))
        parts[at] = word[0] + word[1:].replace(low[0], low[1], 1) if low[0] else word + "h"
    elif kind == 2:
        parts[-1] = parts[-1][:-1] if parts[-1].endswith("s") else parts[-1] + "s"
    elif len(word) > 3:
        cut = rng.randrange(1, len(word) - 1)
        parts[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(parts)


def phrases(runs: Iterable[Run], function: set[str], *, long: bool) -> set[str]:
    """What could be followed in an article: one to six words in a row, function words only inside."""
    found: set[str] = set()
    for run in runs:
        telling = [at for at, word in enumerate(run) if word not in function]
        for at in telling:
            for end in telling:
                if at <= end < at + (6 if long else 2):
                    found.add(" ".join(run[at : end + 1]))
    return found


# -- made once -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Workload:
    """Articles, the first 2,500 to warm caches with, and issues, the popular ones first."""

    articles: list[Article]
    issues: list[str]
    digest: str


def make(folder: Path) -> None:
    """Make the workload and write it down."""
    world = World()
    counted, mentioned, articles = Counter[str](), Counter[str](), list[Article]()
    for number in range(MINED):
        writer = Writer(world, number)
        article = writer.article()
        if number < ARTICLES:
            articles.append(article)
        counted.update(phrases(writer.runs, world.function, long=number < ARTICLES))
        mentioned.update(writer.named)
    listed = "\n".join(issues(world, counted, mentioned))
    held = json.dumps([(one.title, one.text) for one in articles])
    (folder / "articles.json").write_text(held, encoding="utf-8")
    (folder / "issues.txt").write_text(listed, encoding="utf-8")
    (folder / "digest").write_text(hashlib.sha256((held + listed).encode()).hexdigest()[:12])


def prepared() -> Path:
    """The folder of the workload; made now if this is the first time (about a minute)."""
    made_from = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    made_from += [Path(__file__).with_name(name).read_text("utf-8") for name in ("world.py", "workload.py")]
    key = hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"tocsin-matching-{key}"
    if not folder.exists():
        print("making the articles and issues (once, about a minute) ...", file=sys.stderr, flush=True)
        fresh = Path(tempfile.mkdtemp(prefix="tocsin-matching-making-"))
        make(fresh)
        fresh.rename(folder)
    return folder


def load(folder: Path, count: int) -> Workload:
    """The workload with the first so many issues."""
    articles = json.loads((folder / "articles.json").read_text(encoding="utf-8"))
    with (folder / "issues.txt").open(encoding="utf-8") as lines:
        names = [line.rstrip("\n") for line in islice(lines, count)]
    return Workload([Article(*one) for one in articles], names, (folder / "digest").read_text())


def shape(workload: Workload) -> dict[str, float]:
    """What the articles are like, to be compared with news."""
    tokens = [re.findall(r"[^\W_]+", article.whole.casefold()) for article in workload.articles]
    known: set[str] = set()
    for words_ in tokens[:2_500]:
        known.update(words_)
    fresh = 0
    for words_ in tokens[2_500:]:
        fresh += len(set(words_) - known)
        known.update(words_)
    return {
        "words an article": sum(len(one.whole.split()) for one in workload.articles) / len(tokens),
        "tokens": sum(map(len, tokens)) / len(tokens),
        "distinct": sum(len(set(one)) for one in tokens) / len(tokens),
        "new an article after 2,500": fresh / len(tokens[2_500:]),
    }


if __name__ == "__main__":
    chosen = load(prepared(), ISSUES)
    print(chosen.digest, {name: round(value, 1) for name, value in shape(chosen).items()})
    for size in (1_000, 10_000, 100_000, 1_000_000):
        listed_ = chosen.issues[:size]
        print(size, sum(name.count(" ") + 1 for name in listed_) / len(listed_))
