"""Reports of one issue, and how it stands by them, as the tests of status make them."""

from datetime import UTC, datetime, timedelta

from bot.domain import text as reading
from bot.domain.model import IssueId, Match, StoryId
from bot.domain.standing import Report, Status
from bot.domain.status import answer

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def report(  # each part of a report is one thing to set in a test
    text: str,
    *,
    at: datetime = NOW,
    story: int = 1,
    source: str = "Velmark Post",
    about: str = "Tarnholm bridge",
    score: float = 0.9,
    title: str = "",
    url: str | None = None,
) -> Report:
    """A report whose passage is the first one that names the issue, else its first one."""
    document = reading.read(title, text, "en")
    passages = [p for p in document.passages if p.start is not None] or list(document.passages)
    passage = next(
        (p for p in passages if about.casefold() in f"{p.heading} {p.text}".casefold()), passages[0]
    )
    match = Match(issue=IssueId(1), score=score, passage=passage, matched=about, alias=about)
    return Report(
        story=StoryId(story),
        match=match,
        title=title,
        text=text,
        url=url or f"https://post.example/{story}",
        source=source,
        published_at=at,
        language="en",
    )


def stand(*reports: Report, as_of: datetime = NOW) -> Status:
    return answer("Tarnholm bridge", reports, as_of)


TALKS = """Several points stay open in the talks between Velmark and Osland over the sound, negotiators said on Monday.

The unresolved issues include:

Tarnholm bridge

Minister Karl Brede said talks continue over who pays for the Tarnholm bridge and when work on it may begin. He said \
several technical questions remain, including the height of the span.

Fishing rights

The two governments signed a treaty on cod quotas in Brannvik last week after eleven months of talks."""
