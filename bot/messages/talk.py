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
    count,
    fit,
    italic,
    join,
    one_line,
    plain,
    when,
)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOLLOW_PROMPT = "Which issue shall I follow?"
STATUS_PROMPT = "Which issue do you ask about?"
TIMELINE_PROMPT = "Whose timeline?"
ADDSOURCE_PROMPT = "Which address shall I read?"


def said(text: str) -> Message:
    """A plain answer."""
    return message(plain(clip(text.strip(), 3500)) if one_line(text) else plain("…"))


def ask(question: str, placeholder: str) -> Message:
    """A question whose answer is the person's next message."""
    return Message(message(plain(question)).html, prompt=placeholder)


def lost(title: str, fate: str) -> Message:
    """A chat cannot be written to any more, and what that means; `fate` is a value of bot.fates.Fate."""
    waits = "What is followed there is kept, and alerts wait."
    words = {
        "topic": "A topic in which I posted was closed or deleted. Until it is open again, its alerts come here.",
        "mute": f"I may no longer write there. {waits} Let me write again, and it goes on with what waited.",
    }.get(fate, f"I was removed from there. {waits} Add me again, and it goes on with what waited.")
    name = clip(one_line(title), NAME) or "A group"
    return message(join((bold(name), plain(words)), "\n"))


def returned(followed: int) -> Message:
    """The bot is back in a group."""
    return said(f"Back again. {count(followed, 'issue is', 'issues are')} followed here as before: /issues")


def shared(name: str, issue: Key) -> Message:
    """Somebody shared an issue by a link."""
    words = join((plain("Somebody shared "), bold(clip(one_line(name), NAME)), plain(" with you.")), "")
    return message(words, [[Button("🔔 Follow", f"follow:{issue}"), Button("📍 Status", f"status:{issue}")]])


def help_text(commands: Iterable[tuple[str, str]], *, is_private: bool) -> Message:
    """The commands that work, a line each: (name, what it does); in private, that a mere name works too."""
    lines = [plain(f"/{name} – {does}") for name, does in commands]
    shown, _ = fit((bold("What I can do"), *lines))
    also = plain("In private, a name without a command works too.") if is_private else EMPTY
    return message(join((shown, also), "\n\n"))


def followed_nearly(near: Sequence[tuple[str, str, Key]]) -> Message:
    """Names that were not followed since an issue matches them already, and a way to follow them all the same:
    (the issue that is followed, the name as typed, what a button calls that by)."""
    lines = [
        join(
            (
                plain("You follow "),
                bold(clip(one_line(own), NAME)),
                plain(f" already, and it matches “{clip(one_line(typed), NAME)}” too."),
            ),
            "",
        )
        for own, typed, _ in near
    ]
    rows = [
        [Button(f"Follow “{clip(one_line(typed), 20)}” as well", f"follow:{key}")] for _, typed, key in near
    ]
    shown, _ = fit(lines)
    return message(shown, rows)


def taking(words: str, name: str) -> str:
    """Says that a name was understood as another one; empty when they are the same."""
    if words.strip().casefold() == name.strip().casefold():
        return ""
    return f"Taking “{clip(one_line(words), 60)}” as {clip(one_line(name), 60)}."


# -- digests ---------------------------------------------------------------------------------------


def digest_settings(
    chat: Chat, *, held: int, muted: int = 0, next_at: datetime | None, opening: str = ""
) -> Message:
    """How this chat's digest is set, and how many stories wait for it and for the end of a mute."""
    waits = [f"{count(held, 'story waits', 'stories wait')} for the next one."] if held else []
    waits += [muted_wait(muted)] if muted else []
    waiting = " ".join(waits) or "Nothing waits just now."
    own = plain("Issues set to another delivery keep it.")
    pieces = (plain(opening), plain("🗞 ") + bold("Digest: ") + _schedule(chat, next_at), plain(waiting), own)
    how = (
        plain("Set another time: ")
        + code("/digest daily 07:30")
        + plain(" or ")
        + code("/digest weekly mon 07:30")
    )
    modes = (("Off", DeliveryMode.OFF), ("Hourly", DeliveryMode.HOURLY), ("Daily", DeliveryMode.DAILY))
    row = [_mode(chat, label, mode) for label, mode in (*modes, ("Weekly", DeliveryMode.WEEKLY))]
    now = [Button("Send now", "digest:now")] if held else []
    return message(join((*pieces, how)), (row, now))


def muted_wait(muted: int) -> str:
    """How many stories a mute holds back."""
    return f"{count(muted, 'story waits', 'stories wait')} for the end of the mute."


def _mode(chat: Chat, label: str, mode: DeliveryMode) -> Button:
    return Button(f"✓ {label}" if chat.digest is mode else label, f"digest:{mode.value}")


def _schedule(chat: Chat, next_at: datetime | None) -> Rich:
    at = f"{chat.digest_minute // 60:02d}:{chat.digest_minute % 60:02d} {chat.timezone}"
    words = {
        DeliveryMode.HOURLY: "every full hour.",
        DeliveryMode.DAILY: f"every day at {at}.",
        DeliveryMode.WEEKLY: f"every {DAYS[chat.digest_weekday % 7]} at {at}.",
    }.get(chat.digest, "off, alerts come at once.")
    due = plain(" Next: ") + when(next_at) if next_at else EMPTY
    return plain(words) + due


# -- mutes -----------------------------------------------------------------------------------------


def mute_menu(subscriptions: Sequence[Subscription]) -> Message:
    """What to hold: everything or one issue."""
    each = [[Button(one.issue.name, f"hush:{one.id}")] for one in subscriptions[:20]]
    return message(
        plain("What shall I hold? Nothing is lost: it comes at the end as one digest."),
        ([Button("🔕 Everything", "hush:0")], *each),
    )


def mute_lengths(name: str, subscription: int, *, note: str = "") -> Message:
    """For how long; subscription 0 is the whole chat."""
    what = bold(clip(one_line(name if subscription else name.lower()), NAME))
    words = join((italic(note), plain("🔕 How long shall ") + what + plain(" be silent?")))
    return message(words, [duration_row(f"hush:{subscription}")])


def muted(
    name: str, until: datetime, subscription: int, *, before: datetime | None = None, note: str = ""
) -> Message:
    """Held from now on, and the way back. `before`: the end of a longer mute in whose place this one is."""
    words = plain("🔕 ") + bold(clip(one_line(name), NAME)) + plain(" is muted until ") + when(until)
    if before is not None:
        words += plain(" and no longer until ") + when(before)
    rest = plain(". What comes meanwhile waits and is sent then as one digest.")
    return message(join((italic(note), words + rest)), [[Button("🔔 Unmute", f"unhush:{subscription}")]])


def muted_many(chosen: Sequence[tuple[str, int]], until: datetime) -> Message:
    """Several issues are held from now on: (name, subscription), each with its way back."""
    names = " · ".join(clip(one_line(name), 40) for name, _ in chosen[:8])
    words = plain("🔕 ") + bold(names) + plain(" are muted until ") + when(until)
    rows = [[Button(f"🔔 Unmute {clip(one_line(name), 24)}", f"unhush:{id}")] for name, id in chosen[:8]]
    return message(words + plain(". What comes meanwhile waits and is sent then as one digest."), rows)


def unmuted(name: str, held: int, *, note: str = "") -> Message:
    """Sounding again."""
    words = bold(clip(one_line(name), NAME)) + plain(" rings again.")
    rest = plain(f"{count(held, 'held story', 'held stories')} on the way.") if held else EMPTY
    return message(join((italic(note), words, rest)))


def not_muted() -> Message:
    """Nothing to undo."""
    return message(italic("Nothing is muted here."))
