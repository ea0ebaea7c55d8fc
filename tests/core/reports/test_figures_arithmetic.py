"""Days between two days, means and percentiles: each compared with a simple slow computation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.core.deadlines.clocks import Clock, Pause, Run, read_clock
from gridcounter.core.deadlines.workdays import DayCount
from gridcounter.core.reports.figures import by_month, mean, months_between, percentile, share
from gridcounter.core.reports.periods import EndsBeforeItBegins, Period, Span, TooLong, period_of

FIRST = date(2026, 9, 1)
CALENDAR = WorkCalendar(
    {
        2026: CalendarYear(
            year=2026,
            holidays=(date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))),
            make_up=(date(2026, 9, 20), date(2026, 10, 10)),
        )
    }
)
#: Shorter than the clocks of the test: what lies outside is counted too.
DAYS = DayCount(CALENDAR, FIRST + timedelta(days=10), FIRST + timedelta(days=60))


@st.composite
def a_run(draw: st.DrawFn) -> Run:
    def day(least: int) -> int:
        return draw(st.integers(least, 90))

    start = day(0)
    end = day(start)
    pauses, last = [], start
    for _ in range(draw(st.integers(0, 3))):
        on = day(last)
        until = draw(st.none()) if draw(st.booleans()) and last == start else day(on)
        pauses.append(Pause(FIRST + timedelta(days=on), None if until is None else FIRST + timedelta(days=until)))
        last = on
    wd, days = draw(st.sampled_from([(5, None), (None, 3), (None, None)]))
    clock = Clock("plan", "方案答复", "grid_company", wd, days, "accepted")
    return Run(clock, FIRST + timedelta(days=start), FIRST + timedelta(days=end), tuple(pauses))


@given(a_run())
def test_days_at_once_are_the_days_of_reading_each_clock(run: Run) -> None:
    assert run.started_on is not None
    assert run.ended_on is not None
    working = run.clock.days is None
    read = read_clock(run, run.ended_on, CALENDAR)
    assert DAYS.gross(run.started_on, run.ended_on, working=working) == read.gross
    assert DAYS.net(run.started_on, run.ended_on, run.pauses, working=working) == read.used


@pytest.mark.parametrize("beyond", [-1, 0, 1, 2])
def test_days_are_the_same_at_both_edges_of_what_was_summed_and_beyond_them(beyond: int) -> None:
    step = timedelta(days=beyond)
    before, last = FIRST + timedelta(days=9) - step, FIRST + timedelta(days=60) + step
    for after, until in ((before, FIRST + timedelta(days=30)), (FIRST + timedelta(days=30), last), (before, last)):
        one_by_one = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
        assert DAYS.gross(after, until, working=True) == sum(map(CALENDAR.is_workday, one_by_one))
        assert DAYS.gross(after, until, working=False) == len(one_by_one)
        assert DAYS.gross(until, after, working=True) == 0


@given(st.lists(st.integers(0, 60), min_size=1), st.integers(1, 100))
def test_the_percentile_is_the_least_that_occurred_and_that_enough_do_not_exceed(values: list[int], per: int) -> None:
    found = percentile(values, per)
    enough = [one for one in values if sum(other <= one for other in values) * 100 >= per * len(values)]
    assert found == min(enough)


@given(st.lists(st.integers(0, 60), min_size=1))
def test_a_mean_has_one_decimal_and_is_never_further_off_than_half_of_it(values: list[int]) -> None:
    found = mean(values)
    assert found is not None
    assert abs(found - sum(values) / len(values)) <= 0.05 + 1e-9


def test_of_nothing_there_is_no_mean_no_percentile_and_no_share() -> None:
    assert (mean([]), percentile([]), share(0, 0)) == (None, None, "—")


def test_a_half_is_rounded_up_as_by_hand() -> None:
    assert mean([1, 2, 2, 2]) == 1.8
    assert share(1, 16) == "6.3%"


def test_months_are_named_with_both_ends_across_a_year() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 2, 1)) == ("2025-11", "2025-12", "2026-01", "2026-02")
    days = {"received": [("a", "2025-11-30"), ("b", "2026-01-02")], "accepted": [], "closed": [("a", "2026-01-31")]}
    months = by_month(days, date(2025, 11, 1), date(2026, 1, 31))
    assert [(one.name, one.received, one.accepted, one.closed) for one in months] == [
        ("2025-11", ("a",), (), ()),
        ("2025-12", (), (), ()),
        ("2026-01", ("b",), (), ("a",)),
    ]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Span.FIRST_HALF, date(2026, 1, 1), date(2026, 6, 30)),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Span.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_span_is_the_calendars(span: Span, first: date, last: date) -> None:
    assert period_of(span, date(2026, 12, 31)) == Period(first, last)


def test_a_period_that_cannot_be_is_refused() -> None:
    with pytest.raises(EndsBeforeItBegins):
        Period(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(TooLong):
        Period(date(2006, 1, 2), date(2026, 1, 1))
