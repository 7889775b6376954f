"""The matching index in a thread of its own."""

from bot.domain.matching import describe
from bot.domain.model import Issue, IssueId
from bot.matcher import Matcher


async def test_an_issue_is_described_as_the_domain_describes_it() -> None:
    issue = Issue(id=IssueId(1), name="Bank of England", aliases=("BoE",))
    matcher = Matcher()
    assert await matcher.describe(issue) == describe(issue)
    matcher.close()
