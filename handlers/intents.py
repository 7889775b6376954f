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


def intent_in(text: str) -> tuple[Intent, str] | None:
    """What the words ask for, in any language that the bot speaks, and for a mute what they say of its end, in
    English; None for talk."""
    words = spoken.plain(text)
    if not words or len(words) > spoken.LONGEST:
        return None
    if said := spoken.asked(words):
        return Intent(said), ""
    end = spoken.muting(words)
    return None if end is None else (Intent.MUTE, end)
