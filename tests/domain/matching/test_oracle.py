"""The index equals the simplest one that could be: each issue looked for alone, in an index of its own.

So what one issue gives depends neither on what else is followed, nor on what was followed before, nor on what was
read before. Names and articles are drawn from a pot of words that are made to collide: spellings of one name, words
that several names share, names inside names, words that repeat, scripts that mix, headings, endless words.
"""

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import text
from bot.domain.matching import THRESHOLDS, Index, known
from bot.domain.model import Issue, IssueId, Match, Strictness
from bot.domain.text import Document

NAMES = (
    "Zaporizhzhia", "Запоріжжя", "Запорожье", "扎波罗热", "Zaporizhzhia plant", "Zaporizhzhia nuclear plant", "plant",
    "nuclear plant safety", "Kyiv", "Київ", "Kyiv plant", "security guarantees", "guarantees of security", "security",
    "guarantee", "Guarantees", "Ana Kovacs", "Kovacs", "Ana", "Ana Maria Kovacs", "Kovacs Kovacs", "bridge bridge",
    "bridge", "river bridge", "bridge toll on the river", "New York", "New York New York", "York", "new", "WHO", "who",
    "the", "Germany", "Deutschland", "Guinea", "Equatorial Guinea", "Guinea-Bissau", "乌克兰",
    "乌克兰总统", "東京", "京",
    "مصر", "نتنياهو", "Netanyahu", "Нетаньяху", "ज़ापोरिज्जिया", "กรุงเทพ", "마크롱", "Macron", "Müller", "Mueller",
    "O'Neill", "d'Artagnan", "Sana'a", "C", "C3 plant", "42", "toll exemptions for the border towns of the lower river",
    "one two three four five six seven eight nine ten eleven twelve", "one two three", "twelve", "x" * 300, "!?", "",
    "Territory", "territories", "Ștefan", "STEFAN", "stefan", "São Tomé", "İzmir", "Izmir",
)  # fmt: skip
"""What is followed: written for these tests, and for getting into each other's way."""
WORDS = (
    "Zaporozhye", "Zaporizhia", "Запоріжжі", "Запорожья", "ZAPORIZHZHIA", "扎波罗热", "plants", "Plant", "nuclear",
    "Kiev", "Києві", "Kyiv's", "guarantees", "guaranteed", "security", "Security", "of", "the", "The", "and", "on",
    "Ana", "Anna", "Maria", "Kovacs", "Kovács", "Kovach", "bridges", "bridge", "river", "rivers", "tolls", "toll",
    "New", "new", "York", "York's", "WHO", "Who", "Germany", "Germany’s", "Deutschlands", "Guinea", "Bissau",
    "Equatorial", "乌克兰总统昨天说", "乌克兰", "東京都", "مصر", "لمصر", "نتنياهو", "ज़ापोरिज्जिया", "กรุงเทพมหานคร",
    "마크롱은",
    "Macron", "Miller", "Müllers", "O’Neill", "Sanaa", "C3", "42", "one", "two", "three", "four", "five", "six",
    "seven",
    "eight", "nine", "ten", "eleven", "twelve", "exemptions", "border", "towns", "lower", "territory", "Territories",
    "Ștefan", "Stefan", "São", "Tome", "İzmir", "izmir", "x" * 300, "yz" * 700, "e\u0301\u0316\u0317", "a\u200db",
    "rain", "fell", "late", "that", "night", "again",
)  # fmt: skip
MARKS = (
    ",",
    ".",
    ".",
    "?",
    ":",
    " –",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n- ",
    "\t",
    "\u00a0",
    "\u2028",
    "…",
    "(",
    "”",
    "/",
    "-",
)

NORMAL = THRESHOLDS[Strictness.NORMAL]


def article(rng: random.Random, length: int) -> Document:
    """A headline and up to so many words, with names from the list among them."""
    parts: list[str] = []
    for _ in range(rng.randint(0, length)):
        kind = rng.random()
        if kind < 0.2:
            parts.append(rng.choice(NAMES))
        elif kind < 0.3:
            parts.append(f"\n\n{rng.choice(NAMES).capitalize()} {rng.choice(WORDS)}\n\n")
        else:
            parts.append(rng.choice(WORDS))
        if rng.random() < 0.2:
            parts[-1] += rng.choice(MARKS)
    title = " ".join(rng.choice(WORDS) for _ in range(rng.randint(0, 6)))
    language = rng.choice((None, None, "en", "uk", "ru", "de", "zh", "xx"))
    return text.read(title, ("" if rng.random() < 0.1 else " ").join(parts), language)


def issue(rng: random.Random, number: int) -> Issue:
    """A name with up to three aliases; now and then words that happen to stand together."""
    names = [
        rng.choice(NAMES) if rng.random() < 0.8 else " ".join(rng.choices(WORDS, k=rng.randint(1, 4)))
        for _ in range(1 + rng.choice((0, 0, 0, 1, 3)))
    ]
    return Issue(id=IssueId(number), name=names[0], aliases=tuple(names[1:]))


class Followed:
    """An index with a past, and what should be in it."""

    def __init__(self) -> None:
        self.index = Index()
        self.issues: dict[int, Issue] = {}

    def step(self, rng: random.Random) -> None:
        """Follow, follow otherwise under the same number, unfollow, unfollow what nobody follows."""
        kind, number = rng.random(), rng.randrange(25)
        if kind < 0.6:
            self.issues[number] = issue(rng, number)
            self.index.add(self.issues[number])
        elif kind < 0.7:
            some = [issue(rng, rng.randrange(25)) for _ in range(rng.randint(0, 5))]
            self.issues.update((one.id, one) for one in some)
            self.index.load(some)
        else:
            self.issues.pop(number, None)
            self.index.remove(IssueId(number))

    def clear(self) -> None:
        for number in list(self.issues):
            self.index.remove(IssueId(number))
        self.issues.clear()


def index(issues: Iterable[Issue]) -> Index:
    made = Index()
    for one in issues:
        made.add(one)
    return made


def alone(issues: Iterable[Issue], document: Document) -> list[Match]:
    """The oracle: every issue by itself, in an index that has never seen anything."""
    found = [match for one in issues for match in index([one]).match(document)]
    return sorted(found, key=lambda match: (-match.score, match.issue))


def loaded(issues: Sequence[Issue]) -> Index:
    made = Index()
    made.load(issues)
    return made


@pytest.mark.parametrize("seed", range(12))
def test_any_history_gives_what_each_issue_gives_alone(seed: int) -> None:
    rng = random.Random(f"oracle {seed}")
    followed = Followed()
    for _ in range(rng.randint(5, 40)):
        followed.step(rng)
        if rng.random() < 0.3:
            followed.index.match(article(rng, 30))  # what was read before must not tell
    document = article(rng, 120)
    expected = alone(followed.issues.values(), document)
    assert followed.index.match(document) == expected
    assert len(followed.index) == len(followed.issues)


@pytest.mark.parametrize("seed", range(12))
def test_an_index_with_a_past_equals_a_fresh_one(seed: int) -> None:
    rng = random.Random(f"past {seed}")
    followed = Followed()
    for _ in range(4):
        for _ in range(rng.randint(1, 30)):
            followed.step(rng)
        kept = list(followed.issues.values())
        rng.shuffle(kept)
        for make in (index, loaded):  # each is made for one article, so that it has read nothing before
            document = article(rng, 80)
            expected = followed.index.match(document)
            assert make(kept).match(document) == expected
        if rng.random() < 0.2:
            followed.clear()


@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_is_what_matches(seed: int) -> None:
    rng = random.Random(f"found {seed}")
    made = index(issue(rng, number) for number in range(40))
    document = article(rng, 120)
    every = made.match(document)
    for least in (0.0, NORMAL, 1.0):
        found = made.find(document, least)
        pairs = dict(zip(map(int, found.issues), map(float, found.scores), strict=True))
        matches = made.match(document, least)
        assert pairs == pytest.approx({match.issue: match.score for match in matches})
        assert matches == [match for match in every if match.score >= least]


def called(one: Issue) -> set[str]:
    """An issue's names, and what they are called elsewhere."""
    given = (one.name, *one.aliases)
    return {*given, *(there for name in given for _, there, _ in known.aliases(name, known.place(name)))}


@pytest.mark.parametrize("seed", range(8))
def test_matches_quote_the_article(seed: int) -> None:
    rng = random.Random(f"quoted {seed}")
    issues = {number: issue(rng, number) for number in range(40)}
    document = article(rng, 120)
    matches = index(issues.values()).match(document)
    assert matches or seed, "nothing to look at"
    for match in matches:
        assert match.passage in document.passages
        assert match.alias in called(issues[match.issue])
        quoted = [match.passage.text[a:b] for a, b in match.spans]
        assert all(quoted)
        assert all(a[1] <= b[0] for a, b in zip(match.spans, match.spans[1:], strict=False))


ANY = st.text(st.characters(), max_size=12)


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY, max_size=5), st.lists(ANY, max_size=12))
def test_any_characters_give_what_they_give_alone(names: list[str], words: list[str]) -> None:
    issues = [Issue(id=IssueId(number), name=name) for number, name in enumerate(names)]
    document = text.read(" ".join(words[:2]), " ".join((*words, *names)))
    made = loaded(issues)
    expected = alone(issues, document)
    assert made.match(document) == expected
    for one in issues:
        made.remove(one.id)
        made.remove(one.id)
    assert not made.match(document)
    made.load(issues)
    assert made.match(document) == expected
