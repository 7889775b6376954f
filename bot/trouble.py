"""What keeps a loop from its work, while it goes on trying: since when, and why in words.

Judges nothing: how long is too long is bot.health's.
"""

from datetime import datetime


class Trouble:
    """Of one loop; none at first."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        """None while all is well."""
        self.times = 0
        """In a row."""
        self.words = ""

    def note(self, now: datetime, words: str) -> None:
        """It did not work, once more; the newest reason counts, and the first moment."""
        self.since, self.words = self.since or now, words
        self.times += 1

    def end(self) -> None:
        """It worked."""
        self.since, self.times, self.words = None, 0, ""
