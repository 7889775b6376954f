"""Which followed issues an article speaks of, where, and how surely.

The front door of the package: what is not named here is its own affair.
"""

from bot.domain.matching.explain import explain
from bot.domain.matching.index import Index
from bot.domain.matching.names import Reading, describe, nearest
from bot.domain.matching.score import THRESHOLDS

__all__ = ["THRESHOLDS", "Index", "Reading", "describe", "explain", "nearest"]
