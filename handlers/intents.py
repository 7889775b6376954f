"""What a few words that answer an alert ask for: "stop", "mute until Monday", "timeline", "why", "more". Pure.

A closed set: whatever else people say under an alert is talk among themselves.
"""

import re
from enum import StrEnum


class Intent(StrEnum):
    """What somebody wants of an alert."""

    STOP = "stop"
    MUTE = "mute"
    UNMUTE = "unmute"
    TIMELINE = "timeline"
    STATUS = "status"
    WHY = "why"
    MORE = "more"


_WORDS = {
    Intent.STOP: ("stop", "stop it", "stop this", "unfollow", "unsubscribe", "enough", "no more"),
    Intent.UNMUTE: ("unmute", "ring again"),
    Intent.TIMELINE: ("timeline", "history", "what happened", "what happened before", "before"),
    Intent.STATUS: ("status", "state", "where does it stand", "where does this stand", "and now"),
    Intent.WHY: ("why", "why this", "why did i get this", "how come"),
    Intent.MORE: ("more", "tell me more", "read more", "show more", "go on", "details", "the rest"),
}
_SAID = {words: intent for intent, every in _WORDS.items() for words in every}
_MUTE = re.compile(r"(?:mute|silence|snooze|hush|quiet|be quiet|hold)(?:\s+(?:it|this|that))?(?=\s|$)", re.I)
LONGEST = 60
"""Characters; a longer answer is talk."""


def intent_in(text: str) -> tuple[Intent, str] | None:
    """What the words ask for, and for a mute what they say of its end; None for talk."""
    words = " ".join(text.split()).strip(" .!?…")
    if len(words) > LONGEST:
        return None
    if found := _MUTE.match(words):
        return Intent.MUTE, words[found.end() :].strip()
    said = _SAID.get(words.casefold().removeprefix("please ").removesuffix(" please"))
    return None if said is None else (said, "")
