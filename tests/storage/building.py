"""What tests of the store start from: one of everything, with only what a test cares about said."""

from datetime import UTC, datetime, timedelta
from functools import cache

from bot.domain import stories
from bot.domain.model import (
    Alert,
    AlertState,
    Article,
    Chat,
    Destination,
    Excerpt,
    Issue,
    IssueId,
    Match,
    Passage,
    Place,
    Reason,
    StoredArticle,
    StoryId,
    Subscription,
)
from bot.domain.stories import Sketch
from storage import Transaction

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BOT = 77


def article(name: str = "ferry", **changes: object) -> Article:
    """An article; two of different names share nothing."""
    given: dict[str, object] = {
        "guid": f"guid-{name}",
        "title": f"The {name} question",
        "text": f"The {name} council met again.\n\nNothing about {name} was settled, said its {name} chair.",
        "url": f"https://paper.test/{name}",
        "source": "The Paper",
        "published_at": NOW,
    }
    return Article(**(given | changes))  # type: ignore[arg-type]  # a test names its own fields


def put(
    tx: Transaction,
    it: Article | None = None,
    *,
    story: StoryId | None = None,
    received_at: datetime = NOW,
    backfill: bool = False,
) -> StoredArticle:
    """Store an article, in a new story unless one is named."""
    it = it or article()
    fingerprint, sketch = _read(it.title, it.text)
    return tx.articles.add(
        it,
        fingerprint=fingerprint,
        story=tx.stories.add(received_at) if story is None else story,
        sketch=sketch,
        received_at=received_at,
        backfill=backfill,
    )


@cache
def _read(title: str, text: str) -> tuple[str, Sketch]:
    """Many tests store the same words, and reading them takes longer than storing."""
    it = Article(guid="", title=title, text=text)
    return stories.fingerprint(it), stories.sketch(it)


def find_seen(tx: Transaction, it: Article) -> StoredArticle | None:
    return tx.articles.find_seen(it, stories.fingerprint(it))


def chat(tx: Transaction, number: int = 500, *, thread: int = 0, bot: int = BOT) -> Chat:
    return tx.chats.get_or_add(Destination(bot, number, thread), "Newsroom", NOW)


def follow(tx: Transaction, who: Chat, name: str = "Ferry") -> Subscription:
    return tx.subscriptions.add(who.id, tx.issues.ensure(name), NOW)[0]


def match(issue: Issue, *, score: float = 0.8) -> Match:
    return Match(
        issue=issue.id,
        score=score,
        passage=Passage(
            text="Nothing about ferry was settled",
            start=29,
            end=60,
            place=Place.SECTION,
            heading="What is left",
            lead_in="Open points:",
        ),
        matched="ferry",
        alias=issue.name,
        spans=((14, 19),),
    )


def excerpt(issue: IssueId | int = 1, text: str = "Nothing was settled") -> Excerpt:
    return Excerpt(IssueId(issue), "Ferry", text, ((0, 7),), "What is left", 0.8)


def alert(
    tx: Transaction,
    who: Chat,
    *,
    about: StoredArticle | None = None,
    state: AlertState = AlertState.OWED,
    reason: Reason = Reason.NEW_STORY,
    at: datetime = NOW,
    release_at: datetime | None = None,
    excerpts: tuple[Excerpt, ...] = (),
) -> Alert:
    """An alert about an article's story, or about a new one."""
    story = tx.stories.add(at) if about is None else about.story
    return tx.alerts.add(
        who.id, story, state=state, reason=reason, excerpts=excerpts, now=at, release_at=release_at
    )
