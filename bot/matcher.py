"""The matching index in a thread of its own: matching never runs on the event loop.

One thread owns the index, so following is seen by the very next article without a lock. A store's issues are read
in slices at the start: what is asked meanwhile stands between two slices, articles wait for the last one. Back-tests
run in a second thread on an index of their own, so that a long one never delays an alert.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from bot.domain import archive, text
from bot.domain.archive import Filed, Judge, Question, Wanted
from bot.domain.matching import Index, Reading, describe, warm
from bot.domain.model import Article, Issue, IssueId, Match
from bot.domain.status import Search
from bot.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")
Page = Callable[[IssueId], Awaitable[Sequence[Issue]]]
"""The next followed issues after an id, in the order of their ids; none at the end."""

BATCH = 50
"""Articles a back-test takes at a time, so that two of them share the thread fairly."""
SLICE = 500
"""Issues read into the index at a time; a person who follows something meanwhile waits for one such slice."""

LAST_SECONDS = 1.0
"""That a stop waits for a thread."""
_FAMOUS = Issue(id=IssueId(0), name="Egypt")
"""Has names in every language."""
MANY = 5_000
"""Issues of a page after which the garbage collector is told to leave alone what there is: it would look through
all of it again and again, and each time nothing else could run, for seconds with a million issues."""


class Matcher:
    """Which followed issues articles speak of. Close it when done."""

    def __init__(self) -> None:
        self._index = Index()
        self._judge = Judge()
        """For back-tests; only their thread uses it."""
        self._live = ThreadPoolExecutor(1, thread_name_prefix="matcher")
        self._tests = ThreadPoolExecutor(1, thread_name_prefix="backtest")
        self._loading: asyncio.Task[None] | None = None
        self._running = set[Future[Any]]()
        """What the threads have to do."""
        self._gone: set[IssueId] | None = None
        """What was unfollowed while issues are read in: a page read before may still bring it."""

    @property
    def size(self) -> int:
        """How many issues are matched."""
        return len(self._index)

    def begin(self, page: Page) -> asyncio.Task[None]:
        """Begin to read in what is followed, a page after another. Articles are matched once all of it is there;
        whatever `page` raises, they raise too."""
        self._gone = set()
        self._loading = asyncio.create_task(self._read_in(page), name="loading")
        return self._loading

    async def load(self, issues: Iterable[Issue]) -> None:
        """Follow many issues at once."""
        await self._run(self._live, self._load, issues)

    async def warm(self) -> None:
        """Read the tables of names now, a second's work, so that the first article does not wait for it; where matching
        was never compiled on this machine, that as well, about a minute's work."""
        await self._run(self._tests, _warm)

    async def add(self, issue: Issue) -> None:
        """Follow an issue from the next article on; following it already changes nothing."""
        await self._run(self._live, self._add, issue)

    async def remove(self, issue: IssueId) -> None:
        """Follow an issue no longer; not following it is fine."""
        await self._run(self._live, self._remove, issue)

    async def match(self, articles: Sequence[Article]) -> list[list[Match]]:
        """For each article the best match of every issue that it speaks of, best first."""
        if self._loading is not None:
            await self._loaded(self._loading)
        return await self._run(self._live, _match, self._index, articles)

    async def backtest(self, issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
        """What following `issue` over `articles` would have matched: a list an article, in their order."""
        found: list[list[Match]] = []
        for start in range(0, len(articles), BATCH):
            found += await self._run(self._tests, self._judged, issue, articles[start : start + BATCH])
        return found

    async def in_part(self, issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
        """For each article its passage that has most words of the issue's name: one match, or none."""
        return await self._run(self._tests, _in_part, issue, articles)

    async def wanted(self, issue: Issue, asked: Question, filed: Sequence[Filed]) -> Wanted:
        """The words to look for in the archive, of those that it has."""
        return await self._run(self._tests, self._judge.wanted, issue, asked, filed)

    async def describe(self, issue: Issue) -> Reading:
        """What following it matches, for a person to read; a second's work where the tables of names are not read
        yet, so not for the event loop."""
        return await self._run(self._tests, describe, issue)

    async def stop(self) -> None:
        """Read in no more, and close; what takes longer, as compiling does, is waited for by nobody."""
        if self._loading is not None:
            self._loading.cancel()
            # Why it could not be read in was told to whoever waited for it.
            await asyncio.gather(self._loading, return_exceptions=True)
        for thread in (self._live, self._tests):
            thread.shutdown(wait=False, cancel_futures=True)
        if running := [asyncio.wrap_future(one) for one in self._running]:
            _, hanging = await asyncio.wait(running, timeout=LAST_SECONDS)
            for one in hanging:
                one.cancel()

    def close(self) -> None:
        """Let what is running end, and stop the threads."""
        self._live.shutdown(wait=True, cancel_futures=True)
        self._tests.shutdown(wait=True, cancel_futures=True)

    async def _loaded(self, loading: asyncio.Task[None]) -> None:
        """Wait until all is read in."""
        try:
            await asyncio.shield(loading)
        except asyncio.CancelledError:
            asking = asyncio.current_task()
            if not loading.cancelled() or (asking is not None and asking.cancelling()):
                raise
            raise StoreError("Tocsin is stopping: what is followed is not read in any more.") from None

    async def _read_in(self, page: Page) -> None:
        last = IssueId(0)
        while issues := await page(last):
            for start in range(0, len(issues), SLICE):
                await self._run(self._live, self._load, issues[start : start + SLICE])
            last = issues[-1].id
            if len(issues) >= MANY:
                gc.freeze()
        self._gone = None

    def _judged(self, issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
        return [self._judge.match(issue, text.read(one.title, one.text, one.language)) for one in articles]

    def _load(self, issues: Iterable[Issue]) -> None:
        gone = self._gone or ()
        self._index.load(issue for issue in issues if issue.id not in gone)

    def _add(self, issue: Issue) -> None:
        if self._gone:
            self._gone.discard(issue.id)
        self._index.add(issue)

    def _remove(self, issue: IssueId) -> None:
        if self._gone is not None:
            self._gone.add(issue)
        self._index.remove(issue)

    async def _run(
        self, thread: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        running = thread.submit(work, *args, **kwargs)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return await asyncio.wrap_future(running)


def _warm() -> None:
    warm()
    archive.question(_FAMOUS)  # reads the dictionaries of forms that only questions need
    gc.collect()
    gc.freeze()  # the tables are for ever: looking through them again and again stops everything for 0.1 s and more


def _match(index: Index, articles: Sequence[Article]) -> list[list[Match]]:
    return [index.match(text.read(one.title, one.text, one.language)) for one in articles]


def _in_part(issue: Issue, articles: Sequence[Article]) -> list[list[Match]]:
    search = Search([issue], by_rarity=False)
    return [list(search.most(text.read(one.title, one.text, one.language)).values()) for one in articles]
