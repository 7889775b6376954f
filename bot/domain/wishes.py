"""How a chat wants its alerts, and what it taught by pressing 👍 and 👎: frozen values, one standing over another.

Everything here is optional: an issue that wishes nothing follows its chat, a chat that wishes nothing is as all are.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum


class Strictness(StrEnum):
    """How sure a match must be for an alert. `matching.THRESHOLDS` holds the scores."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Of a chat for all its issues, or of one subscription. None: not said here."""

    strictness: Strictness | None = None
    sound: bool | None = None
    """False: alerts come without a sound."""
    preview: bool | None = None
    """True: the article is previewed under the alert."""
    follow_ups: bool | None = None
    """False: a story that was told is not told again, whatever new fact it brings."""
    only: tuple[str, ...] | None = None
    """Publishers by the names that articles carry; none of the others rings. Empty: all may."""
    never: tuple[str, ...] | None = None
    """Publishers that never ring."""

    def over(self, base: "Wishes") -> "Wishes":
        """These, and where nothing is said, the base."""
        if self == _NOTHING:
            return base
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(base, **{name: value for name, value in said.items() if value is not None})


_NOTHING = Wishes()
USUAL = Wishes(strictness=Strictness.NORMAL, sound=True, preview=False, follow_ups=True, only=(), never=())
"""What counts where neither issue nor chat says otherwise."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an alert comes."""

    is_silent: bool = False
    has_preview: bool = False


RINGING = Manner()
"""As alerts usually come."""


def is_heard(source: str, wishes: Wishes) -> bool:
    """Whether a publisher may ring by these wishes, capitals aside."""
    name = source.casefold().strip()
    if name in {one.casefold().strip() for one in wishes.never or ()}:
        return False
    only = {one.casefold().strip() for one in wishes.only or ()}
    return not only or name in only


class LessonKind(StrEnum):
    """What was learned from a press; the value of a lesson of each kind stands beside it."""

    SURER = "surer"
    """Alerts need at least this score."""
    WORD = "word"
    """An article that has this word beside the match, or in its headline, does not ring."""
    SOURCE = "source"
    """This publisher does not ring."""
    ALIAS = "alias"
    """This name was taken from the issue."""
    KEPT = "kept"
    """From this score on it rings, whatever else was learned about scores."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that a chat taught about one issue."""

    kind: LessonKind
    value: str
    at: datetime


def values_of(lessons: tuple[Lesson, ...], kind: LessonKind) -> tuple[str, ...]:
    """The values of the lessons of one kind, in the order in which they were taught."""
    return tuple(one.value for one in lessons if one.kind is kind)
