"""What a few words that answer an alert ask for: "stop", "mute until Monday", "timeline", "why", "more". Pure.

A closed set: whatever else people say under an alert is talk among themselves.
"""

from enum import StrEnum

from handlers import spoken


class Intent(StrEnum):
    """What somebody wants of an alert."""

    STOP = "stop"
    MUTE = "mute"
    UNMUTE = "unmute"
    TIMELINE = "timeline"
    STATUS = "status"
    WHY = "why"
    MORE = "more"


def intent_in(text: str, *, alone: bool = False) -> tuple[Intent, str] | None:
    """What the words ask for, in any language that the bot speaks, and for a mute what they say of its end, in
    English; None for talk. With `alone`, an end by itself ("until Monday", "3 days") asks for a mute: not so among
    people, who say such words to each other."""
    words = spoken.plain(text)
    if not words or len(words) > spoken.LONGEST:
        return None
    if said := spoken.asked(words):
        return Intent(said), ""
    end = spoken.muting(words)
    if end is None and alone:
        end = spoken.end_alone(words)
    return None if end is None else (Intent.MUTE, end)


def is_courtesy(text: str) -> bool:
    """Whether it is only a thank-you, or signs without words."""
    return not spoken.plain(text)
