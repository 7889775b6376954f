"""A process that is killed at any moment loses nothing, says nothing twice but what was on its way, and does each
command once. `benchmarks/crashes.py` tries every point many times; this tries a few, each time the same."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.crashing.points import POINTS, Point
from tests.crashing.run import crash
from tests.crashing.stage import build
from tests.ingest.web import serving

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = "alert: answer read, not marked"
"""Where a repeat cannot be helped: Telegram has the message and the store does not know."""
OTHERS = 1
SEED = 5


async def test_a_killed_process_loses_nothing_and_repeats_at_most_one_message_a_chat(tmp_path: Path) -> None:
    others = [point for point in POINTS if point.name != ALWAYS]
    chosen = [
        *(point for point in POINTS if point.name == ALWAYS),
        *random.Random(SEED).sample(others, OTHERS),
    ]
    async with serving() as site:
        stage = await build(tmp_path / "stage", site)
        results = await asyncio.gather(*(crash(stage, tmp_path / str(n), at) for n, at in enumerate(chosen)))
    for point, result in zip(chosen, results, strict=True):
        assert result.reached, point.name
        assert result.lost == (), point.name
        assert result.undone == (), point.name
        assert result.repeats <= 1, point.name
        assert result.whole, point.name
        assert result.ended, point.name
    assert results[0].repeats == 1  # the count sees one where there must be one


@pytest.mark.parametrize("point", [one for one in POINTS if not one.at.startswith("aiohttp")], ids=str)
def test_a_point_names_a_function_that_there_is(point: Point) -> None:
    file, _, function = point.at.partition(":")
    [path] = [
        one
        for folder in ("bot", "storage")
        for one in (ROOT / folder).rglob(f"*{Path(file).name}")
        if str(one).endswith(file)
    ]
    assert f"def {function}(" in path.read_text("utf-8")


def test_the_points_have_names_of_their_own() -> None:
    assert len({point.name for point in POINTS}) == len(POINTS) >= 25
