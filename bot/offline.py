"""Back-tests over articles in files: the same rules as the bot's, without a store.

`match`, `stories` and `status` of the command line call these; they take parsed values and give values back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain import named, status, stories, text
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import Article, Issue, IssueId, Match, StoryId, Strictness
from bot.domain.standing import Report, Status

NEWEST = 20_000
"""How many of the newest articles of a store an answer reads."""
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
    """A status answer a query, in their order, reading every article once."""
    ids = {(query.name, query.aliases): IssueId(0) for query in queries}
    issues = [
        Issue(id=IssueId(number), name=name, aliases=aliases) for number, (name, aliases) in enumerate(ids, 1)
    ]
    ids = {(issue.name, issue.aliases): issue.id for issue in issues}
    reports = _reports(issues, articles)
    for query in queries:
        yield status.answer(query.name, reports.get(ids[query.name, query.aliases], []), query.as_of or now)


def meant(name: str, articles: Sequence[Article]) -> str | None:
    """The name of these articles that a misspelt one is surely meant for; None where it stands there as it is."""
    texts = [f"{article.title}\n{article.text}" for article in articles]
    wanted = text.normalise(name)
    if any(wanted in text.normalise(one) for one in texts):
        return None
    found = named.likest(name, texts)
    return found[0][0] if found and named.is_sure(name, found[0][1]) else None


def _reports(issues: Sequence[Issue], articles: Iterable[Article]) -> dict[IssueId, list[Report]]:
    """What speaks of each issue: the matches an alert could come from, and what only a question is helped by."""
    index, search = index_of(issues), status.Search[int]()
    told: list[tuple[Article, StoryId]] = []
    found: dict[IssueId, dict[int, Match]] = defaultdict(dict)
    for place, (article, story) in enumerate(tell(articles)):
        document = text.read(article.title, article.text, article.language)
        told.append((article, story))
        search.add(place, document)
        for one in index.match(document, THRESHOLDS[Strictness.LOOSE]):
            found[one.issue][place] = one
    for issue in issues:
        for place, one in search.find(issue):
            found[issue.id].setdefault(place, one)
    return {
        issue: [_report(*told[place], one) for place, one in sorted(matches.items())]
        for issue, matches in found.items()
    }


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
