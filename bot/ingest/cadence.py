"""When a feed is polled next. Pure: times come in, times go out; the store keeps them over restarts."""

import random
from collections.abc import Callable
from datetime import timedelta

CAP = timedelta(hours=24)
"""No good feed is left alone for longer, whatever it asks for."""
RETRY_CAP = timedelta(hours=48)
"""No Retry-After is obeyed for longer, lest one typing error silences a source."""
GONE = timedelta(days=7)
"""After a 410; whoever owns the source has read by then that it is gone."""
JITTER = 0.25
"""Up to this share is added, so that sources added at once are not polled at once for ever."""

Chance = Callable[[], float]


def after_good(interval: timedelta, *asked: timedelta | None, chance: Chance = random.random) -> timedelta:
    """The wait after a good poll: our interval, or longer where the feed or its server ask for it."""
    wait = max(interval, *(one for one in asked if one), timedelta())
    return min(wait, max(CAP, interval)) * (1 + JITTER * chance())


def after_bad(
    interval: timedelta, failures: int, retry_after: float | None, *, chance: Chance = random.random
) -> timedelta:
    """The wait after a failed poll: doubles with each failure; at least what the server asked for."""
    doubled = interval * (1 << min(failures, 12))
    backoff = min(doubled, max(CAP, interval)) * (1 + JITTER * chance())
    asked = min(timedelta(seconds=retry_after or 0), RETRY_CAP)
    return max(backoff, asked)
