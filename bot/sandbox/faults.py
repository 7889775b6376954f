"""Failures on demand, so that tests and people see how the bot bears them.

Each waits for its method's next calls and is used up by them. `timeout` and `late_reset` happen after the request
was carried out: the message is there, the bot does not learn of it. `slow` is answered well, but late.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_WAITING = 100


class FaultKind(StrEnum):
    """What goes wrong."""

    FLOOD = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    FORBIDDEN = "403"
    TIMEOUT = "timeout"
    RESET = "reset"
    LATE_RESET = "late_reset"
    BAD_JSON = "bad_json"
    SLOW = "slow"


@dataclass(slots=True)
class Fault:
    """A failure of the next `times` calls of a method ("*": of any)."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 3
    """Seconds, told with 429."""


class Faults:
    """The failures that wait to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        """Those that have not happened yet."""
        self._cleared = asyncio.Event()

    def add(self, method: str, kind: FaultKind, *, times: int = 1, retry_after: int = 3) -> None:
        """Let the next calls of a method fail."""
        del self.waiting[:-MOST_WAITING]
        self.waiting.append(Fault(method.lower(), kind, times, retry_after))

    def clear(self) -> None:
        """Let all go well again; calls that are kept waiting are let go."""
        self.waiting.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def cleared(self) -> None:
        """Wait until the failures are taken back."""
        await self._cleared.wait()

    def take(self, method: str, _values: Mapping[str, object]) -> Fault | None:
        """The failure of this call of a method with these parameters, if there is one. Which they are is all the same
        here; a weather of another kind may look at them."""
        for fault in self.waiting:
            if fault.method in {method.lower(), "*"}:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
