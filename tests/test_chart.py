"""The picture of coverage: a PNG that any name and any counts give, without a warning."""

from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from matplotlib.image import imread

from bot.chart import Says, coverage
from bot.domain.coverage import DAYS, spread

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
COUNTS = spread({date(2026, 3, 10): 3, date(2026, 3, 9): 1, date(2026, 2, 20): 7}, date.min, NOW)


def test_picture_is_a_png_for_a_phone() -> None:
    height, width, _ = imread(BytesIO(coverage("Tarnholm bridge", COUNTS, NOW))).shape
    assert (width, height) == (800, 400)


def test_picture_has_its_own_opaque_ground() -> None:
    pixels = imread(BytesIO(coverage("Tarnholm bridge", COUNTS, NOW)))
    assert pixels.shape[2] == 3 or pixels[..., 3].min() == 1.0
    assert pixels[0, 0, :3].mean() > 0.9


def test_same_arguments_give_the_same_bytes() -> None:
    assert coverage("Tarnholm bridge", COUNTS, NOW) == coverage("Tarnholm bridge", COUNTS, NOW)


@pytest.mark.parametrize(
    "other",
    [
        coverage("Brannvik", COUNTS, NOW),
        coverage("Tarnholm bridge", {**COUNTS, "2026-03-01": 2}, NOW),
        coverage("Tarnholm bridge", COUNTS, NOW + timedelta(days=1)),
        coverage("Tarnholm bridge", {}, NOW),
    ],
    ids=["name", "counts", "day", "quiet"],
)
def test_what_changes_is_seen(other: bytes) -> None:
    assert coverage("Tarnholm bridge", COUNTS, NOW) != other


def test_days_outside_the_picture_are_left_out() -> None:
    before = (NOW - timedelta(days=DAYS)).date().isoformat()
    after = (NOW + timedelta(days=1)).date().isoformat()
    assert coverage("x", {**COUNTS, before: 90, after: 90, "no day": 90}, NOW) == coverage("x", COUNTS, NOW)


@pytest.mark.parametrize("days", range(1, 30))
def test_days_that_were_not_counted_are_not_shown_as_quiet(days: int) -> None:
    counted = spread({NOW.date(): 3}, NOW.date() - timedelta(days=days - 1), NOW)
    assert len(counted) == days
    assert coverage("x", counted, NOW) != coverage("x", spread({NOW.date(): 3}, date.min, NOW), NOW)


def test_days_are_utc_whatever_the_zone_of_the_moment() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=14)))
    assert coverage("x", COUNTS, elsewhere) == coverage("x", COUNTS, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "Запоріжжя",
        "Ασφάλεια",
        "安全保障",
        "핵 발전소",
        "ज़ापोरिज़िया",
        "حقوق الإنسان",
        "ביטחון",
        "ზაპოროჟიე",
        "ความมั่นคง",
    ],
)
def test_name_of_any_script_is_drawn_without_a_warning(name: str) -> None:
    assert coverage(name, COUNTS, NOW) != coverage("", COUNTS, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "$\\frac{1}{0}$",
        "a\nb\r\n\tc",
        "W" * 300,
        "界" * 300,
        "\ud800\x00\x1b[31m",
        "e" + "\u0301" * 299,
        "\u202eevil",
        "🔔🏳️‍🌈",
    ],
)
def test_hostile_name_is_drawn_inside_the_picture(name: str) -> None:
    pixels = imread(BytesIO(coverage(name, COUNTS, NOW)))
    assert pixels.shape[:2] == (400, 800)
    assert (pixels[:60, -8:, :3] > 0.9).all()  # the title keeps off the edge


def test_words_of_letters_that_are_joined_and_turned_are_drawn() -> None:
    arabic = Says(counts="الأخبار يوميًا", day=lambda day: f"{day.day} مارس")
    assert coverage("x", COUNTS, NOW, arabic) != coverage("x", COUNTS, NOW, Says(counts="", day=arabic.day))
    assert coverage("x", COUNTS, NOW, arabic) != coverage("x", COUNTS, NOW, Says(counts=arabic.counts))
