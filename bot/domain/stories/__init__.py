"""Which story an article belongs to: joins copies and retellings of one event, not its next development.

Pure rules over sketches; the store finds candidates by `Sketch.keys`, `assign` decides.
"""

from bot.domain.stories.archive import Archive
from bot.domain.stories.assign import WINDOW, Candidate, assign
from bot.domain.stories.developments import Facts, brought, is_telling, new_fact, said
from bot.domain.stories.sketch import KEYS, Sketch, fingerprint, sketch

__all__ = [
    "KEYS",
    "WINDOW",
    "Archive",
    "Candidate",
    "Facts",
    "Sketch",
    "assign",
    "brought",
    "fingerprint",
    "is_telling",
    "new_fact",
    "said",
    "sketch",
]
