"""The first minute: what this is in three lines, the first issue with a real alert, when alerts shall come. Decides
nothing; one message, edited in place."""

from collections.abc import Sequence

from bot.domain.model import Alert, AlertId, AlertState, Chat, Copy, DeliveryMode, Excerpt, Reason, StoryId
from bot.domain.standing import Report
from bot.messages.alert import alert
from bot.messages.issues import NAME, Followed
from bot.messages.message import Button, Key, Message, Row, message
from bot.messages.rich import TEXT_LIMIT, Rich, bold, clip, code, italic, join, one_line, plain

HOURS = (("At once", "now"), ("Daily 08:00", "480"), ("Daily 18:00", "1080"), ("Mondays 08:00", "weekly"))
"""When alerts come, and what a button calls that."""


def welcome(*, suggestions: Sequence[tuple[Key, str]] = (), first_run: bool = False) -> Message:
    """What this is, in three lines, and one tap to begin; on the first run the owner chooses feeds to read."""
    words = join(
        (
            bold("Tocsin rings when something happens to what you follow."),
            plain("Follow an issue, a place or a name; I quote the passage that speaks of it, once a story."),
            join((plain("Send "), code("/follow Zaporizhzhia"), plain(", or just type a name.")), ""),
        )
    )
    rows = [
        [Button(f"🔔 Follow “{clip(one_line(name), 28)}”", f"first:{issue}")] for issue, name in suggestions
    ]
    feeds = [Button("📰 Choose from well-known feeds", "starters")] if first_run else []
    return message(words, (*rows, feeds, [Button("What else can you do?", "help")]))


def looking(name: str) -> Message:
    """The first issue is followed; its past is being looked at."""
    return message(_following(name) + plain(" Looking for its newest story …"))


def followed(one: Followed, chat: Chat) -> Message:
    """The first issue, its newest alert as it would have come, and the question when alerts shall come."""
    told = one.week.lately.told(one.subscription.strictness) if one.week else ()
    head = _following(one.name)
    if told:
        sample = Message(alert(_sample(one, told[0])).html)
        head += plain(" Its newest alert would have looked so:")
        tail = plain("When shall alerts come?")
        html = f"{head.html}\n\n{sample.html}\n\n{tail.html}"
        if head.units + tail.units + len(sample.html) < TEXT_LIMIT:
            return Message(html, _choices(one, chat, asked=True))
    else:
        head += plain(" Nothing of the last 7 days speaks of it; it rings when something does.")
    return message(join((head, plain("When shall alerts come?")), "\n\n"), _choices(one, chat, asked=True))


def done(one: Followed, chat: Chat) -> Message:
    """The hour is set; what can be done next."""
    when = {
        DeliveryMode.OFF: "Alerts come at once.",
        DeliveryMode.DAILY: f"Alerts come as one digest a day, at {_clock(chat)}.",
        DeliveryMode.WEEKLY: f"Alerts come as one digest on Mondays, at {_clock(chat)}.",
        DeliveryMode.HOURLY: "Alerts come as one digest an hour.",
    }[chat.digest if chat.digest is not DeliveryMode.INSTANT else DeliveryMode.OFF]
    words = join(
        (_done(one.name), plain(when), italic("/settings changes all of it, /help lists what I can do."))
    )
    rows = (
        *_choices(one, chat),
        (Button("What will match?", f"card:{one.subscription.id}"), Button("Follow something else", "begin")),
    )
    return message(words, rows)


def _following(name: str) -> Rich:
    return plain("✓ Following ") + bold(clip(one_line(name), NAME)) + plain(" from now on.")


def _done(name: str) -> Rich:
    return plain("✓ Done. I ring when something happens to ") + bold(clip(one_line(name), NAME)) + plain(".")


def _clock(chat: Chat) -> str:
    minute = chat.digest_minute
    return f"{minute // 60:02d}:{minute % 60:02d} ({chat.timezone.replace('_', ' ')}; /timezone sets another clock)"


def _choices(one: Followed, chat: Chat, *, asked: bool = False) -> tuple[Row, ...]:
    """The hours as buttons; what is set has a tick once it was asked."""
    each = [
        Button(
            f"✓ {label}" if not asked and choice == _choice(chat) else label,
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
