"""Issues and indexes as the tests of matching make them."""

from bot.domain import text
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import Issue, IssueId, Match, Strictness

NORMAL = THRESHOLDS[Strictness.NORMAL]
LOOSE = THRESHOLDS[Strictness.LOOSE]


def issue(name: str, *aliases: str, number: int = 1) -> Issue:
    return Issue(id=IssueId(number), name=name, aliases=aliases)


def index(*issues: Issue) -> Index:
    made = Index()
    for one in issues:
        made.add(one)
    return made


def matches(name: str, body: str, *, language: str | None = None, title: str = "") -> list[Match]:
    return index(issue(name)).match(text.read(title, body, language), NORMAL)
