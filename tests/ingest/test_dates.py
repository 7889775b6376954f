"""Moments in the forms that machines and people write."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import dates


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-12-27T07:02:00+05:30", "2025-12-27T07:02:00+05:30"),
        ("2025-12-27T07:02:00Z", "2025-12-27T07:02:00+00:00"),
        ("2025-12-27T07:02:00", "2025-12-27T07:02:00+00:00"),
        ("2025-12-27", "2025-12-27T00:00:00+00:00"),
        ("Sat, 27 Dec 2025 07:02:00 +0530", "2025-12-27T07:02:00+05:30"),
        ("2025-12-27T07:02:00.1234567Z", "2025-12-27T07:02:00.123456+00:00"),
        (1766799120, "2025-12-27T01:32:00+00:00"),
        (1766799120000, "2025-12-27T01:32:00+00:00"),
    ],
)
def test_machine_form_is_read(written, expected):
    found = dates.moment(written)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "written", ["", "soon", "0001-01-01", "2025-13-45", True, None, float("inf"), "5 hours ago"]
)
def test_what_is_no_moment_is_none(written):
    assert dates.moment(written) is None


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("Stand: 3. Mai 2026, 14:05 Uhr", "de", "2026-05-03T14:05:00+02:00"),
        ("Published 12:30 GMT, 4 March 2026", "en", "2026-03-04T12:30:00+00:00"),
        ("4 марта 2026, 12:30", "ru", "2026-03-04T12:30:00+03:00"),
        ("Опубліковано 4 березня 2026 о 9:15", "uk", "2026-03-04T09:15:00+02:00"),
        ("Publié le 14 juillet 2026 à 18h45", "fr", "2026-07-14T18:45:00+02:00"),
        ("Publicado el 4 de marzo de 2026 a las 18:45", "es", "2026-03-04T18:45:00+00:00"),
        ("2026年3月4日 12時30分", "ja", "2026-03-04T12:30:00+09:00"),
        ("२७ दिसंबर २०२५, 10:20 IST", "hi", "2025-12-27T10:20:00+05:30"),
        ("2026. március 4., 10:15", "hu", "2026-03-04T10:15:00+01:00"),
        ("March 4, 2026 3:15 p.m. EST", "en", "2026-03-04T15:15:00-05:00"),
        ("04.03.2026 7.30 Uhr", "de", "2026-03-04T07:30:00+01:00"),
        ("4 Mart 2026 12:30 (UTC+3)", "tr", "2026-03-04T12:30:00+03:00"),
        ("12:05 AM, March 4, 2026 UTC", "en", "2026-03-04T00:05:00+00:00"),
        ("3/4/2026", "en", "2026-03-04T00:00:00+00:00"),
        ("25/12/2026", "en", "2026-12-25T00:00:00+00:00"),
    ],
)
def test_printed_dateline_is_read(line, language, expected):
    found = dates.find(line, language, line)
    assert found is not None
    assert found.at.isoformat() == expected


@pytest.mark.parametrize(
    "line", ["Updated 5 hours ago", "Chapter 12 verses 2020", "31 February 2026", "12:30", "99/99/2026"]
)
def test_line_without_a_whole_date_gives_none(line):
    assert dates.find(line, "en") is None


def test_a_day_alone_says_that_it_has_no_time():
    found = dates.find("4 March 2026", "en")
    assert found is not None
    assert not found.has_time


@given(st.text(alphabet="0123456789:./- ,apmGMTMarchМая年月日", max_size=40))
def test_no_line_makes_it_raise(line):
    found = dates.find(line, "en", line)
    assert found is None or found.at.tzinfo is not None


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 hypothesis wants naive bounds
def test_iso_form_comes_back_as_itself(at):
    aware = at.replace(tzinfo=UTC) + timedelta()
    assert dates.moment(aware.isoformat()) == aware
