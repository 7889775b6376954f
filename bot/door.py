"""The door of the HTTP server: how many connections may be open, and how long one may take to say what it wants.

Knows nothing of requests beyond their begin and end; what a body may take is the routes' affair. Whoever does not read
his answer is only bounded in number.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Connections at once, and seconds."""

    connections: int = 300
    an_address: int = 60
    header: float = 10
    """From its first byte, or from the connection's begin, to the end of a header."""
    idle: float = 75
    """Between two requests: longer than what proxies keep open."""
    header_bytes: int = 32_000
    """Of all lines of a header together; browsers and proxies send a few thousand."""
    ahead_bytes: int = 1_000_000
    """Of what comes before a request is served: its header, and what of the body came along with it."""


class Doorkeeper:
    """Lets connections in. When there are too many, the one that has waited longest without being served goes, not the
    newcomer: so a crowd that says nothing shuts nobody out. All in the event loop."""

    def __init__(self, factory: Callable[[], asyncio.Protocol], limits: Limits) -> None:
        self._factory = factory
        self.limits = limits
        self._inside: dict[_Door, None] = {}

    def __call__(self) -> asyncio.Protocol:
        """The protocol of a new connection, as `loop.create_server` asks for one."""
        return _Door(self, self._factory())

    def enter(self, door: "_Door") -> bool:
        """Make room for it; False when all others are being served."""
        limits = self.limits
        mine = [one for one in self._inside if one.address == door.address]
        for crowd, most in ((mine, limits.an_address), (list(self._inside), limits.connections)):
            if len(crowd) >= most:
                waiting = next((one for one in crowd if not one.is_served), None)
                if waiting is None:
                    return False
                waiting.close()
        self._inside[door] = None
        return True

    def leave(self, door: "_Door") -> None:
        """It is gone."""
        self._inside.pop(door, None)


class _Door(asyncio.Protocol):
    """One connection, before the protocol that reads it."""

    def __init__(self, keeper: Doorkeeper, inner: asyncio.Protocol) -> None:
        self._keeper = keeper
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_let_in = self._is_begun = self.is_served = False
        self._said, self._end, self._is_whole = 0, b"", False
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.address = str((transport.get_extra_info("peername") or ("",))[0])
        self._is_let_in = self._keeper.enter(self)
        if not self._is_let_in:
            transport.abort()
            return
        self._is_begun = True
        self._wait(self._keeper.limits.header)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if not self._is_let_in:
            return
        if not self.is_served and not self._is_begun:
            self._is_begun = True
            self._wait(self._keeper.limits.header)
        if not self.is_served and not self._is_bearable(data):
            self.close()
            return
        self._inner.data_received(data)

    def _is_bearable(self, data: bytes) -> bool:
        """Counts what is said before a request is served: what would be kept of an endless header."""
        limits = self._keeper.limits
        if not self._said:
            data = data.lstrip(b"\r\n")  # before a request they say nothing, and end no header
        seen = self._end + data
        at = seen.find(b"\r\n\r\n")
        if (
            not self._is_whole
            and self._said + (len(data) if at < 0 else at - len(self._end)) > limits.header_bytes
        ):
            return False
        self._is_whole = self._is_whole or at >= 0
        self._said += len(data)
        self._end = seen[-3:]
        return self._said <= limits.ahead_bytes

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._is_let_in else None

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._keeper.leave(self)
        if self._is_let_in:
            self._inner.connection_lost(exc)

    def close(self) -> None:
        """Close it at once."""
        self._keeper.leave(self)
        if self._transport is not None:
            self._transport.abort()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """While its request is answered."""
        self._stop_waiting()
        self.is_served = True
        try:
            yield
        finally:
            self.is_served = self._is_begun = False
            self._said, self._end, self._is_whole = 0, b"", False
            if self._transport is not None and not self._transport.is_closing():
                self._wait(self._keeper.limits.idle)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


@contextmanager
def serving(transport: asyncio.BaseTransport | None) -> Iterator[None]:
    """While a request that came over this transport is answered."""
    door = transport.get_protocol() if isinstance(transport, asyncio.Transport) else None
    if isinstance(door, _Door):
        with door.serving():
            yield
    else:
        yield
