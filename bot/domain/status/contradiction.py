"""Whether the newest reports contradict each other: one says that it was settled, another one that it was not.

Only what two publishers say at about the same time, each in a state word of its own sentence; what is said later is
news. Neither is preferred: both are shown.
"""

from datetime import timedelta
from typing import Final

from bot.domain import publishers
from bot.domain.standing import Report
from bot.domain.status.cues import AGREED, ESCALATING, REJECTED, RESOLVED, SIGNED, SUSPENDED, UNRESOLVED

SAME_TIME: Final = timedelta(hours=6)
"""How far apart two reports are of one moment."""
_SETTLED: Final = frozenset({AGREED, SIGNED, RESOLVED})
_OPPOSED: Final = {
    **dict.fromkeys(_SETTLED, frozenset({UNRESOLVED, REJECTED, SUSPENDED})),
    **dict.fromkeys((UNRESOLVED, REJECTED, SUSPENDED), _SETTLED),
    ESCALATING: frozenset({RESOLVED}),
}
_OPPOSED[RESOLVED] |= {ESCALATING}


def is_opposed(state: str | None, other: str | None) -> bool:
    """Whether both state words cannot be true of one moment."""
    return state is not None and other in _OPPOSED.get(state, ())


def is_independent(one: Report, other: Report) -> bool:
    """Whether two reports are two publishers' words on about the same moment."""
    publisher = publishers.family(one.source, one.url)
    return (
        abs(one.published_at - other.published_at) <= SAME_TIME
        and publishers.family(other.source, other.url) != publisher
    )
