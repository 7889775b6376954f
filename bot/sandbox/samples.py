"""The sample articles of the sandbox's news desk.

Invented, of no real person or day; each is posted as published shortly before the moment it is sent, so that it
counts as news.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that can be posted with one press. `article` has the keys of product.md's article format."""

    id: str
    title: str
    note: str
    """What it shows, for the person who is about to press."""
    article: Mapping[str, str]
    minutes_ago: int = 5
    """How long ago it counts as published."""
    archived: bool = False
    """One of the articles that are there from the start, so that there is a past to ask about."""

    def text(self, now: float) -> str:
        """The article as JSON, published shortly before `now` (Unix time)."""
        published = datetime.fromtimestamp(now, UTC) - timedelta(minutes=self.minutes_ago)
        return json.dumps({**self.article, "published_at": published.isoformat()}, ensure_ascii=False)


def bundled() -> tuple[Sample, ...]:
    """The samples that come with Tocsin, in the order to try them."""
    given = json.loads(files("bot.sandbox").joinpath("samples/articles.json").read_text("utf-8"))
    return tuple(Sample(**item) for item in given)
