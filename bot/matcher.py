"""The matching index in a thread of its own: matching never runs on the event loop.

One thread owns the index, so following is seen by the very next article without a lock. Back-tests run
in a second thread on an index of their own, so that a long one never delays an alert.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.domain import text
from bot.domain.matching import Index, Reading, describe
from bot.domain.model import Article, Issue, IssueId, Match

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 50
"""Articles a back-test takes at a time, so that two of them share the thread fairly."""


class Matcher:
    """Which followed issues articles speak of. Close it when done."""

    def __init__(self) -> None:
        self._index = Index()
        self._live = ThreadPoolExecutor(1, thread_name_prefix="matcher")
        self._tests = ThreadPoolExecutor(1, thread_name_prefix="backtest")

    async def load(self, issues: Iterable[Issue]) -> None:
        """Follow many issues at once, as at the start."""
        await self._run(self._live, self._load, issues)

    async def warm(self) -> None:
        """Read the tables of names now, a second's work, so that the first article does not wait for it."""
        await self._run(self._live, self._load, [Issue(id=IssueId(0), name="Tocsin")])
        await self.remove(IssueId(0))

    async def add(self, issue: Issue) -> None:
        """Follow an issue from the next article on; following it already changes nothing."""
        await self._run(self._live, self._index.add, issue)

    async def remove(self, issue: IssueId) -> None:
        """Follow an issue no longer; not following it is fine."""
        await self._run(self._live, self._index.remove, issue)

    async def match(self, articles: Sequence[Article]) -> list[list[Match]]:
        """For each article the best match of every issue that it speaks of, best first."""
        return await self._run(self._live, _match, self._index, articles)

    async def backtest(self, issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
        """What following `issue` over `articles` would have matched: a list an article, in their order."""
        index = await self._run(self._tests, _index_of, issue)
        found: list[list[Match]] = []
        for start in range(0, len(articles), BATCH):
            found += await self._run(self._tests, _match, index, articles[start : start + BATCH])
        return found

    async def describe(self, issue: Issue) -> Reading:
        """What following it matches, for a person to read; a second's work where the tables of names are not read
        yet, so not for the event loop."""
        return await self._run(self._tests, describe, issue)

    def close(self) -> None:
        """Let what is running end, and stop the threads."""
        self._live.shutdown(wait=True, cancel_futures=True)
        self._tests.shutdown(wait=True, cancel_futures=True)

    def _load(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            self._index.add(issue)

    async def _run(
        self, thread: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, lambda: work(*args, **kwargs))


def _index_of(issue: Issue) -> Index:
    index = Index()
    index.add(issue)
    return index


def _match(index: Index, articles: Sequence[Article]) -> list[list[Match]]:
    return [index.match(text.read(one.title, one.text, one.language)) for one in articles]
