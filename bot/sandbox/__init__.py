"""A local Bot API server with a web chat page: the whole bot without a token and without a network.

Imports nothing of the rest of Tocsin; the bot reaches it over HTTP as it reaches Telegram.
"""

from bot.sandbox.faults import FaultKind
from bot.sandbox.limits import UNLIMITED, Limits
from bot.sandbox.pageapi import Desk
from bot.sandbox.samples import Sample, bundled
from bot.sandbox.server import SandboxServer
from bot.sandbox.world import Impossible, World

__all__ = [
    "UNLIMITED",
    "Desk",
    "FaultKind",
    "Impossible",
    "Limits",
    "Sample",
    "SandboxServer",
    "World",
    "bundled",
]
