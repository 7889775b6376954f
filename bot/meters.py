"""What is counted while the process runs, for /metrics. Starts at nothing with each start, as Prometheus expects.

No label ever carries a chat, a person or an address.
"""

from collections.abc import Iterable
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_MINUTE, _HOUR = 60, 3600
_BOUNDS = (1, 2, 5, 10, 30, _MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 3 * _HOUR, 12 * _HOUR, 48 * _HOUR)
"""Seconds. Most of the way from published to sent is the feed's own delay."""


class Meters:
    """The counters of one bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sent = Counter("tocsin_sent", "Messages sent or edited", ["kind"], registry=self.registry)
        self._failed = Counter(
            "tocsin_failed", "Attempts that did not get there", ["reason"], registry=self.registry
        )
        self._suppressed = Counter(
            "tocsin_suppressed", "Matches that rang nobody at once", ["reason"], registry=self.registry
        )
        self._healed = Counter("tocsin_healed", "Stuck rows mended", ["reason"], registry=self.registry)
        self._unhealed = Gauge("tocsin_unhealed", "Stuck rows nobody can mend", registry=self.registry)
        self._lag = Histogram(
            "tocsin_published_to_sent_seconds",
            "From an article's publication to its alert's arrival",
            buckets=_BOUNDS,
            registry=self.registry,
        )

    def sent(self, kind: str, lag: timedelta | None = None) -> None:
        """A message went out; `lag` since its article was published, for an alert."""
        self._sent.labels(kind).inc()
        if lag is not None:
            self._lag.observe(max(0.0, lag.total_seconds()))

    def failed(self, reason: str) -> None:
        """An attempt did not get there."""
        self._failed.labels(reason).inc()

    def suppressed(self, reasons: Iterable[str]) -> None:
        """Matches that rang nobody at once, each for its reason."""
        for reason in reasons:
            self._suppressed.labels(reason).inc()

    def healed(self, reason: str, number: int) -> None:
        """So many stuck rows were mended."""
        self._healed.labels(reason).inc(number)

    def unhealed(self, number: int) -> None:
        """So many rows there are that cannot be mended."""
        self._unhealed.set(number)
