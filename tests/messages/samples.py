"""What messages are made of, and how they are looked at."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.coverage import spread
from bot.domain.grounds import Grounds
from bot.domain.matching import Reading
from bot.domain.model import (
    Alert,
    AlertId,
    AlertState,
    ChatId,
    Copy,
    Excerpt,
    Issue,
    IssueId,
    Match,
    Passage,
    Reason,
    StoryId,
    Subscription,
    SubscriptionId,
)
from bot.domain.preview import lately
from bot.domain.standing import Development, Report, Status
from bot.messages import Message, issues
from bot.messages.rich import TEXT_LIMIT, units
from bot.sandbox.html import parse_html

NOW = datetime(2025, 12, 27, 13, 2, tzinfo=UTC)
AT = datetime(2025, 12, 27, 7, 2, tzinfo=UTC)
PLANT = "Envoys said the future of the occupied Zaporizhzhia plant remains unresolved. Talks go on."


def excerpt(
    name: str = "Zaporizhzhia", text: str = PLANT, words: str = "Zaporizhzhia", issue: int = 1
) -> Excerpt:
    at = text.find(words)
    spans = ((at, at + len(words)),) if at >= 0 else ()
    return Excerpt(IssueId(issue), name, text, spans, "", 0.9)


def copy(
    source: str = "Morning Post", url: str | None = "https://post.example.org/a", title: str = "Talks go on"
) -> Copy:
    return Copy(source, url, title, AT)


def alert(
    excerpts: Sequence[Excerpt] = (excerpt(),),
    copies: Sequence[Copy] = (copy(),),
    story: int = 1,
    id: int = 7,
) -> Alert:
    return Alert(
        id=AlertId(id),
        chat=ChatId(1),
        story=StoryId(story),
        state=AlertState.OWED,
        reason=Reason.NEW_STORY,
        created_at=AT,
        excerpts=tuple(excerpts),
        copies=tuple(copies),
    )


def shown(message: Message) -> str:
    """The text as a reader sees it; fails where Telegram would refuse the markup."""
    return parse_html(message.html)[0].strip()


def bold(message: Message) -> list[str]:
    text, entities = parse_html(message.html)
    return [text[one.start : one.end] for one in entities if one.type == "bold"]


def is_valid(message: Message, limit: int = TEXT_LIMIT) -> bool:
    text, entities = parse_html(message.html)
    data = [button.data for row in message.buttons for button in row]
    return (
        0 < units(text) <= limit
        and len(entities) <= 100
        and len(message.html.encode()) <= 32_768
        and all(len(one.encode()) <= 64 for one in data)
        and len(data) <= 100
    )


def development(
    sentence: str = "The future of the plant remains unresolved.", days: int = 0, sources: int = 1
) -> Development:
    return Development(
        AT - timedelta(days=days), sentence, "https://post.example.org/a", "Morning Post", sources
    )


def standing(
    *developments: Development, state: str | None = "unresolved", name: str = "Zaporizhzhia"
) -> Status:
    newest = developments[0] if developments else None
    return Status(
        issue=name,
        as_of=NOW,
        state=state,
        newest=newest,
        timeline=developments,
        coverage=spread({date(2025, 12, 27): 2, date(2025, 12, 25): 1}, date.min, NOW),
        silence=NOW - newest.at if newest else None,
    )


def subscription(name: str = "Zaporizhzhia", aliases: tuple[str, ...] = (), id: int = 3) -> Subscription:
    return Subscription(
        id=SubscriptionId(id),
        chat=ChatId(1),
        issue=Issue(id=IssueId(5), name=name, aliases=aliases),
        created_at=AT,
    )


def reading(name: str = "Zaporizhzhia") -> Reading:
    return Reading((name,), ("Запоріжжя",), (), ())


def report(title: str = "Talks go on", score: float = 0.9, story: int = 1, days: float = 0) -> Report:
    passage = Passage(text=PLANT, start=0, end=len(PLANT))
    return Report(
        story=StoryId(story),
        match=Match(
            issue=IssueId(5),
            score=score,
            passage=passage,
            matched="plant",
            alias="plant",
            grounds=Grounds(mentions=1, first_at=2000),
        ),
        title=title,
        text=PLANT,
        url=None,
        source="AP",
        published_at=AT - timedelta(days=days),
    )


def week(*reports: Report) -> issues.Week:
    """By default three alerts from four articles at the normal setting, one of them strict, two more loose."""
    usual = [
        report(),
        report("Ferries sail", 0.6, 2, 1),
        report("Ferries sail, port says", 0.55, 2, 1.2),
        report("Gates open", 0.5, 3, 2),
        report("Rain", 0.3, 4, 3),
        report("Wind", 0.25, 5, 4),
        report("Of last month", 0.9, 6, 30),
    ]
    return issues.Week(lately=lately(reports or usual, NOW), newest_at=AT)


awkward = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(["\n", " ", "<", "&", '"', ">", "👨‍👩‍👧‍👦"[0], "\u200d", "\u0301", "🇺", "🇦"]),
    ),
    max_size=60,
)
long_text = st.builds(lambda text, times: text * times, awkward, st.integers(1, 100))
