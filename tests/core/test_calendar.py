from __future__ import annotations

from datetime import date

from builders.year_builders import a_whole_year
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.calendar import DueDate, UnusedYear, WorkCalendar
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.statutory import statutory_days

PUBLISHED = load_calendar(paths.calendars())
#: Far beyond what the State Council publishes.
UNPUBLISHED = 2150


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


def test_departures_of_an_unpublished_year_are_its_days_off_by_law() -> None:
    off, worked = PUBLISHED.departures(date(UNPUBLISHED, 9, 28), date(UNPUBLISHED, 10, 9))

    # Thursday and Friday, the third is a Saturday; 中秋 is the Monday after
    assert off == tuple(date(UNPUBLISHED, 10, day) for day in (1, 2, 5))
    assert worked == ()


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


def test_the_days_off_by_law_are_off_in_an_unpublished_year() -> None:
    due = PUBLISHED.due_on(date(UNPUBLISHED, 9, 30), 3)

    assert due == DueDate(date(UNPUBLISHED, 10, 8), provisional=True)


def test_the_other_days_of_a_usual_holiday_are_counted_until_they_are_announced() -> None:
    assert PUBLISHED.is_workday(date(UNPUBLISHED, 10, 6))


def test_a_day_is_off_by_the_law_of_that_very_day() -> None:
    before_any_notice = WorkCalendar({}, statutory_days)

    assert not before_any_notice.is_workday(date(2007, 5, 3))
    assert before_any_notice.is_workday(date(2008, 5, 2))
    assert not before_any_notice.is_workday(date(2025, 5, 2))


@settings(deadline=None)
@given(st.dates(date(1998, 1, 1), date(2033, 12, 31)), st.integers(1, 60))
def test_no_clock_ends_on_a_day_that_is_off_by_law(event: date, days: int) -> None:
    due = PUBLISHED.due_on(event, days)

    assert due.on not in statutory_days(due.on.year)


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2029, 12, 31)), st.integers(1, 40))
def test_between_event_and_due_date_lie_just_the_days_counted(event: date, days: int) -> None:
    due = PUBLISHED.due_on(event, days).on

    between = [date.fromordinal(day) for day in range(event.toordinal() + 1, due.toordinal() + 1)]
    assert sum(PUBLISHED.is_workday(day) for day in between) == days
    assert PUBLISHED.is_workday(due)


def test_an_added_year_is_published() -> None:
    sunday = date(UNPUBLISHED, 10, 4)

    due = PUBLISHED.with_year(a_whole_year(UNPUBLISHED, worked=[sunday])).due_on(date(UNPUBLISHED, 9, 30), 2)

    assert due == DueDate(date(UNPUBLISHED, 10, 6), provisional=False)


def test_a_corrected_year_replaces_the_published_one_and_no_other() -> None:
    corrected = PUBLISHED.with_year(CalendarYear(year=2026, holidays=(), make_up=()))

    assert corrected.is_workday(date(2026, 10, 1))
    assert not corrected.is_workday(date(2026, 10, 10))
    assert not corrected.is_workday(date(2025, 10, 1))


def test_a_year_taken_in_twice_is_the_same_as_once() -> None:
    year = a_whole_year(UNPUBLISHED, [date(UNPUBLISHED - 1, 12, 31)], [date(UNPUBLISHED - 1, 12, 27)])
    once = PUBLISHED.with_year(year)

    assert once.with_year(year) == once


# ---- days of the December before


def test_days_of_the_december_before_join_what_is_known_of_that_year() -> None:
    moved = PUBLISHED.with_year(a_whole_year(2027, [date(2026, 12, 31)], [date(2026, 12, 26)]))

    assert PUBLISHED.is_workday(date(2026, 12, 31))
    assert not moved.is_workday(date(2026, 12, 31))
    assert moved.is_workday(date(2026, 12, 26))
    assert not moved.is_workday(date(2026, 10, 1))
    assert not moved.due_on(date(2026, 12, 25), 3).provisional


def test_two_days_of_december_do_not_make_their_year_published() -> None:
    december = UNPUBLISHED - 1
    calendar = PUBLISHED.with_year(a_whole_year(UNPUBLISHED, [date(december, 12, 31)]))

    assert december not in calendar.years
    assert not calendar.is_workday(date(december, 12, 31))
    assert calendar.due_on(date(december, 12, 29), 1).provisional


def test_a_corrected_notice_takes_its_days_of_december_back() -> None:
    first = a_whole_year(2027, [date(2026, 12, 31)], [date(2026, 12, 26)])

    corrected = PUBLISHED.with_year(first).with_year(a_whole_year(2027))

    assert corrected.is_workday(date(2026, 12, 31))
    assert not corrected.is_workday(date(2026, 12, 26))


def test_a_corrected_year_keeps_the_days_that_the_next_notice_moved() -> None:
    """The notice for 2019 had Saturday 29 December 2018 worked and the Monday off."""
    corrected = PUBLISHED.with_year(a_whole_year(2018))

    assert corrected.is_workday(date(2018, 12, 29))
    assert not corrected.is_workday(date(2018, 12, 31))


def test_where_two_notices_name_a_day_the_later_one_holds() -> None:
    saturday = date(2150, 12, 26)
    year, after = a_whole_year(2150, [saturday]), a_whole_year(2151, worked=[saturday])

    for calendar in (PUBLISHED.with_year(year).with_year(after), PUBLISHED.with_year(after).with_year(year)):
        assert calendar.is_workday(saturday)


def test_a_calendar_without_years_is_always_provisional() -> None:
    assert WorkCalendar({}).due_on(date(2026, 9, 21), 1).provisional


def test_what_was_left_out_is_carried_along_and_reads_as_a_sentence() -> None:
    calendar = PUBLISHED.without(UnusedYear("本机载入的 2027.json ", "缺少法定节假日 1月1日（元旦）"))

    assert [str(one) for one in calendar.with_year(a_whole_year(UNPUBLISHED)).left_out] == [
        "本机载入的 2027.json 没有计入：缺少法定节假日 1月1日（元旦）"
    ]
