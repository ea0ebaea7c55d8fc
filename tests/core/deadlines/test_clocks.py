"""Deadlines compared with a wall calendar: a plain list of days, counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.calendar import DueDate, WorkCalendar
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.core.deadlines.clocks import (
    Clock,
    ClockState,
    Pause,
    PauseGround,
    Run,
    counted_days,
    due_on,
    read_clock,
    runs_of,
)
from gridcounter.services.office.calendars import load_calendar

CALENDAR = load_calendar(paths.calendars())
ACCEPTED = date(2026, 9, 28)
DAYS = st.dates(date(2025, 1, 1), date(2026, 9, 30))


def a_clock(wd: int | None = 7, days: int | None = None) -> Clock:
    return Clock("plan", "方案答复", "grid_company", wd, days, "accepted")


def a_run(wd: int | None = 7, *pauses: Pause, started: date | None = ACCEPTED, ended: date | None = None) -> Run:
    return Run(a_clock(wd), started, ended, pauses)


def test_the_first_day_is_not_counted_and_holidays_are_left_out() -> None:
    reading = read_clock(a_run(), ACCEPTED, CALENDAR)
    assert reading.due is not None
    assert (reading.due.on, reading.due.provisional) == (date(2026, 10, 13), False)
    assert (reading.used, reading.left) == (0, 7)


def test_on_the_due_date_nothing_is_left_and_it_ends_today() -> None:
    reading = read_clock(a_run(), date(2026, 10, 13), CALENDAR)
    assert reading.left == 0
    assert reading.ends_today
    assert not reading.over


def test_the_working_day_after_it_is_one_day_late() -> None:
    reading = read_clock(a_run(), date(2026, 10, 14), CALENDAR)
    assert reading.left == -1
    assert reading.over


def test_without_its_event_a_clock_waits_and_has_no_date() -> None:
    reading = read_clock(a_run(started=None), ACCEPTED, CALENDAR)
    assert (reading.state, reading.due, reading.left) == (ClockState.WAITING, None, 7)


def test_a_pause_moves_the_date_by_its_working_days() -> None:
    """Supplement on Tuesday the 29th, which still counts; back on Saturday the 10th, worked, which does not."""
    run = a_run(7, Pause(date(2026, 9, 29), date(2026, 10, 10)))
    due = due_on(run, CALENDAR)
    assert due is not None
    assert due.on == date(2026, 10, 19)
    assert counted_days(run, CALENDAR)[:2] == (date(2026, 9, 29), date(2026, 10, 12))


def test_a_paused_clock_has_no_date_and_uses_no_days() -> None:
    run = a_run(7, Pause(date(2026, 9, 29)))
    first, later = (read_clock(run, day, CALENDAR) for day in (date(2026, 9, 29), date(2026, 12, 1)))
    assert (later.state, later.due, later.left) == (ClockState.PAUSED, None, 6)
    assert first.left == later.left
    assert later.gross > later.used


def test_an_ended_clock_reads_the_same_for_ever() -> None:
    run = a_run(7, ended=date(2026, 10, 9))
    assert read_clock(run, date(2026, 10, 9), CALENDAR) == read_clock(run, date(2030, 1, 1), CALENDAR)
    assert read_clock(run, date(2030, 1, 1), CALENDAR).state == ClockState.ENDED


def test_a_day_before_the_recorded_end_reads_what_was_used_by_then() -> None:
    run = a_run(7, ended=date(2026, 10, 9))
    before, on = (read_clock(run, day, CALENDAR) for day in (date(2026, 9, 29), date(2026, 10, 9)))
    assert (before.used, before.left, before.at, before.over) == (1, 6, date(2026, 9, 29), False)
    assert (on.used, on.left, on.at) == (4, 3, date(2026, 10, 9))


def test_what_ended_while_it_rested_keeps_the_date_that_it_had_by_then() -> None:
    late, in_time = (
        read_clock(a_run(wd, Pause(date(2026, 10, 9)), ended=date(2026, 10, 12)), date(2026, 11, 2), CALENDAR)
        for wd in (1, 7)
    )
    assert (late.state, late.due, late.over) == (ClockState.ENDED, DueDate(date(2026, 9, 29), provisional=False), True)
    assert (in_time.state, in_time.due, in_time.over) == (ClockState.ENDED, None, False)


def test_a_pause_that_begins_later_has_no_effect_yet() -> None:
    run = a_run(7, Pause(date(2026, 10, 9)))
    before, on = (read_clock(run, day, CALENDAR) for day in (date(2026, 10, 8), date(2026, 10, 9)))
    assert before.state == ClockState.RUNNING
    assert (on.state, on.due) == (ClockState.PAUSED, None)


def test_each_of_two_pauses_moves_the_date_and_where_they_overlap_only_once() -> None:
    first, second = Pause(date(2026, 9, 28), date(2026, 9, 29)), Pause(date(2026, 10, 8), date(2026, 10, 10))
    overlapping = Pause(date(2026, 10, 8), date(2026, 10, 9), PauseGround.REQUEST)
    dues = [
        due_on(a_run(7, *pauses), CALENDAR) for pauses in ((), (first,), (first, second), (first, second, overlapping))
    ]
    assert [due.on for due in dues if due] == [
        date(2026, 10, 13),
        date(2026, 10, 14),
        date(2026, 10, 16),
        date(2026, 10, 16),
    ]


def test_of_two_pauses_the_one_that_lasts_makes_it_rest() -> None:
    over, open_still = Pause(date(2026, 9, 28), date(2026, 9, 29)), Pause(date(2026, 10, 8), why=PauseGround.REQUEST)
    for pauses in ((over, open_still), (open_still, over)):
        reading = read_clock(a_run(7, *pauses), date(2026, 10, 12), CALENDAR)
        assert (reading.state, reading.used, reading.gross) == (ClockState.PAUSED, 2, 6)


def test_each_clock_gets_its_own_event_end_and_pauses() -> None:
    one, other = a_clock(), Clock("connect", "验收送电", "grid_company", 5, None, "completion_reported")
    rests = {"plan": (Pause(ACCEPTED),), "connect": (Pause(date(2026, 11, 2)), Pause(date(2026, 11, 9)))}
    events = {"completion_reported": date(2026, 11, 1), "accepted": ACCEPTED}
    assert runs_of((one, other), events, {"connect": date(2026, 11, 5)}, rests) == (
        Run(one, ACCEPTED, None, rests["plan"]),
        Run(other, date(2026, 11, 1), date(2026, 11, 5), rests["connect"]),
    )


def test_calendar_days_count_every_day() -> None:
    due = due_on(Run(a_clock(None, 1), date(2026, 9, 30)), CALENDAR)
    assert due is not None
    assert due.on == date(2026, 10, 1)


def test_days_beyond_the_published_calendar_are_provisional() -> None:
    due = due_on(a_run(7, started=date(2026, 12, 28)), CALENDAR)
    assert due is not None
    assert due.provisional


def test_one_day_of_an_unpublished_year_on_the_way_is_enough() -> None:
    only = WorkCalendar({2026: CalendarYear(year=2026, holidays=(), make_up=())})
    due = due_on(a_run(3, started=date(2025, 12, 30)), only)
    assert due is not None
    assert (due.on, due.provisional) == (date(2026, 1, 2), True)
    assert due_on(a_run(2, started=date(2025, 12, 31)), only) == DueDate(date(2026, 1, 2), provisional=False)


def test_no_days_in_the_paper_no_date() -> None:
    reading = read_clock(a_run(None), date(2026, 10, 12), CALENDAR)
    assert (reading.due, reading.left, reading.over) == (None, None, False)
    assert reading.state == ClockState.RUNNING


def test_a_sum_of_clocks_is_no_clock_itself() -> None:
    total = Clock("grid_side", "合计", "grid_company", 7, None, None)
    runs = runs_of((a_clock(), total), {"accepted": ACCEPTED}, {}, {})
    assert [run.clock.id for run in runs] == ["plan"]


@st.composite
def paused_runs(draw: st.DrawFn) -> Run:
    start = draw(DAYS)
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        on = start + timedelta(days=draw(st.integers(0, 40)))
        pauses.append(Pause(on, on + timedelta(days=draw(st.integers(0, 20)))))
    return Run(a_clock(draw(st.integers(0, 32))), start, None, tuple(pauses))


@given(paused_runs())
def test_the_due_date_is_where_a_finger_on_the_wall_calendar_ends(run: Run) -> None:
    assert run.started_on is not None
    length, day = run.clock.wd or 0, run.started_on
    while length:
        day += timedelta(days=1)
        rests = any(pause.on < day <= (pause.until or date.max) for pause in run.pauses)
        length -= CALENDAR.is_workday(day) and not rests
    due = due_on(run, CALENDAR)
    assert due is not None
    assert due.on == day


@given(paused_runs(), st.integers(0, 120))
def test_what_is_used_and_what_is_left_make_the_whole(run: Run, later: int) -> None:
    assert run.started_on is not None
    reading = read_clock(run, run.started_on + timedelta(days=later), CALENDAR)
    assert reading.left is not None
    assert reading.used + reading.left == run.clock.wd
    assert reading.gross >= reading.used


@given(paused_runs())
def test_without_pauses_it_is_the_plain_calendar(run: Run) -> None:
    assert run.started_on is not None
    plain = Run(run.clock, run.started_on)
    assert due_on(plain, CALENDAR) == CALENDAR.due_on(run.started_on, run.clock.wd or 0)


def test_a_pause_that_is_resumed_on_the_same_day_does_not_move_the_date() -> None:
    """The day on which it began belonged to the office and is counted; counting goes on the next day."""
    at_once = Pause(date(2026, 10, 9), date(2026, 10, 9))
    on_the_first_day, on_a_day_off = Pause(ACCEPTED, ACCEPTED), Pause(date(2026, 10, 11), date(2026, 10, 11))
    until_the_next = Pause(date(2026, 10, 9), date(2026, 10, 10))

    dues = [due_on(a_run(7, *pauses), CALENDAR) for pauses in ((), (at_once,), (on_the_first_day,), (on_a_day_off,))]

    assert {due.on for due in dues if due} == {date(2026, 10, 13)}
    assert counted_days(a_run(7, at_once), CALENDAR) == counted_days(a_run(7), CALENDAR)
    later = due_on(a_run(7, until_the_next), CALENDAR)
    assert later is not None
    assert later.on == date(2026, 10, 14)
