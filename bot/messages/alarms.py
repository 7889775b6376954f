"""What owners are told by itself: something stalled, it is well again, a new version is there. Pure words."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages.message import Message, message
from bot.messages.rich import bold, clip, join, one_line, plain, span, when

WHAT = {
    "sending": "Sending",
    "ingest": "Taking in articles",
    "updates": "Hearing what people write",
    "store": "The store",
}
"""What each alarm is about, as the beginning of a sentence."""
_WORDS = 300


def stalled(name: str, why: str) -> Message:
    """Something has stopped, said once."""
    head = bold(plain(f"⚠ {WHAT[name]} has stalled"))
    reason = plain(f"{clip(one_line(why), _WORDS)}.")
    rest = plain(
        "Nothing is lost. I go on trying, and tell you when it is well again. /health shows how it stands."
    )
    return message(join((head, reason, rest)))


def well_again(name: str, since: datetime, now: datetime) -> Message:
    """It goes on."""
    head = bold(plain(f"✓ {WHAT[name]} is well again"))
    return message(
        join((head, plain("It had stalled ") + when(since, now) + plain(f", {span(now - since)} ago.")))
    )


def upgraded(steps: Sequence[str]) -> Message:
    """A new version changed the store at its start."""
    head = bold(plain("✓ A new version of Tocsin runs"))
    what = f": {clip('; '.join(step.rstrip('.') for step in steps), _WORDS)}" if steps else ""
    made = plain(f"It brought the store up to date{what}. There is nothing to do.")
    return message(join((head, made)))
