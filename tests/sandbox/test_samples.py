"""The bundled samples: whole, dated when they are posted, and something to try in their order."""

import json
from datetime import UTC, datetime

from bot.sandbox import bundled
from bot.sandbox.links import checked_link

NOW = 1_800_000_000.0


def test_samples_are_whole_and_told_apart() -> None:
    samples = bundled()
    assert len({sample.id for sample in samples}) == len(samples)
    assert len({sample.article["url"] for sample in samples}) == len(samples)
    for sample in samples:
        assert sample.article.keys() == {"url", "title", "text", "source", "language"}
        assert sample.title
        assert sample.note
        assert checked_link(sample.article["url"])


def test_samples_count_as_published_shortly_before_they_are_posted() -> None:
    for sample in bundled():
        published = datetime.fromisoformat(json.loads(sample.text(NOW))["published_at"])
        age = datetime.fromtimestamp(NOW, UTC) - published
        assert age.total_seconds() == 60 * sample.minutes_ago
        assert (age.days > 0) is sample.archived


def test_there_is_a_past_and_something_to_post() -> None:
    assert {sample.archived for sample in bundled()} == {True, False}
