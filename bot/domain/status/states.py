"""The state word of an issue, when a text says so: by cues in the sentence or in the line that governs it.

A cue is a predicate ("was signed", "remains unresolved"), never a bare adjective or a plan ("could be signed"),
for a wrong state word is worse than none. Reads no other sentence and knows no issue.
"""

import re
from typing import Final

from bot.domain.status.cues import (
    AGREED,
    CUES,
    REJECTED,
    RESOLVED,
    SIGNED,
    STATES,
    SUSPENDED,
    UNRESOLVED,
    VOID,
)

_SETTLED: Final = frozenset({REJECTED, SUSPENDED, SIGNED, AGREED, RESOLVED})


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_PATTERNS: Final = {
    language: {state: _compile(cues[state]) for state in STATES if state in cues}
    for language, cues in CUES.items()
}
_VOIDS: Final = {language: _compile(pattern) for language, pattern in VOID.items()}
_LONGEST: Final = 1500


def state_of(sentence: str, heading: str, lead_in: str, language: str | None) -> str | None:
    """The state word that a sentence, or the heading or lead-in that governs its section, gives its issue; None
    when they do not say. What is settled in the sentence itself outranks the governing line, which outranks talks."""
    said = _cue(sentence, language)
    if said in _SETTLED:
        return said
    return _cue(lead_in, language) or _cue(heading, language) or said


def _cue(line: str, language: str | None) -> str | None:
    language = language if language in _PATTERNS else "en"
    line = " ".join(line[:_LONGEST].split())
    if _PATTERNS[language][UNRESOLVED].search(line):  # first, for it is made of denials that are blanked next
        return UNRESOLVED
    void = _VOIDS.get(language)
    line = void.sub(" ", line) if void else line
    return next((state for state, pattern in _PATTERNS[language].items() if pattern.search(line)), None)
