"""Why a match has its score, as plain figures: how the name is spelt there, and where the issue is named.

Holds no rule: `matching` fills it, `matching.explain` puts it into words, the store keeps it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a score was made of. A match kept by an older version has none."""

    ratio: float = 0.0
    """The distance of the nearest writing from the name, as a share of what still counts as it at the normal
    setting: 0 the very words, 1 the edge."""
    title: bool = False
    """The headline names it."""
    heading: str = ""
    """The heading inside the text that names it."""
    mentions: int = 0
    """How often the text names it, headings counted, the headline not."""
    first_at: int | None = None
    """Characters into the text at which it is first named."""
    language: str | None = None
    """Set where the words are the name that it has in this language: two letters."""
