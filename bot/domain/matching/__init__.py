"""Which followed issues an article speaks of, where, and how surely.

The front door of the package: what is not named here is its own affair.
"""

from bot.domain.matching.abbreviations import abbreviations
from bot.domain.matching.explain import explain, gist, language_name
from bot.domain.matching.index import Index
from bot.domain.matching.names import Elsewhere, Reading, describe, nearest
from bot.domain.matching.phrases import ALL
from bot.domain.matching.score import THRESHOLDS
from bot.domain.matching.warm import warm

__all__ = [
    "ALL",
    "THRESHOLDS",
    "Elsewhere",
    "Index",
    "Reading",
    "abbreviations",
    "describe",
    "explain",
    "gist",
    "language_name",
    "nearest",
    "warm",
]
