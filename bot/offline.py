"""Back-tests over articles in files: the same rules as the bot's, without a store.

`match`, `stories` and `status` of the command line call these; they take parsed values and give values back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import islice

from bot.domain import named, status, stories, text
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import Article, Issue, IssueId, Match, StoryId, Strictness
from bot.domain.standing import Report, Status, unnamed

NEWEST = 2_000
"""How many articles that speak of an issue an answer is made of, the newest ones."""
OTHERS = 1_000
"""Articles that speak of no issue asked for and are held for the stories that they may tell, the newest ones."""
NAMES_FROM = 20_000
"""Articles whose names are compared with a misspelt one."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the time of an article without one: before all others."""


@dataclass(frozen=True, slots=True)
class Query:
    """Where did this issue stand, as of then; None is now."""

    name: str
    aliases: tuple[str, ...] = ()
    as_of: datetime | None = None


def index_of(issues: Iterable[Issue]) -> Index:
    """An index that follows these issues."""
    index = Index()
    for issue in issues:
        index.add(issue)
    return index


def match(index: Index, article: Article, min_score: float | None = None) -> list[Match]:
    """What following the indexed issues would have given for this article, at the normal setting by default."""
    floor = THRESHOLDS[Strictness.NORMAL] if min_score is None else min_score
    return index.match(text.read(article.title, article.text, article.language), floor)


def tell(articles: Iterable[Article]) -> Iterator[tuple[Article, StoryId]]:
    """Each article with its story, in order of time."""
    archive = stories.Archive()
    for article in sorted(articles, key=_at):
        yield article, archive.place(article, _at(article))


def answers(queries: Sequence[Query], articles: Iterable[Article], now: datetime) -> Iterator[Status]:
    """A status answer a query, in their order. Articles may be a stream: each is read once, in any order, and let go
    unless it is among the NEWEST of a query."""
    ids = {
        name: IssueId(number)
        for number, name in enumerate(dict.fromkeys((query.name, query.aliases) for query in queries), 1)
    }
    issues = [Issue(id=id, name=name, aliases=aliases) for (name, aliases), id in ids.items()]
    asked = [(ids[query.name, query.aliases], query.as_of or now) for query in queries]
    reports, told = _reports(issues, asked, articles)
    for query, (issue, as_of) in zip(queries, asked, strict=True):
        known = _likeliest(reports.get(issue, []), as_of)
        yield status.answer(query.name, [*known, *_others(known, told)], as_of)


def meant(name: str, texts: Callable[[], Iterable[str]]) -> str | None:
    """The name of these texts that a misspelt one is surely meant for; None where it stands there as it is. They are
    gone through twice at most: for the name, then for names like it."""
    wanted = text.normalise(name)
    if any(wanted in text.normalise(one) for one in texts()):
        return None
    found = named.likest(name, islice(texts(), NAMES_FROM))
    return found[0][0] if found and named.is_sure(name, found[0][1]) else None


@dataclass(slots=True)
class _Kept:
    """An article that may stand in an answer."""

    article: Article
    found: Mapping[IssueId, Match]
    hits: Sequence[status.Hit]
    wanted: int = 0
    """Queries among whose newest it is, and one where it is among the newest others."""


class _Newest:
    """The newest articles of each query up to its moment; the others are let go."""

    def __init__(self, asked: Iterable[tuple[IssueId, datetime]]) -> None:
        self._asked: dict[IssueId, dict[datetime, list[tuple[bool, datetime, int]]]] = defaultdict(dict)
        for issue, as_of in asked:
            self._asked[issue][as_of] = []
        self._others: list[tuple[datetime, int]] = []
        self.kept: dict[int, _Kept] = {}

    def add(self, place: int, one: _Kept, issues: Mapping[IssueId, bool]) -> None:
        """An article that speaks of these issues, each with whether it surely does: those that do are kept first."""
        at = _at(one.article)
        for issue, is_sure in issues.items():
            for as_of, newest in self._asked[issue].items():
                if at <= as_of:
                    one.wanted += 1
                    self.kept[place] = one
                    heappush(newest, (is_sure, at, place))
                    if len(newest) > NEWEST:
                        self._let_go(heappop(newest)[2])

    def add_other(self, place: int, article: Article) -> None:
        """An article that speaks of none of them."""
        self.kept[place] = _Kept(article, {}, (), wanted=1)
        heappush(self._others, (_at(article), place))
        if len(self._others) > OTHERS:
            self._let_go(heappop(self._others)[1])

    def _let_go(self, place: int) -> None:
        self.kept[place].wanted -= 1
        if not self.kept[place].wanted:
            del self.kept[place]


def _reports(
    issues: Sequence[Issue], asked: Iterable[tuple[IssueId, datetime]], articles: Iterable[Article]
) -> tuple[dict[IssueId, list[tuple[bool, Report]]], dict[StoryId, list[Article]]]:
    """What speaks of each issue: the matches an alert could come from, and what only a question is helped by; each
    with whether it surely does. And all articles that tell each story."""
    index, search, newest = index_of(issues), status.Search(issues), _Newest(asked)
    for place, article in enumerate(articles):
        document = text.read(article.title, article.text, article.language)
        found = {one.issue: one for one in index.match(document, THRESHOLDS[Strictness.LOOSE])}
        hits = search.read(document)
        if found or hits:
            newest.add(
                place, _Kept(article, found, hits), search.issues_of(hits) | dict.fromkeys(found, True)
            )
        else:
            newest.add_other(place, article)
    reports: dict[IssueId, list[tuple[bool, Report]]] = defaultdict(list)
    told: dict[StoryId, list[Article]] = defaultdict(list)
    archive = stories.Archive()
    for one in sorted(newest.kept.values(), key=lambda kept: _at(kept.article)):
        story = archive.place(one.article, _at(one.article))
        told[story].append(one.article)
        sure = search.issues_of(one.hits) | dict.fromkeys(one.found, True)
        for issue, match in {**search.match(one.hits), **one.found}.items():
            reports[issue].append((sure[issue], _report(one.article, story, match)))
    return reports, told


def _others(known: Sequence[Report], told: Mapping[StoryId, Sequence[Article]]) -> Iterator[Report]:
    """The other articles of the stories of an issue, which do not name it."""
    there = {(one.story, one.url, one.title, one.published_at) for one in known}
    for story in dict.fromkeys(one.story for one in known):
        for article in told[story]:
            if (story, article.url, article.title, _at(article)) not in there:
                yield _report(article, story, unnamed(known[0].match.issue))


def _likeliest(reports: Sequence[tuple[bool, Report]], as_of: datetime) -> list[Report]:
    """The reports that surely speak of an issue; where there are none up to that moment, those that may."""
    known = [(is_sure, report) for is_sure, report in reports if report.published_at <= as_of]
    anyhow = not any(is_sure for is_sure, _ in known)
    return [report for is_sure, report in known if is_sure or anyhow]


def _report(article: Article, story: StoryId, found: Match) -> Report:
    return Report(
        story=story,
        match=found,
        title=article.title,
        text=article.text,
        url=article.url,
        source=article.source,
        published_at=_at(article),
        language=article.language,
    )


def _at(article: Article) -> datetime:
    return article.published_at or EPOCH
