"""The bot's own words: welcome, help, digests, mutes, questions and short answers. Decides nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.model import Chat, DeliveryMode, Subscription
from bot.messages.issues import NAME, duration_row
from bot.messages.message import Button, Key, Message, message
from bot.messages.rich import (
    EMPTY,
    Rich,
    bold,
    clip,
    code,
    counted,
    fit,
    italic,
    join,
    one_line,
    phrase,
    plain,
    when,
)
from bot.messages.tongue import isolated, many, mark, tr, turned, weekday_name

FOLLOW_PROMPT = mark("Which issue shall I follow?")
STATUS_PROMPT = mark("Which issue do you ask about?")
TIMELINE_PROMPT = mark("Whose timeline?")
ADDSOURCE_PROMPT = mark("Which address shall I read?")


def said(text: str) -> Message:
    """A plain answer."""
    return message(plain(clip(text.strip(), 3500)) if one_line(text) else plain("…"))


def ask(question: str, placeholder: str) -> Message:
    """A question whose answer is the person's next message."""
    return Message(message(phrase(question)).html, prompt=placeholder)


def lost(title: str, fate: str) -> Message:
    """A chat cannot be written to any more, and what that means; `fate` is a value of bot.fates.Fate."""
    if fate == "topic":
        words = phrase(
            "A topic in which I posted was closed or deleted. Until it is open again, its alerts go to General."
        )
    elif fate == "mute":
        words = phrase(
            "I may no longer write there. What is followed there is kept, and alerts wait. "
            "Let me write again, and it goes on with what waited."
        )
    else:
        words = phrase(
            "I was removed from there. What is followed there is kept, and alerts wait. "
            "Add me again, and it goes on with what waited."
        )
    name = clip(one_line(title), NAME) or tr("A group")
    return message(join((bold(name), words), "\n"))


def returned(followed: int) -> Message:
    """The bot is back in a group."""
    return said(
        many(
            "Back again. {n} issue is followed here as before: /issues",
            "Back again. {n} issues are followed here as before: /issues",
            followed,
        )
    )


def shared(name: str, issue: Key) -> Message:
    """Somebody shared an issue by a link."""
    words = phrase("Somebody shared {name} with you.", name=bold(clip(one_line(name), NAME)))
    return message(
        words, [[Button(tr("🔔 Follow"), f"follow:{issue}"), Button(tr("📍 Status"), f"status:{issue}")]]
    )


def help_text(commands: Iterable[tuple[str, str]], *, is_private: bool) -> Message:
    """The commands that work, a line each: (name, what it does); in private, that a mere name works too."""
    lines = [plain(f"/{name} – {tr(does)}") for name, does in commands]
    shown, _ = fit((bold(phrase("What I can do")), *lines))
    also = phrase("In private, a name without a command works too.") if is_private else EMPTY
    return message(join((shown, also), "\n\n"))


def followed_nearly(near: Sequence[tuple[str, str, Key]]) -> Message:
    """Names that were not followed since an issue matches them already, and a way to follow them all the same:
    (the issue that is followed, the name as typed, what a button calls that by)."""
    lines = [
        phrase(
            "You follow {name} already, and it matches “{typed}” too.",
            name=bold(clip(one_line(own), NAME)),
            typed=clip(one_line(typed), NAME),
        )
        for own, typed, _ in near
    ]
    rows = [
        [Button(tr("Follow “{name}” as well", name=clip(one_line(typed), 20)), f"follow:{key}")]
        for _, typed, key in near
    ]
    shown, _ = fit(lines)
    return message(shown, rows)


def in_part(name: str) -> str:
    """Says that an answer is of articles which have a name only in part."""
    return tr("No article has all of “{name}”; these have most of its words.", name=clip(one_line(name), 60))


def taking(words: str, name: str) -> str:
    """Says that a name was understood as another one; empty when they are the same."""
    if words.strip().casefold() == name.strip().casefold():
        return ""
    return tr("Taking “{words}” as {name}.", words=clip(one_line(words), 60), name=clip(one_line(name), 60))


# -- digests ---------------------------------------------------------------------------------------


def digest_settings(
    chat: Chat, *, held: int, muted: int = 0, next_at: datetime | None, opening: str = ""
) -> Message:
    """How this chat's digest is set, and how many stories wait for it and for the end of a mute."""
    waits = (
        [many("{n} story waits for the next one.", "{n} stories wait for the next one.", held)]
        if held
        else []
    )
    waits += [muted_wait(muted)] if muted else []
    waiting = " ".join(waits) or tr("Nothing waits just now.")
    own = phrase("Issues set to another delivery keep it.")
    pieces = (
        plain(opening),
        plain("🗞 ") + bold(tr("Digest: ")) + _schedule(chat, next_at),
        plain(waiting),
        own,
    )
    how = phrase(
        "Set another time: {command} or {other}",
        command=code("/digest daily 07:30"),
        other=code("/digest weekly mon 07:30"),
    )
    modes = (
        (tr("Off"), DeliveryMode.OFF),
        (tr("Hourly"), DeliveryMode.HOURLY),
        (tr("Daily"), DeliveryMode.DAILY),
        (tr("Weekly"), DeliveryMode.WEEKLY),
    )
    row = [_mode(chat, label, mode) for label, mode in modes]
    now = [Button(tr("Send now"), "digest:now")] if held else []
    return message(join((*pieces, how)), (row, now))


def muted_wait(muted: int) -> str:
    """How many stories a mute holds back."""
    return many(
        "{n} story waits for the end of the mute.", "{n} stories wait for the end of the mute.", muted
    )


def _mode(chat: Chat, label: str, mode: DeliveryMode) -> Button:
    return Button(f"✓ {label}" if chat.digest is mode else label, f"digest:{mode.value}")


def _schedule(chat: Chat, next_at: datetime | None) -> Rich:
    at = f"{chat.digest_minute // 60:02d}:{chat.digest_minute % 60:02d} {chat.timezone}"
    words = {
        DeliveryMode.HOURLY: phrase("every full hour."),
        DeliveryMode.DAILY: phrase("every day at {time}.", time=at),
        DeliveryMode.WEEKLY: phrase(
            "every {day} at {time}.", day=weekday_name(chat.digest_weekday % 7), time=at
        ),
    }.get(chat.digest) or phrase("off, alerts come at once.")
    return join((words, phrase("Next: {when}", when=when(next_at)) if next_at else EMPTY), " ")


# -- mutes -----------------------------------------------------------------------------------------


def mute_menu(subscriptions: Sequence[Subscription]) -> Message:
    """What to hold: everything or one issue."""
    each = [[Button(one.issue.name, f"hush:{one.id}")] for one in subscriptions[:20]]
    return message(
        phrase("What shall I hold? Nothing is lost: it comes at the end as one digest."),
        ([Button(tr("🔕 Everything"), "hush:0")], *each),
    )


def mute_lengths(name: str, subscription: int, *, note: str = "") -> Message:
    """For how long; subscription 0 is the whole chat."""
    everything = bold(tr("everything"))
    asked = (
        phrase("🔕 How long shall {name} be silent?", name=bold(clip(one_line(name), NAME)))
        if subscription
        else phrase("🔕 How long shall {everything} be silent?", everything=everything)
    )
    words = join((italic(note), asked))
    return message(words, [duration_row(f"hush:{subscription}")])


def muted(
    name: str, until: datetime, subscription: int, *, before: datetime | None = None, note: str = ""
) -> Message:
    """Held from now on, and the way back. `before`: the end of a longer mute in whose place this one is."""
    rest = phrase("What comes meanwhile waits and is sent then as one digest.")
    words = join((_muted(name, until, subscription, before), rest), " ")
    return message(join((italic(note), words)), [[Button(tr("🔔 Unmute"), f"unhush:{subscription}")]])


def _muted(name: str, until: datetime, subscription: int, before: datetime | None) -> Rich:
    end, bolded = when(until), bold(clip(one_line(name), NAME))
    if not subscription and before is None:
        return phrase("🔕 {everything} is muted until {when}.", everything=bold(name), when=end)
    if not subscription and before is not None:
        return phrase(
            "🔕 {everything} is muted until {when} and no longer until {before}.",
            everything=bold(name),
            when=end,
            before=when(before),
        )
    if before is None:
        return phrase("🔕 {name} is muted until {when}.", name=bolded, when=end)
    return phrase(
        "🔕 {name} is muted until {when} and no longer until {before}.",
        name=bolded,
        when=end,
        before=when(before),
    )


def muted_many(chosen: Sequence[tuple[str, int]], until: datetime) -> Message:
    """Several issues are held from now on: (name, subscription), each with its way back."""
    names = turned() + " · ".join(isolated(clip(one_line(name), 40)) for name, _ in chosen[:8])
    words = phrase("🔕 {names} are muted until {when}.", names=bold(names), when=when(until))
    rows = [
        [Button(tr("🔔 Unmute {name}", name=clip(one_line(name), 24)), f"unhush:{id}")]
        for name, id in chosen[:8]
    ]
    rest = phrase("What comes meanwhile waits and is sent then as one digest.")
    return message(join((words, rest), " "), rows)


def unmuted(name: str, held: int, *, note: str = "") -> Message:
    """Sounding again."""
    words = phrase("{name} rings again.", name=bold(clip(one_line(name), NAME)))
    rest = counted("{n} held story on the way.", "{n} held stories on the way.", held) if held else EMPTY
    return message(join((italic(note), words, rest)))


def not_muted() -> Message:
    """Nothing to undo."""
    return message(italic(phrase("Nothing is muted here.")))


def answers(name: str, issue: Key | None) -> Message:
    """What can be answered to an alert; `name` and `issue`: what else the words may be, an issue to follow."""
    words = phrase("To an alert you can reply: stop, mute until Monday, timeline, why, more.")
    if not name or issue is None:
        return message(words)
    label = tr("🔔 Follow “{name}”", name=clip(one_line(name), 28))
    return message(words, [[Button(label, f"follow:{issue}")]])
