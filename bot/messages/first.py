"""The first minute: what this is in three lines, the first issue with a real alert, when alerts shall come. Decides
nothing; one message, edited in place."""

from collections.abc import Sequence

from bot.domain.model import Alert, AlertId, AlertState, Chat, Copy, DeliveryMode, Excerpt, Reason, StoryId
from bot.domain.standing import Report
from bot.messages.alert import alert
from bot.messages.issues import NAME, Followed
from bot.messages.message import Button, Key, Message, Row, message
from bot.messages.rich import TEXT_LIMIT, Rich, bold, clip, code, italic, join, one_line, phrase
from bot.messages.tongue import mark, tr

HOURS = (
    (mark("At once"), "now"),
    (mark("Daily 08:00"), "480"),
    (mark("Daily 18:00"), "1080"),
    (mark("Mondays 08:00"), "weekly"),
)
"""When alerts come, and what a button calls that."""


def welcome(*, suggestions: Sequence[tuple[Key, str]] = (), first_run: bool = False) -> Message:
    """What this is, in three lines, and one tap to begin; on the first run the owner chooses feeds to read."""
    words = join(
        (
            bold(phrase("Tocsin rings when something happens to what you follow.")),
            phrase(
                "Follow an issue, a place or a name; I quote the passage that speaks of it, once a story."
            ),
            phrase("Send {command}, or just type a name.", command=code("/follow Zaporizhzhia")),
        )
    )
    rows = [
        [Button(tr("🔔 Follow “{name}”", name=clip(one_line(name), 28)), f"first:{issue}")]
        for issue, name in suggestions
    ]
    feeds = [Button(tr("📰 Choose from well-known feeds"), "starters")] if first_run else []
    return message(words, (*rows, feeds, [Button(tr("What else can you do?"), "help")]))


def looking(name: str) -> Message:
    """The first issue is followed; its past is being looked at."""
    return message(join((_following(name), phrase("Looking for its newest story …")), " "))


def followed(one: Followed, chat: Chat) -> Message:
    """The first issue, its newest alert as it would have come, and the question when alerts shall come."""
    told = one.week.lately.told(one.subscription.strictness) if one.week else ()
    head = _following(one.name)
    if told:
        sample = Message(alert(_sample(one, told[0])).html)
        head = join((head, phrase("Its newest alert would have looked so:")), " ")
        tail = phrase("When shall alerts come?")
        html = f"{head.html}\n\n{sample.html}\n\n{tail.html}"
        if head.units + tail.units + len(sample.html) < TEXT_LIMIT:
            return Message(html, _choices(one, chat, asked=True))
    else:
        none = phrase("Nothing of the last 7 days speaks of it; it rings when something does.")
        head = join((head, none), " ")
    return message(join((head, phrase("When shall alerts come?")), "\n\n"), _choices(one, chat, asked=True))


def done(one: Followed, chat: Chat) -> Message:
    """The hour is set; what can be done next."""
    when = {
        DeliveryMode.OFF: phrase("Alerts come at once."),
        DeliveryMode.DAILY: phrase("Alerts come as one digest a day, at {time}.", time=_clock(chat)),
        DeliveryMode.WEEKLY: phrase("Alerts come as one digest on Mondays, at {time}.", time=_clock(chat)),
        DeliveryMode.HOURLY: phrase("Alerts come as one digest an hour."),
    }[chat.digest if chat.digest is not DeliveryMode.INSTANT else DeliveryMode.OFF]
    words = join(
        (_done(one.name), when, italic(phrase("/settings changes all of it, /help lists what I can do.")))
    )
    rows = (
        *_choices(one, chat),
        (
            Button(tr("What will match?"), f"card:{one.subscription.id}"),
            Button(tr("Follow something else"), "begin"),
        ),
    )
    return message(words, rows)


def _following(name: str) -> Rich:
    return phrase("✓ Following {name} from now on.", name=bold(clip(one_line(name), NAME)))


def _done(name: str) -> Rich:
    return phrase("✓ Done. I ring when something happens to {name}.", name=bold(clip(one_line(name), NAME)))


def _clock(chat: Chat) -> Rich:
    minute = chat.digest_minute
    return phrase(
        "{time} ({zone}; /timezone sets another clock)",
        time=f"{minute // 60:02d}:{minute % 60:02d}",
        zone=chat.timezone.replace("_", " "),
    )


def _choices(one: Followed, chat: Chat, *, asked: bool = False) -> tuple[Row, ...]:
    """The hours as buttons; what is set has a tick once it was asked."""
    each = [
        Button(
            f"✓ {tr(label)}" if not asked and choice == _choice(chat) else tr(label),
            f"hour:{one.subscription.id}:{choice}",
        )
        for label, choice in HOURS
    ]
    return (tuple(each[:2]), tuple(each[2:]))


def _choice(chat: Chat) -> str:
    """What the buttons call the chat's setting; empty for another one."""
    daily = str(chat.digest_minute)
    return {DeliveryMode.OFF: "now", DeliveryMode.DAILY: daily, DeliveryMode.WEEKLY: "weekly"}.get(
        chat.digest, ""
    )


def _sample(one: Followed, report: Report) -> Alert:
    """The alert that a report would have raised."""
    issue, match = one.subscription.issue, report.match
    quoted = Excerpt(
        issue=issue.id, name=issue.name, text=match.passage.text, spans=match.spans, score=match.score
    )
    return Alert(
        id=AlertId(0),
        chat=one.subscription.chat,
        story=StoryId(report.story),
        state=AlertState.OWED,
        reason=Reason.NEW_STORY,
        created_at=report.published_at,
        excerpts=(quoted,),
        copies=(Copy(report.source, report.url, report.title, report.published_at),),
    )
