"""When a feed is polled next. Pure: times come in, times go out; the store keeps them over restarts.

Knows one feed at a time; what a whole host asked for is laid on its sources by the store.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.rhythm import Rhythm

CAP = timedelta(hours=24)
"""No good feed is left alone for longer, whatever it asks for, unless it insists; days that it rests come on top."""
INSISTING = 3
"""Asked for so often in a row, a longer wait was meant so and is no slip of a server's ..."""
LONGEST = timedelta(days=7)
"""... but nothing makes a wait longer than this, except an owner's own interval."""
RETRY_CAP = timedelta(hours=48)
"""No Retry-After is obeyed for longer, lest one typing error silences a source."""
HOST_CAP = timedelta(hours=2)
"""What one feed is told holds for the others of its host no longer than this: each of them can be told itself."""
JITTER = 0.25
"""Up to this share is added, so that sources added at once are not polled at once for ever."""
PACE = 4
"""A feed is asked this often between two of its entries, if the usual interval allows."""
FLOOR = timedelta(minutes=5)
"""Nobody else's server is asked more often, whatever our owner wishes."""
REFUSED = frozenset({401, 403})
"""Whoever is refused by name asks no more than daily."""
TELL_AFTER = timedelta(days=3)
"""A source that failed for so long is told to its owner."""
REST_AFTER = timedelta(days=14)
"""A source that failed for so long is polled no more until its owner says so."""
MOVED_AFTER = timedelta(days=3)
"""A permanent redirect that led to the same place for so long is taken at its word."""
_HOUR = timedelta(hours=1)
_WEEK_OF_HOURS = 7 * 24

Chance = Callable[[], float]


def next_good(
    interval: timedelta,
    rhythm: Rhythm,
    now: datetime,
    *,
    chance: Chance = random.random,
) -> datetime:
    """When to ask again after a good poll."""
    pace = min(rhythm.gap / PACE, CAP) if rhythm.gap else None
    cap = LONGEST if rhythm.insists >= INSISTING else CAP
    wait = after_good(interval, rhythm.ttl, rhythm.fresh, pace, chance=chance, cap=cap)
    return min(awake(now + wait, rhythm, chance=chance), now + max(LONGEST, interval * (1 + JITTER)))


def next_bad(
    interval: timedelta,
    failures: int,
    now: datetime,
    *,
    status: int | None = None,
    retry_after: float | None = None,
) -> datetime:
    """When to ask again after a failed poll; `failures` are those before it."""
    floor = max(interval, CAP) if status in REFUSED else interval
    return now + after_bad(floor, failures, retry_after)


def after_good(
    interval: timedelta, *asked: timedelta | None, chance: Chance = random.random, cap: timedelta = CAP
) -> timedelta:
    """The wait after a good poll: our interval, or longer where the feed or its server ask for it."""
    wait = max(interval, *(one for one in asked if one), timedelta())
    return min(wait, max(cap, interval)) * (1 + JITTER * chance())


def after_bad(
    interval: timedelta, failures: int, retry_after: float | None, *, chance: Chance = random.random
) -> timedelta:
    """The wait after a failed poll: doubles with each failure; at least what the server asked for."""
    doubled = interval * (1 << min(failures, 12))
    backoff = min(doubled, max(CAP, interval)) * (1 + JITTER * chance())
    return max(backoff, obeyed(retry_after))


def obeyed(retry_after: float | None) -> timedelta:
    """A Retry-After, in seconds, as far as it is obeyed."""
    return min(timedelta(seconds=retry_after or 0), RETRY_CAP)


def awake(at: datetime, rhythm: Rhythm, *, chance: Chance = random.random) -> datetime:
    """`at`, or a moment of the first hour after it in which the feed does not rest. A feed that rests all week was
    not meant so, and is asked at `at`."""
    later = at
    for _ in range(_WEEK_OF_HOURS):
        if later.hour not in rhythm.skip_hours and later.weekday() not in rhythm.skip_days:
            return later if later == at else later + _HOUR * (JITTER * chance())
        later = later.replace(minute=0, second=0, microsecond=0) + _HOUR
    return at
