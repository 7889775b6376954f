"""What owners are told by itself: something stalled, it is well again, a new version is there. Pure words."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages.heard import heard
from bot.messages.message import Message, message
from bot.messages.rich import bold, clip, gone, join, one_line, phrase, plain, when
from bot.messages.tongue import mark, tr

WHAT = {
    "sending": mark("Sending"),
    "ingest": mark("Taking in articles"),
    "updates": mark("Hearing what people write"),
    "store": mark("The store"),
}
"""What each alarm is about, as the beginning of a sentence."""
_WORDS = 300


def stalled(name: str, why: str) -> Message:
    """Something has stopped, said once."""
    head = bold(phrase("⚠ {what} has stalled", what=plain(tr(WHAT[name]))))
    reason = phrase("{why}.", why=clip(one_line(heard(why)), _WORDS))
    rest = phrase(
        "Nothing is lost. I go on trying, and tell you when it is well again. /health shows how it stands."
    )
    return message(join((head, reason, rest)))


def well_again(name: str, since: datetime, now: datetime) -> Message:
    """It goes on."""
    head = bold(phrase("✓ {what} is well again", what=plain(tr(WHAT[name]))))
    return message(
        join((head, phrase("It had stalled {when}, {ago}.", when=when(since, now), ago=gone(now - since))))
    )


def upgraded(steps: Sequence[str]) -> Message:
    """A new version changed the store at its start."""
    head = bold(phrase("✓ A new version of Tocsin runs"))
    what = clip("; ".join(step.rstrip(".") for step in steps), _WORDS)
    made = (
        phrase("It brought the store up to date: {steps}. There is nothing to do.", steps=what)
        if what
        else phrase("It brought the store up to date. There is nothing to do.")
    )
    return message(join((head, made)))
