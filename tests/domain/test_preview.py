"""What an issue gave lately, and what another strictness would change."""

from datetime import timedelta

from bot.domain.model import Strictness
from bot.domain.preview import lately
from tests.messages.samples import NOW, report

LATELY = lately(
    [
        report("Sure", 0.9, 1),
        report("Sure, once more", 0.95, 1, 0.5),
        report("Fair", 0.6, 2, 1),
        report("Doubtful", 0.3, 3, 2),
        report("Nothing", 0.1, 4, 2),
        report("Old", 0.9, 5, 30),
    ],
    NOW,
)


def titles(level: Strictness) -> list[str]:
    return [one.title for one in LATELY.told(level)]


def test_a_story_rings_once_for_its_surest_article() -> None:
    assert titles(Strictness.STRICT) == ["Sure, once more"]
    assert LATELY.articles(Strictness.STRICT) == 2


def test_a_looser_level_rings_for_all_that_a_stricter_one_does_newest_first() -> None:
    assert titles(Strictness.NORMAL) == ["Sure, once more", "Fair"]
    assert titles(Strictness.LOOSE) == ["Sure, once more", "Fair", "Doubtful"]


def test_the_difference_is_what_only_the_lower_level_rings_for() -> None:
    assert [one.title for one in LATELY.between(Strictness.LOOSE, Strictness.NORMAL)] == ["Doubtful"]
    assert LATELY.between(Strictness.NORMAL, Strictness.NORMAL) == ()


def test_what_is_older_than_a_week_does_not_count() -> None:
    assert lately([report(days=8)], NOW + timedelta(hours=1)).best == ()
