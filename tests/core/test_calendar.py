from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.calendar import DueDate, WorkCalendar, parse_year
from gridcounter.errors import WrongInput
from gridcounter.services.calendars import load_calendar

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = load_calendar(paths.calendars())
#: Far beyond what the State Council publishes.
UNPUBLISHED = 2150


def a_year(**entries: object) -> dict[str, object]:
    return {"year": UNPUBLISHED, "holidays": [], "make_up": []} | entries


def test_the_day_of_the_event_is_not_counted() -> None:
    assert PUBLISHED.due_on(date(2026, 9, 21), 1) == DueDate(date(2026, 9, 22), provisional=False)


def test_holidays_are_left_out_and_make_up_days_counted() -> None:
    assert PUBLISHED.due_on(date(2026, 9, 28), 7).on == date(2026, 10, 13)
    assert date(2026, 10, 10) in PUBLISHED.counted(date(2026, 9, 28), 7)


def test_no_days_end_on_the_day_of_the_event() -> None:
    assert PUBLISHED.due_on(date(2026, 9, 26), 0) == DueDate(date(2026, 9, 26), provisional=False)


def test_an_event_on_a_day_off_counts_from_the_next_working_day() -> None:
    assert PUBLISHED.due_on(date(2026, 9, 19), 1).on == date(2026, 9, 20)  # a Sunday worked for the holiday
    assert PUBLISHED.due_on(date(2026, 10, 1), 1).on == date(2026, 10, 8)


def test_departures_are_what_an_applicant_would_ask_about() -> None:
    off, worked = PUBLISHED.departures(date(2026, 9, 28), date(2026, 10, 13))

    assert off == tuple(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
    assert worked == (date(2026, 10, 10),)


def test_a_due_date_that_is_itself_worked_for_a_holiday_departs_too_and_the_day_of_the_event_does_not() -> None:
    assert PUBLISHED.departures(date(2026, 9, 28), date(2026, 10, 10))[1] == (date(2026, 10, 10),)
    assert PUBLISHED.departures(date(2026, 10, 10), date(2026, 10, 13)) == ((), ())
    assert PUBLISHED.departures(date(2026, 10, 1), date(2026, 10, 2)) == ((date(2026, 10, 2),), ())


def test_a_due_date_is_provisional_as_soon_as_one_counted_day_is_unpublished() -> None:
    last = max(PUBLISHED.years)
    published, provisional = (PUBLISHED.due_on(date(last, 12, day), 1) for day in (28, 31))

    assert not published.provisional
    assert provisional.on.year == last + 1
    assert provisional.provisional


def test_plain_weekdays_are_counted_in_an_unpublished_year() -> None:
    assert PUBLISHED.due_on(date(UNPUBLISHED, 9, 30), 3) == DueDate(date(UNPUBLISHED, 10, 5), provisional=True)


def test_an_added_year_is_published() -> None:
    year, problems = parse_year(
        a_year(holidays=[f"{UNPUBLISHED}-10-01", f"{UNPUBLISHED}-10-02"], make_up=[f"{UNPUBLISHED}-10-04"])
    )
    assert year is not None, problems

    due = PUBLISHED.with_year(year).due_on(date(UNPUBLISHED, 9, 30), 2)

    assert due == DueDate(date(UNPUBLISHED, 10, 5), provisional=False)


def test_a_corrected_year_replaces_the_published_one() -> None:
    year, _ = parse_year({"year": 2026, "holidays": [], "make_up": []})
    assert year is not None

    corrected = PUBLISHED.with_year(year)

    assert corrected.is_workday(date(2026, 10, 1))
    assert not corrected.is_workday(date(2026, 10, 10))
    assert not corrected.is_workday(date(2025, 10, 1))


def test_a_year_file_in_the_folder_adds_its_year(tmp_path: Path) -> None:
    (tmp_path / f"{UNPUBLISHED}.toml").write_text(
        f'year = {UNPUBLISHED}\nholidays = ["{UNPUBLISHED}-10-01"]\nmake_up = []\n', "utf-8"
    )

    calendar = load_calendar(tmp_path)

    assert UNPUBLISHED in calendar.years
    assert not calendar.is_workday(date(UNPUBLISHED, 10, 1))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"year = ", ["TOML"]),
        ("# 年".encode("gb18030"), ["TOML"]),
        (b'year = 2150\nholidays = ["2151-01-01"]\nmake_up = []', ["holidays", "2151-01-01"]),
        (
            b'year = 2150\nholidays = ["2150-10-04"]\nmake_up = ["2150-10-04", "2150-10-05"]',
            ["2150-10-04", "2150-10-05"],
        ),
        (b'year = "2150"\nholidays = ["tomorrow"]', ["year", "holidays.0", "make_up"]),
    ],
)
def test_a_wrong_year_file_is_refused_with_all_its_problems(tmp_path: Path, content: bytes, words: list[str]) -> None:
    (tmp_path / "2150.toml").write_bytes(content)

    with pytest.raises(WrongInput) as refusal:
        load_calendar(tmp_path)

    assert all(line.startswith("2150.toml：") for line in refusal.value.lines)
    assert all(any(word in line for line in refusal.value.lines) for word in words)


@given(st.dates(date(2004, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_between_event_and_due_date_lie_just_the_days_counted(event: date, days: int) -> None:
    due = PUBLISHED.due_on(event, days).on

    between = [date.fromordinal(day) for day in range(event.toordinal() + 1, due.toordinal() + 1)]
    assert sum(PUBLISHED.is_workday(day) for day in between) == days
    assert PUBLISHED.is_workday(due)


def test_a_calendar_without_years_is_always_provisional() -> None:
    assert WorkCalendar(frozenset(), frozenset(), frozenset()).due_on(date(2026, 9, 21), 1).provisional
