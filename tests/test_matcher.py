"""The matching index in a thread of its own: what it holds up, and what it does not."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.domain.matching import describe
from bot.domain.model import Article, Issue, IssueId
from bot.errors import StoreError
from bot.matcher import Matcher

SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "ten",
    "sul",
    "var",
    "den",
    "lo",
    "pi",
    "gra",
    "ste",
    "nor",
    "vik",
    "tal",
    "ber",
    "zan",
]
FERRY = Article(
    guid="ferry", title="The Belmora ferry", text="The Belmora ferry stays in port, its captain said."
)


def name(number: int) -> str:
    """A name of its own for each number."""
    parts = []
    for _ in range(4):
        number, part = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[part])
    return "".join(parts).capitalize()


def many(count: int) -> list[Issue]:
    return [
        Issue(id=IssueId(number), name=f"{name(number)} {name(7 * number)}") for number in range(1, count)
    ]


class Pages:
    """A store's followed issues, in pages; the last one comes once `is_open`."""

    def __init__(self, issues: Sequence[Issue], size: int = 5_000) -> None:
        self.issues = list(issues)
        self.size = size
        self.is_open = asyncio.Event()
        self.asked = asyncio.Event()

    async def __call__(self, after: IssueId) -> list[Issue]:
        rest = [issue for issue in self.issues if issue.id > after]
        if len(rest) <= self.size:
            self.asked.set()
            await self.is_open.wait()
        return rest[: self.size]


@pytest.fixture
async def matcher() -> AsyncIterator[Matcher]:
    made = Matcher()
    yield made
    await made.stop()


@asynccontextmanager
async def pauses() -> AsyncIterator[list[float]]:
    """How long the event loop could do nothing, each time that it was asked. Held up means: for most of the whole
    time; how long that is in seconds is the machine's affair. What other tests have left behind is kept from the
    garbage collector meanwhile: looking through it takes longer than what is measured."""
    gc.collect()
    gc.freeze()
    loop = asyncio.get_running_loop()
    found: list[float] = []
    before = loop.time()

    def tick() -> None:
        nonlocal before, handle
        found.append(loop.time() - before)
        before = loop.time()
        handle = loop.call_later(0.002, tick)

    handle = loop.call_soon(tick)
    yield found
    handle.cancel()
    gc.unfreeze()


async def test_an_issue_is_described_as_the_domain_describes_it(matcher: Matcher) -> None:
    issue = Issue(id=IssueId(1), name="Bank of England", aliases=("BoE",))
    assert await matcher.describe(issue) == describe(issue)


async def test_an_article_waits_until_every_issue_is_read_in(matcher: Matcher) -> None:
    pages = Pages([*many(1_000), Issue(id=IssueId(1_000), name="Belmora")], size=300)
    matcher.begin(pages)
    matching = asyncio.create_task(matcher.match([FERRY]))
    await pages.asked.wait()
    assert not matching.done()
    pages.is_open.set()
    [[match]] = await matching
    assert match.issue == 1_000
    assert matcher.size == 1_000


async def test_an_article_that_waits_for_issues_is_told_of_a_stop() -> None:
    matcher, pages = Matcher(), Pages(many(10))
    matcher.begin(pages)
    matching = asyncio.create_task(matcher.match([FERRY]))
    await pages.asked.wait()
    async with asyncio.timeout(5):
        await matcher.stop()
        with pytest.raises(StoreError, match="is stopping"):
            await matching


async def test_a_stop_does_not_wait_for_what_takes_long() -> None:
    matcher, go_on = Matcher(), threading.Event()

    def slow() -> Iterator[Issue]:
        go_on.wait(30)
        return iter(())

    class Slow:
        __iter__ = staticmethod(slow)

    loading = asyncio.create_task(matcher.load(Slow()))
    await asyncio.wait({loading}, timeout=0.01)
    async with asyncio.timeout(5):
        await matcher.stop()
    assert not loading.done()
    go_on.set()
    await loading


async def test_following_goes_on_while_issues_are_read_in(matcher: Matcher) -> None:
    pages = Pages(many(10_000))
    async with pauses() as paused:
        matcher.begin(pages)
        await matcher.add(Issue(id=IssueId(50_000), name="Belmora"))
        assert matcher.size < 10_000
        await pages.asked.wait()
    assert max(paused) < sum(paused) / 2
    pages.is_open.set()
    [[match]] = await matcher.match([FERRY])
    assert match.issue == 50_000


async def test_what_is_unfollowed_meanwhile_is_not_read_in_again(matcher: Matcher) -> None:
    pages = Pages([Issue(id=IssueId(number), name="Belmora") for number in (1, 2, 3)])
    matcher.begin(pages)
    await pages.asked.wait()
    await matcher.remove(IssueId(1))
    await matcher.remove(IssueId(2))
    await matcher.add(Issue(id=IssueId(2), name="Belmora"))
    pages.is_open.set()
    [found] = await matcher.match([FERRY])
    assert {match.issue for match in found} == {2, 3}


async def test_an_issue_unfollowed_and_followed_later_is_matched_again(matcher: Matcher) -> None:
    pages = Pages([Issue(id=IssueId(1), name="Belmora")])
    pages.is_open.set()
    await matcher.begin(pages)
    await matcher.remove(IssueId(1))
    assert await matcher.match([FERRY]) == [[]]
    await matcher.add(Issue(id=IssueId(1), name="Belmora"))
    assert [len(found) for found in await matcher.match([FERRY])] == [1]


async def test_a_store_that_cannot_be_read_is_said_to_whoever_waits(matcher: Matcher) -> None:
    async def broken(after: IssueId) -> list[Issue]:
        raise StoreError("The store cannot be read.")

    matcher.begin(broken)
    with pytest.raises(StoreError, match="cannot be read"):
        await matcher.match([FERRY])


async def test_closing_ends_the_reading_in(matcher: Matcher) -> None:
    pages = Pages(many(100))
    loading = matcher.begin(pages)
    await pages.asked.wait()
    await matcher.stop()
    assert loading.cancelled()


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Belmora " + " ".join(name(number) for number in range(30_000)), 1),
        ("Belmora " + "x" * 1_000_000, 5),
        ("Belmora " + "e\u0301" * 500_000, 5),
        ("Belmora. " * 60_000, 5),
    ],
    ids=["distinct words", "one word", "accents", "one name"],
)
async def test_a_very_long_article_holds_up_nobody_else(matcher: Matcher, text: str, times: int) -> None:
    await matcher.load([*many(1_000), Issue(id=IssueId(1_000), name="Belmora")])
    async with pauses() as paused:
        found = await matcher.match([Article(guid="long", title="Long", text=text)] * times)
    assert all(1_000 in {match.issue for match in matches} for matches in found)
    assert max(paused) < sum(paused) / 2
